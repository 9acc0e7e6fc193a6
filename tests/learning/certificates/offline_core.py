"""The scripts of `static/offline/verify/` in Node.js, for tests that ask them and Python the same things."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any, Final

from tests.private_servers import node_program

FOLDER: Final = Path(__file__).parents[3] / "static" / "offline" / "verify"
# In the order in which a page loads them.
SCRIPTS: Final = ("bytes", "sha", "ed25519", "inflate", "token", "terms", "quads", "credential", "files", "verdict")
# One question a line: [name of a function, arguments]. Bytes are {"bytes": hexadecimal}; a refusal is {"refused": why}.
DRIVER: Final = """
const fs = require('fs'), vm = require('vm'), [folder, names, crypto] = process.argv.slice(1);
globalThis.self = globalThis;
if (crypto === 'ours') { Object.defineProperty(globalThis, 'crypto', { value: undefined }); }
names.split(',').forEach(name => vm.runInThisContext(fs.readFileSync(`${folder}/${name}.js`, 'utf8'), name));
const my = self.mwangaVerify, isBytes = value => value instanceof Uint8Array;
const given = (_, value) => value && typeof value.bytes === 'string' ? new Uint8Array(Buffer.from(value.bytes, 'hex')) : value;
const told = (_, value) => isBytes(value) ? { bytes: Buffer.from(value).toString('hex') } : value;
const say = answer => console.log(JSON.stringify(answer === undefined ? null : answer, told));
require('readline').createInterface({ input: process.stdin }).on('line', line => {
  const [name, ...rest] = JSON.parse(line, given);
  try {
    if (name === 'spent') { return say((process.cpuUsage().user + process.cpuUsage().system) / 1e6); }
    if (name === 'check') { return my.check(rest[0], rest[1], new Date(rest[2]), say); }
    if (name === 'checkSignature') { return my.checkSignature(rest[0], rest[1], rest[2], say); }
    say(my[name](...rest));
  } catch (error) {
    if (!error.why) { console.error(error); }
    say({ refused: error.why || 'threw ' + error });
  }
});
"""


class OfflineCore:
    """A running Node.js with the scripts in it; without Web Crypto unless asked for, as on plain http."""

    def __init__(self, *, has_web_crypto: bool = False) -> None:
        crypto = "browsers" if has_web_crypto else "ours"
        command = [node_program(), "-e", DRIVER, str(FOLDER), ",".join(SCRIPTS), crypto]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def ask(self, name: str, *arguments: Any) -> Any:
        """What a function answers; {"refused": why} where it refuses."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps([name, *arguments], default=as_bytes).encode() + b"\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline(), object_hook=from_bytes)

    def spent(self) -> float:
        """Seconds of computing since it began. Where a machine has other work too, a clock says more than that."""
        return float(self.ask("spent"))

    def close(self) -> None:
        """Ends the process."""
        self.process.communicate()


def as_bytes(value: Any) -> Any:
    """How bytes travel."""
    return {"bytes": bytes(value).hex()}


def from_bytes(value: dict[str, Any]) -> Any:
    """The bytes again."""
    return bytes.fromhex(value["bytes"]) if isinstance(value.get("bytes"), str) else value
