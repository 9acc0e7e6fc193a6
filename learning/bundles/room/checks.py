"""Updates that an institution's machines ask for with their token: which version they go to is kept, for the page of versions."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils import timezone

from learning.bundles.models import Manifest
from learning.bundles.room.field import note_update_check
from learning.bundles.tokens import institution_of


def note_check(request: HttpRequest, manifest_id: str) -> None:
    """Keeps whose machine asked for the way to a version. No query where no token is shown."""
    if institution := institution_of(request):
        manifest = Manifest.objects.filter(sha256=manifest_id).select_related("selection").defer("packed").first()
        if manifest:
            note_update_check(institution=institution, manifest=manifest, on=timezone.localdate())
