"""A partner's file becomes the newest version: for almost nothing, whatever is cut, and never an older or a false one."""

from __future__ import annotations

import json
import random
import shutil
import zlib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from learning.bundles.models import Bundle
from learning.bundles.tool import fetch, layout
from learning.bundles.tool.canonical import canonical
from learning.bundles.tool.refused import CutOff, NotThere, Refused
from learning.bundles.tool.update import Update
from learning.bundles.updates.publishing import publish_updates
from learning.keys import change_key
from tests.learning.bundles.updates.conftest import change_a_sentence, newest
from tests.learning.bundles.updates.partner import Cutter, Partner, serving

pytestmark = pytest.mark.once


def test_one_changed_sentence_costs_less_than_2500_bytes_and_no_change_less_than_500(partner: Partner) -> None:
    with serving(partner.site) as address:
        outcome = partner.update(address)
        assert partner.is_updated
        assert outcome.is_new
        assert outcome.fetched <= 2500
        again = partner.update(address)
    assert not again.is_new
    assert again.fetched <= 500
    assert partner.is_updated


def test_no_change_costs_less_than_500_bytes_at_the_first_time_too(partner: Partner) -> None:
    partner.file.write_bytes(partner.wanted)
    outcome = partner.update()
    assert (outcome.is_new, partner.said) == (False, ["This is the newest version."])
    assert outcome.fetched <= 500


def test_200_cuts_at_any_byte_end_in_the_identical_file(partner: Partner) -> None:
    """By the delta, by pieces and whole; taken up in the same run, and in a later one."""
    before = partner.file.read_bytes()
    cutter = Cutter(random.Random(200), 0.8)
    ways = ["delta", "pieces", "delta", "later"]
    with serving(partner.site, cutter) as address:
        while cutter.cuts < 200:
            way = ways[cutter.requests % len(ways)]
            hidden = hide_deltas(partner) if way == "pieces" else None
            cutter.share = 0.3 if way == "later" else 0.8
            partner.file.write_bytes(before)
            shutil.rmtree(f"{partner.file}.update", ignore_errors=True)
            while not partner.is_updated:
                try:
                    partner.update(address, tries=1 if way == "later" else 60)
                except CutOff:
                    assert partner.file.read_bytes() == before
            if hidden:
                hidden.rename(partner.line / "from")
    assert cutter.cuts >= 200


def hide_deltas(partner: Partner) -> Path:
    """The line as it is for a version so old that no delta leads from it."""
    return (partner.line / "from").rename(partner.line / "hidden")


def test_without_a_delta_only_the_pieces_that_changed_are_fetched(partner: Partner) -> None:
    hide_deltas(partner)
    outcome = partner.update()
    assert partner.is_updated
    assert outcome.fetched < len(partner.wanted) / 2


def test_another_build_of_zlib_fetches_what_it_packs_differently(partner: Partner, monkeypatch: pytest.MonkeyPatch) -> None:
    real = zlib.compressobj
    monkeypatch.setattr(layout.zlib, "compressobj", lambda _level, *rest: real(1, *rest))
    outcome = partner.update()
    assert partner.is_updated
    assert outcome.fetched > 2500


def test_a_broken_delta_does_no_harm(partner: Partner) -> None:
    (delta,) = partner.line.glob("from/*/to/*.delta")
    delta.write_bytes(delta.read_bytes()[:-3] + b"abc")
    partner.update()
    assert partner.is_updated


@pytest.mark.parametrize(
    "lie",
    [
        {"fetch": [[0, 10**12]]},
        {"fetch": [[0, -5]]},
        {"fetch": [[0, "x"]]},
        {"files": [[10**6, 5, ""]]},
        {"files": 5},
        {"from": [[]]},
        {"from": [10**6]},
        {"manifest": [5, 5, ""]},
        {"signature": 10**9},
        {"signature": None},
    ],
)
def test_a_lying_delta_does_no_harm(partner: Partner, lie: dict[str, object]) -> None:
    (delta,) = partner.line.glob("from/*/to/*.delta")
    head, _newline, frame = delta.read_bytes().partition(b"\n")
    delta.write_bytes(canonical({**json.loads(head), **lie}) + b"\n" + frame)
    partner.update()
    assert partner.is_updated


def test_a_preview_changes_nothing(partner: Partner) -> None:
    before = partner.file.read_bytes()
    partner.update(only_preview=True)
    assert partner.file.read_bytes() == before
    assert "changed: " in partner.said[-1]
    assert f"{len(partner.wanted):,} bytes" in partner.said[-1]


def test_a_large_file_says_how_far_it_has_come(partner: Partner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch, "WORTH_TELLING", 10_000)
    for name in ("plan_by_delta", "plan_by_directory"):
        monkeypatch.setattr(Update, name, nothing_there)
    partner.update()
    assert partner.is_updated
    told = [int(line.partition(" %")[0]) for line in partner.said if " %" in line]
    assert told == sorted(set(told))
    assert (told[-1], len(told) > 3) == (100, True)


def nothing_there(_update: Update, _target: object) -> None:
    raise NotThere


def test_a_full_disk_is_said_before_anything_is_written(partner: Partner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: shutil._ntuple_diskusage(100, 50, 50))  # type: ignore[attr-defined]
    with pytest.raises(Refused, match="50 bytes left"):
        partner.update()
    assert not partner.is_updated


def test_a_false_zip_is_thrown_away(partner: Partner, versions: list[Bundle]) -> None:
    hide_deltas(partner)
    file = partner.site / versions[1].file_name
    data = bytearray(file.read_bytes())
    data[data.index(b"manifest.sig") + 100] ^= 1  # where everybody looks
    file.write_bytes(data)
    before = partner.file.read_bytes()
    for _try in range(2):
        with pytest.raises(Refused):
            partner.update()
        assert partner.file.read_bytes() == before


def test_a_broken_file_is_not_updated(partner: Partner) -> None:
    partner.file.write_bytes(partner.file.read_bytes()[:-1])
    with pytest.raises(Refused, match="cut"):
        partner.update()


# --- attacks on what is published -----------------------------------------------------------------------------------------


def kept_aside(partner: Partner, tmp_path: Path) -> Path:
    """The line's folder as it is now."""
    return Path(shutil.copytree(partner.line, tmp_path / "aside"))


def test_expired_news_are_refused(partner: Partner) -> None:
    """Somebody holds back what is newer: a freeze."""
    with pytest.raises(Refused, match="too old now"):
        partner.update(now=timezone.now() + timedelta(days=61))
    assert not partner.is_updated


def test_older_news_than_seen_are_refused(partner: Partner, course_key: UUID, tmp_path: Path) -> None:
    """A rollback, to a moment that was good."""
    old = kept_aside(partner, tmp_path)
    change_a_sentence(course_key, "AI guesses.")
    third = newest(course_key)
    shutil.copytree(settings.BUNDLES_ROOT, partner.site, dirs_exist_ok=True, ignore=shutil.ignore_patterns("objects"))
    partner.update()
    now = partner.file.read_bytes()
    assert now == (partner.site / third.file_name).read_bytes()
    shutil.rmtree(partner.line)
    shutil.copytree(old, partner.site / "updates" / third.selection.line[:16])
    with pytest.raises(Refused, match="older than what was seen"):
        partner.update()
    shutil.rmtree(f"{partner.file}.update")
    with pytest.raises(Refused, match="offers version 2, this file is version 3"):
        partner.update()  # the file itself says so, even where nothing was seen
    assert partner.file.read_bytes() == now


def test_mixed_news_are_refused(partner: Partner, course_key: UUID, tmp_path: Path) -> None:
    old = kept_aside(partner, tmp_path)
    change_a_sentence(course_key, "AI guesses.")
    newest(course_key)
    line = partner.line
    new = settings.BUNDLES_ROOT / "updates" / line.name
    for kind in ("snapshot", "targets"):
        earlier, later = (max(folder.glob(f"*.{kind}.json")) for folder in (old, new))
        shutil.rmtree(line)
        shutil.copytree(new, line)
        shutil.copyfile(earlier, line / later.name)
        with pytest.raises(Refused, match="do not belong together"):
            partner.update()


@pytest.mark.parametrize("name", ["timestamp.json", "*.snapshot.json", "*.targets.json"])
def test_flipped_news_are_refused(partner: Partner, name: str) -> None:
    path = max(partner.line.glob(name))
    whole, rng = path.read_bytes(), random.Random(name)
    for _ in range(8):
        data = bytearray(whole)
        data[rng.randrange(len(data))] ^= 1 << rng.randrange(7)
        path.write_bytes(data)
        with pytest.raises(Refused):
            partner.update()
    assert not partner.is_updated


def test_news_signed_by_another_key_are_refused(partner: Partner) -> None:
    path = partner.line / "timestamp.json"
    document = json.loads(path.read_bytes())
    document["signed"]["version"] += 1
    document["signatures"][0]["sig"] = Ed25519PrivateKey.generate().sign(canonical(document["signed"])).hex()
    path.write_bytes(canonical(document))
    with pytest.raises(Refused, match="not signed by whom we trust"):
        partner.update()


def test_endless_news_are_refused(partner: Partner) -> None:
    (partner.line / "timestamp.json").write_bytes(b" " * 5000)
    with pytest.raises(Refused, match="longer than it can be"):
        partner.update()


# --- another key --------------------------------------------------------------------------------------------------------------


def test_a_new_key_is_accepted_because_the_old_one_signed_it(partner: Partner, course_key: UUID) -> None:
    change_key(leaked_at=datetime(2026, 1, 1, tzinfo=UTC))
    bundle = newest(course_key)
    shutil.copytree(settings.BUNDLES_ROOT, partner.site, dirs_exist_ok=True, ignore=shutil.ignore_patterns("objects"))
    partner.update()
    assert partner.file.read_bytes() == (partner.site / bundle.file_name).read_bytes()
    second = json.loads((partner.line / "2.root.json").read_bytes())
    assert len(second["signatures"]) == 2


def test_a_new_key_that_the_old_one_did_not_sign_is_refused(partner: Partner, course_key: UUID) -> None:
    change_key()
    newest(course_key)
    shutil.copytree(settings.BUNDLES_ROOT, partner.site, dirs_exist_ok=True, ignore=shutil.ignore_patterns("objects"))
    path = partner.line / "2.root.json"
    root = json.loads(path.read_bytes())
    root["signatures"] = root["signatures"][:1]
    path.write_text(json.dumps(root))
    with pytest.raises(Refused, match="not signed by whom we trust"):
        partner.update()


# --- commands -------------------------------------------------------------------------------------------------------------------


def test_the_command_updates_from_the_sites_own_folder(versions: list[Bundle], partner: Partner) -> None:
    call_command("update_bundle", str(partner.file))
    assert partner.is_updated


def test_a_stick_brings_the_update_where_there_is_no_line(versions: list[Bundle], partner: Partner, tmp_path: Path) -> None:
    call_command("write_stick", str(tmp_path / "stick"), "--only", "light-course-en")
    call_command("update_bundle", str(partner.file), "--from", str(tmp_path / "stick"))
    assert partner.is_updated


def test_publishing_again_changes_nothing_and_renews_in_time(versions: list[Bundle]) -> None:
    folder = settings.BUNDLES_ROOT / "updates" / versions[1].selection.line[:16]

    def files() -> dict[str, bytes]:
        return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}

    before = files()
    publish_updates(versions[1], at=timezone.now())
    assert files() == before
    publish_updates(versions[1], at=timezone.now() + timedelta(days=2))
    assert {name for name, data in files().items() if before.get(name) != data} == {"timestamp.json"}
    publish_updates(versions[1], at=timezone.now() + timedelta(days=300))
    assert len([name for name in files() if name.endswith(".targets.json")]) == 3


def test_an_older_file_that_is_spoilt_holds_up_no_news(versions: list[Bundle]) -> None:
    folder = settings.BUNDLES_ROOT / "updates" / versions[1].selection.line[:16]
    shutil.rmtree(folder)
    older = settings.BUNDLES_ROOT / versions[0].file_name
    older.unlink()
    older.write_bytes(b"spoilt")
    publish_updates(versions[1], at=timezone.now())
    assert (folder / "timestamp.json").is_file()
    assert not (folder / "from").exists()
