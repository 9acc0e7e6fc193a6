"""What a lesson page is for: a lesson, or one of the two checks of a course.

A check is four questions before the first lesson and four after the last one, the same ideas in other words. It is drawn, graded,
translated and kept like a lesson; but it is none: no lamp, no part of completion, certificate, search or review.
"""

from __future__ import annotations

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class Purpose(models.TextChoices):
    """What a lesson page is for."""

    LESSON = "lesson", _("lesson")
    START_CHECK = "start-check", _("four questions before the first lesson")
    END_CHECK = "end-check", _("four questions after the last lesson")


CHECKS: Final = (Purpose.START_CHECK.value, Purpose.END_CHECK.value)
QUESTIONS_IN_CHECK: Final = 4
