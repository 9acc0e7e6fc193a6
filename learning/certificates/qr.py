"""The picture code of a certificate: the address of its public page as a QR code, drawn into the page."""

from __future__ import annotations

from typing import Final

import segno
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

QUIET: Final = 4  # modules of white around, as ISO/IEC 18004 asks


def qr_svg(address: str) -> SafeString:
    """The code as SVG, with a title for those who cannot see it. Level M: a smudge or a fold does not stop it."""
    code = segno.make_qr(address, error="m", boost_error=False)
    title = _("Picture code with the address %(address)s") % {"address": address}
    drawing = code.svg_inline(border=QUIET, light="#fff", title=title, omitsize=True, svgclass=None, lineclass=None)
    return mark_safe(drawing)  # made by segno, which escapes the title
