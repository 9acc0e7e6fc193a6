"""A course in all its forms, and asking for one that is not built yet."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.cache import cache
from django.test import Client

from courses.models import Job
from courses.models.job import JobStatus
from learning.bundles.asking import MOST_ASKED
from learning.bundles.builder import build_bundle
from learning.bundles.formats import WRITERS
from learning.bundles.models import Bundle
from learning.bundles.sources import Wanted
from tests.kept_rows import kept


@pytest.fixture(autouse=True)
def nobody_has_asked() -> None:
    cache.clear()


@kept
def bundle(course_key: UUID) -> Bundle:
    return build_bundle(Wanted(course_key, "en", "pictures"))


def read(course_key: UUID, language: str = "en") -> str:
    return Client().get(f"/bundles/{course_key}/{language}/", headers={"accept-language": "en"}).content.decode()


def ask(course_key: UUID, tier: str = "text", form: str = "zip", **headers: str) -> Any:
    words = {name.replace("_", "-"): value for name, value in headers.items()}
    return Client().post(f"/bundles/{course_key}/en/", {"tier": tier, "format": form}, headers={"accept-language": "en", **words})


def waiting(course_key: UUID) -> Any:
    return Job.objects.filter(kind="build_bundle", subject=f"{course_key}/en/text/zip", status=JobStatus.PENDING)


def test_every_form_is_there_with_what_it_cannot_carry(bundle: Bundle, course_key: UUID) -> None:
    Job.objects.all().delete()
    page = read(course_key)
    for form in WRITERS.values():
        assert f'<h2 id="{form.key}">' in page
    assert bundle.file_name in page
    assert "Ask for this file" in page


def test_whoever_asks_sees_that_it_is_being_made(bundle: Bundle, course_key: UUID) -> None:
    waiting(course_key).delete()
    answer = ask(course_key)
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/bundles/{course_key}/en/#zip")
    ask(course_key)
    assert waiting(course_key).count() == 1
    waiting(course_key).update(progress=40)
    page = read(course_key)
    assert "being made: 40 %" in page
    assert "Look again" in page


def test_what_is_there_is_not_made_again(bundle: Bundle, course_key: UUID) -> None:
    Job.objects.all().delete()
    assert ask(course_key, "pictures").status_code == 302
    assert not Job.objects.exists()


def test_a_job_that_failed_can_be_asked_for_again(bundle: Bundle, course_key: UUID) -> None:
    Job.objects.all().delete()
    Job.objects.create(kind="build_bundle", subject=f"{course_key}/en/text/zip", status=JobStatus.FAILED, error="No room.")
    page = read(course_key)
    assert "It could not be made." in page
    assert "No room." not in page


@pytest.mark.parametrize(("tier", "form"), [("huge", "zip"), ("text", "exe"), ("video", "zip"), ("", "")])
def test_what_there_is_not_cannot_be_asked_for(bundle: Bundle, course_key: UUID, tier: str, form: str) -> None:
    Job.objects.all().delete()
    answer = ask(course_key, tier, form)
    assert (answer.status_code, b'role="alert"' in answer.content) == (400, True)
    assert not Job.objects.exists()


def test_nobody_can_make_others_ask(bundle: Bundle, course_key: UUID) -> None:
    Job.objects.all().delete()
    assert ask(course_key, sec_fetch_site="cross-site").status_code == 400
    assert not Job.objects.exists()


def test_a_network_cannot_ask_without_end(bundle: Bundle, course_key: UUID) -> None:
    for _time in range(MOST_ASKED):
        assert ask(course_key).status_code == 302
    answer = ask(course_key)
    assert answer.status_code == 400
    assert "Wait ten minutes" in answer.content.decode()


def test_a_course_or_language_there_is_not_is_not_found(bundle: Bundle, course_key: UUID) -> None:
    for path in (f"{uuid4()}/en/", f"{course_key}/sw/", f"{course_key}/nothing/"):
        assert Client().get(f"/bundles/{path}", follow=True).status_code == 404
        assert Client().post(f"/bundles/{path}", {"tier": "text", "format": "zip"}, follow=True).status_code == 404


def test_the_page_costs_five_queries_however_many_files(bundle: Bundle, course_key: UUID, django_assert_num_queries: Any) -> None:
    build_bundle(Wanted(course_key, "en", "text"))
    with django_assert_num_queries(5):
        read(course_key)
