"""Pages for those who work with classes: signed in, with a role in an institution, and nothing of it kept by a cache."""

from __future__ import annotations

from functools import wraps
from typing import Any, Final

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render, resolve_url
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.addresses import static_file
from learning.cohorts import institutions_managed_by, works_with_classes
from learning.errors import LearningError, NotForYou
from learning.unkept import View
from learning.views.personal import personal, personal_context

# The pages between which staff go: the name of the address, its words, and whether only partners have it.
PAGES: Final = (
    ("learning:classes", gettext_lazy("Classes"), False),
    ("learning:reports", gettext_lazy("Reports"), False),
    ("learning:certificates", gettext_lazy("Certificates"), False),
    ("learning:partner", gettext_lazy("Partner institution"), True),
)


def for_class_staff(view: View) -> View:
    """Visitors are led to the sign-in and come back; who has no role in an institution is told so (403)."""

    @personal
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path(), resolve_url(settings.LOGIN_URL))
        if not works_with_classes(request.user):
            raise NotForYou(_("This page is for facilitators and partner institutions. Ask your institution to add you."))
        try:
            return view(request, *args, **kwargs)
        except LearningError as error:
            return staff_refusal(request, error)

    return answer


def staff_refusal(request: HttpRequest, error: LearningError) -> HttpResponse:
    """A refusal in words, with the way to one's classes."""
    context = {"page_title": _("This did not work"), "message": str(error), "classes_href": reverse("learning:classes")}
    return render(request, "learning/staff_refusal.html", staff_context(request, **context), status=error.status)


def staff_context(request: HttpRequest, **context: Any) -> dict[str, Any]:
    """The shell of a staff page: `learning/staff_base.html`. One query; none for administrators."""
    person: Any = request.user
    is_partner = person.is_superuser or institutions_managed_by(person).exists()
    ways = [(reverse(name), text) for name, text, for_partners in PAGES if is_partner or not for_partners]
    return personal_context(
        staff_css_href=static_file("/", "css/staff.css"),
        staff_name=str(person),
        staff_href=reverse("mfa_index"),
        staff_pages=[{"href": href, "text": text, "is_current": request.path.startswith(href)} for href, text in ways],
        **context,
    )
