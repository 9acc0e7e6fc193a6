"""Parameters are brought down to what their library describes."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from h5p.errors import H5PError
from h5p.metadata import filter_metadata
from h5p.semantics import DEEPEST, Semantics, filter_params
from h5p.store import MemoryStore
from tests.h5p.cpu_time import less_than
from tests.h5p.libraries import GONE, MAIN, codes, filtered, kept, library

TEXT = {"type": "text"}
UUID = "6f9d8d26-6b44-4c5a-9b0a-0d3f6b3b1c11"


def test_fields_that_the_library_does_not_know_are_removed_and_named() -> None:
    found = filtered([{"name": "a", "type": "text"}], {"a": "1", "b": "2", "constructor": {}})
    assert found.params == {"a": "1"}
    assert [(issue.code, issue.path) for issue in found.dropped] == [
        ("unknown-field", "content/content.json#/b"),
        ("unknown-field", "content/content.json#/constructor"),
    ]


def test_a_field_of_a_type_that_h5p_does_not_have_is_removed() -> None:
    assert kept({"type": "script"}, "alert(1)") == GONE
    assert kept({"type": ["text"]}, "alert(1)") == GONE
    assert codes(filtered([{"name": "x", "type": "magic"}], {"x": 1})) == ["unknown-field-type"]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("7", 6),
        (7, 6),
        (-3, 0),
        (99, 10),
        (4.0, 4),
        (" 2 ", 2),
        ("many", GONE),
        (True, GONE),
        ([1], GONE),
        ("NaN", GONE),
        ("1e400", GONE),
        (float("nan"), GONE),
        (float("inf"), GONE),
        ("9" * 50, GONE),
    ],
)
def test_a_number_is_cast_clamped_and_set_on_a_step(value: object, expected: object) -> None:
    assert kept({"type": "number", "min": 0, "max": 10, "step": 2}, value) == expected


def test_a_number_is_rounded_only_where_the_library_names_decimals() -> None:
    assert kept({"type": "number", "decimals": 1}, 2.25) == 2.3
    assert kept({"type": "number"}, 30.501) == 30.501
    assert kept({"type": "number", "min": 0.5, "step": 0.1}, 0.78) == 0.7


def test_a_boolean_is_what_editors_have_written_for_one() -> None:
    assert [kept({"type": "boolean"}, value) for value in (True, "true", 1, "1", False, "false", 0, "", "yes")] == [True] * 4 + [
        False
    ] * 5
    assert kept({"type": "boolean"}, {"a": 1}) == GONE


def test_a_choice_must_be_one_of_the_options_those_of_groups_too() -> None:
    options = [
        {"value": "a", "label": "A"},
        {"type": "optgroup", "label": "G", "options": [{"value": "b", "label": "B"}, {"value": 3}]},
        "c",
        {"value": None},
    ]
    field = {"type": "select", "options": options}
    assert [kept(field, value) for value in ("a", "b", "c", "<script>", 7)] == ["a", "b", "c", "a", "a"]
    assert kept({**field, "optional": True}, "z") == GONE
    assert kept({**field, "multiple": True}, ["c", "z", {}, "a"]) == ["c", "a"]
    assert kept({**field, "multiple": True}, "z") == GONE
    assert kept(field, ["a"]) == GONE
    assert kept({"type": "select"}, "<b>") == "&lt;b&gt;"


def test_a_list_is_cut_its_items_filtered_and_nothing_becomes_null() -> None:
    field = {"type": "list", "max": 2, "field": TEXT}
    assert kept(field, ["a", "<", "c"]) == ["a", "&lt;"]
    assert kept(field, []) is None
    assert kept(field, None) is None
    assert kept(field, [["a"]]) is None
    assert kept(field, {"0": "a"}) == GONE
    assert kept({"type": "list"}, ["a"]) is None


def test_a_group_of_one_field_is_written_flat_and_read_both_ways() -> None:
    tip = {"type": "group", "fields": [{"name": "tip", "type": "text"}]}
    assert kept(tip, {"tip": "a"}) == kept(tip, "a") == "a"
    feedback = {
        "type": "group",
        "fields": [
            {
                "name": "ranges",
                "type": "list",
                "field": {"type": "group", "fields": [{"name": "from", **TEXT}, {"name": "to", **TEXT}]},
            }
        ],
    }
    ranges = [{"from": "0", "to": "1"}]
    assert kept(feedback, {"ranges": ranges}) == kept(feedback, ranges) == ranges
    image = {"type": "group", "fields": [{"name": "path", "type": "image"}]}
    assert kept(image, {"path": "images/a.png"}) == {"path": "images/a.png"}


def test_a_group_that_is_sub_content_is_not_flattened_and_keeps_its_uuid_only() -> None:
    group = {"type": "group", "isSubContent": True, "fields": [{"name": "a", **TEXT}]}
    assert kept(group, {"a": "1", "subContentId": UUID}) == {"a": "1", "subContentId": UUID}
    assert kept(group, {"a": "1", "subContentId": "<script>"}) == {"a": "1"}
    assert kept(group, "1") == GONE


def test_a_library_inside_must_be_allowed_installed_and_is_filtered_by_its_own_semantics() -> None:
    inner = library("Test.Inner 1.2", [{"name": "t", "type": "text"}])
    field = {"type": "library", "options": ["Test.Inner 1.2", "Test.Absent 1.0", "Test.Inner 1.2.3", "../x 1.0"]}
    value = {
        "library": "Test.Inner 1.2",
        "params": {"t": "<", "u": 1},
        "subContentId": UUID,
        "metadata": {"title": "<T>", "evil": 1},
        "z": 1,
    }
    assert kept(field, value, inner) == {
        "library": "Test.Inner 1.2",
        "params": {"t": "&lt;"},
        "subContentId": UUID,
        "metadata": {"title": "&lt;T&gt;"},
    }
    assert kept(field, {"library": "Test.Inner 1.2", "params": []}, inner) == {"library": "Test.Inner 1.2", "params": {}}


@pytest.mark.parametrize(
    "spec",
    [
        "Test.Inner 1.3",
        "Test.Inner 1.2.3",
        "Test.Absent 1.0",
        "../x 1.0",
        "Test.Inner 1.2 ",
        "Test.Inner-1.2",
        7,
        None,
        ["Test.Inner 1.2"],
    ],
)
def test_a_library_under_another_version_or_spelling_is_dropped(spec: object) -> None:
    inner = library("Test.Inner 1.2", [])
    field = {"type": "library", "options": ["Test.Inner 1.2", "Test.Absent 1.0", "Test.Inner 1.2.3", "../x 1.0"]}
    assert kept(field, {"library": spec, "params": {}}, inner) == GONE


def test_libraries_met_are_listed_inner_before_outer() -> None:
    leaf = library("Test.Leaf 1.0", [])
    box = library("Test.Box 1.0", [{"name": "in", "type": "library", "options": ["Test.Leaf 1.0"]}])
    found = filtered(
        [{"name": "x", "type": "library", "options": ["Test.Box 1.0"]}],
        {"x": {"library": "Test.Box 1.0", "params": {"in": {"library": "Test.Leaf 1.0"}}}},
        leaf,
        box,
    )
    assert [name.spec for name in found.dependencies] == ["Test.Leaf 1.0", "Test.Box 1.0", "Test.Main 1.0"]


def test_files_keep_their_fields_and_name_what_the_content_needs() -> None:
    image = {
        "path": "images/a.png#tmp", "mime": "image/png", "width": 10, "height": "x", "onload": "alert(1)",
        "copyright": {"license": "U", "title": "<t>", "x": 1}, "originalImage": {"path": "images/o.png", "originalImage":
        {"path": "n"}},
    }  # fmt: skip
    found = filtered([{"name": "x", "type": "image", "extraAttributes": ["focus", "path"]}], {"x": {**image, "focus": ["<"]}})
    assert found.params["x"] == {
        "path": "images/a.png",
        "mime": "image/png",
        "copyright": {"title": "&lt;t&gt;", "license": "U"},
        "width": 10,
        "originalImage": {"path": "images/o.png"},
        "focus": ["&lt;"],
    }
    assert found.files == ("images/a.png", "images/o.png")


def test_sounds_and_videos_are_lists_of_sources() -> None:
    video = {
        "path": "videos/a.mp4", "mime": 'video/mp4; codecs="avc1"', "codecs": "<", "bitrate": 5,
        "quality": {"level": 720, "label": "<b>"},
    }  # fmt: skip
    assert kept({"type": "video"}, [video]) == [
        {
            "path": "videos/a.mp4",
            "mime": "video/mp4; codecs=&quot;avc1&quot;",
            "bitrate": 5,
            "codecs": "&lt;",
            "quality": {"level": 720, "label": "&lt;b&gt;"},
        }
    ]
    assert kept({"type": "audio"}, {"path": "audios/a.mp3", "mime": "nonsense"}) == [{"path": "audios/a.mp3"}]
    assert kept({"type": "audio"}, [{"path": "../../../etc/passwd"}, 7]) == GONE


def test_an_address_of_another_host_stays_and_is_reported() -> None:
    found = filtered([{"name": "x", "type": "video"}], {"x": [{"path": "https://videos.example/a?b&c", "mime": "video/YouTube"}]})
    assert found.params["x"][0]["path"] == "https://videos.example/a?b&amp;c"
    assert [(issue.code, "videos.example" in issue.message) for issue in found.warnings] == [("external-url", True)]
    assert found.files == ()


def test_content_that_is_no_object_or_of_a_library_not_installed_is_refused() -> None:
    store = MemoryStore()
    for params, code in (([], "content-not-object"), ({}, "missing-required-library")):
        with pytest.raises(H5PError) as refused:
            filter_params(params, library=MAIN, store=store)
        assert refused.value.code == code


def test_a_library_without_semantics_keeps_no_parameters() -> None:
    found = filter_params({"a": 1}, library=MAIN, store=MemoryStore([library("Test.Main 1.0")]))
    assert (found.params, codes(found)) == ({}, ["unknown-field"])


def test_content_within_content_without_end_is_cut() -> None:
    """A library that may hold itself, as columns in columns: cut at a depth that no real content has."""
    semantics = [{"name": "x", "type": "library", "options": ["Test.Main 1.0"]}]
    params: dict[str, Any] = {}
    for _ in range(900):
        params = {"x": {"library": "Test.Main 1.0", "params": params}}
    found = filtered(semantics, params)
    assert codes(found) == ["too-deep"]
    depth, inner = 0, found.params
    while "x" in inner:
        depth, inner = depth + 1, inner["x"]["params"]
    assert depth < DEEPEST


def test_too_many_values_are_refused_and_notes_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("h5p.semantics.MOST_VALUES", 100)
    with pytest.raises(H5PError) as refused:
        kept({"type": "list", "field": {"type": "number"}}, [1] * 101)
    assert refused.value.code == "too-many-values"
    found = filtered([{"name": "x", "type": "text", "regexp": {"pattern": "(a)"}}], {str(number): 1 for number in range(1_100)})
    assert len(found.dropped) == 1_000


def test_warnings_are_bounded_too() -> None:
    field = {"type": "list", "field": {"type": "text", "regexp": {"pattern": "(a)"}}}
    assert len(filtered([{"name": "x", **field}], {"x": ["a"] * 1_100}).warnings) == 1_000


def test_a_large_content_is_filtered_within_a_second() -> None:
    """A thousand questions; more than the largest book there is."""
    question = {
        "name": "q",
        "type": "group",
        "fields": [{"name": "t", "type": "text", "tags": ["b"]}, {"name": "n", "type": "number"}],
    }
    with less_than(1):
        found = kept({"type": "list", "field": question}, [{"t": "<p>Which <b>river</b>?</p>" * 10, "n": 1}] * 1_000)
        assert len(found) == 1_000


def test_a_value_that_a_message_names_is_short_in_it() -> None:
    found = filtered([{"name": "x", "type": "group", "fields": [{"name": "a"}, {"name": "b"}]}], {"x": "y" * 5_000})
    assert len(found.dropped[0].message) < 150
    assert codes(filtered([{"name": "x", "type": "number"}], {"x": 10**30})) == ["illegal-value"]
    assert codes(filtered([{"name": "x", "type": "file"}], {"x": 10**5_000})) == ["type-mismatch"]


def test_what_a_library_keeps_beside_its_fields_is_inert() -> None:
    field = {"type": "file", "extraAttributes": ["more"]}
    deep: Any = "x"
    for _ in range(12):
        deep = [deep]
    values = [None, True, 1.5, float("inf"), {1, 2}, {"<": "<"}, deep]
    found = kept(field, {"path": "a.pdf", "more": values})["more"]
    assert found == [None, True, 1.5, None, None, {"&lt;": "&lt;"}, [[[[[[[None]]]]]]]]


def test_metadata_keep_what_people_wrote_as_plain_text() -> None:
    found = filter_metadata(
        {
            "title": "<T>", "license": "CC BY", "licenseExtras": "a\nb", "yearFrom": "2019", "yearTo": "99999",
            "source": "https://e.org/?a&b",
            "authors": [{"name": "<A>", "role": "Author", "x": 1}, 7],
            "changes": [{"date": "01-02-24 10:00:00", "log": ["x"]}], "evil": 1,
        }
    )  # fmt: skip
    assert found == {
        "title": "&lt;T&gt;",
        "license": "CC BY",
        "licenseExtras": "a\nb",
        "yearFrom": "2019",
        "source": "https://e.org/?a&amp;b",
        "authors": [{"name": "&lt;A&gt;", "role": "Author"}],
        "changes": [{"date": "01-02-24 10:00:00"}],
    }
    assert filter_metadata(found) == found
    assert filter_metadata({"source": "javascript:alert(1)", "title": 7, "authors": "x"}) == {}


@pytest.mark.parametrize("semantics", [{}, "x", 7])
def test_semantics_that_are_no_list_are_refused(semantics: object) -> None:
    with pytest.raises(H5PError) as refused:
        Semantics.read(semantics)
    assert refused.value.code == "invalid-semantics-json-file"


def test_semantics_too_deep_or_too_many_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("h5p.fields.MOST_FIELDS", 100)
    deep: dict[str, Any] = {"type": "text"}
    for _ in range(60):
        deep = {"type": "list", "field": deep}
    for semantics in ([deep], [{"name": "a"}] * 101):
        with pytest.raises(H5PError, match="within each other"):
            Semantics.read(semantics)


LEAF = (
    st.none() | st.booleans() | st.integers(-(10**20), 10**20) | st.text(st.characters(min_codepoint=1, codec="utf-8"), max_size=12)
)
JSON = st.recursive(
    LEAF | st.floats(),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["x", "path", "library", "params", "a"]), inner, max_size=3)
    ),
    max_leaves=12,
)
FINITE = st.recursive(
    LEAF | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["name", "type", "value", "options"]), inner, max_size=3)
    ),
    max_leaves=12,
)
KINDS = ["text", "number", "boolean", "select", "list", "group", "file", "image", "video", "audio", "library", "odd"]
FIELD = st.fixed_dictionaries(
    {"name": st.just("x"), "type": st.sampled_from(KINDS)},
    optional={
        "tags": st.just(["b", "table", "ul", "a"]), "options": st.just(["a", "Test.Main 1.0"]), "maxLength": st.integers(0, 9),
        "fields": st.just([{"name": "a", "type": "text"}]), "field": st.just({"type": "text"}), "optional": st.booleans(),
        "multiple": st.booleans(), "extraAttributes": st.just(["a"]),
    },
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(field=FIELD, value=JSON)
def test_whatever_comes_is_filtered_without_failing_and_filtering_again_changes_nothing(field: dict[str, Any], value: Any) -> None:
    once = filtered([field], {"x": value})
    json.dumps(once.params, allow_nan=False).encode()
    assert filtered([field], once.params).params == once.params


@settings(max_examples=150, deadline=None)
@given(semantics=st.lists(FINITE | FIELD, max_size=4), value=FINITE)
def test_whatever_semantics_a_library_brings_nothing_fails(semantics: list[Any], value: Any) -> None:
    filtered(semantics, {"x": value, "a": value})
    odd = dict.fromkeys(("fields", "field", "options", "tags", "font", "regexp", "max", "min", "step", "extraAttributes"), value)
    for kind in KINDS:
        assert filtered([{"name": "x", "type": kind, **odd}], {"x": "a"}).params.keys() <= {"x"}
