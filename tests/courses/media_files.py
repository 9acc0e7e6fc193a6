"""Small real sounds and videos, made by ffmpeg once a run, and what ffmpeg says about a file."""

from __future__ import annotations

import json
import re
import subprocess
import tempfile
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from courses.media.ffmpeg import ffmpeg_path
from courses.models import Film, Recording

CODECS = {
    "mp3": ["-c:a", "libmp3lame"],
    "m4a": ["-c:a", "aac"],
    "ogg": ["-c:a", "libopus"],
    "opus": ["-c:a", "libopus"],
    "wav": ["-c:a", "pcm_s16le"],
    "flac": ["-c:a", "flac"],
    "mp4": ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac", "-movflags", "+faststart"],
    "mov": ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac"],
    "webm": ["-c:v", "libvpx", "-deadline", "realtime", "-c:a", "libopus"],
    "mkv": ["-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac"],
}
# Something like a voice: several tones that come and go.
VOICE = "aevalsrc=0.2*sin(2*PI*180*t)*(1+sin(2*PI*3*t))+0.1*sin(2*PI*950*t)*(1+sin(2*PI*5*t))+0.02*(random(0)-0.5)"
SECRET = "Amina at home +01.2921+036.8219"
CAPTIONS = "WEBVTT\n\n00:00.000 --> 00:02.000\nHello.\n"


def ffmpeg(*arguments: str) -> str:
    """Runs ffmpeg for a test; returns what it said."""
    done = subprocess.run(
        [ffmpeg_path(), "-nostdin", "-hide_banner", "-y", *arguments], capture_output=True, check=False, text=True
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stderr


@lru_cache
def sound(ending: str = "mp3", seconds: float = 3, volume: float = 1.0, channels: int = 2) -> bytes:
    """A sound of a kind, with something personal in its metadata."""
    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/sound.{ending}"
        source = f"{VOICE}:s=44100:d={seconds}"
        options = ["-af", f"volume={volume}", "-ac", str(channels), "-metadata", f"title={SECRET}", *CODECS[ending]]
        ffmpeg("-f", "lavfi", "-i", source, *options, path)
        return Path(path).read_bytes()


def silence(seconds: int) -> bytes:
    """A long recording that is made in a moment: of nothing."""
    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/silence.opus"
        ffmpeg("-f", "lavfi", "-i", f"anullsrc=r=8000:cl=mono:d={seconds}", *CODECS["opus"], path)
        return Path(path).read_bytes()


@lru_cache
def film(ending: str = "mp4", seconds: float = 3, size: str = "640x360", with_sound: bool = True) -> bytes:
    """A video of a kind: a test picture with something that moves, and a voice."""
    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/film.{ending}"
        picture = ["-f", "lavfi", "-i", f"testsrc2=s={size}:r=25:d={seconds}"]
        voice = ["-f", "lavfi", "-i", f"{VOICE}:s=44100:d={seconds}", "-shortest"] if with_sound else []
        codecs = CODECS[ending] if with_sound else [*CODECS[ending], "-an"]
        ffmpeg(*picture, *voice, "-metadata", f"title={SECRET}", "-metadata", f"location={SECRET}", *codecs, path)
        return Path(path).read_bytes()


def upload(data: bytes, name: str) -> SimpleUploadedFile:
    """Bytes as a browser sends them."""
    return SimpleUploadedFile(name, data)


def make_recording(name: str = "hello.mp3", data: bytes | None = None, **fields: Any) -> Recording:
    """A stored recording."""
    told = {"title": "Hello", "transcript": "Hello.\n\n<b>Bye.</b>", "licence": "CC BY 4.0", "credit": "Mwanga", **fields}
    ending = name.rsplit(".", 1)[-1]
    return Recording.objects.create(file=upload(sound(ending) if data is None else data, name), **told)


def make_film(name: str = "harvest.mp4", data: bytes | None = None, **fields: Any) -> Film:
    """A stored video."""
    told = {"title": "Harvest", "licence": "CC BY 4.0", "credit": "Mwanga", **fields}
    ending = name.rsplit(".", 1)[-1]
    return Film.objects.create(file=upload(film(ending) if data is None else data, name), **told)


def said_of(data: bytes, *more: str) -> str:
    """What ffmpeg says about bytes, decoding all of them."""
    with tempfile.NamedTemporaryFile() as file:
        file.write(data)
        file.flush()
        return ffmpeg("-i", file.name, *more, "-f", "null", "-")


def loudness_of(data: bytes) -> float:
    """The loudness of a sound in LUFS."""
    said = said_of(data, "-map", "0:a:0", "-af", "loudnorm=print_format=json")
    return float(json.loads(re.findall(r"\{[^{}]*\}", said)[-1])["input_i"])
