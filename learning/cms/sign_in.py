"""The way from the CMS to the page that says how I sign in."""

from __future__ import annotations

from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem


@hooks.register("register_admin_menu_item")
def how_i_sign_in() -> MenuItem:
    """For everybody in the CMS: password, app, passkeys."""
    return MenuItem(gettext_lazy("How I sign in"), reverse_lazy("mfa_index"), icon_name="key", order=9_000)
