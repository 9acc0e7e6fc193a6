"""Weights in templates."""

from __future__ import annotations

from django import template

from courses.rendering.weight import in_words

register = template.Library()


@register.filter
def weight(size: int | None) -> str:
    """A weight in words; nothing for what weighs nothing or is not known."""
    return in_words(size) if size else ""
