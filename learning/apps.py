"""The app of learners, Wagtail's users app told to show staff only, and allauth's told where its middleware is."""

from __future__ import annotations

from allauth.account.apps import AccountConfig as AllauthAccountConfig
from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import post_delete, post_save
from wagtail.users.apps import WagtailUsersAppConfig


class LearningConfig(AppConfig):
    """Learners and what they do."""

    default = True  # among the configurations that this module names
    name = "learning"
    verbose_name = "Learning"

    def ready(self) -> None:
        """Adds our own parts to what is kept about a learner, before nested apps add theirs; reports and sessions listen."""
        from allauth.mfa.models import Authenticator

        from learning import h5p_records, own_records  # noqa: F401
        from learning.reports import receivers  # noqa: F401
        from learning.staff_session import note_factor, note_sign_in

        user_logged_in.connect(note_sign_in)
        post_save.connect(note_factor, sender=Authenticator)
        post_delete.connect(note_factor, sender=Authenticator)


class AccountConfig(AllauthAccountConfig):
    """allauth's accounts. Its middleware stands inside ours (`staff_session`), which keeps it away from learners' pages."""

    def ready(self) -> None:
        """Without allauth's look for its own middleware by name."""


class StaffUsersConfig(WagtailUsersAppConfig):
    """Wagtail's users app with our view of it."""

    user_viewset = "learning.staff_accounts.StaffViewSet"
