"""Texts made inert: plain ones escaped, HTML ones brought down to what their field allows (the paper, section 4).

Content types insert both with `.html()`; what comes out of here is all that stands between an author's text and the frame's
document.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from itertools import islice

import nh3

_TAG_NAMES = (
    "a abbr address b bdi bdo big blockquote br caption center cite code col colgroup dd del dfn div dl dt em figcaption figure"
    " font h1 h2 h3 h4 h5 h6 hr i ins kbd li mark ol p pre q s samp small span strike strong sub sup table tbody td tfoot th thead"
    " tr tt u ul var wbr"
)
SAFE_TAGS = frozenset(_TAG_NAMES.split())
"""Whatever a library's semantics say, no other tag passes: no script, style, image, form, frame, media, drawing or formula."""
ALWAYS = frozenset({"div", "span", "p", "br"})
_FAMILIES = {
    "table": ["table", "caption", "colgroup", "col", "thead", "tbody", "tfoot", "tr", "th", "td"],
    "b": ["b", "strong"],
    "i": ["i", "em"],
    "ul": ["ul", "li"],
    "ol": ["ol", "li"],
    "strike": ["strike", "del", "s"],
    "del": ["strike", "del", "s"],
}
_SCHEMES = {"http", "https", "ftp", "mailto"}
_ATTRIBUTES: dict[str, set[str]] = {
    "a": {"href", "target"},
    "table": {"border", "cellpadding", "cellspacing", "summary"},
    "td": {"colspan", "rowspan", "headers", "valign"},
    "th": {"colspan", "rowspan", "headers", "scope", "valign"},
    "col": {"span"},
    "colgroup": {"span"},
    "ol": {"start", "type", "reversed"},
    "li": {"value"},
    "q": {"cite"},
    "blockquote": {"cite"},
    "del": {"cite", "datetime"},
    "ins": {"cite", "datetime"},
    "font": {"color", "face", "size"},
}
_EVERYWHERE = {"class", "title", "lang", "dir", "style", "align"}

_COLOUR = r"#[0-9a-f]{3,8}|[a-z]{3,30}|(?:rgb|hsl)a?\([0-9.,%\s/]{1,60}\)"
_SIZE = r"-?[0-9.]{1,10}(?:px|em|rem|pt|ex|ch|vw|vh|%)?|[a-z-]{3,20}"
_BORDER = rf"(?:{_COLOUR}|{_SIZE})(?:\s(?:{_COLOUR}|{_SIZE})){{0,3}}"
_STYLES: dict[str, re.Pattern[str]] = {
    name: re.compile(form, re.ASCII | re.IGNORECASE)
    for name, form in {
        "text-align": "left|right|center|justify|start|end",
        "font-size": _SIZE,
        "line-height": _SIZE,
        "letter-spacing": _SIZE,
        "font-family": r"[\w\s,'-]{1,200}",
        "color": _COLOUR,
        "background-color": _COLOUR,
        "border-collapse": "collapse|separate",
        "vertical-align": "top|middle|bottom|baseline",
        **dict.fromkeys(["border-spacing", "width", "height", "padding"], _SIZE),
        **dict.fromkeys(["border", "border-style", "border-width", "border-color"], _BORDER),
        **dict.fromkeys([f"border-{side}" for side in ("top", "right", "bottom", "left")], _BORDER),
    }.items()
}
_FONT_STYLES = {
    "size": "font-size",
    "family": "font-family",
    "color": "color",
    "background": "background-color",
    "spacing": "letter-spacing",
    "height": "line-height",
}
_OF_TABLES = frozenset(name for name in _STYLES if name.startswith("border")) | {"width", "height", "padding", "vertical-align"}
_TABLE_TAGS = frozenset(_FAMILIES["table"])

MOST_ESCAPED = 20_000
_ESCAPED_IN_TEXT = re.compile("&(?!(?:lt|gt|quot);)|\u00a0")
DEEPEST_TAGS = 500
_ANY_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]{0,40})")
_VOID = frozenset({"br", "hr", "img", "wbr", "col", "input", "meta", "link", "source", "area", "base", "embed", "param", "track"})
_BARE_AMPERSAND = re.compile(r"&(?!(?:[a-zA-Z][a-zA-Z0-9]{0,31}|#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6});)")
_BROKEN_ENTITY = re.compile(r"&[#a-zA-Z0-9]{0,33}\Z")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_ESCAPES = {ord("<"): "&lt;", ord(">"): "&gt;", ord('"'): "&quot;", ord("'"): "&#039;"}


def escaped(text: str) -> str:
    """Text that stays text wherever it is inserted. What is escaped already is not escaped again; control characters go."""
    return _BARE_AMPERSAND.sub("&amp;", _CONTROL.sub("", whole_characters(text))).translate(_ESCAPES)


def whole_characters(text: str) -> str:
    """Without halves of surrogate pairs, which JSON may hold and UTF-8 may not."""
    return text if text.isascii() else text.encode("utf-8", "ignore").decode("utf-8")


def cut(text: str, length: int) -> str:
    """At most so many characters, never half an entity."""
    return text if len(text) <= length else _BROKEN_ENTITY.sub("", text[:length])


def allowed_tags(tags: frozenset[str]) -> frozenset[str]:
    """A field's own tags, their families, and the four that are always allowed."""
    named = ALWAYS | {tag.lower() for tag in tags}
    return SAFE_TAGS & (named | {member for tag in named for member in _FAMILIES.get(tag, ())})


def affordable(html: str, longest: int) -> str:
    """At most so many characters, and at most `MOST_ESCAPED` ampersands and no-break spaces: nh3 takes the square of their number.

    Entities that cost nothing, and that cleaning may add, do not count; so what was cleaned is not cut again.
    """
    html = html[:longest]
    if html.count("&") + html.count("\u00a0") <= MOST_ESCAPED:
        return html
    first_too_many = next(islice(_ESCAPED_IN_TEXT.finditer(html), MOST_ESCAPED, None), None)
    return html[: first_too_many.start()] if first_too_many else html


def is_too_deep(html: str) -> bool:
    """Whether more than `DEEPEST_TAGS` elements may stand within each other: cleaning costs the square of that.

    An estimate from above: elements that close by themselves, such as a `<p>` before another, count until they are closed.
    """
    opened: dict[str, int] = {}
    depth = 0
    for closing, tag in _ANY_TAG.findall(html):
        name = tag.lower()
        if closing:
            if opened.get(name):
                opened[name] -= 1
                depth -= 1
        elif name not in _VOID:
            opened[name] = opened.get(name, 0) + 1
            depth += 1
            if depth > DEEPEST_TAGS:
                return True
    return False


def cleaned(html: str, *, tags: frozenset[str], fonts: frozenset[str] = frozenset()) -> str:
    """HTML with the field's tags and styles only. Comments, scripts with their text, `on…`, and other protocols are gone."""
    return _cleaner(allowed_tags(tags), fonts).clean(_CONTROL.sub("", whole_characters(html)))


@lru_cache(maxsize=256)
def _cleaner(tags: frozenset[str], fonts: frozenset[str]) -> nh3.Cleaner:
    attributes = {tag: names | _EVERYWHERE for tag, names in _ATTRIBUTES.items() if tag in tags}
    return nh3.Cleaner(
        tags=set(tags),
        attributes={**attributes, "*": set(_EVERYWHERE)},
        attribute_filter=_attribute_filter(frozenset(_FONT_STYLES[font] for font in fonts if font in _FONT_STYLES)),
        url_schemes=_SCHEMES,
        link_rel="noopener noreferrer",
        clean_content_tags={"script", "style", "iframe", "object", "template", "noscript", "textarea", "title", "svg", "math"},
    )


def _attribute_filter(styles: frozenset[str]) -> Callable[[str, str, str], str | None]:
    def keep(tag: str, name: str, value: str) -> str | None:
        if name != "style":
            return value
        return _style(value, styles | {"text-align"} | (_OF_TABLES if tag in _TABLE_TAGS else frozenset())) or None

    return keep


def _style(value: str, names: frozenset[str]) -> str:
    """Those declarations whose property is allowed and whose value has its property's form: no `url()`, no escapes, no
    functions."""
    kept = []
    for declaration in value[:4000].split(";"):
        name, colon, what = declaration.partition(":")
        name, what = name.strip().lower(), " ".join(what.split()).replace('"', "'")
        if colon and name in names and len(what) <= 200 and _STYLES[name].fullmatch(what):
            kept.append(f"{name}:{what}")
    return ";".join(kept)
