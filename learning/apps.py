"""The app of learners, and Wagtail's users app told to show staff only."""

from __future__ import annotations

from django.apps import AppConfig
from wagtail.users.apps import WagtailUsersAppConfig


class LearningConfig(AppConfig):
    """Learners and what they do."""

    default = True  # there are several in this file
    name = "learning"
    verbose_name = "Learning"

    def ready(self) -> None:
        """Adds our own parts to what is kept about a learner, before nested apps add theirs; reports count what happens."""
        from learning import own_records  # noqa: F401
        from learning.reports import receivers  # noqa: F401


class StaffUsersConfig(WagtailUsersAppConfig):
    """Wagtail's users app with our view of it."""

    user_viewset = "learning.staff_accounts.StaffViewSet"
