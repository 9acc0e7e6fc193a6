"""Packages written by `export`: accepted by our own checks, the same bytes for the same content, with what they need."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import pytest

from h5p import blocks as b
from h5p.archive import open_package
from h5p.credits import Credits, credits_from, credits_of, head_fields
from h5p.errors import H5PError
from h5p.export import Content, Exported, export, own_files
from h5p.mapping import MAPPINGS, from_native, mwanga_questions
from h5p.native_package import native_package
from h5p.own_form import own_form
from h5p.store import MemoryStore
from h5p.validate import Rules, check_file
from tests.h5p.libraries import dependency, library, named

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40
ONE = b.OneAnswer("Which?", (b.Option("a", True, "Yes."), b.Option("b", False, "No.")))
PICTURE = b.Picture("images/a.png", "A torch", credit="Amina", licence="CC BY 4.0")
ABOUT = Credits(
    title="A & B",
    language="sw",
    authors=(("Amina", "Author"),),
    license="CC BY",
    license_version="4.0",
    source="https://example.org/a",
    year_from="2024",
    year_to="2025",
    changes=(("01-02-24 10:11:12", "Amina", "Shorter"),),
    author_comments="None",
    default_language="sw",
)
EVERY = (
    b.ChooseWords("Put", "A {1} b", (b.WordGap("x", "tip"),), ("y",)),
    b.MarkWords("Mark", "one two", (1,)),
    b.AskCards("", (b.AskCard("2+2?", ("4", "four")), b.AskCard("?", ()))),
    b.TurnCards("T", "D", (b.TurnCard("f", "k"),)),
    b.Timeline("H", "<p>x</p>", (b.Event("2020", "E"),)),
    b.Essay("Write", sample="<p>s</p>"),
    b.Scenario(
        "S",
        "I",
        (
            b.Node("n", b.Text("<p>t</p>"), goes_to=1),
            b.Node("", None, "Q", (b.Choice("c", 0), b.Choice("d", -1, b.Ending("E", "x")))),
        ),
    ),
    b.Embed("H5P.Chart 1.2", {}, {}),
)


def content(*blocks: b.Block, machine: str = "") -> Content:
    return Content(ABOUT, blocks, {"images/a.png": PNG}, machine)


def names(exported: Exported) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(exported.data)) as archive:
        return archive.namelist()


def head(exported: Exported) -> Any:
    with zipfile.ZipFile(io.BytesIO(exported.data)) as archive:
        return json.loads(archive.read("h5p.json"))


def problems(exported: Exported, *, needs_libraries: bool) -> list[str]:
    report = check_file(io.BytesIO(exported.data), name="a.h5p", rules=Rules(needs_libraries=needs_libraries))
    return [f"{issue.code} {issue.path} {issue.message}" for issue in report.errors]


@pytest.mark.parametrize("mode", ["content-only", "own"])
def test_our_own_checks_accept_what_is_exported(mode: str) -> None:
    exported = export(content(ONE, PICTURE), mode=mode)
    assert problems(exported, needs_libraries=mode == "own") == []
    assert names(exported) == sorted(names(exported))
    assert not any(name.endswith("/") for name in names(exported))


def test_the_same_content_gives_the_same_bytes() -> None:
    for mode in ("content-only", "own"):
        assert export(content(ONE, PICTURE), mode=mode).data == export(content(ONE, PICTURE), mode=mode).data


def test_a_content_only_package_names_every_type_it_uses() -> None:
    found = head(export(content(ONE, PICTURE)))
    assert found["mainLibrary"] == "H5P.Column"
    listed = [one["machineName"] for one in found["preloadedDependencies"]]
    assert listed == ["H5P.Column", "H5P.Image", "H5P.MultiChoice"]
    assert found["license"] == "CC BY"
    assert found["authors"] == [{"name": "Amina", "role": "Author"}]


def test_credits_come_back() -> None:
    with open_package(io.BytesIO(export(content(ONE)).data)) as archive:
        found = native_package(archive)
    assert found.credits == ABOUT
    assert found.is_native
    assert credits_of({"yearsFrom": "1999", "authors": "x", "changes": [1]}).year_from == "1999"
    assert credits_from({"title": "x", "authors": [["a", "b"], ["c"]], "changes": 3, "source": 5}).authors == (("a", "b"),)
    assert head_fields(Credits())["title"] == "Untitled"


def test_one_question_alone_is_its_own_type_or_the_type_that_was_asked_for() -> None:
    assert export(content(ONE)).library.spec == "H5P.MultiChoice 1.16"
    plain = b.Quiz("", (b.OneAnswer("q", (b.Option("a", True), b.Option("b"))),), pass_at=100)
    assert export(content(plain, machine="H5P.SingleChoiceSet")).library.machine_name == "H5P.SingleChoiceSet"


def test_an_own_package_of_one_question_weighs_a_few_kilobytes() -> None:
    exported = export(content(ONE), mode="own")
    assert len(exported.data) < 9_000
    with open_package(io.BytesIO(exported.data)) as archive:
        assert native_package(archive).blocks == (ONE,)


def test_an_own_package_says_the_words_that_it_is_given() -> None:
    given = Content(ABOUT, (ONE,), words={"check": "Angalia <b>", "retry": "", "unknown": "x"})
    with open_package(io.BytesIO(export(given, mode="own").data)) as archive:
        said = json.loads(archive.read("content/content.json", 9_000))["l10n"]
    assert said == {**mwanga_questions.L10N, "check": "Angalia &lt;b&gt;"}


def test_every_kind_has_an_own_form_or_says_that_it_is_left_out() -> None:
    exported = export(content(*EVERY, b.Quiz("", (ONE,)), b.Book("", (b.Page("p", (ONE,)),), "<p>i</p>")), mode="own")
    codes = [loss.code for loss in exported.losses]
    assert codes == ["simpler-form"] * 7 + ["left-out"]
    assert problems(exported, needs_libraries=True) == []
    played, _ = own_form(EVERY)
    assert played[0] == b.FillTheGap("Put\n(x, y)", "A {1} b", (b.Gap("x", "tip"),))
    assert own_form([b.Scenario("S", "", (b.Node("n", EVERY[0]),))])[0][2:] == (played[0],)
    assert len(b.flat((b.Quiz("", (ONE,), "<p>i</p>"),))) == 2


def test_what_cannot_be_exported_says_why() -> None:
    for blocks, mode, code in (
        ((), "own", "not-exportable"),
        ((ONE,), "all", "unknown-mode"),
        ((ONE,), "full", "missing-required-library"),
        ((b.Picture("images/b.png", "x"),), "own", "missing-file"),
        ((b.FillTheGap("", "no mark", (b.Gap("a"),)),), "content-only", "not-exportable"),
    ):
        with pytest.raises(H5PError) as caught:
            export(content(*blocks), mode=mode)
        assert caught.value.code == code
    for path in ("../a.png", "a.exe", "x/.a.png", "a\\b.png", "aux.png", "a:b.png", "a%2f.png", "x" * 600 + ".png"):
        with pytest.raises(H5PError) as caught:
            export(Content(ABOUT, (b.Picture(path, "x"),), {path: PNG}))
        assert caught.value.code == "not-in-whitelist"
    with pytest.raises(H5PError):
        from_native(ONE, "H5P.Chart")


SOUNDS = ("H5P.Audio", "H5P.Video")
MISFITS = [(machine, ONE if machine in SOUNDS else b.Recording("a.mp3")) for machine in sorted(MAPPINGS)] + [
    ("H5P.DragText", b.ChooseWords("", "x", (b.WordGap("a"),))),
    ("H5P.DragText", b.ChooseWords("", "{1}", (b.WordGap(" "),))),
    ("H5P.DragText", b.PutInOrder("", (b.Step(""),))),
    ("H5P.Blanks", b.FillTheGap("", "{1}", (b.Gap(" ; "),))),
    ("H5P.MarkTheWords", b.MarkWords("", "one", (4,))),
    ("H5P.SingleChoiceSet", b.Quiz("", (b.Text("x"),))),
    ("H5P.SingleChoiceSet", b.Quiz("", (ONE,))),
    ("H5P.Summary", b.Quiz("", (b.Text("x"),))),
    ("H5P.BranchingScenario", b.Scenario("", "", (b.Node("", b.Text("x"), goes_to=5),))),
    ("H5P.QuestionSet", b.Quiz("", (b.Text("x"),))),
    ("H5P.QuestionSet", b.Quiz("", (PICTURE,))),
    ("H5P.QuestionSet", b.Quiz("", (PICTURE, PICTURE, ONE))),
    ("H5P.QuestionSet", b.Quiz("", (PICTURE, b.Embed("H5P.Chart 1.2", {}, {})))),
    ("Mwanga.Questions", b.Page("", (b.Recording("a.mp3"),))),
]


@pytest.mark.parametrize(("machine", "block"), MISFITS)
def test_a_block_that_does_not_fit_a_type_is_refused(machine: str, block: b.Block) -> None:
    with pytest.raises(H5PError) as caught:
        from_native(block, machine)
    assert caught.value.code == "not-exportable"


def stored(text: str, *options: str, **needs: Any) -> dict[str, bytes]:
    """A library whose content may hold those of `options`."""
    field = {"name": "content", "type": "list", "field": {"type": "library", "options": [*options, "?"]}}
    return library(text, [field], files={"a.js": b"//"}, **needs)


def test_a_full_package_brings_the_stores_versions_and_all_they_need() -> None:
    shelf = MemoryStore(
        [
            stored("H5P.Column 1.15"),
            stored("H5P.Column 1.17", "H5P.MultiChoice 1.14", "H5P.Image 1.1", editorDependencies=[dependency("H5PEditor.X 1.0")]),
            stored("H5P.MultiChoice 1.14", needs=["H5P.Question 1.5"], editorDependencies=[dependency("H5PEditor.Gone 1.0")]),
            stored("H5P.Question 1.5", dynamicDependencies=[dependency("H5P.MultiChoice 1.14")]),
            stored("H5P.Image 1.1"),
            stored("H5PEditor.X 1.0"),
        ]
    )
    exported = export(content(ONE, PICTURE), mode="full", store=shelf)
    assert exported.library == named("H5P.Column 1.17")
    folders = {name.split("/")[0] for name in names(exported)} - {"content", "h5p.json"}
    assert folders == {"H5P.Column-1.17", "H5P.MultiChoice-1.14", "H5P.Question-1.5", "H5P.Image-1.1", "H5PEditor.X-1.0"}
    listed = [one["machineName"] for one in head(exported)["preloadedDependencies"]]
    assert listed == ["H5P.Column", "H5P.Image", "H5P.MultiChoice", "H5P.Question"]
    assert problems(exported, needs_libraries=True) == []
    with open_package(io.BytesIO(exported.data)) as archive:
        assert native_package(archive).blocks == (b.Page("A & B", (ONE, PICTURE)),)


@pytest.mark.parametrize(
    "libraries",
    [
        [],
        [stored("H5P.Column 1.17")],
        [
            stored("H5P.Column 1.17", "H5P.MultiChoice 1.16", "H5P.Image 1.1"),
            stored("H5P.Image 1.1"),
            stored("H5P.MultiChoice 1.16", needs=["H5P.Gone 1.0"]),
        ],
    ],
)
def test_a_full_package_without_its_libraries_is_refused(libraries: list[dict[str, bytes]]) -> None:
    with pytest.raises(H5PError) as caught:
        export(content(ONE, PICTURE), mode="full", store=MemoryStore(libraries))
    assert caught.value.code == "missing-required-library"


def test_own_files_are_in_their_folder() -> None:
    assert all(name.startswith("Mwanga.Questions-1.0/") for name in own_files())
