"""What the CMS shows of media while they are prepared: a column, a panel in the editor, one on the dashboard, “Try again”."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin.panels import Panel
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.tables import StatusTagColumn
from wagtail.images.forms import BaseImageForm

from courses.media.images import LONGEST_SIDE
from courses.media.prepare import MODELS, Medium, ask_for
from courses.media.state import Stage, State, state_of, unprepared

STATE_TEMPLATE = "courses/cms_preparation.html"
# Kind -> the view that edits it.
EDITORS = {
    "picture": "wagtailimages:edit",
    "recording": "wagtailsnippets_courses_recording:edit",
    "film": "wagtailsnippets_courses_film:edit",
}


class StateColumn(StatusTagColumn):
    """How far each medium of a list is."""

    def __init__(self) -> None:
        super().__init__("preparation", label=gettext_lazy("Preparation"), accessor=lambda medium: state_of(medium).words)

    def get_primary(self, instance: Medium) -> bool:
        """Whether it is ready."""
        return state_of(instance).stage is Stage.READY


class PreparationPanel(Panel):
    """How far a medium is, what its variants weigh, what went wrong; nothing while it is not stored."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"heading": gettext_lazy("Preparation"), **kwargs})

    class BoundPanel(Panel.BoundPanel):
        """The panel for one medium."""

        template_name = "courses/cms_preparation_panel.html"

        def is_shown(self) -> bool:
            """Only for what is stored."""
            return bool(super().is_shown() and self.instance.pk)

        def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
            """What the template draws."""
            return {**super().get_context_data(parent_context), **state_context(self.instance)}


class MediaAtWorkPanel(Component):
    """On the dashboard: pictures, recordings and videos that wait, are at work or failed; nothing when all are ready."""

    name = "media_at_work"
    template_name = "courses/cms_media_at_work.html"
    order = 20

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """A few queries for each medium that is not ready, twenty at most."""
        return {"media": [state_context(medium) for medium in unprepared()]}


class PictureForm(BaseImageForm):
    """The CMS's form of a picture; it says how far the picture's preparation is."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and "file" in self.fields:
            self.fields["file"].help_text = in_a_sentence(state_of(self.instance))

    def clean_file(self) -> Any:
        """Refuses a picture with a side of very many pixels; Wagtail counts only all of them."""
        file = self.cleaned_data["file"]
        size = file.image.get_size() if hasattr(file, "image") else (0, 0)
        if max(size) > LONGEST_SIDE:
            sentence = _("The picture is %(width)s × %(height)s pixels large. Save it with 10,000 at most on each side.")
            raise ValidationError(sentence % {"width": size[0], "height": size[1]})
        return file


def in_a_sentence(state: State) -> str:
    """A state as the help under a field."""
    if state.stage is Stage.FAILED:
        return state.sentence
    sizes = ", ".join(f"{name}: {size}" for name, size in state.sizes)
    return _("Light copies for learners: %(state)s. %(sizes)s") % {"state": state.words, "sizes": sizes}


def state_context(medium: Medium) -> dict[str, Any]:
    """What the templates draw of a medium."""
    kind = str(medium._meta.model_name)
    address = {"kind": kind, "pk": medium.pk}
    return {
        "title": medium.title,
        "kind_name": medium._meta.verbose_name,
        "href": reverse(EDITORS[kind], args=[medium.pk]),
        "state": state_of(medium),
        "state_href": reverse("media_state", kwargs=address),
        "retry_href": reverse("media_retry", kwargs=address),
    }


def asked_medium(request: HttpRequest, kind: str, pk: int) -> Medium:
    """The medium an address names, for those who may change it. Raises `Http404`."""
    # Rights to pictures hang on their collection; whoever is in the CMS may have one made lighter again.
    rights = "wagtailadmin.access_admin" if kind == "picture" else f"courses.change_{kind}"
    found: Medium | None = MODELS[kind].objects.filter(pk=pk).first() if kind in MODELS else None
    if found is None or not request.user.has_perm(rights):
        raise Http404("There is no such medium.")
    return found


@require_safe
def state(request: HttpRequest, *, kind: str, pk: int) -> HttpResponse:
    """The state as a piece of a page, for the script that looks again every few seconds."""
    return render(request, STATE_TEMPLATE, state_context(asked_medium(request, kind, pk)))


@require_POST
def retry(request: HttpRequest, *, kind: str, pk: int) -> HttpResponse:
    """Asks for a medium's preparation again, and goes back to its editor."""
    medium = asked_medium(request, kind, pk)
    ask_for(medium)
    messages.success(request, _("“%(title)s” is prepared again.") % {"title": medium.title})
    return redirect(EDITORS[kind], medium.pk)
