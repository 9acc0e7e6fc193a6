"""What somebody learned elsewhere: which issuers are trusted, what their credentials count as here, and which ones counted."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from learning.multibase import from_multikey
from learning.plain_text import plain_text

DID: Final = re.compile(r"did:[a-z0-9]+:[A-Za-z0-9._:%-]+")
MOST_KEYS: Final = 8


def is_key(text: str) -> bool:
    """Whether a text is an Ed25519 key as a Multikey."""
    try:
        return bool(from_multikey(text))
    except ValueError:
        return False


class TrustedIssuer(models.Model):
    """Somebody whose credentials are believed: by these keys alone, for nothing is asked of the network."""

    did = models.CharField(
        _("DID"), max_length=300, unique=True, help_text=_("Who signs, as the credential names it: did:web:… or did:key:…")
    )
    name = models.CharField(_("name"), max_length=200, unique=True)
    keys = models.TextField(
        _("public keys"),
        help_text=_("One on each line: its name behind the #, a space, the Multikey. Copy both from the issuer’s did.json."),
    )
    active_from = models.DateField(_("trusted from"), default=timezone.localdate)
    active_to = models.DateField(_("trusted to"), null=True, blank=True, help_text=_("The last day. Empty: until further notice."))

    class Meta:
        verbose_name = _("trusted issuer")
        verbose_name_plural = _("trusted issuers")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(active_to=None) | models.Q(active_to__gte=models.F("active_from")),
                name="trusted_days_in_order",
                violation_error_message=_("It ends before it begins. Exchange the two days."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Raises `ValidationError` for what is no DID and for lines that are no keys."""
        self.did, self.name = self.did.strip(), plain_text(self.name)
        if not DID.fullmatch(self.did):
            raise ValidationError({"did": _("This is no DID. It looks like did:web:school.example.org")})
        self.keys = "\n".join(f"{name} {key}" for name, key in self.lines())

    def lines(self) -> list[tuple[str, str]]:
        """Name and Multikey of each key. Raises `ValidationError` for a line that is none, and when there are none or too many."""
        lines = [line.split() for line in self.keys.splitlines() if line.strip()]
        if not 1 <= len(lines) <= MOST_KEYS:
            raise ValidationError({"keys": _("Write between 1 and %(most)s keys, each on a line.") % {"most": MOST_KEYS}})
        found = {words[0].rpartition("#")[2]: words[-1] for words in lines if len(words) == 2 and is_key(words[1])}
        if len(found) < len(lines):
            wrong = next((line for line in lines if len(line) != 2 or not is_key(line[1])), lines[-1])
            sentence = _("“%(line)s” is not the name of a key and an Ed25519 key as a Multikey, such as: key-1 z6Mk…")
            raise ValidationError({"keys": sentence % {"line": " ".join(wrong)[:80]}})
        return list(found.items())

    @property
    def public_keys(self) -> dict[str, bytes]:
        """Name and 32 bytes of each key."""
        return {name: from_multikey(key) for name, key in self.lines()}

    def is_trusted(self, *, on: date) -> bool:
        """Whether it is believed on a day."""
        return self.active_from <= on and (self.active_to is None or on <= self.active_to)


class TrustedStatusList(models.Model):
    """An issuer's signed list of what it took back, brought here by a person. Without one nobody here knows."""

    issuer = models.ForeignKey(TrustedIssuer, verbose_name=_("issuer"), on_delete=models.CASCADE, related_name="status_lists")
    url = models.CharField(max_length=500, editable=False)
    credential = models.JSONField(_("the list"), help_text=_("The signed JSON that stands at the list’s address, whole."))
    made_at = models.DateTimeField(editable=False)

    class Meta:
        verbose_name = _("status list of a trusted issuer")
        verbose_name_plural = _("status lists of trusted issuers")
        ordering = ["url"]
        constraints = [models.UniqueConstraint(fields=["issuer", "url"], name="one_status_list_at_an_address")]

    def __str__(self) -> str:
        return self.url


class PriorLearningRule(models.Model):
    """One achievement of a trusted issuer counts as prior learning for one whole course of ours."""

    issuer = models.ForeignKey(TrustedIssuer, verbose_name=_("issuer"), on_delete=models.CASCADE, related_name="rules")
    achievement_id = models.CharField(
        _("achievement"), max_length=500, help_text=_("Its id, letter for letter, as the credential has it: https://…")
    )
    course_key = models.UUIDField(_("counts as the course"))

    class Meta:
        verbose_name = _("rule for prior learning")
        verbose_name_plural = _("rules for prior learning")
        ordering = ["issuer", "achievement_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["issuer", "achievement_id", "course_key"],
                name="one_rule_once",
                violation_error_message=_("There is this rule already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.issuer}: {self.achievement_id}"


class PriorLearning(models.Model):
    """A credential of a trusted issuer that somebody showed counts as prior learning for a course. It lights no lamp."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="prior_learning")
    course_key = models.UUIDField()
    # As the register named it on that day: what counted stays, also when the issuer is no longer in the register.
    issuer_name = models.CharField(max_length=200)
    issuer_did = models.CharField(max_length=300)
    achievement_id = models.CharField(max_length=500)
    # A keyed hash of what was signed: the same credential is known again, and nothing can be read from it.
    credential_hash = models.CharField(max_length=64)
    awarded_on = models.DateField(help_text=_("When the issuer gave it, as signed."))
    # The day of the issuer's list in which it did not stand as taken back; None when we have no list of theirs.
    status_as_of = models.DateField(null=True)
    counted_at = models.DateTimeField(default=timezone.now, db_default=Now())

    class Meta:
        verbose_name = _("prior learning")
        verbose_name_plural = _("prior learning")
        ordering = ["counted_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["credential_hash", "course_key"], name="one_credential_counts_once")]

    def __str__(self) -> str:
        return f"{self.issuer_name}: {self.achievement_id}"
