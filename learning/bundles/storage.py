"""Bundles in an object storage (S3 and what speaks like it), where one is configured: `STORAGES["bundles"]` of django-storages.

A file is built on our own disk as ever and copied there by a job; a row says so once it is there whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from django.conf import settings
from django.core.files import File
from django.core.files.storage import Storage, storages
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from courses import jobs
from courses.exact_bytes import ExactStream
from courses.ranged_file import CHUNK, Part, part_asked, part_headers
from learning.bundles.models import Bundle
from learning.bundles.takers import StoredBundle

STORE_BUNDLE: Final = "store_bundle"
ALIAS: Final = "bundles"


def storage() -> Any:
    """The object storage, or None where bundles lie on our own disk alone."""
    return storages[ALIAS] if ALIAS in settings.STORAGES else None


@jobs.does(STORE_BUNDLE)
def store_bundle(subject: str) -> None:
    """Copies a bundle's file, named by the subject, into the storage. Copied twice, it is the same file."""
    bundle = Bundle.objects.filter(file_name=subject).first()
    if bundle is None or not storage() or not bundle.path.is_file():
        return
    put(storage(), bundle)
    StoredBundle.objects.get_or_create(bundle=bundle)


def put(place: Storage, bundle: Bundle) -> None:
    """The copy itself. Raises `OSError` when what arrived is not as long as what was sent; the job is then tried again."""
    file_name, kept = bundle.file_name, bundle.path
    if place.exists(file_name) and place.size(file_name) == kept.stat().st_size:
        return
    place.delete(file_name)
    with kept.open("rb") as file:
        name = place.save(file_name, File(file, name=file_name))
    if name != file_name or place.size(file_name) != kept.stat().st_size:
        raise OSError(f"The storage has not taken “{file_name}” as it is.")


def stored_part(request: HttpRequest, bundle: Bundle, *, headers: dict[str, str], content_type: str) -> HttpResponseBase:
    """The file or the part of it that is asked for, read from the storage as it is sent."""
    part = part_asked(request, size=bundle.size, etag=bundle.sha256)
    answer = {**headers, **part_headers(part, bundle.size)}
    if request.method == "HEAD" or part.status == 416:
        return HttpResponse(status=part.status, headers=answer, content_type=content_type)
    return ExactStream(stored_pieces(bundle.file_name, part), status=part.status, headers=answer, content_type=content_type)


def stored_pieces(file_name: str, part: Part) -> Iterator[bytes]:
    """The part's bytes. S3 is asked for them alone; another storage is read from where they begin."""
    place = storage()
    if hasattr(place, "bucket"):  # django-storages' S3: one request, however large the file
        wanted = f"bytes={part.start}-{part.end}"
        body = place.bucket.Object(place._normalize_name(file_name)).get(Range=wanted)["Body"]
        yield from body.iter_chunks(CHUNK)
        return
    with place.open(file_name) as file:
        file.seek(part.start)
        left = part.length
        while left > 0 and (piece := file.read(min(CHUNK, left))):
            left -= len(piece)
            yield piece
