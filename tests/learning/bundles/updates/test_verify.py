"""A bundle is what was signed to its last byte, or it is refused with a sentence."""

from __future__ import annotations

import ast
import io
import json
import random
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils import timezone

from learning.bundles.models import Bundle
from learning.bundles.signing import trusted_keys
from learning.bundles.tool.layout import SIGNATURE, is_harmless
from learning.bundles.tool.refused import Refused
from learning.bundles.tool.verify import verified, verified_zip
from learning.bundles.tool_script import script
from learning.keys import change_key
from learning.models import SigningKey
from tests.learning.bundles.updates.partner import Partner

pytestmark = pytest.mark.once


def refusal_of(data: bytes) -> str:
    with pytest.raises(Refused) as caught:
        verified_zip(io.BytesIO(data))
    return str(caught.value)


def test_a_bundle_is_what_was_signed(partner: Partner, versions: list[Bundle]) -> None:
    checked = verified(str(partner.file), trusted_keys())
    assert checked.sha256 == versions[0].sha256
    assert versions[0].manifest is not None
    assert checked.manifest_id == versions[0].manifest.sha256


def test_any_changed_byte_anywhere_is_detected(partner: Partner) -> None:
    """Every part of the file: headers, contents, signature, directory; 120 bytes taken by chance and some that matter."""
    data = partner.wanted
    rng = random.Random(7)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        infos = archive.infolist()
    sizes = [info.header_offset for info in infos]
    places = [rng.randrange(len(data)) for _ in range(40)]
    places += [rng.randrange(sizes[-1], len(data)) for _ in range(40)]  # the signature, the directory and the end
    places += [rng.choice(sizes) + rng.randrange(30) for _ in range(20)]
    for place in places:
        broken = bytearray(data)
        broken[place] ^= 1 << rng.randrange(8)
        assert refusal_of(bytes(broken)).endswith(".")


def test_nothing_may_be_cut_put_before_behind_or_between(partner: Partner) -> None:
    data = partner.wanted
    for broken in (data[:-1], data[:1000], b"", data + b"\0", b"\0" + data, data[:5000] + b"\0" + data[5000:]):
        assert refusal_of(broken)


def test_a_zip_written_anew_by_others_is_refused_even_with_the_same_contents(partner: Partner) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(partner.file) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
    assert refusal_of(out.getvalue())


@pytest.mark.parametrize(
    "path", ["../up.html", "/etc/passwd", "a\\b", "a/../b", "", "a//b", "C:x", "a/./b", "a\n", "a/", ".", "con*", "a\0b"]
)
def test_paths_that_lead_elsewhere_are_not_harmless(path: str) -> None:
    assert not is_harmless(path)


def test_a_folder_is_checked_file_by_file(partner: Partner, tmp_path: Path) -> None:
    folder = tmp_path / "unpacked"
    with zipfile.ZipFile(partner.file) as archive:
        archive.extractall(folder)
    assert verified(str(folder)).manifest["tier"] == "pictures"
    (folder / "more.html").write_text("hello")
    with pytest.raises(Refused, match=r"more\.html is not of this bundle"):
        verified(str(folder))
    (folder / "more.html").unlink()
    page = folder / "index.html"
    whole = page.read_bytes()
    page.write_bytes(whole + b" ")
    with pytest.raises(Refused, match=r"index\.html is not what was signed"):
        verified(str(folder))
    page.unlink()
    with pytest.raises(Refused, match=r"index\.html is missing"):
        verified(str(folder))
    page.symlink_to(folder / "me.html")
    with pytest.raises(Refused, match="is a link"):
        verified(str(folder))
    page.unlink()
    page.write_bytes(whole)
    (folder / SIGNATURE).write_bytes((folder / SIGNATURE).read_bytes().replace(b'"schema":1', b'"schema":2'))
    with pytest.raises(Refused, match="signature"):
        verified(str(folder))


def test_another_key_is_refused(partner: Partner) -> None:
    other = "z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK"
    with pytest.raises(Refused, match="not one you trust"):
        verified(str(partner.file), [other])
    key = json.loads(zipfile.ZipFile(partner.file).read(SIGNATURE))["key"]
    assert verified(str(partner.file), [key]).kid


def test_the_command_trusts_the_sites_keys_and_no_leaked_one(partner: Partner) -> None:
    call_command("verify_bundle", str(partner.file))
    change_key()
    call_command("verify_bundle", str(partner.file))  # the old key still counts
    SigningKey.objects.filter(retired_at__isnull=False).update(leaked_at=timezone.now())
    with pytest.raises(CommandError, match="not one you trust"):
        call_command("verify_bundle", str(partner.file))


def test_the_program_in_the_bundle_runs_by_itself(partner: Partner, tmp_path: Path) -> None:
    """Alone, isolated from everything installed, and from the bundle it lies in."""
    with zipfile.ZipFile(partner.file) as archive:
        archive.extract("mwanga_bundle.py", tmp_path)

    def run(*words: str) -> tuple[int, str]:
        done = subprocess.run(
            [sys.executable, "-I", "-S", str(tmp_path / "mwanga_bundle.py"), *words], capture_output=True, text=True, check=False
        )
        return done.returncode, done.stdout + done.stderr

    code, said = run("verify", str(partner.file))
    assert (code, said.splitlines()[0][:19]) == (0, "Whole and unchanged")
    code, said = run("update", str(partner.file), "--from", str(partner.site), "--preview")
    assert code == 0, said
    assert not partner.is_updated
    code, said = run("update", str(partner.file), "--from", str(partner.site))
    assert code == 0, said
    assert partner.is_updated
    assert run("update", str(partner.file), "--from", str(partner.site)) == (0, "This is the newest version.\n")
    partner.file.write_bytes(partner.wanted[:-1])
    assert run("verify", str(partner.file))[0] == 1
    assert run("look", str(partner.file))[0] == 2


def test_the_program_is_python_3_8_and_names_nothing_twice() -> None:
    tree = ast.parse(script(), feature_version=(3, 8))
    names = [node.name for node in tree.body if isinstance(node, (ast.FunctionDef, ast.ClassDef))]
    targets = [target for node in tree.body if isinstance(node, ast.Assign) for target in node.targets]
    names += [target.id for target in targets if isinstance(target, ast.Name)]
    assert sorted(set(names)) == sorted(names)
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    imported |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.split(".")[0] for name in imported} <= sys.stdlib_module_names


def test_what_lies_in_the_bundle_is_the_very_program(versions: list[Bundle]) -> None:
    with zipfile.ZipFile(settings.BUNDLES_ROOT / versions[1].file_name) as archive:
        assert archive.read("mwanga_bundle.py") == script()
