"""Tokens of institutions' mirrors, and downloads counted with them: nothing of anybody else is kept."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.http import HttpResponseBase
from django.test import Client, RequestFactory
from django.utils import timezone

from learning.bundles.builder import build_bundle
from learning.bundles.downloads import SAME_DOWNLOAD
from learning.bundles.errors import TokenRefused
from learning.bundles.models import ApiToken, Bundle, Download
from learning.bundles.sources import Wanted
from learning.bundles.tokens import MOST_TOKENS, institution_of, make_token, revoke_token
from learning.models import Institution, Person, StaffAction
from tests.kept_rows import kept


@kept
def bundle(course_key: UUID) -> Bundle:
    return build_bundle(Wanted(course_key, "en", "text"))


@pytest.fixture
def library(bundle: Bundle) -> Institution:
    return Institution.objects.create(name="Library", country="KE")


@pytest.fixture
def partner(library: Institution) -> Person:
    return Person.objects.create_user(username="partner", password="lamp-lamp-lamp")


@pytest.fixture
def token(library: Institution, partner: Person) -> str:
    return make_token(institution=library, by=partner, note="hub  in the reading room")


def asked(shown: str) -> Any:
    return RequestFactory().get("/", headers={"authorization": shown})


def take(bundle: Bundle, token: str = "", method: str = "get", **headers: str) -> HttpResponseBase:
    """A download by a mirror; the whole answer is read."""
    shown = {"authorization": f"Bearer {token}"} if token else {}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    response: Any = getattr(Client(), method)(f"/bundles/{bundle.file_name}", headers={**shown, **named})
    if response.streaming:
        b"".join(response)
    return response


# --- tokens -----------------------------------------------------------------------------------------------------------------


def test_a_token_is_shown_once_and_kept_only_as_a_hash(token: str, library: Institution, partner: Person) -> None:
    row = ApiToken.objects.get()
    assert token.startswith("mwanga_")
    assert token not in [str(value) for value in row.__dict__.values()]
    assert (row.hint, row.note, row.made_by) == (token[-4:], "hub in the reading room", partner)
    assert StaffAction.objects.get().action == "make_token"
    assert token not in StaffAction.objects.get().detail
    assert institution_of(asked(f"Bearer {token}")) == library


@pytest.mark.parametrize("shown", ["", "Bearer", "Bearer x", "Basic eDp4", "Bearer {token}x", "Bearer x{token}", "{token}"])
def test_nobody_is_recognised_by_anything_else(token: str, shown: str) -> None:
    assert institution_of(asked(shown.replace("{token}", token))) is None


def test_a_token_that_was_taken_back_opens_nothing(token: str, bundle: Bundle, partner: Person) -> None:
    for _twice in range(2):
        revoke_token(token=ApiToken.objects.get(), by=partner)
    assert institution_of(asked(f"Bearer {token}")) is None
    answer = take(bundle, token)
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, 'Bearer error="invalid_token"')
    assert Client().get("/bundles/catalogue.json", headers={"authorization": f"Bearer {token}"}).status_code == 401
    assert list(StaffAction.objects.order_by("pk").values_list("action", flat=True)) == ["make_token", "revoke_token"]


def test_the_token_of_an_institution_that_left_opens_nothing(token: str, library: Institution) -> None:
    Institution.objects.filter(pk=library.pk).update(is_active=False)
    assert institution_of(asked(f"Bearer {token}")) is None


@pytest.mark.parametrize("note", ["", "  ", "x" * 101])
def test_a_token_says_what_it_is_for(library: Institution, partner: Person, note: str) -> None:
    with pytest.raises(TokenRefused, match="which machine"):
        make_token(institution=library, by=partner, note=note)
    assert not ApiToken.objects.exists()


def test_there_are_never_too_many_tokens(library: Institution, partner: Person) -> None:
    for number in range(MOST_TOKENS):
        make_token(institution=library, by=partner, note=f"hub {number}")
    with pytest.raises(TokenRefused, match="Take one back"):
        make_token(institution=library, by=partner, note="one more")
    revoke_token(token=ApiToken.objects.earliest("pk"), by=partner)
    make_token(institution=library, by=partner, note="one more")


def test_the_last_day_of_use_is_kept_and_nothing_finer(token: str, bundle: Bundle) -> None:
    Client().get("/bundles/catalogue.json", headers={"authorization": f"Bearer {token}"})
    assert ApiToken.objects.get().last_used_on == timezone.localdate()


# --- downloads --------------------------------------------------------------------------------------------------------------


def test_whoever_shows_no_token_leaves_no_trace(bundle: Bundle, library: Institution) -> None:
    assert take(bundle).status_code == 200
    assert not Download.objects.exists()


def test_a_whole_download_is_counted_for_its_institution(bundle: Bundle, token: str, library: Institution) -> None:
    take(bundle, token)
    row = Download.objects.get()
    assert (row.institution, row.bundle, row.pieces, row.bytes) == (library, bundle, 1, bundle.size)
    assert row.finished_at is not None


def test_looking_and_having_it_already_are_no_downloads(bundle: Bundle, token: str) -> None:
    take(bundle, token, "head")
    assert take(bundle, token, if_none_match=f'"{bundle.sha256}"').status_code == 304
    assert take(bundle, token, range=f"bytes={bundle.size}-").status_code == 416
    assert not Download.objects.exists()


def test_a_cut_download_that_is_taken_up_again_is_one_download_in_pieces(bundle: Bundle, token: str) -> None:
    response: Any = Client().get(f"/bundles/{bundle.file_name}", headers={"authorization": f"Bearer {token}"})
    next(iter(response))
    response._iterator.close()  # the line is cut: the test client closes as a server would
    assert Download.objects.get().finished_at is None or bundle.size <= 65_536
    take(bundle, token, range="bytes=1000-", if_range=f'"{bundle.sha256}"')
    row = Download.objects.get()
    assert (row.pieces, row.bytes) == (2, bundle.size)
    assert row.finished_at is not None


def test_parts_with_an_end_add_up(bundle: Bundle, token: str) -> None:
    half = bundle.size // 2
    take(bundle, token, range=f"bytes=0-{half - 1}")
    assert Download.objects.get().finished_at is None
    take(bundle, token, range=f"bytes={half}-{bundle.size - 1}")
    assert Download.objects.get().finished_at is not None
    assert Download.objects.get().bytes == bundle.size


def test_a_second_machine_of_the_same_institution_downloads_anew(bundle: Bundle, token: str) -> None:
    take(bundle, token)
    take(bundle, token)
    assert Download.objects.count() == 2
    Download.objects.update(begun_at=timezone.now() - SAME_DOWNLOAD - timedelta(days=1))
    take(bundle, token, range="bytes=10-")
    assert Download.objects.count() == 3


def test_a_handed_off_download_is_counted_too(bundle: Bundle, token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "BUNDLES_HANDED_OFF", True)
    answer = take(bundle, token)
    assert answer.headers["X-Accel-Redirect"] == f"/handed/bundles/{bundle.file_name}"
    assert Download.objects.get().finished_at is not None
    take(bundle, token, range="bytes=1000-")  # so only 1000 bytes had arrived
    row = Download.objects.get()
    assert (row.pieces, row.bytes) == (2, bundle.size)
    take(bundle, token, range=f"bytes={bundle.size}-")  # a mirror that looks whether all is there: nginx answers 416
    assert Download.objects.get().pieces == 2
