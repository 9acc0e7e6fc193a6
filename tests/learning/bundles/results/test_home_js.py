"""What the page of a bundle writes, in Node.js: signatures, codes and pictures, read by the server, by our reader and by zbar."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from PIL import Image

from courses.models import LessonVersion
from learning.bundles.results.codes import read_codes
from learning.models import Membership
from tests.learning.bundles.results.device import Device
from tests.private_servers import node_program

OFFLINE = Path(__file__).parents[4] / "static" / "offline"
SCRIPTS = [
    *(f"verify/{name}" for name in ("bytes", "sha", "ed25519")),
    "sign",
    "home-codes",
    "qr-write",
    "qr-code",
    "qr-find",
    "qr-read",
]
LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
RUN = """
const fs = require('fs'), vm = require('vm'), [folder, names, input] = process.argv.slice(1);
globalThis.self = globalThis.window = globalThis;
Object.defineProperty(globalThis, 'crypto', { value: undefined });
names.split(',').forEach(name => vm.runInThisContext(fs.readFileSync(`${folder}/${name}.js`, 'utf8'), name));
const hex = text => new Uint8Array(Buffer.from(text, 'hex')), asHex = bytes => Buffer.from(bytes).toString('hex');
const given = JSON.parse(fs.readFileSync(input, 'utf8')), out = { keys: [], signatures: [], modules: [], codes: [], read: [] };
(given.seeds || []).forEach(([seed, message]) => {
  out.keys.push(asHex(mwangaSign.keyOf(hex(seed))));
  mwangaSign.sign(hex(seed), hex(message), signature => out.signatures.push(asHex(signature)));
});
function seen(modules, scale) {
  const size = (modules.length + 8) * scale, grey = new Uint8Array(size * size).fill(255);
  modules.forEach((row, y) => row.forEach((dark, x) => {
    for (let i = 0; dark && i < scale * scale; i++) {
      grey[((y + 4) * scale + Math.floor(i / scale)) * size + (x + 4) * scale + i % scale] = 0;
    }
  }));
  return mwangaQr.read(grey, size, size);
}
(given.texts || []).forEach(text => {
  const modules = mwangaQrWrite.modules(text);
  out.modules.push(modules);
  out.read.push(modules && seen(modules, 3));
});
(given.learners || []).forEach(([seed, learner]) => mwangaCodes.texts(hex(seed), learner, texts => out.codes.push(texts)));
console.log(JSON.stringify(out));
"""

# The page of a class that scans codes, with photos that are texts already; says after each what the page says.
SCAN = """
const fs = require('fs'), vm = require('vm'), [script, input] = process.argv.slice(1), parts = {}, field = { value: '' }, said = [];
const words = { odd: 'odd', all: 'all', read: '{part}/{parts}' };
const root = {
  querySelector: name => parts[name] = parts[name] || {}, querySelectorAll: () => [], getAttribute: name => words[name.slice(5)]
};
globalThis.window = { mwangaCamera: { photo: (text, done) => done(text) } };
globalThis.document = { querySelector: () => root, getElementById: () => field };
vm.runInThisContext(fs.readFileSync(script, 'utf8'), script);
JSON.parse(fs.readFileSync(input, 'utf8')).forEach(text => {
  parts['[data-photo]'].onchange.call({ files: [text] });
  said.push(parts['[data-said]'].textContent);
});
console.log(JSON.stringify([said, field.value]));
"""


def run(folder: Path, **given: Any) -> dict[str, Any]:
    """What the scripts make of it."""
    path = folder / "given.json"
    path.write_text(json.dumps(given))
    command = [node_program(), "-e", RUN, str(OFFLINE), ",".join(SCRIPTS), str(path)]
    return dict(json.loads(subprocess.run(command, check=True, capture_output=True, timeout=120).stdout))


# RFC 8032, section 7.1: seeds, messages, public keys, signatures.
RFC_8032 = [
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "72",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "af82",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
]


def test_it_signs_as_the_standard_and_another_library_do(tmp_path: Path) -> None:
    chance = random.Random(8032)
    some = [(chance.randbytes(32), chance.randbytes(chance.randint(0, 300))) for _one in range(12)]
    known = [(seed, message) for seed, message, _key, _signature in RFC_8032]
    found = run(tmp_path, seeds=known + [(seed.hex(), message.hex()) for seed, message in some])
    keys = [Ed25519PrivateKey.from_private_bytes(seed) for seed, _message in some]
    assert found["keys"] == [row[2] for row in RFC_8032] + [key.public_key().public_bytes_raw().hex() for key in keys]
    signed = [key.sign(message).hex() for key, (_seed, message) in zip(keys, some, strict=True)]
    assert found["signatures"] == [row[3] for row in RFC_8032] + signed


# Signs in an alphanumeric code, and bytes in one of bytes, that fill versions 1 to 15 at level M (ISO/IEC 18004, table 7).
ROOM = [20, 38, 61, 90, 122, 154, 178, 221, 262, 311, 366, 419, 483, 528, 600]
BYTES = [14, 26, 42, 62, 84, 106, 122, 152, 180, 213, 251, 287, 331, 362, 412]


def test_codes_of_every_size_are_read(tmp_path: Path) -> None:
    chance = random.Random(18004)
    letters = ["".join(chance.choices(LETTERS, k=size)) for full in ROOM for size in (full, chance.randint(1, full))]
    others = ["".join(chance.choices("abcxyz-_#é", k=size)) for size in BYTES[::3]]
    texts = letters + [text.encode()[:size].decode(errors="ignore") for text, size in zip(others, BYTES[::3], strict=True)]
    found = run(tmp_path, texts=[*texts, "A" * 601])
    assert found["read"] == [*texts, None]
    assert [len(one) for one in found["modules"][: 2 * len(ROOM) : 2]] == [version * 4 + 17 for version in range(1, 16)]
    if shutil.which("zbarimg"):
        names = []
        for place, modules in enumerate(found["modules"][0:30:3]):
            size = len(modules)
            picture = Image.new("L", (size + 8, size + 8), 255)
            picture.putdata(
                [
                    255 * (not (4 <= x < size + 4 and 4 <= y < size + 4 and modules[y - 4][x - 4]))
                    for y in range(size + 8)
                    for x in range(size + 8)
                ]
            )
            picture.resize(((size + 8) * 4,) * 2, Image.Resampling.NEAREST).save(tmp_path / f"{place:02}.pgm")
            names.append(f"{place:02}.pgm")
        command = ["zbarimg", "-q", "--raw", "-Sdisable", "-Sqrcode.enable", *names]
        theirs = subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, text=True).stdout.split("\n")[:-1]
        assert theirs == texts[0:30:3]


@pytest.mark.django_db
def test_codes_bring_what_a_file_would(
    tmp_path: Path, device: Device, lessons: list[LessonVersion], member: Membership, key: UUID
) -> None:
    seed = device.key.private_bytes_raw().hex()
    rows = [*device.lesson(lessons[0]), *device.lesson(lessons[1], is_right=False), *device.lesson(lessons[1])]
    names = ("uuid", "lesson", "language", "version", "question", "response", "occurred_at")
    answers = [dict(zip(names, row, strict=True)) for row in rows]
    learner = {"id": str(uuid4()), "code": str(member.person.code), "answers": answers}
    learner["claims"] = [{"course": str(key), "at": rows[0][6], "course_version": 1}]
    [texts] = run(tmp_path, learners=[(seed, learner)])["codes"]
    assert max(map(len, texts)) <= 600
    assert len(texts) <= 3  # fifteen answers
    random.Random(3).shuffle(texts)
    file = read_codes("\n".join(texts).encode())
    [found] = file.learners
    assert (file.device, str(found.learner), found.code) == (device.id, learner["id"], learner["code"])
    assert [str(claim.course) for claim in found.claims] == [str(key)]
    assert sorted(map(json.dumps, found.answers)) == sorted(map(json.dumps, rows))
    # Each stands for itself, too.
    assert sum(read_codes(text.encode()).answers for text in texts) == 15


def test_the_page_of_a_class_counts_the_codes_of_each_learner_apart(tmp_path: Path) -> None:
    def learner(count: int) -> dict[str, Any]:
        names = ("uuid", "lesson", "question", "response")
        some = {"language": "en", "version": 1, "occurred_at": "2026-11-01T10:00:00Z"}
        return {
            "id": str(uuid4()),
            "code": "",
            "claims": [],
            "answers": [some | {name: str(uuid4()) for name in names} for _one in range(count)],
        }

    seed, other = "11" * 32, "22" * 32
    mine, hers, theirs = run(tmp_path, learners=[(seed, learner(8)), (seed, learner(16)), (other, learner(8))])["codes"]
    assert [len(mine), len(hers), len(theirs)] == [2, 3, 2]
    given = tmp_path / "scanned.json"
    order = [mine[1], hers[0], hers[0], theirs[0], mine[0], "MW2:", hers[2], hers[1]]
    given.write_text(json.dumps(order))
    command = [node_program(), "-e", SCAN, str(OFFLINE.parent / "js" / "results-scan.js"), str(given)]
    said, field = json.loads(subprocess.run(command, check=True, capture_output=True, timeout=60).stdout)
    assert said == ["2/2", "1/3", "1/3", "1/2", "all", "odd", "3/3", "all"]
    assert field.splitlines() == [mine[1], hers[0], theirs[0], mine[0], hers[2], hers[1]]
