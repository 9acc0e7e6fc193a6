"""ffmpeg: where it is, and running it so that a hostile file can do little harm.

It reads files only, in the one format their first bytes name, with limits on time, memory and what it writes, politely beside the
web server, and it ends with the process that started it. What to make with it stands in `audio` and `video`.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO, Final

from django.conf import settings
from django.utils.translation import gettext as _

MOST_MEMORY: Final = 2_000_000  # KB of address space
MOST_WRITTEN: Final = 500_000  # blocks of 512 bytes, its complaints included
# The limits are set in a shell, not between fork and exec: there Python code may hang when another thread holds a lock.
LIMITED: Final = 'ulimit -v "$1"; ulimit -t "$2"; ulimit -f "$3"; shift 3; exec nice -n 15 "$@"'
HEAD, TAIL = 60_000, 8_000  # bytes of what it said that are kept

Report = Callable[[float], None]


class FfmpegMissing(Exception):
    """This machine has no ffmpeg. The message is for the trainer."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "This server cannot prepare sound or video: the program ffmpeg is missing. "
                "Ask whoever runs it to install ffmpeg, or to name it in MWANGA_FFMPEG."
            )
        )


class FfmpegFailed(Exception):
    """ffmpeg gave up. The message is the last thing it said; `was_stopped` when a limit or somebody ended it."""

    def __init__(self, reason: str, *, was_stopped: bool = False) -> None:
        super().__init__(reason)
        self.was_stopped = was_stopped


def ffmpeg_path() -> str:
    """The program: the one `MWANGA_FFMPEG` names, else the machine's, else the one a Python package brought.

    Raises `FfmpegMissing`.
    """
    named = settings.FFMPEG
    found = shutil.which(named) if named else shutil.which("ffmpeg") or packaged()
    if not found:
        raise FfmpegMissing
    return found


def packaged() -> str:
    """The ffmpeg inside the package imageio-ffmpeg; "" when there is none for this machine."""
    if not importlib.util.find_spec("imageio_ffmpeg"):
        return ""
    import imageio_ffmpeg

    with contextlib.suppress(RuntimeError):
        return str(imageio_ffmpeg.get_ffmpeg_exe())
    return ""


def has_ffmpeg() -> bool:
    """Whether sound and video can be prepared here."""
    try:
        return bool(ffmpeg_path())
    except FfmpegMissing:
        return False


def input_from(path: Path, demuxer: str) -> list[str]:
    """The arguments that open a file as what its first bytes say: a playlist in disguise leads nowhere."""
    return ["-protocol_whitelist", "file", "-f", demuxer, "-threads", "1", "-i", f"file:{path}"]


def run_ffmpeg(arguments: Sequence[str], *, seconds: int, report: Report | None = None) -> str:
    """Runs ffmpeg and returns what it said. `report` hears how many seconds of the medium are done.

    Raises `FfmpegMissing`, or `FfmpegFailed` when it gives up or takes longer than `seconds`.
    """
    command = [*limited(seconds), ffmpeg_path(), "-nostdin", "-hide_banner", "-nostats", "-progress", "pipe:1", *arguments]
    surroundings = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"}
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(  # noqa: S603 - our own arguments, and paths of our own making
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=said,
            env=surroundings,
            cwd="/",
            start_new_session=True,
        )
        stop = threading.Timer(seconds, kill, [process])
        stop.start()
        try:
            follow(process, report)
            code = process.wait()
        finally:
            stop.cancel()
            kill(process)
        text = kept(said)
    if code:
        raise FfmpegFailed((text.strip().splitlines() or ["no reason"])[-1][:300], was_stopped=code < 0)
    return text


def limited(seconds: int) -> list[str]:
    """What stands before the program: ends it with us where the system can, and sets its limits."""
    with_us = ["setpriv", "--pdeathsig", "KILL"] if shutil.which("setpriv") else []
    return [*with_us, "/bin/sh", "-c", LIMITED, "sh", str(MOST_MEMORY), str(2 * seconds), str(MOST_WRITTEN)]


def follow(process: subprocess.Popen[bytes], report: Report | None) -> None:
    """Reads its progress to the end."""
    if process.stdout is None:
        return
    with process.stdout as progress:
        for line in progress:
            key, _equals, value = line.decode("ascii", "replace").strip().partition("=")
            if report and key == "out_time_us" and value.isdecimal():
                report(int(value) / 1e6)


def kill(process: subprocess.Popen[bytes]) -> None:
    """Ends it, if it still runs."""
    if process.poll() is None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def kept(said: IO[bytes]) -> str:
    """The beginning and the end of what it said."""
    said.seek(0)
    text = said.read(HEAD)
    rest = said.seek(0, os.SEEK_END) - len(text)
    if rest > 0:
        said.seek(-min(rest, TAIL), os.SEEK_END)
        text += b"\n" + said.read()
    return text.decode("utf-8", "replace")
