"""What a spreadsheet would take for a formula among the lines that staff type or import. No database here."""

from __future__ import annotations

from courses.csv_table import harmless


def is_formula(text: str) -> bool:
    """Whether a text begins as a formula does, with or without the apostrophe that disarms it: it would not survive a CSV file."""
    return harmless(text) != text or harmless(text.removeprefix("'")) != text.removeprefix("'")
