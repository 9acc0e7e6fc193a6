"""What is said of a package in the reader's language: one sentence for each code of `h5p`, and for those of an import.

Codes are stable and what programs go by. A code that has no row here keeps the library's own English sentence.
"""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from h5p.errors import Issue

CHECKS: Final[dict[str, Any]] = {
    "missing-h5p-extension": _("The file is not called .h5p. Is it an H5P package?"),
    "unable-to-unzip": _("The file is damaged, or it is not a zip that can be read. Export or download it again."),
    "unable-to-read-package-file": _("A file that the package needs cannot be read: %(path)s."),
    "unable-to-parse-package": _("The package’s description cannot be read: %(path)s."),
    "too-many-files": _("The package has more files than are allowed."),
    "file-size-too-large": _("A file in the package is larger than is allowed: %(path)s."),
    "total-size-too-large": _("The package’s files are larger altogether than is allowed."),
    "zip-bomb": _("The package unpacks to far more bytes than it has: %(path)s. Nobody needs that."),
    "encrypted": _("The package is encrypted. Make it without a password."),
    "symlink": _("The package holds a link or a device: %(path)s. Only plain files are taken."),
    "unsafe-path": _("A name in the package would lead outside of it: %(path)s."),
    "duplicate-member": _("A file stands in the package twice: %(path)s."),
    "case-duplicate": _("Two files in the package have names that some systems cannot tell apart: %(path)s."),
    "enclosing-folder": _("Everything is inside the folder %(path)s. Zip what is in it, not the folder itself."),
    "not-in-whitelist": _("A kind of file that is not allowed is in the package: %(path)s."),
    "type-mismatch": _("The bytes of a file are not those its name promises: %(path)s."),
    "virus-found": _("The virus scanner found something: %(path)s."),
    "invalid-h5p-json-file": _("The package’s h5p.json is missing, or something in it is not allowed: %(path)s."),
    "invalid-content-folder": _("The package’s content is missing, or cannot be read: %(path)s."),
    "content-not-object": _("The package’s content is not what H5P writes: %(path)s."),
    "missing-required-property": _("Something that every package says is missing: %(path)s."),
    "illegal-option-in-library": _("Something has a value that is not allowed: %(path)s."),
    "missing-main-library": _("The package does not say with which library it plays."),
    "missing-required-library": _("A library that the content needs is not installed: %(path)s."),
    "invalid-library-name": _("A library in the package has a name or version that is not allowed: %(path)s."),
    "library-directory-name-mismatch": _("A folder is called differently from the library in it: %(path)s."),
    "invalid-library-json-file": _("A library’s description is missing or not allowed: %(path)s."),
    "invalid-semantics-json-file": _("A library’s list of fields cannot be read: %(path)s."),
    "invalid-language-file": _("A library’s translation cannot be read: %(path)s."),
    "library-missing-file": _("A file that a library loads is not there: %(path)s."),
    "library-conflict": _("The same library is there twice with different files: %(path)s."),
    "api-version-unsupported": _("A library needs a newer H5P than this one: %(path)s."),
    "missing-licence": _("The package does not say under which licence it may be used."),
    "external-url": _("The content shows media from another web site, which the player does not load."),
    "more-issues": _("There are more problems than are listed here."),
    "too-many-values": _("The content holds more values than is allowed."),
    "not-exportable": _("Something in the lesson cannot be written as H5P of this kind."),
    "missing-file": _("The bytes of a file are missing: %(path)s."),
    "unknown-mode": _("There is no such level of export."),
}
LOSSES: Final[dict[str, Any]] = {
    "formatting-dropped": _("Bold, links or other formatting of a text is left out; its words stay."),
    "tips-dropped": _("Tips are left out: our questions have none."),
    "overall-feedback-dropped": _("Feedback by score is left out, because every option has feedback of its own."),
    "feedback-bands-dropped": _("Feedback for scores in the middle is left out; that for all right and for nothing right stays."),
    "not-chosen-feedback-dropped": _("Feedback to options that were not chosen is left out."),
    "scoring-differs": _("The score is counted in another way: right ones less wrong ones, and full marks only for all."),
    "capitals-ignored": _("Capitals make no difference any more when an answer is compared."),
    "spelling-not-forgiven": _("Small spelling mistakes are not forgiven any more."),
    "answer-reworded": _("A semicolon in an answer became a comma, because semicolons separate answers."),
    "braces-reworded": _("Braces around a number in the text became brackets, because braces mark gaps."),
    "many-gaps": _("One sentence has more than six gaps. Divide it into two questions."),
    "sounds-dropped": _("Sounds are left out."),
    "pictures-dropped": _("Pictures are left out; their descriptions stay."),
    "remote-media": _("A picture, sound or video at another web site is not fetched."),
    "media-missing": _("A file that the content names is not in the package."),
    "newer-version": _("The content was made with a newer version of its kind than is known here. Look at the result."),
    "stays-embedded": _("This part has no form of ours and stays something to play."),
    "part-unreadable": _("A part of the content cannot be read and is left out."),
    "screens-dropped": _(
        "Start, result or end screens with pictures or videos are left out; their words stay where there is room."
    ),
    "random-dropped": _("Questions are always asked in their order, all of them."),
    "eras-dropped": _("Eras of the timeline are left out."),
    "keyword-rules-dropped": _("Special rules for single keywords are left out."),
    "scores-dropped": _("Scores that are collected along the paths of the scenario are left out."),
    "tries-not-counted": _("Wrong tries are not counted; each statement becomes a question of its own."),
    "rights-beside": _("A part names authors or a licence of its own. Write them into the credits of the lesson."),
    "list-cut": _("A list has more than 2,000 items; the rest is left out."),
    "simpler-form": _("This part takes a simpler form, because there is no such kind."),
    "left-out": _("This part is left out, because there is no such kind."),
    "text-too-long": _("A text is longer than its field takes. Shorten it in the lesson."),
    "too-many-parts": _("There are more options, steps or gaps than a question takes. Take some out in the lesson."),
    "picture-refused": _("A picture cannot be read and is left out. Upload it under Images as PNG or JPEG."),
    "recording-refused": _("A sound or video is not of a kind or length that lessons take, and is left out."),
    "licence-to-say": _("The package gives a picture, sound or video no licence that is known here. Say its licence and credit."),
    "words-to-write": _("A sound or video comes without its words. Write down what is said."),
    "media-not-ready": _("The light copy of a sound or video is not made yet, so only its words are exported."),
    "helplines-not-exported": _("The numbers of the helpline card are not exported: each site keeps its own."),
    "content-waits": _("Something to play waits for its libraries and is left out."),
}
SENTENCES: Final = CHECKS | LOSSES


def sentence(issue: Issue) -> str:
    """What to say of an issue, in the active language, with the place in the package where that helps."""
    known = SENTENCES.get(issue.code)
    return str(known) % {"path": issue.path[:200] or "–"} if known else issue.message
