"""A job: work to be done in the background. The row is the job; the queue only wakes a worker (house rule 8)."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class JobStatus(models.TextChoices):
    """Where a job stands."""

    PENDING = "pending", _("waiting")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")


class Job(models.Model):
    """One piece of background work, claimed by one worker at a time. Actions on it stand in `courses/jobs.py`."""

    kind = models.CharField(max_length=40, help_text=_("Which function does it: a key of courses.jobs.DOERS."))
    subject = models.CharField(max_length=200, help_text=_("What it is done to, in the words of its kind."))
    status = models.CharField(max_length=8, choices=JobStatus.choices, default=JobStatus.PENDING)
    attempt = models.PositiveSmallIntegerField(default=0)
    # Raised when the same work is asked for while it runs: it is then done once more.
    asked_again = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now, db_default=Now())
    progress = models.PositiveSmallIntegerField(default=0, help_text=_("How much is done, of 100, where the work can tell."))
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True)

    class Meta:
        verbose_name = _("job")
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject"],
                condition=models.Q(status__in=["pending", "running"]),
                name="one_open_job_per_subject",
            )
        ]
        indexes = [models.Index(fields=["status", "created_at"], name="job_queue")]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject} ({self.status})"
