"""The tree stays sound, and the desk's rows true, after any sequence of what people do to pages and translations."""

from __future__ import annotations

import io
import json
import os
import re
from collections import defaultdict
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import translation as active
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test
from wagtail.models import Locale, Page
from wagtail_localize.models import StringTranslation, Translation

from courses.models import CoursePage, LessonPage, LessonVersion, ModulePage
from learning.models import Person
from tests.factories import as_stream, make_catalogue, make_competency, make_course, make_locale
from translations.errors import DeskError
from translations.models import Stage, TranslationState
from translations.pages import send_to_translation, sync
from translations.sentences import Origin, record_sentences, sentences_of
from translations.states import KINDS, course_key_of, numbers_of, source_page_of, target_page_of
from translations.workflow import approve, publish, release, submit

pytestmark = [pytest.mark.django_db, pytest.mark.long]

LANGUAGES = ("ar", "sw")
KIND_NAMES = [model._meta.model_name for model in (CoursePage, ModulePage, LessonPage)]
WORD = re.compile(r"(?:en|ar|sw)w\d+")
which = st.integers(0, 40)


class Desk(RuleBasedStateMachine):
    """Every word is unique, so that one can tell from a published document who answered for it."""

    def __init__(self) -> None:
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.number = 0
        self.answered_for: dict[tuple[Any, str], set[str]] = defaultdict(set)
        self.shown: dict[tuple[Any, str], str] = {}
        self.may_change: tuple[Any, str] | None = None
        self.aliases: set[int] = set()

    def teardown(self) -> None:
        """Looks at the tree with Wagtail's own command, then forgets all."""
        try:
            out = io.StringIO()
            call_command("fixtree", interactive=False, stdout=out)
            assert "No problems found" in out.getvalue(), out.getvalue()
        finally:
            transaction.set_rollback(True)
            self.transaction.__exit__(None, None, None)
            active.deactivate_all()

    # --- people and pages --------------------------------------------------------------------------------------------------

    def word(self, language: str = "en") -> str:
        """A word that was never used before."""
        self.number += 1
        return f"{language}w{self.number}"

    def body(self) -> Any:
        """A card and a question."""
        text = ("text", {"text": f"<p>{self.word()} <b>{self.word()}</b></p>"})
        values = {"prompt": self.word(), "is_true": "true", "feedback_true": self.word(), "feedback_false": self.word()}
        return as_stream([text, ("true_false", {**values, "assesses": make_competency()})])

    def pages(self, *models: type[Page], language: str = "en", aliases: bool = False) -> list[Any]:
        """Pages of a language and kind in a stable order."""
        names = [model._meta.model_name for model in models] or KIND_NAMES
        rows = Page.objects.filter(locale__language_code=language, content_type__model__in=names)
        rows = rows if aliases else rows.filter(alias_of=None)
        return [page.specific for page in rows.order_by("pk")]

    def pick(self, rows: list[Any], number: int) -> Any:
        """One of several, or None."""
        return rows[number % len(rows)] if rows else None

    def draft_of(self, page: Any) -> Any:
        """A page as the editor opens it."""
        return page and page.get_latest_revision_as_object()

    def states(self) -> list[TranslationState]:
        return list(TranslationState.objects.order_by("pk").select_related("translation__source", "translation__target_locale"))

    @initialize()
    def begin(self) -> None:
        for language in ("en", *LANGUAGES):
            make_locale(language)
        self.translator = Person.objects.create_superuser(username="translator", password="correct-horse-battery")
        self.reviewer = Person.objects.create_superuser(username="reviewer", password="correct-horse-battery")
        make_catalogue()
        for name in ("one", "two"):
            course = make_course(name, title=self.word())
            for module in ("first", "second"):
                self.add(course, ModulePage(title=self.word(), slug=module, locale=course.locale), live=True)
        for module in self.pages(ModulePage)[::2]:
            self.lesson(module, live=True)
        lesson = self.pages(LessonPage)[0]
        for language in LANGUAGES:
            send_to_translation(lesson, language=language, person=self.translator)
        self.settle()
        self.take_all_steps(len(self.states()) - 1, 3)

    def add(self, parent: Any, page: Any, *, live: bool) -> Any:
        page.live = False
        type(parent).objects.get(pk=parent.pk).add_child(instance=page)
        if isinstance(page, LessonPage):
            page.teaches = [make_competency()]
        revision = page.save_revision()
        if live:
            revision.publish()
        return page

    def lesson(self, module: Any, *, live: bool) -> Any:
        fields = {"title": self.word(), "summary": self.word(), "can_do": self.word(), "body": self.body()}
        return self.add(module, LessonPage(slug=f"lesson-{self.number}", locale=module.locale, **fields), live=live)

    # --- what trainers do to the source ------------------------------------------------------------------------------------

    @rule(where=which, live=st.booleans())
    def create_a_lesson(self, where: int, live: bool) -> None:
        if module := self.pick(self.pages(ModulePage), where):
            self.lesson(module, live=live)
        self.settle()

    @rule(where=which)
    def create_a_module(self, where: int) -> None:
        if course := self.pick(self.pages(CoursePage), where):
            self.add(course, ModulePage(title=self.word(), slug=f"module-{self.number}", locale=course.locale), live=True)
        self.settle()

    @rule(where=which, cards=st.sampled_from(["kept", "more", "new"]))
    def reword_and_publish(self, where: int, cards: str) -> None:
        if page := self.draft_of(self.pick(self.pages(), where)):
            page.title = self.word()
            if isinstance(page, LessonPage) and cards != "kept":
                kept = page.body if cards == "more" else as_stream([])
                for child in self.body():
                    kept.append((child.block_type, child.value))
                page.body = kept
            page.save_revision().publish()
        self.settle()

    @rule(where=which)
    def change_the_address(self, where: int) -> None:
        if page := self.draft_of(self.pick(self.pages(), where)):
            page.slug = f"moved-{self.word()}"
            page.save_revision().publish()
        self.settle()

    @rule(what=which, to=which)
    def move(self, what: int, to: int) -> None:
        page = self.pick(self.pages(ModulePage, LessonPage), what)
        parents = self.pages(CoursePage if isinstance(page, ModulePage) else ModulePage)
        parent = self.pick(parents, to) if page else None
        if page and parent and not parent.get_children().filter(slug=page.slug).exclude(pk=page.pk).exists():
            page.move(parent, pos="last-child")
        self.settle()

    @rule(what=which)
    def copy(self, what: int) -> None:
        if page := self.pick(self.pages(), what):
            page.copy(recursive=True, update_attrs={"slug": f"copy-{self.word()}"})
        self.settle()

    @rule(what=which, language=st.sampled_from(("en", *LANGUAGES)))
    def delete(self, what: int, language: str) -> None:
        if page := self.pick(self.pages(language=language, aliases=True), what):
            page.delete()
        self.settle()

    @rule(what=which, language=st.sampled_from(("en", *LANGUAGES)))
    def unpublish(self, what: int, language: str) -> None:
        if page := self.pick(self.pages(language=language), what):
            page.unpublish()
        self.settle()

    @rule(what=which, language=st.sampled_from(("en", *LANGUAGES)))
    def publish_the_latest_revision(self, what: int, language: str) -> None:
        if page := self.pick([page for page in self.pages(language=language) if page.latest_revision_id], what):
            self.may_change = (page.translation_key, language)
            with transaction.atomic():
                try:
                    page.latest_revision.publish()
                except ValidationError:
                    transaction.set_rollback(True)
        self.settle()

    @rule(what=which, language=st.sampled_from(LANGUAGES))
    def make_an_alias(self, what: int, language: str) -> None:
        locale = Locale.objects.get(language_code=language)
        page = self.pick([page for page in self.pages() if not page.has_translation(locale)], what)
        if page:
            page.copy_for_translation(locale, alias=True, copy_parents=True)
            self.aliases |= set(Page.objects.exclude(alias_of=None).values_list("pk", flat=True))
        self.settle()

    # --- what people at the desk do ----------------------------------------------------------------------------------------

    @rule(what=which, language=st.sampled_from(LANGUAGES))
    def send(self, what: int, language: str) -> None:
        page = self.pick(self.pages(LessonPage), what) or self.pick(self.pages(), what)
        if page:
            self.refusing(send_to_translation, page, language=language, person=self.translator)
        self.settle()

    @rule(what=which, all_of_it=st.booleans())
    def translate(self, what: int, all_of_it: bool) -> None:
        if state := self.pick(self.states(), what):
            self.write(state, all_of_it=all_of_it)
        self.settle()

    def write(self, state: TranslationState, *, all_of_it: bool) -> None:
        sentences = sentences_of(state.translation)
        targets = {one.segment: self.word(state.language) for one in sentences[: None if all_of_it else 1]}
        record_sentences(translation=state.translation, targets=targets, origin=Origin(self.translator))

    @rule(what=which)
    def write_by_another_door(self, what: int) -> None:
        """As wagtail-localize's editor does."""
        rows = list(StringTranslation.objects.order_by("pk").select_related("locale"))
        if row := self.pick(rows, what):
            row.data = self.word(row.locale.language_code)
            row.save()
        self.settle()

    @rule(what=which, how_far=st.integers(1, 4))
    def take_all_steps(self, what: int, how_far: int) -> None:
        """The pages above go first, as on the desk."""
        state = self.pick(self.states(), what)
        page = source_page_of(state.translation) if state else None
        if state and page:
            keys = [parent.translation_key for parent in page.get_ancestors(inclusive=True)]
            for one in TranslationState.objects.filter(page_key__in=keys, language=state.language).order_by("pk"):
                if one.translation.enabled:
                    self.take_steps(one, how_far)
        self.settle()

    def take_steps(self, state: TranslationState, how_far: int) -> None:
        if state.stage == Stage.DRAFT:
            if not state.is_complete:
                self.write(state, all_of_it=True)
            self.refusing(submit, state, by=self.translator)
        if how_far >= 2 and self.refusing(approve, state, by=self.reviewer):
            self.answer_for(state)
        if how_far >= 3:
            self.go_live(publish, state)

    @rule(what=which)
    def release(self, what: int) -> None:
        if state := self.pick(self.states(), what):
            words = self.words_of(state)
            if self.go_live(release, state):
                self.answered_for[state.page_key, state.language] |= words
        self.settle(released=state)

    @rule(what=which)
    def sync(self, what: int) -> None:
        if state := self.pick(self.states(), what):
            sync(Translation.objects.get(pk=state.translation_id))
        self.settle()

    def refusing(self, action: Any, *args: Any, **named: Any) -> bool:
        """Takes a step if the desk lets it be taken; a refusal stores nothing."""
        try:
            with transaction.atomic():
                action(*args, **named)
        except (DeskError, ValidationError):
            return False
        return True

    def go_live(self, action: Any, state: TranslationState) -> bool:
        self.may_change = (state.page_key, state.language)
        if not self.refusing(action, state, by=self.reviewer):
            return False
        translation = Translation.objects.get(pk=state.translation_id)
        page = target_page_of(translation)
        assert page.live
        if isinstance(page, LessonPage):
            source = json.loads(json.loads(translation.source.content_json)["body"])
            assert [child["id"] for child in source] == [child.id for child in page.body]
        self.look_at_versions()
        return True

    def words_of(self, state: TranslationState) -> set[str]:
        rows = sentences_of(Translation.objects.get(pk=state.translation_id))
        return {word for row in rows for word in WORD.findall(row.target)}

    def answer_for(self, state: TranslationState) -> None:
        self.answered_for[state.page_key, state.language] |= self.words_of(state)

    # --- what must hold after each step ------------------------------------------------------------------------------------

    def settle(self, released: Any = None) -> None:
        """Does what is due at the end of a transaction, a worker's work aside, and looks."""
        while connection.run_on_commit:
            due, connection.run_on_commit = connection.run_on_commit, []
            for _points, do, _robust in due:
                if do.__module__ != "courses.jobs" if hasattr(do, "__module__") else True:
                    do()
        self.look_at_versions()
        self.may_change = None
        self.look_at_tree()
        self.look_at_states()

    def look_at_tree(self) -> None:
        assert [list(found) for found in Page.find_problems()] == [[], [], [], [], []]
        pages = {page.path: page for page in Page.objects.all()}
        sources = set(Page.objects.filter(locale__language_code="en").values_list("translation_key", flat=True))
        for page in pages.values():
            parent = pages.get(page.path[: -Page.steplen])
            if parent and not parent.is_root():
                assert page.url_path == f"{parent.url_path}{page.slug}/"
                assert page.locale_id == parent.locale_id
            assert page.alias_of_id is None or page.pk in self.aliases
            if page.depth > 2:
                assert page.translation_key in sources, f"{page} has lost its source"
        assert not Page.objects.filter(alias_of=None, pk__in=self.aliases).exclude(
            translation_key__in=Translation.objects.values("source__object_id")
        )

    def look_at_versions(self) -> None:
        """Learners see live pages under live parents, with words somebody answered for; and only publishing changes them."""
        now = {}
        for version in LessonVersion.objects.current():
            page = version.page
            assert page
            assert page.alias_of_id is None
            assert all(other.live and not other.alias_of_id for other in page.get_ancestors(inclusive=True) if other.depth > 2)
            assert course_key_of(page) == version.course_key
            if version.language in LANGUAGES:
                place = (version.lesson_key, version.language)
                now[place] = version.content_hash
                words = set(WORD.findall(version.title + json.dumps(version.content)))
                if place in self.shown and place != self.may_change:
                    assert now[place] == self.shown[place]
                elif now[place] != self.shown.get(place) and place == self.may_change:
                    state = TranslationState.objects.get(page_key=version.lesson_key, language=version.language)
                    allowed = self.answered_for[place] | (self.words_of(state) if state.is_released else set())
                    assert words <= allowed
        self.shown |= now

    def look_at_states(self) -> None:
        states = {state.translation_id: state for state in self.states()}
        for translation in Translation.objects.select_related("source__specific_content_type", "target_locale", "source__locale"):
            if translation.source.specific_content_type.model_class() not in KINDS:
                continue
            page, state = source_page_of(translation), states.pop(translation.pk, None)
            assert (state is not None) or not translation.enabled
            if state is None:
                continue
            assert page
            target = target_page_of(translation)
            assert state.course_key == course_key_of(page)
            numbers = numbers_of(translation)
            assert {name: getattr(state, name) for name in numbers} == numbers
            assert state.is_live == bool(target and target.live and not target.alias_of_id)
            assert state.stage != Stage.PUBLISHED or state.is_live
            assert translation.enabled == bool(target and not target.alias_of_id)
        assert not states


def test_any_sequence_of_steps_leaves_a_sound_tree_and_true_rows() -> None:
    slow = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
    few = "6" if connection.vendor == "sqlite" else "2"  # seconds each
    size = {"max_examples": int(os.environ.get("TREE_EXAMPLES", few)), "stateful_step_count": 14, "deadline": None}
    chosen = settings(**size, suppress_health_check=slow, derandomize=True, phases=[Phase.generate])
    run_state_machine_as_test(Desk, settings=chosen)
