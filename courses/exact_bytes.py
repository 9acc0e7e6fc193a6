"""Answers whose bytes no middleware may repack: files served in ranges, documents compressed ahead of time.

Django's GZipMiddleware would compress a part of a file, drop its length and weaken its tag, which breaks resumed downloads; it
also compresses for browsers that refuse gzip with `q=0`. It leaves alone what says it is encoded already.
"""

from __future__ import annotations

from django.http import HttpResponse, StreamingHttpResponse


class ExactResponse(HttpResponse):
    """A body in memory, sent as it is."""

    def has_header(self, header: str) -> bool:
        """Says yes to GZipMiddleware's question whether the body is encoded."""
        return header.lower() == "content-encoding" or super().has_header(header)


class ExactStream(StreamingHttpResponse):
    """A body in pieces, sent as it is."""

    def has_header(self, header: str) -> bool:
        """Says yes to GZipMiddleware's question whether the body is encoded."""
        return header.lower() == "content-encoding" or super().has_header(header)
