"""What learners do in H5P content: where they are in it, and what its frame reported. A report is evidence, never proof.

Everything here was said by a browser. For kinds whose key we know the score is worked out again from the answer
(`is_rescored`); all other scores stay what was reported and decide nothing alone.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class H5PState(models.Model):
    """Where somebody is in a content, as the content wrote it down itself: opaque to us, 64 KB at most."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="h5p_states")
    content = models.ForeignKey("courses.H5PContent", on_delete=models.CASCADE, related_name="+")
    data_type = models.CharField(max_length=80)
    sub_content_id = models.CharField(max_length=36, blank=True)
    data = models.TextField()
    content_hash = models.CharField(max_length=64, help_text=_("Of what was played: a state of other content is not given back."))
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("state of H5P content")
        constraints = [
            models.UniqueConstraint(fields=["person", "content", "data_type", "sub_content_id"], name="one_state_per_h5p_part")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} · {self.content_id} {self.data_type}"


class H5PResult(models.Model):
    """One thing that somebody did in a content that a lesson shows. Append only."""

    uuid = models.UUIDField(unique=True, help_text=_("The statement's id, made by the phone: the same again is the same result."))
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="h5p_results")
    content = models.ForeignKey("courses.H5PContent", on_delete=models.PROTECT, related_name="+")
    course_key = models.UUIDField()
    lesson_key = models.UUIDField()
    card_id = models.CharField(max_length=40, help_text=_("Of the card that shows it."))
    sub_content_id = models.CharField(max_length=36, blank=True, help_text=_("Of the question inside; empty for the whole."))
    verb = models.CharField(max_length=20)
    score = models.FloatField(null=True)
    max_score = models.FloatField(null=True)
    is_rescored = models.BooleanField(default=False, help_text=_("Worked out here from the answer, not only reported."))
    response = models.TextField(blank=True)
    seconds = models.FloatField(null=True, help_text=_("As reported."))
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("result of H5P content")
        indexes = [models.Index(fields=["person", "course_key", "lesson_key"], name="h5p_results_of_person")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.verb} {self.content_id}"
