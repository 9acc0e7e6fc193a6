"""Downloads of institutions' mirrors, counted: begun, in how many pieces, how much, finished. Of everybody else nothing is kept.

What was sent is not what arrived: a line may be cut after the last byte left here. Whoever asks for “the rest from byte N” says how
much arrived, and is believed.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from learning.bundles.models import Bundle
from learning.bundles.takers import ApiToken, Download

SAME_DOWNLOAD: Final = timedelta(days=30)  # so long a cut download may be taken up again and is still the same
FIRST_BYTE: Final = 0


@transaction.atomic
def begin_piece(*, token: ApiToken, bundle: Bundle, arrived: int | None) -> Download:
    """An institution asks for a file, or for a part of it; `arrived` is where the rest begins that it asks for, None for a part
    with an end. Pieces of one file at the same time belong to one download. Four queries.
    """
    ApiToken.objects.select_for_update().get(pk=token.pk)  # so that pieces asked for at once do not begin two downloads
    since = timezone.now() - SAME_DOWNLOAD
    rows = Download.objects.filter(institution=token.institution, bundle=bundle, begun_at__gte=since)
    download = rows.order_by("-begun_at", "-pk").first()
    if download is None or (download.finished_at and arrived == FIRST_BYTE):
        download = Download(institution=token.institution, bundle=bundle)
    elif arrived is not None and arrived < download.bytes:
        download.bytes, download.finished_at = arrived, None
    download.pieces += 1
    download.save()
    return download


def end_piece(*, download: Download, sent: int) -> None:
    """So many bytes of a piece were sent; the whole file once all of them were. Two queries."""
    rows = Download.objects.filter(pk=download.pk)
    rows.update(bytes=F("bytes") + sent)
    rows.filter(bytes__gte=download.bundle.size, finished_at=None).update(finished_at=timezone.now(), bytes=download.bundle.size)


def counted(body: Iterator[bytes], download: Download) -> Iterator[bytes]:
    """The same bytes; when they end, or the line is cut, it is kept how many were sent."""
    sent = 0
    try:
        for piece in body:
            sent += len(piece)
            yield piece
    finally:
        end_piece(download=download, sent=sent)
