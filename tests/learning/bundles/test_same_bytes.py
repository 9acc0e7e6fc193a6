"""Two machines build the same bytes: another time zone, locale, clock and order of files, and nothing built before."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import pytest

from learning.bundles.formats import WRITERS
from tests.learning.bundles.place import Place

pytestmark = [pytest.mark.long, pytest.mark.once]

# Builds every form in a world of its own: the clock stands still elsewhere, folders are read the other way round.
BUILDS_ALL = """
import datetime, json, os, sys, time
shift, is_turned = float(sys.argv[1]), sys.argv[2] == "turned"
real, real_list, real_scan = datetime.datetime, os.listdir, os.scandir
clock = real(2031, 2, 3, 4, 5, 6, 789, tzinfo=datetime.timezone.utc).timestamp() + shift

class Meta(type):
    def __instancecheck__(cls, one): return isinstance(one, real)

class Elsewhere(real, metaclass=Meta):
    @classmethod
    def now(cls, tz=None): return real.fromtimestamp(clock, tz)
    @classmethod
    def utcnow(cls): return real.fromtimestamp(clock, datetime.timezone.utc).replace(tzinfo=None)
    @classmethod
    def today(cls): return real.fromtimestamp(clock)

class Scan(list):
    def __enter__(self): return self
    def __exit__(self, *_): pass
    def __iter__(self): return list.__iter__(self)
    def close(self): pass

local, universal = time.localtime, time.gmtime
time.time, time.time_ns = lambda: clock, lambda: int(clock * 10**9)
time.localtime = lambda seconds=None: local(clock if seconds is None else seconds)
time.gmtime = lambda seconds=None: universal(clock if seconds is None else seconds)
datetime.datetime = Elsewhere
os.listdir = lambda path=".": sorted(real_list(path), reverse=is_turned)
os.scandir = lambda path=".": iter_scan(path)
def iter_scan(path):
    with real_scan(path) as found:
        return Scan(sorted(found, key=lambda entry: entry.name, reverse=is_turned))

import django; django.setup()
from django.utils import timezone
assert (timezone.now().year, os.listdir("docs") == sorted(os.listdir("docs"))) == (2031, not is_turned)
from courses.models import CourseVersion
from learning.bundles.builder import build_bundle
from learning.bundles.formats import WRITERS
from learning.bundles.sources import Wanted
key = CourseVersion.objects.current().get(language="en").course_key
wishes = [Wanted(key, "en", "pictures", form) for form in WRITERS] + [Wanted(key, "ar", "text", also=("en",))]
names = {f"{wanted.format} {wanted.language}": build_bundle(wanted).file_name for wanted in wishes}
print(json.dumps(names))
"""

Built = dict[str, Path]


@pytest.fixture(scope="session")
def machines(place: Place, tmp_path_factory: pytest.TempPathFactory) -> list[Built]:
    """What two machines with the same courses built: form -> file."""
    code, _out, complaints = place.build("light-course", "--output", str(tmp_path_factory.mktemp("first")))
    assert code == 0, complaints  # what bundles know of issuers is renewed by the clock, and kept: the same on both
    worlds = [("-9e5", "straight", "Asia/Kathmandu", "ar_EG.UTF-8"), ("86399", "turned", "America/St_Johns", "C")]
    return [built_by(copied(place, tmp_path_factory.mktemp("machine")), *world) for world in worlds]


def copied(place: Place, folder: Path) -> Place:
    """The same data elsewhere, without what was built."""
    shutil.copytree(place.folder, folder, dirs_exist_ok=True, symlinks=True)
    shutil.rmtree(folder / "bundles")
    return Place(folder)


def built_by(machine: Place, shift: str, order: str, zone: str, locale: str) -> Built:
    """Builds every form."""
    surroundings = {"TZ": zone, "LANG": locale, "LC_ALL": locale, "PYTHONHASHSEED": str(len(zone))}
    code, out, complaints = machine.run("-c", BUILDS_ALL, shift, order, **surroundings)
    assert code == 0, complaints
    return {form: machine.folder / "bundles" / name for form, name in json.loads(out.splitlines()[-1]).items()}


@pytest.mark.parametrize("form", [*(f"{key} en" for key in WRITERS), "zip ar"])
def test_two_machines_build_the_same_bytes(machines: list[Built], form: str) -> None:
    one, other = (machine[form] for machine in machines)
    assert one.name == other.name
    assert hashlib.sha256(one.read_bytes()).digest() == hashlib.sha256(other.read_bytes()).digest()
