"""The forms of a bundle: one file for each; all are written from the same lessons."""

from __future__ import annotations

from typing import Final

from learning.bundles.formats import cc, html5, scorm
from learning.bundles.formats.epub import EPUB
from learning.bundles.formats.format import Format
from learning.bundles.formats.print import PRINT
from learning.bundles.formats.single import SINGLE
from learning.bundles.formats.site import SITE
from learning.bundles.formats.zim import ZIM

# In the order in which they are offered. Their keys stand in `learning.bundles.sources.FORMATS` too, which may not import them.
WRITERS: Final[dict[str, Format]] = {
    each.key: each for each in (SITE, SINGLE, PRINT, ZIM, EPUB, scorm.PACKAGE, cc.PACKAGE, html5.PACKAGE)
}
