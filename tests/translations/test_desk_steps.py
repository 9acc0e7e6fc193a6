"""Steps, comments and what a language has of its own, through the desk's one form; and who may do which."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from wagtail.images.tests.utils import get_test_image_file
from wagtail_localize.models import OverridableSegment, SegmentOverride, TranslationContext

from courses.models import LessonPage, Picture
from learning.models import Person
from tests.cast import Member
from tests.factories import make_lesson, make_locale, make_module
from tests.translations.conftest import LANGUAGE, Desk, member
from tests.translations.desk_browser import Sitting, browser_of, desk_of, said
from tests.translations.test_desk import questions_of
from translations.comments import add_comment
from translations.errors import CommentRefused, StepRefused
from translations.models import SegmentComment, Stage
from translations.models.invitation import DeskRole
from translations.overrides import record_own
from translations.pages import send_to_translation
from translations.roles import set_up_language
from translations.sentences import Origin, record_sentences, sentences_of
from translations.workflow import submit

pytestmark = pytest.mark.django_db


# --- steps --------------------------------------------------------------------------------------------------------------


def test_a_page_goes_from_desk_to_learners_by_buttons(desk: Desk, translator: Person, reviewer: Person) -> None:
    mine, theirs = browser_of(translator), browser_of(reviewer)
    for state in desk.states():
        desk.translate(state, translator)
        assert said(Sitting(mine, state).press("step", "submit")) == ["Sent to review."]
        sitting = Sitting(theirs, state)
        assert ("step", "approve") in sitting.form.buttons
        assert said(sitting.press("step", "approve")) == ["Approved."]
        assert said(sitting.press("step", "publish")) == ["Published. Learners can see it now."]
        assert "Learners see these words." in sitting.html
    page = LessonPage.objects.get(locale__language_code=LANGUAGE)
    assert page.live
    assert page.translation_status == "reviewed"


def test_only_steps_that_a_person_can_take_are_offered(desk: Desk, translator: Person, reviewer: Person) -> None:
    desk.translate(desk.state(), translator)
    people = (translator, reviewer, desk.coordinator)

    def steps() -> list[set[str]]:
        return [
            {value for name, value in Sitting(browser_of(person), desk.state()).form.buttons if name == "step"} for person in people
        ]

    assert steps() == [{"submit"}, {"submit", "stop"}, {"submit", "release", "stop"}]
    submit(desk.state(), by=translator)
    assert steps() == [set(), {"approve", "send_back", "stop"}, {"approve", "send_back", "release", "stop"}]


def test_sending_back_needs_a_reason_and_the_history_keeps_it(desk: Desk, translator: Person, reviewer: Person) -> None:
    desk.translate(desk.state(), translator)
    submit(desk.state(), by=translator)
    sitting = Sitting(browser_of(reviewer), desk.state())
    assert said(sitting.press("step", "send_back")) == ["Say in a sentence what is to be changed, so that the translator knows."]
    sitting.press("step", "send_back", comment="The title is too formal.")
    assert desk.state().stage == Stage.DRAFT
    page = Sitting(browser_of(translator), desk.state()).html
    history = page[page.index("desk-history") :]
    assert "The title is too formal." in history
    assert "reviewer" in history


def test_what_is_in_the_way_of_a_step_is_said_in_sentences(desk: Desk, translator: Person) -> None:
    answer = Sitting(browser_of(translator), desk.state()).press("step", "submit")
    assert ["sentences are not translated yet" in sentence for sentence in said(answer)] == [True]


@pytest.mark.parametrize("step", ["approve", "publish", "release", "stop", "start", "send_back"])
def test_a_button_that_is_not_offered_is_refused_when_it_is_sent(desk: Desk, translator: Person, step: str) -> None:
    desk.translate(desk.state(), translator)
    submit(desk.state(), by=translator)
    before = desk.state()
    Sitting(browser_of(translator), before).press("step", step, comment="x")
    after = desk.state()
    assert (after.stage, after.is_live, after.is_released) == (before.stage, before.is_live, before.is_released)
    assert after.translation.enabled


def test_publishing_without_a_review_says_what_learners_will_see(desk: Desk, translator: Person) -> None:
    for state in desk.states():
        targets = {one.segment: f"M {one.source}" for one in sentences_of(state.translation)}
        origin = Origin(translator, "a machine", by_machine=True)
        record_sentences(translation=state.translation, targets=targets, origin=origin)
        sitting = Sitting(browser_of(desk.coordinator), desk.state(state_page(desk, state)))
        assert "The page says to learners: “machine draft, checked by nobody”." in sitting.html
        sitting.press("step", "release")
    assert LessonPage.objects.get(locale__language_code=LANGUAGE).translation_status == "machine_draft"


def state_page(desk: Desk, state: object) -> object:
    """The source page of a state of the desk's course."""
    pages = [desk.course, desk.lesson.get_parent().specific, desk.lesson]
    return next(page for page in pages if page.translation_key == state.page_key)  # type: ignore[attr-defined]


def test_words_of_the_same_post_are_saved_before_the_step(desk: Desk, translator: Person) -> None:
    desk.translate(desk.state(), translator)
    first = sentences_of(desk.state().translation)[0]
    Sitting(browser_of(translator), desk.state()).press("step", "submit", **{f"target_{first.segment}": "Neno jipya"})
    assert desk.state().stage == Stage.IN_REVIEW
    page = LessonPage.objects.get(locale__language_code=LANGUAGE).get_latest_revision_as_object()
    assert page.title == "Neno jipya"


def test_a_stopped_translation_takes_no_words_until_it_is_started(desk: Desk, translator: Person, reviewer: Person) -> None:
    sitting, first = Sitting(browser_of(translator), desk.state()), sentences_of(desk.state().translation)[0]
    theirs = Sitting(browser_of(reviewer), desk.state())
    theirs.press("step", "stop")
    sitting.press(**{f"target_{first.segment}": "Moja"})
    assert "This translation is stopped." in sitting.html
    assert sitting.form.fields[f"target-{first.segment}"] == "Moja"
    assert sentences_of(desk.state().translation)[0].target == ""
    theirs.press("step", "start")
    assert desk.state().translation.enabled


# --- comments -----------------------------------------------------------------------------------------------------------


def test_a_comment_is_written_resolved_and_opened_again(desk: Desk, translator: Person, reviewer: Person) -> None:
    first = sentences_of(desk.state().translation)[0]
    mine, theirs = (Sitting(browser_of(person), desk.state()) for person in (translator, reviewer))
    mine.press("add_comment", str(first.segment), **{f"comment_{first.segment}": "Too formal? <script>"})
    comment = SegmentComment.objects.get()
    assert (comment.author, comment.context_id, comment.about) == (translator, first.context, first.source)
    theirs.open()
    assert "Too formal? &lt;script&gt;" in theirs.html
    theirs.press("resolve", str(comment.pk))
    assert "Resolved by reviewer" in theirs.html
    comment.refresh_from_db()
    assert comment.resolved_by == reviewer
    mine.press("reopen", str(comment.pk))
    comment.refresh_from_db()
    assert (comment.resolved_by, comment.resolved_at) == (None, None)


def test_an_empty_or_endless_comment_is_refused(desk: Desk, translator: Person) -> None:
    first = sentences_of(desk.state().translation)[0]
    sitting = Sitting(browser_of(translator), desk.state())
    assert said(sitting.press("add_comment", str(first.segment))) == ["The comment is empty. Say what is to be thought of."]
    answer = sitting.press("add_comment", str(first.segment), **{f"comment_{first.segment}": "x" * 2001})
    assert said(answer) == ["The comment has 2001 characters, 2000 are the most. Say it in fewer words."]
    assert not SegmentComment.objects.exists()


def test_a_comment_stays_with_its_place_when_the_sentence_is_reworded(desk: Desk, translator: Person) -> None:
    first = sentences_of(desk.state().translation)[0]
    sitting = Sitting(browser_of(translator), desk.state())
    sitting.press("add_comment", str(first.segment), **{f"comment_{first.segment}": "Too formal?"})
    lesson = LessonPage.objects.get(pk=desk.lesson.pk)
    lesson.title = "Another title"
    lesson.save_revision().publish()
    Sitting(browser_of(translator), desk.state()).press("step", "sync")
    page = Sitting(browser_of(translator), desk.state(), "?show=comments").html
    assert page.count("<article") == 1
    assert f"about “{first.source}”" in page


def test_comments_of_another_page_cannot_be_settled_here(desk: Desk, translator: Person) -> None:
    course = desk.states()[0]
    one = sentences_of(course.translation)[0]
    comment = add_comment(translation=course.translation, context=one.context, about=one.source, text="Hm", author=translator)
    browser_of(translator).post(desk_of(desk.state()), {"resolve": comment.pk})
    comment.refresh_from_db()
    assert comment.resolved_at is None


# --- a language's own address and media ---------------------------------------------------------------------------------


def test_a_language_can_have_its_own_address_where_the_page_allows_it(desk: Desk, translator: Person) -> None:
    translation = desk.state().translation
    context = TranslationContext.objects.get_or_create(object_id=translation.source.object_id, path="slug")[0]
    OverridableSegment.objects.filter(source=translation.source, context=context).delete()
    OverridableSegment.objects.create(source=translation.source, context=context, order=1, data_json='"lesson-1"')
    sitting = Sitting(browser_of(translator), desk.state())
    sitting.press("own", "1", **{f"own_{context.pk}": "Somo La Kwanza"})
    assert "cannot be used: write letters from a to z" in sitting.html
    assert not SegmentOverride.objects.exists()
    sitting.press("own", "1", **{f"own_{context.pk}": "somo-la-kwanza"})
    assert SegmentOverride.objects.get().data == "somo-la-kwanza"
    assert sitting.form.fields[f"own-{context.pk}"] == "somo-la-kwanza"
    sitting.press("own", "1", **{f"own_{context.pk}": ""})
    assert not SegmentOverride.objects.exists()


def test_a_card_can_show_another_picture_in_a_language(desk: Desk, translator: Person) -> None:
    facts = {"licence": "CC BY 4.0", "credit": "Mwanga"}
    pictures = [Picture.objects.create(title=title, file=get_test_image_file(), **facts) for title in ("One", "Two")]
    card = ("picture", {"picture": pictures[0], "alt": "A lamp", "caption": ""})
    body = [("text", {"text": "<p>AI.</p>"}), card, *questions_of(desk)]
    lesson = make_lesson(make_module(desk.course, slug="second"), slug="lesson-2", body=body)
    send_to_translation(lesson, language=LANGUAGE, person=desk.coordinator)
    state = desk.state(lesson)
    sitting = Sitting(browser_of(translator), state)
    assert "Same as the source: One" in sitting.html
    [own] = [one for one in record_paths(state) if one.path.endswith(".picture")]
    answer = sitting.press("own", "1", **{f"own_{own.context}": "999999"})
    assert said(answer) == ["There is no such picture, recording or video any more. Choose another one."]
    sitting.press("own", "1", **{f"own_{own.context}": str(pictures[1].pk)})
    draft = state.translation.source.get_ephemeral_translated_instance(state.translation.target_locale, fallback=True)
    assert draft.body[1].value["picture"] == pictures[1]


def record_paths(state: object) -> list[object]:
    """What the language of a state may have of its own."""
    from translations.overrides import own_of

    return own_of(state.translation)  # type: ignore[attr-defined]


# --- who may enter ------------------------------------------------------------------------------------------------------


def test_people_of_another_language_find_nothing(desk: Desk) -> None:
    set_up_language_of(desk, "ar")
    for role in DeskRole:
        client = browser_of(member(f"arab-{role}", role, "ar"))
        for name in ("desk", "desk_preview"):
            assert client.get(desk_of(desk.state(), name), follow=True).status_code == 404
        assert client.get(desk_of(desk.state(), "desk_near", segment=1), follow=True).status_code == 404
        first = sentences_of(desk.state().translation)[0]
        for address, sent in (
            (desk_of(desk.state()), {f"target-{first.segment}": "x"}),
            (desk_of(desk.state(), "desk_sentence"), {"segment": first.segment, "target": "x"}),
        ):
            assert client.post(address, sent, follow=True).status_code == 404
    assert sentences_of(desk.state().translation)[0].target == ""


def set_up_language_of(desk: Desk, code: str) -> None:
    """Another language on the desk."""
    send_to_translation(desk.lesson, language=make_locale(code).language_code, person=desk.coordinator)
    set_up_language(make_locale(code))


@pytest.mark.parametrize("who", ["visitor", "learner"])
def test_visitors_and_learners_get_the_login(desk: Desk, who: str, request: pytest.FixtureRequest) -> None:
    somebody: Member = request.getfixturevalue(who)
    for name in ("desk", "desk_preview"):
        answer = somebody.client.get(desk_of(desk.state(), name))
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/cms/login/")
    script = {"headers": {"x-requested-with": "XMLHttpRequest"}}
    assert somebody.client.post(desk_of(desk.state(), "desk_sentence"), {"segment": 1}, **script).status_code == 403


def test_a_trainer_works_in_every_language(desk: Desk, trainer: Member) -> None:
    assert ("step", "submit") in Sitting(trainer.client, desk.state()).form.buttons


def test_a_coordinator_without_a_language_reads_and_comments_only(desk: Desk) -> None:
    person = Person.objects.create_user(username="planner", password="correct-horse-battery")
    person.user_permissions.add(
        Permission.objects.get(codename="access_admin"), Permission.objects.get(codename="coordinate_translations")
    )
    first = sentences_of(desk.state().translation)[0]
    sitting = Sitting(browser_of(person), desk.state())
    assert "Translating takes a right that you do not have in this language." in sitting.html
    sitting.press("add_comment", str(first.segment), **{f"comment_{first.segment}": "Who takes this?"})
    assert SegmentComment.objects.get().author == person
    sitting.press(**{f"target_{first.segment}": "x"})
    assert sentences_of(desk.state().translation)[0].target == ""


def test_actions_ask_for_rights_themselves(desk: Desk) -> None:
    stranger = Person.objects.create_user(username="stranger", password="correct-horse-battery")
    translation = desk.state().translation
    first = sentences_of(translation)[0]
    with pytest.raises(CommentRefused):
        add_comment(translation=translation, context=first.context, about=first.source, text="x", author=stranger)
    with pytest.raises(StepRefused):
        record_own(translation=translation, wanted={}, person=stranger)


def test_a_post_from_another_site_is_refused(desk: Desk, translator: Person) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(translator)
    assert client.post(desk_of(desk.state()), {"step": "submit"}).status_code == 403
