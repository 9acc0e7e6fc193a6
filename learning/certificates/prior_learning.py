"""What somebody learned elsewhere: a credential of a trusted issuer counts as prior learning for a course of ours.

It is verified first; then its issuer, its achievement's id, its days and its status count, and nothing else that it says. It lights
no lamp and earns no certificate: we certify only what we graded.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from learning.certificates.errors import CountsForAnother, CredentialRefused
from learning.certificates.models import PriorLearning, PriorLearningRule, TrustedIssuer, TrustedStatusList
from learning.certificates.trusted import Trust, TrustedKey, moment_of
from learning.certificates.verifying import Verdict, Word, looked_up, verdict_on
from learning.models import Person

LARGEST: Final = 1_000_000  # bytes of an upload
LONGEST_ADDRESS: Final = 500  # of a status list
UNREADABLE: Final = gettext_lazy("This file cannot be read as a credential. Send the file as its issuer gave it to you.")
REFUSALS: Final[dict[Word, str | Promise]] = {
    Word.UNREADABLE: UNREADABLE,
    Word.CHANGED: gettext_lazy(
        "The signature does not fit what this credential says: something was changed. Ask its issuer for it once more."
    ),
    Word.UNKNOWN_ISSUER: gettext_lazy(
        "This credential is not of an issuer, or not signed with a key, that is trusted here."
        " Your class can ask us to look at the issuer."
    ),
    Word.EXPIRED: gettext_lazy("This credential’s time is over. Ask its issuer for a new one."),
    Word.NOT_YET: gettext_lazy("This credential begins only later. Come back on its first day."),
    Word.REVOKED: gettext_lazy("Its issuer took this credential back. Ask the issuer why."),
    Word.REPLACED: gettext_lazy("Its issuer replaced this credential by another. Send that one."),
    Word.KEY_LEAKED: gettext_lazy("The key this credential is signed with is no longer trusted. Ask its issuer for a new one."),
}
ACCEPTED: Final = {Word.GENUINE, Word.STATUS_UNKNOWN}


def trust_of_register(*, on: date) -> Trust:
    """The issuers trusted on a day, with the lists that were brought here. Two queries."""
    issuers = [issuer for issuer in TrustedIssuer.objects.all() if issuer.is_trusted(on=on)]
    lists = TrustedStatusList.objects.filter(issuer__in=issuers)
    return Trust(
        {name: key for issuer in issuers for name, key in keys_of(issuer).items()}, {one.url: one.credential for one in lists}
    )


def keys_of(issuer: TrustedIssuer) -> dict[str, TrustedKey]:
    """An issuer's keys by their full names."""
    return {
        f"{issuer.did}#{name}": TrustedKey(issuer.did, issuer.name, public_key) for name, public_key in issuer.public_keys.items()
    }


def verified(data: bytes, *, at: datetime) -> Verdict:
    """What is proven of an upload. Raises `CredentialRefused` unless it is whole, of a trusted issuer, and stands. Two queries."""
    if len(data) > LARGEST:
        raise CredentialRefused(UNREADABLE)
    verdict = verdict_on(data, trust=trust_of_register(on=at.date()), now=at)
    if verdict.word not in ACCEPTED:
        raise CredentialRefused(REFUSALS[verdict.word])
    end = verdict.facts.get("valid_until")
    if end and moment_of(end) < at:
        raise CredentialRefused(REFUSALS[Word.EXPIRED])  # a verdict says only one thing, and here the status was unknown too
    if not verdict.facts.get("achievement") or not verdict.facts.get("uuid"):
        raise CredentialRefused(UNREADABLE)  # a certificate's picture code says too little
    return verdict


def count_prior_learning(*, person: Person, data: bytes) -> list[PriorLearning]:
    """Counts an uploaded credential; the same again is the same rows. Raises `CredentialRefused` or `CountsForAnother`.

    Whoever comes first with a credential has it: that it is about this person is not proven by having the file.
    """
    now = timezone.now()
    verdict = verified(data, at=now)
    achievement = str(verdict.facts["achievement"])
    rules = list(rules_for(str(verdict.facts["did"]), achievement))
    if not rules:
        raise CredentialRefused(_("This credential is genuine, but what it is for counts for no course here yet."))
    digest = hash_of(verdict)
    try:
        with transaction.atomic():
            theirs = PriorLearning.objects.filter(credential_hash=digest).exclude(person=person)
            if theirs.exists():
                raise counted_elsewhere()
            return [counted(person, rule, verdict, digest=digest) for rule in rules]
    except IntegrityError as race:
        raise counted_elsewhere() from race


def rules_for(did: str, achievement_id: str) -> QuerySet[PriorLearningRule]:
    """What an issuer's achievement counts as."""
    return PriorLearningRule.objects.filter(issuer__did=did, achievement_id=achievement_id).select_related("issuer")


def counted_elsewhere() -> CountsForAnother:
    """The refusal of a credential that another person showed first."""
    return CountsForAnother(
        _("This credential has already counted for another learner. If it is yours, tell the person who leads your class.")
    )


def counted(person: Person, rule: PriorLearningRule, verdict: Verdict, *, digest: str) -> PriorLearning:
    """One course's row. What is known of the credential's status is brought up to date."""
    since = moment_of(verdict.since).date() if verdict.since else None
    row, _made = PriorLearning.objects.update_or_create(
        person=person,
        course_key=rule.course_key,
        credential_hash=digest,
        defaults={"status_as_of": since},
        create_defaults={
            "issuer_name": rule.issuer.name,
            "issuer_did": rule.issuer.did,
            "achievement_id": rule.achievement_id,
            "awarded_on": moment_of(verdict.facts["issued_at"]).date(),
            "status_as_of": since,
        },
    )
    return row


def hash_of(verdict: Verdict) -> str:
    """A keyed hash of issuer and credential id: a credential is known again in whatever form it comes, and cannot be read back."""
    message = f"{verdict.facts['did']} {verdict.facts['uuid']}"
    return salted_hmac("learning.certificates.prior_learning", message, algorithm="sha256").hexdigest()


def prior_learning_of(person: Person, *, course_keys: Iterable[UUID] | None = None) -> QuerySet[PriorLearning]:
    """What counts for somebody, all of it or for some courses. One query."""
    rows = PriorLearning.objects.filter(person=person)
    return rows if course_keys is None else rows.filter(course_key__in=list(course_keys))


@transaction.atomic
def move_prior_learning(*, guest: Person, person: Person) -> None:
    """Gives a guest's prior learning to the learner the guest turned out to be."""
    PriorLearning.objects.filter(person=guest).update(person=person)


@transaction.atomic
def drop_prior_learning(*, person: Person) -> None:
    """Takes away what somebody showed: they erased themselves, or have long been silent."""
    PriorLearning.objects.filter(person=person).delete()


def checked_list(issuer: TrustedIssuer, credential: dict[str, Any]) -> tuple[str, datetime]:
    """Address and time of an issuer's signed status list. Raises `CredentialRefused` unless it is whole and the issuer's."""
    address = credential.get("id")
    if isinstance(address, str) and len(address) <= LONGEST_ADDRESS:
        is_there, since = looked_up(
            address, 0, did=issuer.did, purpose="revocation", trust=Trust(keys_of(issuer), {address: credential})
        )
        if is_there is not None:
            return address, moment_of(since)
    raise CredentialRefused(
        _("This is no status list signed by “%(name)s”. Copy the whole document from the list’s address.") % {"name": issuer.name}
    )
