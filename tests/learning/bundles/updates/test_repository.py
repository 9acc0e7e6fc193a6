"""What is published is a repository of The Update Framework: its own client reads it. And how it is found over HTTP."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from tuf.api.exceptions import ExpiredMetadataError
from tuf.ngclient import Updater, UpdaterConfig

from courses.models import Job
from learning.bundles.models import Bundle
from learning.bundles.updates.tasks import renew_updates
from learning.keys import change_key
from tests.learning.bundles.updates.conftest import newest
from tests.learning.bundles.updates.partner import Partner, serving


def client_of(address: str, partner: Partner, folder: Path) -> Updater:
    return Updater(
        metadata_dir=str(folder),
        metadata_base_url=f"{address}updates/{partner.line.name}/",
        target_dir=str(folder),
        target_base_url=address,
        config=UpdaterConfig(prefix_targets_with_hash=False),
        bootstrap=(partner.line / "1.root.json").read_bytes(),
    )


@pytest.mark.once
def test_the_frameworks_own_client_finds_and_fetches_the_newest(partner: Partner, versions: list[Bundle], tmp_path: Path) -> None:
    folder = tmp_path / "client"
    folder.mkdir()
    with serving(partner.site) as address:
        client = client_of(address, partner, folder)
        client.refresh()
        target = client.get_targetinfo(versions[1].file_name)
        assert target is not None
        assert target.custom == {"manifest": versions[1].manifest_id}
        assert Path(client.download_target(target)).read_bytes() == partner.wanted
        late = client_of(address, partner, folder)
        late._trusted_set.reference_time = timezone.now() + timedelta(days=61)
        with pytest.raises(ExpiredMetadataError):
            late.refresh()


@pytest.mark.once
def test_the_frameworks_own_client_follows_the_house_to_another_key(partner: Partner, course_key: UUID, tmp_path: Path) -> None:
    with serving(settings.BUNDLES_ROOT) as address:
        client_of(address, partner, tmp_path).refresh()
        change_key()
        bundle = newest(course_key)
        client = client_of(address, partner, tmp_path)
        client.refresh()
        assert client.get_targetinfo(bundle.file_name) is not None


def test_files_are_found_over_http_without_a_query(versions: list[Bundle], django_assert_num_queries: object) -> None:
    line = versions[1].selection.line[:16]
    client = Client()
    with django_assert_num_queries(0):  # type: ignore[operator]
        timestamp = client.get(f"/bundles/updates/{line}/timestamp.json")
    assert timestamp.status_code == 200
    assert timestamp["Cache-Control"] == "no-cache"
    root = client.get(f"/bundles/updates/{line}/1.root.json", headers={"range": "bytes=0-9"})
    assert (root.status_code, root["Content-Range"].partition("/")[0]) == (206, "bytes 0-9")
    assert "immutable" in root["Cache-Control"]
    delta = client.get(f"/bundles/updates/{line}/from/{versions[0].manifest_id}/to/{versions[1].manifest_id}.delta")
    assert b"".join(delta.streaming_content).startswith(b'{"delta":1,')  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", ["2.root.json", "0.root.json", "../roots/1.json", "from/a/to/b.delta", ".writing-1"])
def test_what_is_not_there_is_said_in_no_words(versions: list[Bundle], name: str) -> None:
    response = Client().get(f"/bundles/updates/{versions[1].selection.line[:16]}/{name}")
    assert (response.status_code, response.content) == (404, b"")
    assert Client().get("/bundles/updates/..%2F..%2Fkeys/timestamp.json").status_code == 404
    assert (settings.BUNDLES_ROOT / "updates" / "roots").is_dir()


def test_every_line_is_looked_at_daily(versions: list[Bundle]) -> None:
    Job.objects.all().delete()
    renew_updates()
    assert list(Job.objects.values_list("kind", "subject")) == [("publish_updates", str(versions[1].pk))]
