"""Take up background jobs that nobody works on."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from courses import jobs
from courses.models import Job
from courses.models.job import JobStatus


class Command(BaseCommand):
    """Wakes workers for lost jobs; with `--here` does them in this process, so that no worker is needed."""

    help = "Take up background jobs that nobody works on. Exits 1 when jobs have failed for good."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--here", action="store_true", help="do the waiting jobs now, in this process")

    def handle(self, *args: Any, here: bool, **options: Any) -> None:
        woken = jobs.resume()
        self.stdout.write(f"Jobs woken: {woken}.")
        if here:
            waiting = Job.objects.filter(status=JobStatus.PENDING).order_by("created_at").values_list("pk", flat=True)
            self.stdout.write(f"Jobs done here: {sum(jobs.run(pk) for pk in list(waiting))}.")
        for job in Job.objects.filter(status=JobStatus.FAILED):
            self.stderr.write(f"Failed: {job.kind} {job.subject}: {job.error}")
        if Job.objects.filter(status=JobStatus.FAILED).exists():
            raise SystemExit(1)
