"""H5P libraries of the site: what a package would change, installing it, switching libraries off and on, taking them away.

Only people with the right `courses.install_h5plibrary` come here: a library is code. Every change stands in Wagtail's log. Files
are kept by their hash before the rows that name them; those of an installation that failed stay behind unnamed and harm nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, BinaryIO, Final

from django.db import transaction
from wagtail.log_actions import log

from courses.h5p_storage import SiteStore
from courses.models import H5PContent, H5PLibrary
from courses.playing.contents import refilter
from courses.playing.uses import LibraryUses, draw_again
from h5p.archive import open_package
from h5p.errors import H5PError, Issue, ValidationReport
from h5p.library import Library
from h5p.names import LibraryName
from h5p.store import InstallPlan, PackageLibraries, described, install, plan_install
from h5p.validate import Rules, check_file

INSTALL: Final = "mwanga.h5p.install"
PATCH: Final = "mwanga.h5p.patch"
ENABLE: Final = "mwanga.h5p.enable"
DISABLE: Final = "mwanga.h5p.disable"
REMOVE: Final = "wagtail.delete"
CHANGES: Final = ("conflict", "patched", "new", "older", "unchanged")


class InstallRefused(Exception):
    """A package whose libraries are not taken; `issues` say why, all of them."""

    def __init__(self, issues: Iterable[Issue]) -> None:
        self.issues = tuple(issues)
        super().__init__(" ".join(issue.message for issue in self.issues))


class LibraryInUse(Exception):
    """A library that contents or other libraries need is not taken away."""


@dataclass(frozen=True)
class LibraryChange:
    """One library of a package beside what is installed of its line. Sizes are bytes."""

    name: LibraryName
    change: str  # one of CHANGES
    title: str
    licence: str
    size: int
    sha256: str
    installed: str  # the installed version, or nothing
    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[str, ...]


@dataclass(frozen=True)
class InstallReport:
    """What is wrong with a package, and what installing its libraries would do. Without a plan when it is refused."""

    report: ValidationReport
    plan: InstallPlan
    libraries: tuple[LibraryChange, ...]

    @property
    def may_install(self) -> bool:
        """Whether pressing the button could do something."""
        return self.report.ok and not self.plan.conflict and bool(self.plan.new or self.plan.patched)


def plan_install_of(file: BinaryIO, *, name: str) -> InstallReport:
    """Reads every library of a package and changes nothing. Libraries it needs and lacks are warnings."""
    store = SiteStore(with_disabled=True)
    report = check_file(file, name=name, rules=Rules(installed=store, may_install=True, needs_libraries=False))
    if not report.ok:
        return InstallReport(report, InstallPlan(), ())
    try:
        with open_package(file) as archive:
            libraries = PackageLibraries(archive)
            plan = plan_install(libraries, store)
            kinds = {one: kind for kind in CHANGES for one in getattr(plan, kind)}
            rows = [_beside(files, store, kinds) for files in libraries]
    except H5PError as error:
        return InstallReport(ValidationReport(errors=(error.issue,), warnings=report.warnings), InstallPlan(), ())
    rows.sort(key=lambda row: (CHANGES.index(row.change), row.name))
    return InstallReport(report, plan, tuple(rows))


def _beside(files: Any, store: SiteStore, kinds: dict[LibraryName, str]) -> LibraryChange:
    library = described(files)
    installed = store.get(library.name)
    before = installed.files if installed else {}
    return LibraryChange(
        name=library.name,
        change=kinds[library.name],
        title=library.title,
        licence=library.license,
        size=sum(len(data) for data in files.values()),
        sha256=library.sha256,
        installed=_version(installed),
        added=tuple(sorted(set(library.files) - set(before))) if installed else (),
        removed=tuple(sorted(set(before) - set(library.files))),
        changed=tuple(sorted(path for path, sha in library.files.items() if path in before and before[path] != sha)),
    )


def _version(library: Library | None) -> str:
    return f"{library.name.major}.{library.name.minor}.{library.name.patch}" if library else ""


def install_package(file: BinaryIO, *, name: str, by: Any, patch: Iterable[LibraryName] = ()) -> InstallPlan:
    """Installs what is new and the patches that were ticked; then contents that wait, or play what was patched, are filtered again.

    All of it or nothing. Raises InstallRefused, for a conflict too.
    """
    before = plan_install_of(file, name=name)
    if not before.report.ok:
        raise InstallRefused(before.report.errors)
    try:
        with transaction.atomic(), open_package(file) as archive:
            plan = install(PackageLibraries(archive), SiteStore(with_disabled=True), patch=patch)
            was = {change.name: change.installed for change in before.libraries}
            for kind, names in ((INSTALL, plan.new), (PATCH, plan.patched)):
                for one in names:
                    _note(_row_of(one), kind, by=by, was=was.get(one, ""), package=name[:120])
            filter_again({one.line for one in (*plan.new, *plan.patched)})
    except H5PError as error:
        raise InstallRefused([error.issue]) from error
    return plan


@transaction.atomic
def set_enabled(library: H5PLibrary, *, enabled: bool, by: Any) -> None:
    """Switches a library off or on: contents that need one that is off wait for it. The same again does nothing."""
    row = H5PLibrary.objects.select_for_update().get(pk=library.pk)
    if row.is_enabled == enabled:
        return
    row.is_enabled = enabled
    row.save(update_fields=["is_enabled"])
    _note(row, ENABLE if enabled else DISABLE, by=by)
    filter_again({row.name.line})


@transaction.atomic
def remove_library(library: H5PLibrary, *, by: Any) -> None:
    """Takes a library away that nothing needs. Raises LibraryInUse."""
    row = H5PLibrary.objects.select_for_update().get(pk=library.pk)
    uses = LibraryUses()
    if uses.contents[row.name.line] or uses.needed_by(row):
        raise LibraryInUse(str(row))
    _note(row, REMOVE, by=by)
    row.delete()


def filter_again(lines: set[tuple[str, int, int]]) -> None:
    """Filters the contents anew that load one of these libraries; lessons that show them are drawn again."""
    uses = LibraryUses()
    touched = {content.pk for line in lines for content in uses.contents[line]}
    store = SiteStore()
    contents = list(H5PContent.objects.filter(pk__in=touched))
    for content in contents:
        refilter(content, store)
    draw_again(contents)


def _row_of(name: LibraryName) -> H5PLibrary:
    return H5PLibrary.objects.get(machine_name=name.machine_name, major=name.major, minor=name.minor)


def _note(row: H5PLibrary, action: str, *, by: Any, **data: str) -> None:
    log(instance=row, action=action, user=by, title=str(row), data={"sha256": row.sha256, **data}, content_changed=True)
