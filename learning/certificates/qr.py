"""Picture codes as QR codes, drawn into the page: a certificate's signed token, or an address."""

from __future__ import annotations

from typing import Any, Final

import segno
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from learning.certificates.code import segments

QUIET: Final = 4  # modules of white around, as ISO/IEC 18004 asks


def qr_svg(text: str, *, title: str = "") -> SafeString:
    """The code as SVG, with a title for those who cannot see it. Level M: a smudge or a fold does not stop it."""
    title = title or _("Picture code with the address %(address)s") % {"address": text}
    drawing = code_of(text).svg_inline(border=QUIET, light="#fff", title=title, omitsize=True, svgclass=None, lineclass=None)
    return mark_safe(drawing)  # made by segno, which escapes the title


def code_of(text: str) -> segno.QRCode:
    """The code itself: an address in bytes, a token behind its `#` in fewer modules (`code.segments`)."""
    parts: Any = segments(text)  # segno takes several texts; what it says of its types does not
    return segno.make_qr(parts, error="m", boost_error=False)
