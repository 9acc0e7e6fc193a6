"""Libraries: the difference page, installing by administrators alone, off and on, what waits becomes playable."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django.urls import reverse
from wagtail.models import ModelLogEntry

from courses.models import H5PContent, H5PLibrary, ModulePage
from courses.playing.installing import InstallRefused, install_package, plan_install_of
from tests.cast import Member
from tests.courses.cms_h5p.packages import imported, installed, library_of, played_content, plays, sent
from tests.courses.cms_h5p.test_wizard import page_of
from tests.h5p.packages import packed, whole

pytestmark = pytest.mark.django_db


def offered(client: Any, data: bytes) -> Any:
    """The difference page's address."""
    return client.post(reverse("h5p_install"), {"file": sent(data)}).url


def test_a_new_library_is_shown_before_it_is_installed(administrator: Member) -> None:
    address = offered(administrator.client, plays())
    page = page_of(administrator.client.get(address))
    assert "Test.Question 1.0.3" in page
    assert "MIT" in page
    assert plan_install_of(BytesIO(plays()), name="a.h5p").libraries[0].sha256 in page
    assert not H5PLibrary.objects.exists()
    administrator.client.post(address)
    row = H5PLibrary.objects.get()
    assert (row.version, row.license, row.is_enabled) == ("1.0.3", "MIT", True)
    assert ModelLogEntry.objects.get(action="mwanga.h5p.install").user == administrator.person
    assert "Installed" in page_of(administrator.client.get(reverse("h5p_library", args=[row.pk])))


def test_a_patch_needs_its_tick_and_shows_which_files_differ(administrator: Member) -> None:
    installed(administrator.person)
    newer = library_of(4, **{"Test.Question-1.0/new.css": b"a{}", "Test.Question-1.0/language/pt-br.json": None})
    address = offered(administrator.client, newer)
    page = page_of(administrator.client.get(address))
    for words in ("question.js", "new.css", "language/pt-br.json", "1 removed", "1 added", "2 changed"):
        assert words in page
    administrator.client.post(address)
    assert H5PLibrary.objects.get().patch == 3
    administrator.client.post(offered(administrator.client, newer), {"patch-Test.Question 1.0.4": "on"})
    assert H5PLibrary.objects.get().patch == 4
    assert ModelLogEntry.objects.get(action="mwanga.h5p.patch").data["was"] == "1.0.3"


def test_other_files_under_the_same_version_are_refused(administrator: Member) -> None:
    before = installed(administrator.person).sha256
    address = offered(administrator.client, library_of(3))
    page = page_of(administrator.client.get(address))
    assert "Find out which of the two is genuine" in page
    assert ">Install<" not in page
    assert administrator.client.post(address).status_code == 422
    assert H5PLibrary.objects.get().sha256 == before


def test_older_and_unchanged_ones_are_passed_over(administrator: Member) -> None:
    installed(administrator.person)
    assert [row.change for row in plan_install_of(BytesIO(library_of(2)), name="a.h5p").libraries] == ["older"]
    assert not plan_install_of(BytesIO(plays()), name="a.h5p").may_install
    administrator.client.post(offered(administrator.client, library_of(2)))
    assert H5PLibrary.objects.get().patch == 3


def test_a_package_that_is_wrong_is_refused_with_all_its_sentences(administrator: Member) -> None:
    bad = packed({**whole(), "Test.Question-1.0/run.exe": b"MZ", "Test.Question-1.0/semantics.json": b"{"}.items())
    answer = administrator.client.post(reverse("h5p_install"), {"file": sent(bad)})
    assert answer.status_code == 422
    page = page_of(answer)
    assert "run.exe" in page
    assert "semantics.json" in page
    with pytest.raises(InstallRefused):
        install_package(BytesIO(bad), name="a.h5p", by=administrator.person)
    assert not H5PLibrary.objects.exists()


def test_what_waited_plays_when_its_libraries_came_with_its_own_package(
    trainer: Member, administrator: Member, module: ModulePage
) -> None:
    imported(trainer.client, plays(), module)
    content = H5PContent.objects.get()
    assert not content.is_playable
    page = page_of(administrator.client.get(reverse("h5p_libraries")))
    address = reverse("h5p_difference", args=[content.package])
    assert address in page
    assert "Test.Question 1.0.3" in page_of(administrator.client.get(address))
    administrator.client.post(address)
    content.refresh_from_db()
    assert content.is_playable
    assert content.filtered == {"question": "Why?"}


def test_one_that_is_off_makes_contents_wait(trainer: Member, administrator: Member, module: ModulePage) -> None:
    row = installed(administrator.person)
    content = played_content(trainer.client, module)
    assert content.is_playable
    address = reverse("h5p_switch", args=[row.pk])
    administrator.client.post(address, {"to": "off"})
    content.refresh_from_db()
    assert content.waits_for == ["Test.Question 1.0"]
    administrator.client.post(address, {"to": "off"})
    administrator.client.post(address, {"to": "on"})
    content.refresh_from_db()
    assert content.is_playable
    actions = ModelLogEntry.objects.filter(action__startswith="mwanga.h5p.").order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["mwanga.h5p.install", "mwanga.h5p.disable", "mwanga.h5p.enable"]
    assert administrator.client.post(address, {"to": "sideways"}).status_code in {302, 404}


def test_one_is_removed_only_when_nothing_needs_it(trainer: Member, administrator: Member, module: ModulePage) -> None:
    row = installed(administrator.person)
    content = played_content(trainer.client, module)
    address = reverse("h5p_remove", args=[row.pk])
    assert address not in page_of(administrator.client.get(reverse("h5p_library", args=[row.pk])))
    assert "so it stays" in page_of(administrator.client.post(address, follow=True))
    content.delete()
    administrator.client.post(address)
    assert not H5PLibrary.objects.exists()


def test_the_list_sorts_by_known_words_only(trainer: Member, administrator: Member) -> None:
    row = installed(administrator.person)
    for sort in ("", "name", "-name", "licence", "size", "newest", "meta", "x"):
        page = page_of(trainer.client.get(reverse("h5p_libraries"), {"sort": sort}))
        assert "Test.Question 1.0.3" in page
    assert row.sha256 in page_of(trainer.client.get(reverse("h5p_library", args=[row.pk])))


def test_a_trainer_sees_libraries_and_changes_none(trainer: Member, administrator: Member) -> None:
    row = installed(administrator.person)
    address = offered(administrator.client, library_of(4))
    assert reverse("h5p_install") not in page_of(trainer.client.get(reverse("h5p_libraries")))
    assert "For administrators" not in page_of(trainer.client.get(reverse("h5p_library", args=[row.pk])))
    for path in (reverse("h5p_install"), address):
        assert trainer.client.get(path).url == reverse("wagtailadmin_home")
        assert trainer.client.post(path, {"file": sent(plays()), "patch-Test.Question 1.0.4": "on"}).status_code == 302
    trainer.client.post(reverse("h5p_switch", args=[row.pk]), {"to": "off"})
    trainer.client.post(reverse("h5p_remove", args=[row.pk]))
    row.refresh_from_db()
    assert row.is_enabled
    assert row.patch == 3
