"""A content played in the CMS, in the same box as learners get it. Nothing that happens in it is kept."""

from __future__ import annotations

from django.urls import reverse

from courses.models import H5PContent
from courses.playing.frame import new_nonce


def frame_of(content: H5PContent) -> dict[str, str]:
    """The frame's address and the nonce that tells its messages apart."""
    nonce = new_nonce()
    return {"src": f"{reverse('h5p_preview_frame', args=[content.pk])}?nonce={nonce}", "nonce": nonce}
