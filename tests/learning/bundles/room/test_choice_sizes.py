"""The table of sizes: every form in every tier, known or estimated, before anything is built."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from courses.models import Job
from courses.rendering.documents import render_course
from learning.bundles.builder import build_bundle
from learning.bundles.formats import WRITERS
from learning.bundles.room.choice_sizes import size_in, size_table
from learning.bundles.room.errors import ChoiceRefused
from learning.bundles.sizes import Size
from learning.bundles.sources import ZIP, Wanted

pytestmark = pytest.mark.django_db


@pytest.mark.once
def test_every_form_has_a_size_in_every_tier_and_nothing_is_built(course_key: UUID) -> None:
    render_course(course_key)
    Job.objects.all().delete()
    wanted = Wanted(course_key, "en", also=("ar",))
    table = size_table(wanted)
    assert table.tiers == ["text", "pictures"]
    assert [form.key for form, _sizes in table.forms] == list(WRITERS)
    assert all(size and size.bytes for _form, sizes in table.forms for size in sizes)
    assert not Job.objects.exists()
    [of_zip, _larger] = next(sizes for form, sizes in table.forms if form.key == ZIP)
    assert of_zip == Size(build_bundle(wanted).size, exact=True)


def test_a_form_that_is_the_same_in_a_larger_tier_has_the_size_of_the_smaller() -> None:
    known = {"text": {"print": Size(10, True), "zip": Size(20, True)}, "pictures": {"zip": Size(30, True)}}
    assert size_in(known, ["text", "pictures"], "print") == Size(10, True)
    assert size_in(known, ["text", "pictures"], "zip") == Size(30, True)
    assert size_in(known, ["text"], "epub") is None


def test_what_is_not_published_is_refused_with_a_sentence() -> None:
    with pytest.raises(ChoiceRefused):
        size_table(Wanted(uuid4(), "en"))
