"""What templates ask of the machine that drafts."""

from __future__ import annotations

from django import template

from translations.machine import configured

register = template.Library()


@register.simple_tag
def machine_is_on() -> bool:
    """Whether a machine is set up, so that a button for it makes sense. No query."""
    return configured.is_on()
