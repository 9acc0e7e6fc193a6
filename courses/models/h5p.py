"""H5P in the site: the libraries a superuser let in, and the contents that trainers brought and lessons show.

Who installed or brought one stands in Wagtail's log. Bytes are kept by `courses/h5p_storage.py`, named by their hash; rows say
which file of which library or content has which bytes.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from h5p.names import LibraryName


class H5PLibrary(models.Model):
    """One version line (name, major, minor) of a library, with the one patch that is installed."""

    machine_name = models.CharField(_("machine name"), max_length=255)
    major = models.PositiveIntegerField()
    minor = models.PositiveIntegerField()
    patch = models.PositiveIntegerField()
    title = models.CharField(_("title"), max_length=255)
    license = models.CharField(_("licence"), max_length=40, blank=True)
    runnable = models.BooleanField(_("plays by itself"), default=False)
    is_enabled = models.BooleanField(_("may be played"), default=True)
    sha256 = models.CharField(_("hash of all files"), max_length=64)
    meta = models.JSONField(help_text=_("Its library.json."))
    files = models.JSONField(help_text=_("Each path inside its folder with the SHA-256 of its bytes."))
    size = models.PositiveBigIntegerField(_("size"), help_text=_("Bytes of all files."))
    installed_at = models.DateTimeField(_("installed"), auto_now=True)

    class Meta:
        verbose_name = _("H5P library")
        verbose_name_plural = _("H5P libraries")
        ordering = ["machine_name", "major", "minor"]
        constraints = [models.UniqueConstraint(fields=["machine_name", "major", "minor"], name="one_patch_per_h5p_line")]
        permissions = [("install_h5plibrary", "Can install and enable H5P libraries")]

    def __str__(self) -> str:
        return f"{self.machine_name} {self.version}"

    @property
    def version(self) -> str:
        """All three numbers."""
        return f"{self.major}.{self.minor}.{self.patch}"

    @property
    def name(self) -> LibraryName:
        """Its name as `h5p/` writes it."""
        return LibraryName(self.machine_name, self.major, self.minor, self.patch)


class H5PContentQuerySet(models.QuerySet["H5PContent"]):
    """Questions about contents."""

    def playable(self) -> H5PContentQuerySet:
        """Those whose libraries were all there when they were last filtered."""
        return self.filter(waits_for=[])


class H5PContent(models.Model):
    """One content to play in its box. `uuid` is its identity outside, `params` what came in, `filtered` what is played."""

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    title = models.CharField(_("title"), max_length=255)
    language = models.CharField(_("language"), max_length=12, blank=True)
    library = models.CharField(_("kind"), max_length=280, help_text=_("The main library with major and minor version."))
    params = models.JSONField()
    filtered = models.JSONField(default=dict)
    dependencies = models.JSONField(default=list, help_text=_("Libraries met while filtering, inner before outer."))
    waits_for = models.JSONField(default=list, help_text=_("Libraries that are not installed."))
    credits = models.JSONField(default=dict, help_text=_("Authors, licence, source and changes, as its h5p.json says them."))
    metadata = models.JSONField(default=dict, help_text=_("The fields of its h5p.json about rights and origin."))
    files = models.JSONField(default=dict, help_text=_("Each path below content/ with the SHA-256 of its bytes."))
    package = models.CharField(max_length=64, blank=True, help_text=_("SHA-256 of the package it came in."))
    weight = models.PositiveBigIntegerField(
        _("weight"), default=0, help_text=_("Bytes of a first play, compressed, without media on tap.")
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = H5PContentQuerySet.as_manager()

    class Meta:
        verbose_name = _("H5P content")
        verbose_name_plural = _("H5P contents")
        ordering = ["title", "pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def is_playable(self) -> bool:
        """Whether nothing it needs is missing."""
        return not self.waits_for

    @property
    def library_name(self) -> LibraryName:
        """Its main library."""
        return LibraryName.parse(self.library)

    @property
    def licence(self) -> str:
        """The licence with its version, for people; empty when it is not disclosed."""
        code = self.credits.get("license") or "U"
        return "" if code == "U" else f"{code} {self.credits.get('license_version') or ''}".strip()

    @property
    def authors(self) -> str:
        """Their names, as one line."""
        return ", ".join(name for name, _role in self.credits.get("authors", []))
