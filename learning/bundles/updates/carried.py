"""What every bundle carries so that it can be checked and updated: the program, and where news of it are."""

from __future__ import annotations

import json
from typing import Final

from django.conf import settings
from django.utils.translation import gettext as _

from learning.bundles.errors import NotSigned
from learning.bundles.sources import File, Inside
from learning.bundles.tool.canonical import canonical
from learning.bundles.tool.update import UPDATE
from learning.bundles.tool_script import SCRIPT, script
from learning.bundles.updates.roots import roots
from learning.keys import KeyUnavailable

CARRIED: Final = frozenset({UPDATE, SCRIPT})  # their names, for forms that are no folder to check and update
LINE_SIGNS: Final = 16  # of the line's hash: enough to tell lines apart, and addresses stay short


def carried_files(inside: Inside) -> list[File]:
    """`update.json` and the program. Two queries. Raises `NotSigned`."""
    try:
        root = json.loads(roots()[-1])
    except KeyUnavailable as error:
        raise NotSigned(_("The bundle cannot be signed. %(why)s") % {"why": error}) from error
    about = {"from": f"{settings.SITE_URL}/bundles/", "line": inside.wanted.line[:LINE_SIGNS], "root": root}
    return [File(UPDATE, canonical(about)), File(SCRIPT, script())]
