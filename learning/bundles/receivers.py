"""What happens to courses, and to what stands in every bundle, reaches bundles from here; the receivers decide nothing."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.dispatch import receiver

from courses import jobs
from courses.signals import course_rendered
from learning.bundles import checking  # noqa: F401 - adds its page to every bundle
from learning.bundles.models import Bundle
from learning.bundles.results import forgetting, receive, records  # noqa: F401 - jobs, and what is kept about learners
from learning.bundles.signals import bundle_built
from learning.bundles.storage import STORE_BUNDLE, storage
from learning.bundles.tasks import ask_for_all_bundles, ask_for_bundles
from learning.signals import bundle_parts_changed


@receiver(course_rendered)
def build_after_rendering(sender: type[Any], course_key: UUID, **_: Any) -> None:
    """A course has new documents or a new outline."""
    ask_for_bundles(course_key)


@receiver(bundle_parts_changed)
def build_all_after_change(sender: type[Any], **_: Any) -> None:
    """What stands in every bundle is another now."""
    ask_for_all_bundles()


@receiver(bundle_built)
def store_after_building(sender: type[Any], bundle: Bundle, **_: Any) -> None:
    """A new file: it is copied to the object storage, where there is one."""
    if storage():
        jobs.ask(STORE_BUNDLE, bundle.file_name)
