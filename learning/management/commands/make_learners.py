"""Invent learners with classes and answers, for benchmarks and demonstrations."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from learning.errors import LearningError
from learning.synthetic import make_learners


class Command(BaseCommand):
    """Only for sites where nobody learns: invented people are counted in reports like all others."""

    help = "Invent N learners with classes and answers. Never on a site where people learn."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("count", type=int, metavar="N")
        parser.add_argument("--answers", type=int, default=20, help="about how many answers each gives (20)")
        parser.add_argument("--months", type=int, default=12, help="over how many months they began (12)")
        parser.add_argument("--seed", type=int, default=5, help="another number invents other people")

    def handle(self, *args: Any, count: int, answers: int, months: int, seed: int, **options: Any) -> None:
        if min(count, answers, months) < 1:
            raise CommandError("N, --answers and --months are whole numbers from 1 on.", returncode=2)

        def say(done: int) -> None:
            if done % 10_000 == 0 and sys.stderr.isatty():
                self.stderr.write(f"{done} of {count}")

        try:
            made = make_learners(count, answers=answers, months=months, seed=seed, say=say)
        except LearningError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Learners: {count}. Answers: {made}.")
