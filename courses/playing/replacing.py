"""A newer package in place of a content's: the content keeps its identity, its lessons and what learners did in it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, BinaryIO, Final

from django.db import transaction
from wagtail.log_actions import log

from courses.h5p_storage import SiteStore, Staged
from courses.models import H5PContent
from courses.playing.uses import draw_again, read_again
from courses.playing.whole_contents import whole_content, write_over
from h5p.archive import open_package
from h5p.errors import H5PError, Issue
from h5p.validate import Rules, check_file

REPLACE: Final = "mwanga.h5p.replace"


class ReplaceRefused(ValueError):
    """A package that is not taken; `issues` say why, all of them."""

    def __init__(self, issues: Iterable[Issue]) -> None:
        self.issues = tuple(issues)
        super().__init__(" ".join(issue.message for issue in self.issues))


def replace_content(content: H5PContent, *, file: BinaryIO, name: str, by: Any) -> None:
    """Plays another package under the same content; its libraries are not brought in. Raises ReplaceRefused, nothing stored.

    Published lessons that show it get a version that names the new title and rights, and are drawn again.
    """
    store = SiteStore()
    report = check_file(file, name=name, rules=Rules(installed=store, may_install=False, needs_libraries=False))
    if not report.ok:
        raise ReplaceRefused(report.errors)
    try:
        with open_package(file) as archive, Staged() as staged, transaction.atomic():
            row = H5PContent.objects.select_for_update().get(pk=content.pk)
            write_over(row, whole_content(file, archive, staged, store=store))
            log(instance=row, action=REPLACE, user=by, data={"package": row.package}, content_changed=True)
            read_again(row)
            draw_again([row])
            staged.place()
    except H5PError as error:
        raise ReplaceRefused([error.issue]) from error
    content.refresh_from_db()
