"""Pictures and recordings, with the licence and consent that go with them, and the light variants learners get."""

from __future__ import annotations

import uuid

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.images.models import AbstractImage, AbstractRendition

from courses.media.sound_check import SoundRefused, check_sound


class Licence(models.TextChoices):
    """Licences a picture or recording may carry here."""

    CC_BY = "CC BY 4.0", "CC BY 4.0"
    CC_BY_SA = "CC BY-SA 4.0", "CC BY-SA 4.0"
    CC0 = "CC0 1.0", "CC0 1.0"
    PUBLIC_DOMAIN = "public domain", _("public domain")
    PERMISSION = "with permission", _("used with permission")


class Picture(AbstractImage):
    """A picture with its licence. The words that describe it stand with each use, for they depend on the lesson."""

    licence = models.CharField(_("licence"), max_length=20, choices=Licence.choices)
    credit = models.CharField(_("credit"), max_length=200, help_text=_("Who made it, as the licence asks."))
    consent = models.CharField(
        _("consent of the people shown"),
        max_length=200,
        blank=True,
        help_text=_("Where the written consent is kept. Needed when a real person, and always when a child, can be recognised."),
    )

    admin_form_fields = ("title", "file", "licence", "credit", "consent", "collection")

    class Meta(AbstractImage.Meta):
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")


class PictureRendition(AbstractRendition):
    """A size Wagtail made of a picture, for the CMS."""

    image = models.ForeignKey(Picture, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [models.UniqueConstraint(fields=("image", "filter_spec", "focal_point_key"), name="one_rendition_per_filter")]


class PictureVariant(models.Model):
    """A picture as learners get it: one width and format, kept in the object store by the hash of its bytes."""

    picture = models.ForeignKey(Picture, on_delete=models.CASCADE, related_name="variants")
    source_hash = models.CharField(max_length=40, help_text=_("Hash of the uploaded file it was made from."))
    format = models.CharField(max_length=8)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    object_name = models.CharField(max_length=80)
    size = models.PositiveIntegerField(help_text=_("Bytes."))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["picture", "source_hash", "format", "width"], name="one_variant_per_format")]

    def __str__(self) -> str:
        return f"{self.picture_id} {self.format} {self.width}"


def recording_path(recording: Recording, filename: str) -> str:
    """Where an upload is kept: a name of our own, for the client's tells nothing and may be hostile."""
    return f"recordings/{uuid.uuid4().hex}.{filename.rsplit('.', 1)[-1].lower()}"


class Recording(models.Model):
    """A spoken card. It always comes with the words that are spoken."""

    title = models.CharField(_("title"), max_length=200)
    file = models.FileField(_("sound file"), upload_to=recording_path, help_text=_("MP3, AAC (m4a) or Opus (ogg), 5 MB at most."))
    transcript = models.TextField(_("the words spoken"), help_text=_("Everything that is said, for those who cannot hear it."))
    licence = models.CharField(_("licence"), max_length=20, choices=Licence.choices)
    credit = models.CharField(_("credit"), max_length=200)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("recording")
        verbose_name_plural = _("recordings")
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """Refuses a file that is not the sound its name promises."""
        super().clean()
        if self.file and self.file.name and not getattr(self.file, "_committed", True):
            try:
                check_sound(self.file.file, self.file.name)
            except SoundRefused as refusal:
                raise ValidationError({"file": str(refusal)}) from refusal
