"""A bundle that plays: a course with H5P contents of our own library and of others written here, built in the fullest tier."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from PIL import Image

from courses.models import H5PContent
from h5p import blocks as b
from tests.courses.playing.contents import install, install_own, make_content, own_content
from tests.factories import ALL_KINDS, make_competency, make_course, make_lesson, make_module
from tests.learning.bundles.place import Place
from tests.migrated_database import start_from

LAMP = b.OneAnswer("Which lamp gives light?", (b.Option("The red one", False, "No."), b.Option("The lit one", True, "Yes.")))
GAP = b.FillTheGap("Her profit?", "She has {1}.", (b.Gap("30; thirty"),))
# Loads a picture of the content and one of the library in each way that libraries do, and keeps where it is.
FILES = """
H5P.Files = function (params, id, extras) {
  this.attach = function ($container) {
    var own = H5P.getPath('images/lamp.png', id), ours = H5P.getLibraryPath('H5P.Files-1.0') + '/pictures/mark.png';
    var sound = new Audio(), said = '#asked';
    $container.html('<p id="asked"></p><img class="html" src="' + own + '"><div class="styled">x</div><img class="dom">');
    $container.find('.dom').attr('src', ours);
    $container.find('.styled').css('background-image', 'url(' + own + ')');
    sound.onerror = function () { $container.find(said).append('no sound '); };
    sound.oncanplaythrough = function () { $container.find(said).append('sound '); };
    sound.src = H5P.getPath('audios/note.wav', id);
    H5P.jQuery.getJSON(H5P.getPath('texts/note.json', id), function (got) {
      $container.find(said).append('text ' + got.said + ' ');
    });
  };
};
"""
COURSE = """
import django; django.setup()
from tests.learning.bundles.playing_place import make_playing_course
make_playing_course({other!r})
"""


def picture() -> bytes:
    """A small picture: PNG."""
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "orange").save(out, "PNG")
    return out.getvalue()


def note() -> bytes:
    """A short sound: WAV, 8 bits, 8 kHz."""
    data = b"\x80" * 800
    shape = b"\1\0\1\0\x40\x1f\0\0\x40\x1f\0\0\1\0\x08\0"
    return (
        b"RIFF"
        + (36 + len(data)).to_bytes(4, "little")
        + b"WAVEfmt \x10\0\0\0"
        + shape
        + b"data"
        + len(data).to_bytes(4, "little")
        + data
    )


def files_content() -> H5PContent:
    """A content with a picture, a sound and a text, of a library with a picture in its styles and one for its script."""
    css = ".styled{background:url(pictures/ground.png);min-height:10px}"
    more = {"pictures/mark.png": picture(), "pictures/ground.png": picture()}
    install("H5P.Files 1.0", FILES, css=css, more=more)
    files = {"images/lamp.png": picture(), "audios/note.wav": note(), "texts/note.json": b'{"said": "light"}'}
    return make_content("H5P.Files 1.0", "Files", files=files)


def make_playing_course(other: str = "") -> None:
    """A course with a lesson that plays: two contents of one type, one with files, and where asked one that means harm."""
    install_own()
    contents = [own_content("Lamps", LAMP, GAP), own_content("More lamps", LAMP), files_content()]
    if other:
        script = (Path(__file__).parents[2] / "browser" / "hostile.js").read_text(encoding="utf-8")
        install("Test.Hostile 1.0", script.replace("OTHER", other))
        contents.append(make_content("Test.Hostile 1.0", "Harm"))
    H5PContent.objects.update(weight=60_000)
    cards = [("h5p", {"content": content, "summary": f"Play with {content.title}."}) for content in contents]
    kind, question = ALL_KINDS[0]
    asked = (kind, {**question, "assesses": make_competency()})
    module = make_module(make_course("lamp-course", title="Lamp course"))
    make_lesson(module, body=[("text", {"text": "<p>Light.</p>"}), *cards, asked])


def unpack_playing_bundle(migrated_file: Path, folder: Path, *, other: str) -> Path:
    """Makes the course in a data folder of its own and returns the folder of its unpacked bundle."""
    place = Place(folder / "place")
    place.folder.mkdir()
    start_from(migrated_file, place.folder)
    for words in (["-c", COURSE.format(other=other)], ["manage.py", *BUILD, str(folder)]):
        code, out, complaints = place.run(*words)
        assert code == 0, complaints
    with zipfile.ZipFile(out.splitlines()[-1]) as archive:
        archive.extractall(folder / "bundle")
    return folder / "bundle"


BUILD = ["build_bundle", "lamp-course", "--language", "en", "--tier", "video", "--output"]
