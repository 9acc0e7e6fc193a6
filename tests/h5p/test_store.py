"""Installed libraries: compared by hash, replaced whole, never by other bytes under the same version."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest

from h5p.archive import open_package
from h5p.errors import H5PError
from h5p.store import FolderStore, LibraryStore, MemoryStore, PackageLibraries, described, install, plan_install
from tests.h5p.libraries import library, named
from tests.h5p.packages import packed, whole


@pytest.fixture(params=["memory", "folder"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> LibraryStore:
    return MemoryStore() if request.param == "memory" else FolderStore(tmp_path / "libraries")


def test_a_plan_tells_new_patched_unchanged_conflict_and_older_apart(store: LibraryStore) -> None:
    for text in ("Test.A 1.0.5", "Test.B 1.0.5", "Test.C 1.0.5", "Test.D 1.0.5"):
        store.put(library(text, []))
    plan = plan_install(
        [
            library("Test.A 1.0.6", []),
            library("Test.B 1.0.5", []),
            library("Test.C 1.0.5", [{"name": "other"}]),
            library("Test.D 1.0.4", []),
            library("Test.D 1.1.0", []),
        ],
        store,
    )
    assert [[str(name) for name in names] for names in (plan.new, plan.patched, plan.unchanged, plan.conflict, plan.older)] == [
        ["Test.D 1.1.0"],
        ["Test.A 1.0.6"],
        ["Test.B 1.0.5"],
        ["Test.C 1.0.5"],
        ["Test.D 1.0.4"],
    ]
    assert [str(entry.name) for entry in store.libraries()] == [f"Test.{letter} 1.0.5" for letter in "ABCD"]


def test_a_patch_replaces_only_when_it_was_ticked(store: LibraryStore) -> None:
    store.put(library("Test.A 1.0.5", [], files={"old.js": b"old"}))
    fork = library("Test.A 1.0.6", [], files={"new.js": b"new"})
    assert install([fork], store).patched == ()
    assert store.read(named("Test.A 1.0"), "old.js") == b"old"
    assert install([fork], store, patch=[named("Test.A 1.0.6")]).patched == (named("Test.A 1.0.6"),)
    assert store.read(named("Test.A 1.0"), "new.js") == b"new"
    with pytest.raises(H5PError) as refused:
        store.read(named("Test.A 1.0"), "old.js")
    assert refused.value.code == "library-missing-file"


def test_other_bytes_under_the_same_version_stop_everything(store: LibraryStore) -> None:
    store.put(library("Test.A 1.0.5", []))
    with pytest.raises(H5PError) as refused:
        install([library("Test.B 1.0", []), library("Test.A 1.0.5", [], files={"evil.js": b"1"})], store)
    assert (refused.value.code, store.has(named("Test.B 1.0"))) == ("library-conflict", False)


def test_a_store_says_what_it_has_and_what_not(store: LibraryStore) -> None:
    store.put(library("Test.A 1.0", [{"name": "a"}], files={"js/a.js": b"1"}, license="MIT"))
    found = store.get(named("Test.A 1.0.9"))
    assert found is not None
    assert (found.license, found.runnable, found.scripts, len(found.sha256)) == ("MIT", True, ("js/a.js",), 64)
    assert store.semantics(named("Test.A 1.0")) == [{"name": "a"}]
    assert (store.get(named("Test.A 1.1")), store.semantics(named("Test.A 1.1")), store.has(named("Test.A 1.1"))) == (
        None,
        None,
        False,
    )
    for name, path in (("Test.A 1.1", "js/a.js"), ("Test.A 1.0", "../../x"), ("Test.A 1.0", "js")):
        with pytest.raises(H5PError):
            store.read(named(name), path)


def test_a_folder_store_leaves_nothing_half_done_and_removes_whole_libraries(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    store.put(library("Test.A 1.0", []))
    assert [path.name for path in tmp_path.iterdir()] == ["Test.A-1.0"]
    with pytest.raises(H5PError):
        store.put(library("Test.B 1.0", [], files={"../evil.js": b"1"}))
    assert [path.name for path in tmp_path.iterdir()] == ["Test.A-1.0"]
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "library.json").write_text("{}")
    assert [entry.name.spec for entry in store.libraries()] == ["Test.A 1.0"]
    store.remove(named("Test.A 1.0"))
    assert list(store.libraries()) == []


def test_the_hash_follows_bytes_and_names_not_their_order() -> None:
    files = library("Test.A 1.0", [], files={"a.js": b"1", "b.js": b"2"})
    assert described(dict(reversed(files.items()))).sha256 == described(files).sha256
    assert described({**files, "b.js": b"3"}).sha256 != described(files).sha256


@pytest.mark.parametrize(
    ("meta", "code"),
    [
        ({"preloadedJs": [{"path": "../../../x.js"}]}, "unsafe-path"),
        ({"preloadedJs": [{"path": "/x.js"}]}, "unsafe-path"),
        ({"preloadedJs": [{"path": "x.css"}]}, "unsafe-path"),
        ({"preloadedCss": [{"path": "x\\..\\..\\y.css"}]}, "unsafe-path"),
        ({"preloadedCss": [{"path": 7}]}, "unsafe-path"),
        ({"preloadedJs": [{"path": "gone.js"}]}, "library-missing-file"),
        ({"preloadedJs": "x.js"}, "type-mismatch"),
        ({"machineName": "../x"}, "invalid-library-name"),
        ({"majorVersion": "1.0"}, "invalid-library-name"),
        ({"preloadedDependencies": [{"machineName": "a", "majorVersion": "1;DROP", "minorVersion": 0}]}, "invalid-library-name"),
        ({"preloadedDependencies": [{"machineName": "a", "majorVersion": 10**9, "minorVersion": 0}]}, "invalid-library-name"),
    ],
)
def test_a_library_that_reaches_out_or_injects_a_version_is_not_kept(meta: dict[str, Any], code: str, store: LibraryStore) -> None:
    with pytest.raises(H5PError) as refused:
        store.put(library("Test.A 1.0", [], **meta))
    assert refused.value.code == code
    assert list(store.libraries()) == []


def test_the_libraries_of_a_package_are_planned_and_installed(store: LibraryStore) -> None:
    with open_package(io.BytesIO(packed(whole().items()))) as archive:
        libraries = PackageLibraries(archive)
        assert plan_install(libraries, store).new == (named("Test.Question 1.0.3"),)
        install(libraries, store)
        assert plan_install(libraries, store).unchanged == (named("Test.Question 1.0.3"),)
    assert store.read(named("Test.Question 1.0"), "question.js").startswith(b"H5P.Test")


@pytest.mark.parametrize("data", [b"", b"[]", b"\xff", b'{"a": NaN}', b"[" * 100_000])
def test_json_that_is_none_is_refused_with_the_file_named(data: bytes) -> None:
    with pytest.raises(H5PError) as refused:
        described({"library.json": data})
    assert refused.value.code == "invalid-library-json-file"


def test_a_folder_store_sees_what_another_process_replaced(tmp_path: Path) -> None:
    here, elsewhere = FolderStore(tmp_path), FolderStore(tmp_path)
    here.put(library("Test.A 1.0.1", []))
    assert str(here.get(named("Test.A 1.0"))).count("patch=1")
    elsewhere.put(library("Test.A 1.0.2", []))
    found = here.get(named("Test.A 1.0"))
    assert found is not None
    assert found.name.patch == 2
