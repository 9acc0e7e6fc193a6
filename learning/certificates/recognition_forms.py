"""The forms of the register in the CMS: courses are chosen by title, keys and lists are looked at before they are kept."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.conf.locale import LANG_INFO
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from courses.countries import names_in
from courses.editions import best_editions
from courses.models import CourseVersion
from learning.certificates.errors import CredentialRefused
from learning.certificates.models import PriorLearningRule, Recognition, TrustedStatusList
from learning.certificates.models.recognition import LONGEST_ADDRESS
from learning.certificates.prior_learning import checked_list

Choices = list[tuple[str, str]]


def course_titles() -> dict[UUID, str]:
    """Key -> title of every course there ever was, in the page's language or else in its own. One query."""
    versions = CourseVersion.objects.order_by("is_current", "number", "pk")
    best = best_editions(versions, [get_language() or settings.LANGUAGE_CODE])
    return {key: version.title for key, version in sorted(best.items(), key=lambda pair: pair[1].title.casefold())}


def course_choices() -> Choices:
    """The same to choose from."""
    return [("", "–"), *((str(key), title) for key, title in course_titles().items())]


def language_choices() -> Choices:
    """Every language that has a name here; ours first."""
    ours = [(code, str(name)) for code, name in settings.LANGUAGES]
    known = {code for code, _name in ours}
    others = [(code, str(info["name_local"])) for code, info in LANG_INFO.items() if "bidi" in info and code not in known]
    return [("", "–"), *ours, *others]


def country_choices() -> Choices:
    """Countries by name."""
    return [("", "–"), *names_in(get_language() or settings.LANGUAGE_CODE).items()]


def course_key_of(value: object) -> UUID:
    """A course's key, from a form's text or a row."""
    return UUID(str(value))


class CourseForm(WagtailAdminModelForm):
    """A form whose `course_key` is chosen by title."""

    course_key = forms.TypedChoiceField(choices=course_choices, coerce=course_key_of, label=_("Course"))


class RecognitionForm(CourseForm):
    """What an institution said; the row's own rules look at it."""

    country = forms.ChoiceField(
        choices=country_choices, required=False, label=_("Its country"), help_text=_("A partner’s own is known.")
    )
    language = forms.ChoiceField(choices=language_choices, label=_("Language of these words"))
    course_language = forms.ChoiceField(
        choices=[("", _("every language")), *settings.LANGUAGES],
        required=False,
        label=_("Only the course in this language"),
        help_text=_("Versions are counted in each language by itself."),
    )

    document_url = forms.URLField(
        max_length=LONGEST_ADDRESS,
        required=False,
        assume_scheme="https",
        label=_("Document"),
        help_text=_("Where the institution says so itself. It begins with https://"),
    )

    class Meta:
        model = Recognition
        fields = ["institution"]
        widgets = {"statement": forms.Textarea(attrs={"rows": 3, "dir": "auto"})}

    def save(self, commit: bool = True) -> Any:
        """Notes who entered it."""
        if self.instance.pk is None:
            self.instance.entered_by = self.for_user
        return super().save(commit)


class RuleForm(CourseForm):
    """What an achievement counts as."""

    def clean_achievement_id(self) -> str:
        """As the credential has it, without blanks around."""
        return str(self.cleaned_data["achievement_id"]).strip()

    class Meta:
        model = PriorLearningRule
        fields = ["issuer"]


class StatusListForm(WagtailAdminModelForm):
    """A signed list as it was copied; one for an address that is known takes the older one's place."""

    class Meta:
        model = TrustedStatusList
        fields = ["issuer", "credential"]

    def clean(self) -> dict[str, Any]:
        """Raises `ValidationError` unless the issuer signed it."""
        cleaned: dict[str, Any] = super().clean()
        issuer, document = cleaned.get("issuer"), cleaned.get("credential")
        if issuer is None or document is None:
            return cleaned
        if not isinstance(document, dict):
            raise ValidationError({"credential": _("This is no signed list: it is no object in braces.")})
        try:
            self.instance.url, self.instance.made_at = checked_list(issuer, document)
        except CredentialRefused as refusal:
            raise ValidationError({"credential": str(refusal)}) from refusal
        others = TrustedStatusList.objects.filter(issuer=issuer, url=self.instance.url).exclude(pk=self.instance.pk)
        if others.exists():
            raise ValidationError(
                {"credential": _("There is a list of this address already. Paste the newer one into that entry.")}
            )
        return cleaned
