"""What the translation desk keeps: sentences, and which member of staff did what with them."""

from __future__ import annotations

from typing import Final

from courses.declared import STAFF, Declared, content

WITH_THE_TRANSLATION: Final = "with the translation"
UNTIL_DELETED: Final = "until staff delete it"
WHO_WHEN: Final = "who answers for the words, and since when"


def work(purpose: str, life: str, **fields: str) -> Declared:
    """A model about work, in which members of staff stand by their accounts."""
    return Declared(STAFF, purpose, life, fields)


DECLARED: Final[dict[str, Declared]] = {
    "translations.TranslationReviewTask": content(
        "The step of Wagtail's workflow in which a language is reviewed.", UNTIL_DELETED, "task_ptr groups"
    ),
    "translations.BulkRun": work(
        "Work on many translations that was ordered, and what came of it.",
        UNTIL_DELETED,
        id="the row",
        uuid="its address on the desk",
        action="what was ordered",
        order="of which pages, by whom to be translated and reviewed",
        outcomes="what came of each page",
        asked_by="who is shown the outcome",
        asked_at="when it was ordered",
        finished_at="when it was done",
    ),
    "translations.MachineRun": work(
        "Drafts asked of a machine. Sentences of lessons go there, never anything about people.",
        UNTIL_DELETED,
        id="the row",
        subject="which pages",
        asked_by="who is shown the outcome",
        asked_at="when it was asked",
        speaks="in which language the outcome is told",
        wanted="how many sentences",
        drafted="how many were drafted",
        left="which were not, and why",
    ),
    "translations.SegmentComment": work(
        "What translators, reviewers and trainers say to each other about a sentence.",
        WITH_THE_TRANSLATION,
        id="the row",
        translation="of which page",
        context="about which sentence",
        about="the sentence as it was then",
        text="the comment",
        author="who can be asked back; empty once the account is gone",
        created_at="when",
        resolved_at="when it was settled",
        resolved_by="by whom; empty once the account is gone",
    ),
    "translations.GlossaryTerm": work(
        "What a word is called in another language.",
        UNTIL_DELETED,
        id="the row",
        source_language="from which language",
        language="into which",
        term="the word",
        translation="its translation",
        is_kept="whether it stays as it is",
        note="when to use it",
        approved_by=WHO_WHEN,
        approved_at=WHO_WHEN,
        updated_at="when it changed last",
    ),
    "translations.Invitation": work(
        "A link that makes one account for one language and role.",
        "usable until it runs out or is used; the row until staff delete it",
        id="the row",
        uuid="names it on the desk",
        secret_hash="what the link is compared with; the link itself is not kept",  # noqa: S106 - a reason
        language="for which language",
        role="for which role",
        note="what the inviter wrote to tell invitations apart",
        invited_by="who answers for it; empty once the account is gone",
        created_at="when",
        expires_at="until when it can be used",
        used_at="when it was used",
        person="whose account it made; empty once the account is gone",
    ),
    "translations.MemoryUnit": work(
        "Sentences translated before.",
        UNTIL_DELETED,
        id="the row",
        source_language="from which language",
        language="into which",
        source="the sentence",
        target="its translation",
        source_hash="to find it",
        target_hash="to find it",
        length="to find those that are near",
        origin="where it comes from",
        page_key="on which page it stands",
        licence="under which it may be passed on",
        is_cc0="whether anybody may take it without naming us",
        is_approved="whether a second person read it",
        made_by="who translated it; empty once the account is gone",
        created_at="when",
        updated_at="when it changed last",
    ),
    "translations.TranslationState": work(
        "Where the translation of a page stands.",
        WITH_THE_TRANSLATION,
        id="the row",
        translation="of which page",
        language="into which language",
        source_language="from which",
        course_key="of which course",
        page_key="of which lesson, module or course",
        kind="what it is",
        title="what it is called",
        stage="how far it is",
        translator="who translates it; empty once the account is gone",
        reviewer="who reviews it; empty once the account is gone",
        submitted_by=WHO_WHEN,
        submitted_at=WHO_WHEN,
        approved_by=WHO_WHEN,
        approved_at=WHO_WHEN,
        is_released="whether it went live without a review",
        released_by=WHO_WHEN,
        is_live="whether learners see it",
        sentences="how many there are",
        translated="how many are translated",
        by_machine="how many a machine drafted",
        words="how many words",
        words_left="how many are left",
        is_behind="whether the source has changed",
        behind_since="since when",
        words_changed="by how much",
        updated_at="when it changed last",
    ),
}
