"""Helplines by country and language: which words fit a page, whose country comes first, and where leaving leads."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from courses.countries import country_name, names_in
from courses.helplines import countries_context, fitting
from courses.models import Helpline
from learning.facts import tell_facts
from tests.cast import Member

pytestmark = pytest.mark.django_db
HELP = "/en/help/"


def line(name: str, country: str = "KE", **fields: object) -> Helpline:
    fields = {"contact": "1195", "last_checked": timezone.localdate()} | fields
    return Helpline.objects.create(country=country, name=name, **fields)


def names(language: str) -> list[str]:
    return [one.name for one in fitting(Helpline.objects.order_by("pk"), language)]


def test_words_of_the_pages_language_come_before_those_for_all_and_those_before_others() -> None:
    line("Msaada", language="sw")
    line("Helpline")
    line("Secours", language="fr")
    assert (names("sw"), names("fr"), names("en")) == (["Msaada"], ["Secours"], ["Helpline"])


def test_a_number_in_foreign_words_is_better_than_none_and_says_its_language() -> None:
    line("مساعدة", language="ar")
    [country] = countries_context(Helpline.objects.all(), "en")
    assert (country["lines"][0]["name"], country["lines"][0]["lang"], country["lines"][0]["dir"]) == ("مساعدة", "ar", "rtl")


def test_countries_are_named_in_the_pages_language_and_everywhere_comes_first() -> None:
    for code in ("UG", "", "KE"):
        line("Line", code)
    assert [country["name"] for country in countries_context(Helpline.objects.all(), "fr")] == ["", "Kenya", "Ouganda"]
    assert country_name("ZZ", "en") == "ZZ"
    assert names_in("am")["KE"] == "ኬንያ"


@pytest.mark.parametrize(("contact", "href"), [("+254 719-854", "tel:+254719854"), ("help.example.org", ""), ("1195", "tel:1195")])
def test_numbers_can_be_dialled(contact: str, href: str) -> None:
    line("Line", contact=contact)
    assert countries_context(Helpline.objects.all(), "en")[0]["lines"][0]["href"] == href


def test_the_page_is_there_for_everybody_and_its_title_tells_nothing(visitor: Member) -> None:
    line("Child helpline")
    line("Old one", last_checked=date(2020, 1, 1), contact="1")
    line("Future", last_checked=timezone.localdate() + timedelta(days=1), contact="2")
    page = visitor.client.get(HELP).content.decode()
    assert "<title>Mwanga</title>" in page
    assert 'class="button exit"' in page
    assert "Child helpline" in page
    assert "Old one" not in page
    assert "Future" not in page


def test_without_a_checked_number_the_page_says_what_to_do(visitor: Member) -> None:
    assert "somebody you trust" in visitor.client.get(HELP).content.decode()


def test_the_learners_country_comes_first_and_open_and_the_pages_choice_before_it(learner: Member, visitor: Member) -> None:
    line("Kenyan", "KE")
    line("Ugandan", "UG")
    tell_facts(person=learner.person, age_band="", gender="", country="UG")  # type: ignore[arg-type]
    page = learner.client.get(HELP).content.decode()
    assert '<details id="UG" open>' in page
    assert page.index("Ugandan") < page.index("Kenyan")
    assert '<details id="KE" open>' in learner.client.get(HELP + "?country=ke").content.decode()
    assert " open>" not in visitor.client.get(HELP).content.decode()


def test_leaving_leads_to_a_site_that_is_usual_in_the_learners_country(learner: Member, visitor: Member, settings: object) -> None:
    settings.SAFE_EXIT_URLS = {"UG": "https://weather.example.org/"}  # type: ignore[attr-defined]
    tell_facts(person=learner.person, age_band="", gender="", country="UG")  # type: ignore[arg-type]
    assert learner.client.get("/leave.html").headers["Location"] == "https://weather.example.org/"
    assert visitor.client.get("/leave.html").headers["Location"] == "https://www.wikipedia.org/"
