"""Every address of H5P in the CMS, asked for by each of the cast: who sees it, and that no other site can press its buttons."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from courses.cms_h5p.urls import urlpatterns
from courses.models import H5PContent, H5PLibrary, LessonPage
from tests.cast import Member
from tests.courses.cms_h5p.packages import installed, played_content, plays, sent

pytestmark = pytest.mark.django_db
OUTSIDE = ["visitor", "guest", "learner", "facilitator", "partner", "hausa_translator", "swahili_reviewer"]
FOR_TRAINERS = {"h5p_contents", "h5p_import", "h5p_content", "h5p_libraries", "h5p_library", "h5p_download", "h5p_download_file"}
ONLY_SENT = {"h5p_replace", "h5p_switch", "h5p_remove"}
WRITING = {"h5p_import", "h5p_decide", "h5p_delete", "h5p_install", "h5p_difference", *ONLY_SENT}
LED_AWAY = {"h5p_decide", "h5p_difference", "h5p_delete"}  # what another person sent; what is in use


@pytest.fixture
def addresses(trainer: Member, administrator: Member, lesson: LessonPage) -> dict[str, str]:
    """Name -> address, for things that are there."""
    library = installed(administrator.person)
    content = played_content(trainer.client, lesson)
    package = trainer.client.post(reverse("h5p_import"), {"file": sent(plays()), "into": str(lesson.pk)}).url.split("/")[4]
    values = {"pk": content.pk, "page_id": lesson.pk, "sha256": package}
    found = {}
    for entry in urlpatterns:
        names = entry.pattern.converters
        own = values | ({"pk": library.pk} if "libraries" in str(entry.pattern) else {})
        found[str(entry.name)] = reverse(str(entry.name), kwargs={name: own[name] for name in names})
    return found


@pytest.mark.parametrize("who", OUTSIDE)
def test_nobody_from_outside_gets_in(addresses: dict[str, str], who: str, request: pytest.FixtureRequest) -> None:
    client: Client = request.getfixturevalue(who).client
    for address in addresses.values():
        for method in ("get", "post"):
            assert getattr(client, method)(address).status_code in {302, 403, 404, 405}, address
    assert (H5PContent.objects.count(), H5PLibrary.objects.filter(is_enabled=True).count()) == (1, 1)


def test_trainers_and_administrators_see_what_is_theirs(addresses: dict[str, str], trainer: Member, administrator: Member) -> None:
    opened = {name for name, address in addresses.items() if trainer.client.get(address).status_code == 200}
    assert opened == FOR_TRAINERS | {"h5p_decide"}
    for name, address in addresses.items():
        expected = 405 if name in ONLY_SENT else 302 if name in LED_AWAY else 200
        assert administrator.client.get(address).status_code == expected, name


def test_no_other_site_presses_a_button(addresses: dict[str, str], administrator: Member) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = administrator.client.cookies
    for name in sorted(WRITING):
        assert strict.post(addresses[name]).status_code == 403, name


def test_the_menu_has_one_item(trainer: Member) -> None:
    home = trainer.client.get(reverse("wagtailadmin_home")).content.decode()
    assert home.count(f'"{reverse("h5p_contents")}"') == 1
