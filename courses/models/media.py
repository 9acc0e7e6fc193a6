"""Pictures, recordings and videos, with the licence and consent that go with them, and the light variants learners get.

Learners never get an upload itself. What makes the variants stands in `courses/media`.
"""

from __future__ import annotations

import uuid

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.images.models import AbstractImage, AbstractRendition

from courses.media.ffmpeg import FfmpegMissing
from courses.media.probe import MediumRefused, check_film, check_sound


class Licence(models.TextChoices):
    """Licences a picture, recording or video may carry here."""

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


class Variant(models.Model):
    """What variants of sounds and videos share. `source` is the upload's name, which a new upload never has again."""

    source = models.CharField(max_length=200)
    format = models.CharField(max_length=8)
    object_name = models.CharField(max_length=80)
    size = models.PositiveIntegerField(help_text=_("Bytes."))

    class Meta:
        abstract = True


def recording_path(recording: Recording, filename: str) -> str:
    """Where an upload is kept: a name of our own, for the client's tells nothing and may be hostile."""
    return f"recordings/{own_name(filename)}"


def film_path(film: Film, filename: str) -> str:
    """Where an uploaded video is kept, likewise."""
    return f"films/{own_name(filename)}"


def own_name(filename: str) -> str:
    """A name nobody can guess, with the ending that was checked."""
    return f"{uuid.uuid4().hex}.{filename.rsplit('.', 1)[-1].lower()}"


class Recording(models.Model):
    """A spoken card. It always comes with the words that are spoken."""

    title = models.CharField(_("title"), max_length=200)
    file = models.FileField(
        _("sound file"),
        upload_to=recording_path,
        help_text=_("MP3, M4A, Ogg, Opus, WAV, AMR or FLAC; 30 MB and ten minutes at most. Learners get a light copy of it."),
    )
    transcript = models.TextField(_("the words spoken"), help_text=_("Everything that is said, for those who cannot hear it."))
    licence = models.CharField(_("licence"), max_length=20, choices=Licence.choices)
    credit = models.CharField(_("credit"), max_length=200)
    seconds = models.PositiveIntegerField(_("length in seconds"), null=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("recording")
        verbose_name_plural = _("recordings")
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """Refuses a file that is not the sound its name promises, and notes how long it is."""
        super().clean()
        if is_new(self.file):
            try:
                self.seconds = check_sound(self.file.file, str(self.file.name)).whole_seconds
            except (MediumRefused, FfmpegMissing) as refusal:
                raise ValidationError({"file": str(refusal)}) from refusal


class RecordingVariant(Variant):
    """A recording as learners get it: Opus, and MP3 for phones that know no Opus."""

    recording = models.ForeignKey(Recording, on_delete=models.CASCADE, related_name="variants")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["recording", "source", "format"], name="one_recording_variant")]

    def __str__(self) -> str:
        return f"{self.recording_id} {self.format}"


class Film(models.Model):
    """A video. Its title, words and captions stand with each use, for they depend on the lesson's language."""

    title = models.CharField(_("title"), max_length=200, help_text=_("By which you find it again. Learners see the card’s title."))
    file = models.FileField(
        _("video file"),
        upload_to=film_path,
        help_text=_("MP4, MOV, 3GP, WebM or MKV; 200 MB and ten minutes at most. Learners get light copies of it."),
    )
    poster = models.ForeignKey(
        Picture,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("still picture"),
        help_text=_("Shown before the video plays. Left empty, one is taken from the video."),
    )
    licence = models.CharField(_("licence"), max_length=20, choices=Licence.choices)
    credit = models.CharField(_("credit"), max_length=200, help_text=_("Who made it, as the licence asks."))
    consent = models.CharField(
        _("consent of the people shown"),
        max_length=200,
        blank=True,
        help_text=_("Where the written consent is kept. Needed when a real person, and always when a child, can be recognised."),
    )
    seconds = models.PositiveIntegerField(_("length in seconds"), null=True, editable=False)
    width = models.PositiveIntegerField(null=True, editable=False)
    height = models.PositiveIntegerField(null=True, editable=False)
    has_sound = models.BooleanField(default=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("video")
        verbose_name_plural = _("videos")
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """Refuses a file that is not the video its name promises, and notes what is in it."""
        super().clean()
        if is_new(self.file):
            try:
                facts = check_film(self.file.file, str(self.file.name))
            except (MediumRefused, FfmpegMissing) as refusal:
                raise ValidationError({"file": str(refusal)}) from refusal
            self.seconds, self.has_sound = facts.whole_seconds, facts.has_sound
            self.width, self.height = facts.width, facts.height


class FilmVariant(Variant):
    """A video as learners get it, in one format and size; or its still picture. `lines` is the shorter side, as in "240p"."""

    film = models.ForeignKey(Film, on_delete=models.CASCADE, related_name="variants")
    lines = models.PositiveIntegerField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["film", "source", "format", "lines"], name="one_film_variant")]

    def __str__(self) -> str:
        return f"{self.film_id} {self.format} {self.lines}"


def is_new(file: models.fields.files.FieldFile) -> bool:
    """Whether a file was chosen and is not stored yet."""
    return bool(file and file.name and not getattr(file, "_committed", True))
