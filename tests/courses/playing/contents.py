"""H5P contents for tests: of our own runnable library, or of libraries written in the test."""

from __future__ import annotations

from typing import Any

from courses.h5p_storage import SiteStore, keep
from courses.models import H5PContent
from h5p import blocks as b
from h5p.export import own_files
from h5p.mapping import mwanga_questions
from h5p.names import LibraryName
from tests.h5p.libraries import library

QUESTION = b.OneAnswer("Which lamp gives light?", (b.Option("The red one", False, "No."), b.Option("The lit one", True, "Yes.")))
FOLDER = "Mwanga.Questions-1.0/"


def install_own() -> None:
    """Our own runnable library, as an administrator's upload would install it."""
    SiteStore().put({path.removeprefix(FOLDER): data for path, data in own_files().items()})


def own_content(title: str = "Lamps", *blocks: b.Block, files: dict[str, bytes] | None = None) -> H5PContent:
    """A content of our own library with one question, or with these blocks."""
    params = mwanga_questions.from_native(b.Page("", blocks or (QUESTION,)))
    return make_content("Mwanga.Questions 1.0", title, params=params, files=files)


def make_content(main: str, title: str = "Lamps", *, params: Any = None, files: dict[str, bytes] | None = None) -> H5PContent:
    """A content of an installed library. Its parameters are as given: filtering is the import's."""
    return H5PContent.objects.create(
        title=title,
        language="en",
        library=main,
        params=params or {},
        filtered=params or {},
        dependencies=[main],
        credits={"license": "CC BY", "license_version": "4.0", "authors": [["Amina Otieno", "Author"]]},
        files={path: keep(data) for path, data in (files or {}).items()},
    )


def install(
    text: str, script: str, *, css: str = "", needs: tuple[str, ...] = (), more: dict[str, bytes] | None = None
) -> LibraryName:
    """A library of one script that somebody wrote."""
    files = {"main.js": script.encode(), **({"main.css": css.encode()} if css else {}), **(more or {})}
    return SiteStore().put(library(text, [], files=files, needs=needs)).name
