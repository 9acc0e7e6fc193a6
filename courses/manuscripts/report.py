"""What a load did, one line for each page or row it touched or left alone on purpose."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.translation import gettext as _


@dataclass
class Report:
    """Lines in the order in which things happened. `changed` counts what is different now."""

    lines: list[str] = field(default_factory=list)
    changed: int = 0

    def created(self, subject: str) -> None:
        """Something new."""
        self.change(subject, _("created"))

    def updated(self, subject: str) -> None:
        """Something that says what the manuscript says now."""
        self.change(subject, _("updated"))

    def change(self, subject: str, what: str) -> None:
        """Something else that changed."""
        self.lines.append(f"{subject}: {what}")
        self.changed += 1

    def kept(self, subject: str, why: str = "") -> None:
        """Something that differs from its manuscript and was left alone."""
        self.lines.append(_("%(subject)s: kept, %(why)s") % {"subject": subject, "why": why or _("edited in the CMS")})

    def add(self, other: Report) -> None:
        """Takes over another report's lines."""
        self.lines += other.lines
        self.changed += other.changed
