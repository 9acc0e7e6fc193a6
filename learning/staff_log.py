"""The log of what staff do to learners, classes and each other's accounts, and of what they take out of the house.

Each action writes its line in the same transaction.
"""

from __future__ import annotations

from typing import Final

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from learning.models import Cohort, Institution, Person, StaffAction

# What the log says of each action. Every key handed to `note_action` is here (`tests/conventions/test_staff_log.py`); one of an
# earlier release that is not stands under its own name.
ACTIONS: Final = {
    "make_class": gettext_lazy("made the class"),
    "change_class": gettext_lazy("changed the class"),
    "change_leaders": gettext_lazy("changed who leads the class"),
    "end_class": gettext_lazy("ended the class"),
    "make_learners": gettext_lazy("made codes"),
    "reset_pin": gettext_lazy("gave new pictures"),
    "print_cards": gettext_lazy("took cards out as PDF"),
    "take_out": gettext_lazy("took a learner out"),
    "attest_consent": gettext_lazy("attested a guardian’s consent"),
    "withdraw_consent": gettext_lazy("took a guardian’s consent back"),
    "announce": gettext_lazy("wrote an announcement"),
    "take_back_announcement": gettext_lazy("took an announcement back"),
    "add_facilitator": gettext_lazy("added a facilitator"),
    "make_facilitator": gettext_lazy("made an account for a facilitator"),
    "take_facilitator_away": gettext_lazy("took a facilitator away"),
    "remove_second_factors": gettext_lazy("removed the second step of an account"),
    "receive_results": gettext_lazy("brought results home"),
    "confirm_answers": gettext_lazy("confirmed answers that learners reported"),
    "keep_hands": gettext_lazy("kept the hands that were counted"),
    "save_register": gettext_lazy("saved the register"),
    "revoke_certificate": gettext_lazy("took a certificate back"),
    "reissue_certificate": gettext_lazy("issued a certificate anew"),
    "allow_correction": gettext_lazy("allowed one more correction of a name"),
    "export_report": gettext_lazy("took a report out"),
    "begin_to_sign": gettext_lazy("began to confirm certificates with the institution’s own key"),
    "stop_signing": gettext_lazy("ended confirming certificates with the institution’s own key"),
    "change_key": gettext_lazy("changed the signing key"),
    "set_logo": gettext_lazy("set the institution’s logo"),
    "subscribe": gettext_lazy("chose courses to take along"),
    "stop_subscription": gettext_lazy("stopped a choice of courses"),
    "build_again": gettext_lazy("asked for files again"),
    "post_listing": gettext_lazy("wrote a need or an offer"),
    "withdraw_listing": gettext_lazy("withdrew a listing"),
    "report_listing": gettext_lazy("reported a listing"),
    "approve_listing": gettext_lazy("put a listing on the board"),
    "refuse_listing": gettext_lazy("did not accept a listing"),
    "take_down_listing": gettext_lazy("took a listing down"),
    "settle_listing_reports": gettext_lazy("settled reports about a listing"),
    "make_token": gettext_lazy("made a token for a mirror"),
    "revoke_token": gettext_lazy("took a mirror’s token back"),
}


def note_action(
    action: str,
    *,
    actor: Person | None,
    cohort: Cohort | None = None,
    institution: Institution | None = None,
    person: Person | None = None,
    detail: str = "",
) -> StaffAction:
    """Writes one line. The institution is the class's unless it is named. `detail` never holds a code or a PIN. One query."""
    return StaffAction.objects.create(
        action=action,
        actor=actor,
        cohort=cohort,
        institution=institution or (cohort.institution if cohort else None),
        person=person,
        detail=detail[:200],
    )


def log_of(cohort: Cohort) -> QuerySet[StaffAction]:
    """What was done in a class, the newest first."""
    return cohort.actions.select_related("actor").order_by("-at", "-pk")
