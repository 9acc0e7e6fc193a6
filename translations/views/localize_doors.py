"""wagtail-localize's own addresses that write sentences or publish: each leads to the desk, or through its rules.

They are registered before wagtail-localize's, under the same paths, so that its links and its scripts still find them. Its
preview, its report and its script catalogue only read and stay as they are.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from rest_framework.authentication import SessionAuthentication
from rest_framework.decorators import api_view, authentication_classes, permission_classes
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from wagtail.models import Page
from wagtail_localize.models import OverridableSegment, StringSegment, StringTranslation, Translation
from wagtail_localize.views import edit_translation

from translations import workflow
from translations.errors import DeskError, StepRefused
from translations.models import TranslationState
from translations.overrides import kind_of, record_own
from translations.roles import can_translate
from translations.sentences import Origin, record_sentences
from translations.states import course_key_of
from translations.views.addresses import address_of


def translation_at(translation_id: int) -> Translation:
    """A translation with what its language is asked for. Raises `Http404`."""
    rows = Translation.objects.select_related("source__locale", "source__specific_content_type", "target_locale")
    return get_object_or_404(rows, pk=translation_id)


def require_translator(request: Any, translation: Translation) -> None:
    """Raises `PermissionDenied` for those who do not translate into the language."""
    if not can_translate(request.user, translation.target_locale.language_code):
        raise PermissionDenied


@api_view(["PUT", "DELETE"])
@permission_classes([IsAuthenticated])
@authentication_classes([SessionAuthentication])
def edit_sentence(request: Request, translation_id: int, string_segment_id: int) -> Response:
    """One sentence, written through `record_sentences`; 400 with the reasons when it is refused."""
    translation = translation_at(translation_id)
    segment = get_object_or_404(StringSegment, pk=string_segment_id, source_id=translation.source_id)
    require_translator(request, translation)
    place = {
        "translation_of_id": segment.string_id,
        "context_id": segment.context_id,
        "locale_id": translation.target_locale_id,
    }
    before = StringTranslation.objects.filter(**place).first()
    words = request.data.get("value", "") if request.method == "PUT" else ""
    try:
        record_sentences(translation=translation, targets={segment.pk: str(words)}, origin=Origin(request.user))
    except DeskError as error:
        return Response({"detail": " ".join(error.sentences)}, status=400)
    row = StringTranslation.objects.filter(**place).first() or before
    if row is None:
        return Response(status=204)  # nothing was there to take away
    serializer = edit_translation.StringTranslationSerializer(row, context={"translation_source": translation.source})
    return Response(serializer.data, status=200 if before else 201)


@api_view(["PUT", "DELETE"])
@permission_classes([IsAuthenticated])
@authentication_classes([SessionAuthentication])
def edit_override(request: Request, translation_id: int, overridable_segment_id: int) -> Response:
    """An address, a picture or a recording of the language's own, through `record_own`; links stay the source's."""
    translation = translation_at(translation_id)
    rows = OverridableSegment.objects.select_related("context").filter(source_id=translation.source_id)
    segment = get_object_or_404(rows, pk=overridable_segment_id)
    require_translator(request, translation)
    if not kind_of(segment.context.path):
        return Response({"detail": _("This is the same in every language and can only be changed in the source.")}, status=400)
    value = request.data.get("value", "") if request.method == "PUT" else ""
    try:
        record_own(translation=translation, wanted={segment.context_id: str(value)}, person=request.user)
    except DeskError as error:
        return Response({"detail": " ".join(error.sentences)}, status=400)
    return Response(status=204)


def fetch_file(request: HttpRequest, translation_id: int) -> HttpResponse:
    """Its PO file has no language and no version: ours has."""
    return redirect("translations:export", translation_at(translation_id).uuid, "po")


def send_file(request: HttpRequest, translation_id: int) -> HttpResponse:
    """Files are taken in where they are checked."""
    messages.warning(request, _("The file was not taken in. Please send it here, where it is checked first."))
    return redirect("translations:import_page", translation_at(translation_id).uuid)


def draft_by_machine(request: HttpRequest, translation_id: int) -> HttpResponse:
    """Machines draft on the desk."""
    messages.warning(request, _("Nothing was translated. Machine drafts are asked for on the translation desk."))
    return redirect(desk_of(translation_at(translation_id)))


def stop_translation(request: HttpRequest, translation_id: int) -> HttpResponse:
    """A page whose translation is stopped is edited by hand, past the desk: for those whom `workflow.stop` lets."""
    translation = translation_at(translation_id)
    state = TranslationState.objects.filter(translation=translation).first()
    if request.method == "POST" and state:
        try:
            workflow.stop(state, by=request.user)
            messages.success(request, _("The translation was stopped."))
        except StepRefused as error:
            messages.error(request, str(error))
    return redirect(board())


def sync_and_publish(request: HttpRequest, translation_source_id: int) -> HttpResponse:
    """Syncing publishes nothing, so its page, which can do both at once, is replaced by the board."""
    messages.warning(request, _("Nothing was changed. Translations are synced with their source on the translation board."))
    return redirect(board())


def submit_page(request: HttpRequest, page_id: int) -> HttpResponse:
    """“Translate this page”: courses are sent to translation from the board."""
    messages.info(request, _("Courses and pages are sent to translation from the board. Nothing was sent yet."))
    return redirect(board(get_object_or_404(Page, pk=page_id)))


def convert_to_alias(request: HttpRequest, page_id: int) -> HttpResponse:
    """An alias would show the source's words live under the language's address, and its translation would be deleted."""
    page = get_object_or_404(Page, pk=page_id)
    messages.error(request, _("A translation cannot be replaced by the words of its source. Nothing was changed."))
    state = TranslationState.objects.of_page(page).select_related("translation").first()
    return redirect(desk_of(state.translation) if state else board(page))


def desk_of(translation: Translation) -> str:
    """Where a translation is worked on."""
    return address_of("desk", translation.uuid) or reverse("translations:import_page", args=[translation.uuid])


def board(page: Page | None = None) -> str:
    """Where everything stands, or one course."""
    key = course_key_of(page.specific) if page else None
    return f"{reverse('translations:board')}?course={key}" if key else reverse("translations:board")


urlpatterns: list[URLPattern] = [
    path("localize/translate/<int:translation_id>/strings/<int:string_segment_id>/edit/", edit_sentence),
    path("localize/translate/<int:translation_id>/overrides/<int:overridable_segment_id>/edit/", edit_override),
    path("localize/translate/<int:translation_id>/pofile/download/", fetch_file),
    path("localize/translate/<int:translation_id>/pofile/upload/", send_file),
    path("localize/translate/<int:translation_id>/machine_translate/", draft_by_machine),
    path("localize/translate/<int:translation_id>/disable/", stop_translation),
    path("localize/update/<int:translation_source_id>/", sync_and_publish),
    path("localize/submit/page/<int:page_id>/", submit_page),
    path("localize/page/<int:page_id>/convert_to_alias/", convert_to_alias),
]
