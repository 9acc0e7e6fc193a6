"""What there is of bundles: selections of courses, versions of each with their manifests, and the files built from them."""

from __future__ import annotations

import json
import zlib
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from learning.bundles.results.models import DeviceLearner, Flag, Return, ReturnedAnswer
from learning.bundles.room.models import Listing, ListingReport, Subscription, UpdateCheck


class Selection(models.Model):
    """Courses, languages and a tier that make one line of bundles, in whatever form. Made once, never changed."""

    line = models.CharField(max_length=64, unique=True)  # SHA-256 of what was chosen: `Wanted.line`
    courses = models.TextField()  # their keys with spaces between, the main one first
    languages = models.CharField(max_length=200)  # their codes with spaces between, the main one first
    tier = models.CharField(max_length=8)
    offered_by = models.CharField(max_length=36, blank=True)  # uuid of the institution named on it, or nothing

    def __str__(self) -> str:
        return f"{self.courses} {self.languages} {self.tier}"

    @property
    def course_keys(self) -> tuple[UUID, ...]:
        """The courses, the main one first."""
        return tuple(UUID(key) for key in self.courses.split())

    @property
    def language_codes(self) -> tuple[str, ...]:
        """The languages that were asked for, the main one first."""
        return tuple(self.languages.split())


class Manifest(models.Model):
    """A version of a selection: everything in it by name, size and hash. Its key is the hash of its own bytes."""

    sha256 = models.CharField(max_length=64, primary_key=True)  # of the manifest's bytes: its name in the world
    selection = models.ForeignKey(Selection, on_delete=models.CASCADE, related_name="manifests")
    number = models.PositiveIntegerField()  # the version: 1, 2, 3 …
    changes = models.JSONField()  # since the version before: sentences in the main language
    created = models.DateTimeField()  # when the newest lesson in it was published
    packed = models.BinaryField()  # the manifest itself, deflated; empty once no file of this version is kept
    made_at = models.DateTimeField(default=timezone.now, db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["selection", "number"], name="one_manifest_number")]

    def __str__(self) -> str:
        return f"{self.selection_id} v{self.number}"

    @property
    def text(self) -> bytes:
        """The manifest's bytes, or none once they are dropped."""
        return zlib.decompress(bytes(self.packed)) if self.packed else b""

    @property
    def data(self) -> dict[str, Any]:
        """The manifest as data, empty once it is dropped."""
        return dict(json.loads(self.text)) if self.packed else {}


class Bundle(models.Model):
    """A built file: a version of a selection in one form. The newest of its form is the one offered.

    Older ones stay for who has begun, until `dropped_at`; their rows stay for good.
    """

    selection = models.ForeignKey(Selection, on_delete=models.PROTECT, related_name="bundles")
    # None for those built before there were manifests of this kind.
    manifest = models.ForeignKey(Manifest, on_delete=models.PROTECT, null=True, related_name="bundles")
    course_key = models.UUIDField()  # the main course
    course_version = models.ForeignKey("courses.CourseVersion", on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=12)  # the main one
    tier = models.CharField(max_length=8)
    format = models.CharField(max_length=8)
    number = models.PositiveIntegerField(help_text=_("The bundle's version: 1, 2, 3 …"))
    file_name = models.CharField(max_length=200, unique=True, help_text=_("Course, language, tier and the start of the hash."))
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField(help_text=_("Bytes."))
    languages = models.JSONField(help_text=_("Languages of the lessons inside."))
    licence = models.CharField(max_length=200)
    is_current = models.BooleanField(default=True)
    built_at = models.DateTimeField(default=timezone.now, db_default=Now())
    replaced_at = models.DateTimeField(null=True, blank=True)  # since when another one is offered, or none
    dropped_at = models.DateTimeField(null=True, blank=True)  # since when its file is no longer kept

    class Meta:
        verbose_name = _("bundle")
        constraints = [
            models.UniqueConstraint(fields=["selection", "format"], condition=models.Q(is_current=True), name="one_current_bundle"),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def path(self) -> Path:
        """Where its file lies, unless it was dropped."""
        return Path(settings.BUNDLES_ROOT) / self.file_name


# Models of files beside this one: Django finds them here.
from learning.bundles.takers import ApiToken, Download, StoredBundle  # noqa: E402

__all__ = [
    "ApiToken",
    "Bundle",
    "DeviceLearner",
    "Download",
    "Flag",
    "Listing",
    "ListingReport",
    "Manifest",
    "Return",
    "ReturnedAnswer",
    "Selection",
    "StoredBundle",
    "Subscription",
    "UpdateCheck",
]
