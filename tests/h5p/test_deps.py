"""Order of libraries, scripts and styles: stable whatever the libraries ask for."""

from __future__ import annotations

import pytest

from h5p.deps import LoadOrder, assets, resolve
from h5p.errors import H5PError
from h5p.guard import GUARD
from h5p.joined import join_scripts, join_styles, system_fonts_css
from h5p.store import MemoryStore
from tests.h5p.libraries import dependency, library, named


def order(*libraries: dict[str, bytes], main: str = "Test.Main 1.0", met: tuple[str, ...] = ()) -> LoadOrder:
    return resolve(named(main), [named(text) for text in met], MemoryStore(libraries))


def names(found: LoadOrder) -> list[str]:
    return [entry.name.machine_name.removeprefix("Test.") for entry in found.libraries]


def test_what_a_library_needs_is_loaded_before_it_once() -> None:
    """A diamond: both sides need the same ground."""
    found = order(
        library("Test.Main 1.0", needs=["Test.Left 1.0", "Test.Right 1.0"]),
        library("Test.Left 1.0", needs=["Test.Ground 1.0"]),
        library("Test.Right 1.0", needs=["Test.Ground 1.0"]),
        library("Test.Ground 1.0"),
    )
    assert names(found) == ["Ground", "Left", "Right", "Main"]
    assert found.missing == ()


def test_a_circle_ends_by_itself() -> None:
    found = order(
        library("Test.Main 1.0", needs=["Test.A 1.0"]),
        library("Test.A 1.0", needs=["Test.B 1.0", "Test.A 1.0"]),
        library("Test.B 1.0", needs=["Test.A 1.0", "Test.Main 1.0"]),
    )
    assert names(found) == ["B", "A", "Main"]


def test_the_first_version_met_wins() -> None:
    found = order(
        library("Test.Main 1.0", needs=["Test.A 1.0", "Test.X 2.0"]),
        library("Test.A 1.0", needs=["Test.X 1.0"]),
        library("Test.X 1.0"),
        library("Test.X 2.0"),
    )
    assert [entry.name.spec for entry in found.libraries] == ["Test.X 1.0", "Test.A 1.0", "Test.Main 1.0"]


def test_libraries_met_in_the_content_come_before_the_main_one() -> None:
    found = order(
        library("Test.Main 1.0"), library("Test.Sub 1.0", needs=["Test.G 1.0"]), library("Test.G 1.0"), met=("Test.Sub 1.0",)
    )
    assert names(found) == ["G", "Sub", "Main"]


def test_editor_libraries_and_all_they_preload_are_not_loaded_but_listed_for_exports() -> None:
    found = order(
        library("Test.Main 1.0", needs=["Test.A 1.0"], editorDependencies=[dependency("Test.Editor 1.0")]),
        library("Test.Editor 1.0", needs=["Test.Widget 1.0"]),
        library("Test.Widget 1.0"),
        library("Test.A 1.0", dynamicDependencies=[dependency("Test.Dyn 1.0")]),
        library("Test.Dyn 1.0", needs=["Test.DynPart 1.0"]),
        library("Test.DynPart 1.0"),
    )
    assert names(found) == ["DynPart", "A", "Main"]
    assert {entry.name.machine_name for entry in found.all_of_them} == {
        f"Test.{name}" for name in ("Main", "Editor", "Widget", "A", "Dyn", "DynPart")
    }


def test_all_that_is_missing_is_named_at_once() -> None:
    found = order(library("Test.Main 1.0", needs=["Test.A 1.0", "Test.B 2.0"]))
    assert [name.spec for name in found.missing] == ["Test.A 1.0", "Test.B 2.0"]
    assert names(order(main="Test.Nobody 1.0")) == []


def test_a_chain_of_thousands_is_only_long() -> None:
    chain = [library(f"Test.L{number} 1.0", needs=[f"Test.L{number + 1} 1.0"]) for number in range(3_000)]
    assert len(order(*chain, main="Test.L0 1.0").libraries) == 3_000


def test_styles_that_a_library_drops_are_left_out_and_addresses_carry_the_version() -> None:
    found = order(
        library(
            "Test.Main 1.0.7", needs=["Test.A 1.0"], files={"m.js": b"", "m.css": b""}, dropLibraryCss=[{"machineName": "Test.A"}]
        ),
        library("Test.A 1.0.2", files={"js/a.js": b"", "a.css": b""}),
    )
    picked = assets(found.libraries)
    assert [asset.address for asset in picked.scripts] == ["Test.A-1.0/js/a.js?ver=1.0.2", "Test.Main-1.0/m.js?ver=1.0.7"]
    assert [asset.address for asset in picked.styles] == ["Test.Main-1.0/m.css?ver=1.0.7"]


def test_the_key_of_joined_files_follows_versions_and_not_the_order() -> None:
    one = order(library("Test.Main 1.0", needs=["Test.A 1.0"]), library("Test.A 1.0")).key
    other = order(library("Test.Main 1.0"), library("Test.A 1.0"), met=("Test.A 1.0",)).key
    patched = order(library("Test.Main 1.0.1", needs=["Test.A 1.0"]), library("Test.A 1.0")).key
    assert one == other != patched
    assert len(one) == 40


def test_joined_scripts_do_not_run_into_each_other() -> None:
    store = MemoryStore([library("Test.Main 1.0", files={"a.js": b"\xef\xbb\xbfvar a = 1 // x", "b.js": b"(function(){})()\n"})])
    found = assets(list(store.libraries()))
    assert join_scripts(found.scripts, store) == GUARD.encode() + b"var a = 1 // x\n;(function(){})()"
    assert join_scripts([], store) == b""


def test_relative_addresses_in_joined_styles_lead_to_the_same_files() -> None:
    css = (
        b"@font-face{font-family:'Inter';src:url(i.woff2)}@font-face{font-family:Icons;src:url('../f/i.woff')}"
        b'a{b:url( "x.png" )}c{d:url(data:image/png;base64,AA)}e{f:url(/abs.png)}g{h:url(#id)}i{j:url(../../../../etc/x)}'
        b"k{l:url(../../Test.F-1.0/y.png)}m{n:url(javascript:x)}o{p:url()}"
    )
    store = MemoryStore([library("Test.Main 1.0", files={"css/a.css": css})])
    joined = join_styles(assets(list(store.libraries())).styles, store, libraries="/lib").decode()
    assert joined == (
        '@font-face{font-family:Icons;src:url("/lib/Test.Main-1.0/f/i.woff")}'
        'a{b:url("/lib/Test.Main-1.0/css/x.png")}c{d:url(data:image/png;base64,AA)}e{f:url(/abs.png)}g{h:url(#id)}i{j:url("")}'
        'k{l:url("/lib/Test.F-1.0/y.png")}m{n:url("")}o{p:url()}'
    )


def test_fonts_for_reading_are_the_systems() -> None:
    assert system_fonts_css().count("@font-face") == 2
    assert "url(" not in system_fonts_css(["Inter", "Open Sans"])
    with pytest.raises(H5PError):
        system_fonts_css(['Inter";}body{background:url(//evil.example)'])
