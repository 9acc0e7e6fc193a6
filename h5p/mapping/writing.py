"""What several types are written with: sub-content, media above a question, feedback by score, the standard English texts."""

from __future__ import annotations

import json
import mimetypes
import uuid
from typing import Any, Final

from h5p import schema
from h5p.blocks import Picture, Recording
from h5p.html_text import tagless
from h5p.mapping.reading import Params

# Any fixed namespace does; the same content has the same identities in every export.
NAMESPACE: Final = uuid.UUID("6f0d1b50-36a4-5a0c-9a53-0d0c2a5f8e11")
LICENCES: Final = frozenset(schema.LICENCES.split("|")) - {"U"}
LICENCE_VERSIONS: Final = frozenset(schema.LICENCE_VERSIONS.split("|"))

CONFIRM: Final = {
    "confirmCheck": {
        "header": "Finish?",
        "body": "Do you want to finish?",
        "cancelLabel": "Cancel",
        "confirmLabel": "Finish",
    },
    "confirmRetry": {
        "header": "Try again?",
        "body": "Do you want to try again?",
        "cancelLabel": "Cancel",
        "confirmLabel": "Confirm",
    },
}
A11Y: Final = {
    "a11yCheck": "Check the answers. They are marked as right, wrong or left open.",
    "a11yShowSolution": "Show the solution. The right answers are marked.",
    "a11yRetry": "Try again. All answers are cleared and the task begins anew.",
}
BUTTONS: Final = {"enableRetry": True, "enableSolutionsButton": True, "enableCheckButton": True}
DIALOGS: Final = {"confirmCheckDialog": False, "confirmRetryDialog": False}
CHECK_TEXTS: Final = {
    "checkAnswer": "Check",
    "submitAnswer": "Submit",
    "tryAgain": "Try again",
    "showSolution": "Show solution",
    "scoreBarLabel": "You got :num out of :total points",
}


def sub_content(library: str, params: Params, title: str = "") -> Params:
    """A part of other content. Its identity follows from what it is, so that the same lesson gives the same bytes."""
    source = json.dumps([library, params, title], ensure_ascii=True, sort_keys=True)
    return {
        "library": library,
        "params": params,
        "subContentId": str(uuid.uuid5(NAMESPACE, source)),
        "metadata": {"contentType": library.split(" ")[0].removeprefix("H5P."), "license": "U", "title": tagless(title)},
    }


def short_title(text: str) -> str:
    """The first words of a text, as a title."""
    words = " ".join(text.split())
    return words if len(words) <= 60 else f"{words[:57].rsplit(' ', 1)[0]} …"


def overall_feedback(right: str, wrong: str) -> list[dict[str, Any]]:
    """Feedback by score from what is said when all is right and when something is not."""
    if not right and not wrong:
        return []
    return [{"from": 0, "to": 99, "feedback": tagless(wrong)}, {"from": 100, "to": 100, "feedback": tagless(right)}]


def file_of(picture: Picture) -> Params:
    """An image field."""
    size = dict(zip(("width", "height"), picture.size, strict=False))
    return {"path": picture.path, "mime": mime_of(picture.path), **size, "copyright": rights_of(picture)}


def card_picture(picture: Picture | None) -> Params:
    """The image of a card with the alternative text beside it."""
    return {"image": file_of(picture), "imageAltText": tagless(picture.alt)} if picture else {}


def rights_of(picture: Picture) -> Params:
    """The copyright group of a picture's credit and licence; a licence that H5P does not know becomes undisclosed."""
    name, _, version = picture.licence.rpartition(" ")
    if picture.licence in LICENCES:
        name, version = picture.licence, ""
    known = name in LICENCES and (not version or version in LICENCE_VERSIONS)
    rights = {"license": name if known else "U", "author": tagless(picture.credit)}
    return {**rights, "version": version} if known and version else rights


def image_params(picture: Picture) -> Params:
    """The parameters of an H5P.Image."""
    params = {"decorative": not picture.alt, "contentName": "Image", "file": file_of(picture)}
    return {**params, "alt": tagless(picture.alt), "title": tagless(picture.caption)}


def media_field(lead: Picture | Recording | None) -> Params:
    """The `media` field of a question."""
    if lead is None:
        return {"disableImageZooming": False}
    if isinstance(lead, Picture):
        sub = sub_content("H5P.Image 1.1", image_params(lead), short_title(lead.alt) or "Image")
    else:
        library = "H5P.Video 1.6" if lead.is_video else "H5P.Audio 1.5"
        sub = sub_content(library, recording_params(lead), lead.title)
    return {"type": sub, "disableImageZooming": False}


def recording_params(recording: Recording) -> Params:
    """The parameters of an H5P.Video or H5P.Audio; its title belongs to the metadata beside them."""
    name = "sources" if recording.is_video else "files"
    return {name: [{"path": recording.path, "mime": recording.mime, "copyright": {"license": "U"}}]}


def mime_of(path: str) -> str:
    return mimetypes.guess_type(path)[0] or "application/octet-stream"
