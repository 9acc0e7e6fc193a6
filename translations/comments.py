"""Comments on a sentence: written, resolved and opened again by the people of its language and by coordinators."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail_localize.models import Translation

from translations.errors import CommentRefused
from translations.models import SegmentComment
from translations.roles import rights_in


def add_comment(*, translation: Translation, context: int, about: str, text: str, author: Any) -> SegmentComment:
    """Writes a comment on the sentence `about` that stands at `context`. Raises `CommentRefused`."""
    require_entry(translation, author)
    words = text.strip()
    longest = SegmentComment._meta.get_field("text").max_length or 0
    if not words:
        raise CommentRefused(_("The comment is empty. Say what is to be thought of."))
    if len(words) > longest:
        sentence = _("The comment has %(count)s characters, %(most)s are the most. Say it in fewer words.")
        raise CommentRefused(sentence % {"count": len(words), "most": longest})
    return SegmentComment.objects.create(translation=translation, context_id=context, about=about, text=words, author=author)


def resolve_comment(comment: SegmentComment, *, by: Any) -> SegmentComment:
    """Notes that a comment is dealt with. Raises `CommentRefused`."""
    return settle(comment, by=by, is_resolved=True)


def reopen_comment(comment: SegmentComment, *, by: Any) -> SegmentComment:
    """Notes that a comment is not dealt with after all. Raises `CommentRefused`."""
    return settle(comment, by=by, is_resolved=False)


def settle(comment: SegmentComment, *, by: Any, is_resolved: bool) -> SegmentComment:
    """Sets whether a comment is dealt with; one that stands so already keeps its date and name."""
    require_entry(comment.translation, by)
    if is_resolved == (comment.resolved_at is not None):
        return comment
    comment.resolved_at, comment.resolved_by = (timezone.now(), by) if is_resolved else (None, None)
    comment.save(update_fields=["resolved_at", "resolved_by"])
    return comment


def require_entry(translation: Translation, person: Any) -> None:
    """Raises `CommentRefused` for those who have nothing to do with the language."""
    if not rights_in(person, translation.target_locale.language_code).may_enter:
        raise CommentRefused(_("You may not comment on translations into this language."))


def comments_of(translation: Translation) -> dict[int, list[SegmentComment]]:
    """Context id -> its comments, oldest first. One query."""
    found: dict[int, list[SegmentComment]] = defaultdict(list)
    for comment in SegmentComment.objects.filter(translation=translation).select_related("author", "resolved_by"):
        found[comment.context_id].append(comment)
    return dict(found)
