"""Hostile packages by name of their attack, each with the code under which it is refused (the paper, 3.6 and 3.7)."""

from __future__ import annotations

import stat
import struct
import zipfile
from collections.abc import Callable
from typing import Any

from tests.h5p.packages import PNG, dependency, h5p_json, library_json, packed, with_files

MB = 1 << 20
LIBRARY = "Test.Question-1.0/library.json"


def _plus(*files: tuple[Any, Any]) -> bytes:
    return packed([*with_files({}).items(), *files])


def _with(**files: Any) -> bytes:
    return packed(with_files(files).items())


def _named(name: str) -> Callable[[], bytes]:
    return lambda: _plus((name, PNG))


def _content(text: str) -> Callable[[], bytes]:
    return lambda: packed(with_files({"content/content.json": text}).items())


def _content_file(name: str, data: bytes) -> Callable[[], bytes]:
    return lambda: _plus((f"content/{name}", data))


def _library(**changes: Any) -> Callable[[], bytes]:
    return lambda: packed(with_files({LIBRARY: library_json(**changes)}).items())


def _head(**changes: Any) -> Callable[[], bytes]:
    return lambda: packed(with_files({"h5p.json": h5p_json(**changes)}).items())


def _nul_name() -> bytes:
    return _plus(("content/a.pngX.php", PNG)).replace(b"a.pngX.php", b"a.png\0.php")


def _broken_utf8_name() -> bytes:
    return _plus(("content/\u00e9\u00e9.png", PNG)).replace("\u00e9\u00e9".encode(), b"\xc0\xae\xc0\xae")


def _special(kind: int) -> Callable[[], bytes]:
    def build() -> bytes:
        info = zipfile.ZipInfo("content/images/link.png")
        info.create_system = 3
        info.external_attr = (kind | 0o777) << 16
        return _plus((info, b"/etc/passwd"))

    return build


def _flag(bit: int) -> Callable[[], bytes]:
    """Sets a bit of the flags of every member, in both headers."""

    def build() -> bytes:
        data = bytearray(_plus())
        for signature, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
            start = data.find(signature)
            while start >= 0:
                data[start + at] |= bit
                start = data.find(signature, start + 4)
        return bytes(data)

    return build


def _central(name: bytes, at: int, value: bytes) -> Callable[[], bytes]:
    """Overwrites a field of one member's entry in the directory."""

    def build() -> bytes:
        data = bytearray(_plus(("content/images/big.png", PNG + b"x" * 4000)))
        start = data.rfind(name) - 46
        data[start + at : start + at + len(value)] = value
        return bytes(data)

    return build


def _overlapping() -> bytes:
    """Two names for the same bytes: the entry of the second points at the first."""
    data = bytearray(_plus(("content/one.png", PNG + b"x" * 999), ("content/two.png", PNG + b"x" * 999)))
    one, two = data.rfind(b"content/one.png") - 46, data.rfind(b"content/two.png") - 46
    data[two + 42 : two + 46] = data[one + 42 : one + 46]
    return bytes(data)


def _end(at: int, value: bytes) -> bytes:
    """Overwrites a field of the record at the end of the zip."""
    data = bytearray(_plus())
    start = len(data) - 22 + at
    data[start : start + len(value)] = value
    return bytes(data)


def _zip64() -> bytes:
    data = _plus()
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, 0, 1)
    return data[:-22] + locator + data[-22:]


def _many(count: int) -> bytes:
    out = bytearray()
    for number in range(count):
        name = b"content/%d.png" % number
        out += struct.pack("<4s6H3L5H2L", b"PK\x01\x02", 20, 20, 0, 0, 0, 0, 0, 0, 0, len(name), 0, 0, 0, 0, 0, 0) + name
    return bytes(out) + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, len(out), 0, 0)


def _many_folders() -> bytes:
    return _many_named([f"content/{number:x}/" + "a/" * 60 + "x.png" for number in range(12_000)])


def _many_libraries() -> bytes:
    return _many_named([f"L{number}/{file}.png" for number in range(2000) for file in range(5)])


def _many_named(names: list[str]) -> bytes:
    return packed([(name, b"") for name in names], deflate=False)


def _method(method: int) -> Callable[[], bytes]:
    return _central(b"content/images/big.png", 10, struct.pack("<H", method))


def _zeros() -> bytes:
    return _plus(("content/zeros.wav", b"RIFF\0\0\0\0WAVE" + b"\0" * (99 * MB)))


def _all_bombs() -> bytes:
    return packed([*with_files({}).items(), *((f"content/{n}.txt", b"ab" * (2 * MB)) for n in range(16))])


def _json_bombs() -> bytes:
    text = "[" + "[0]," * 60_000 + "0]"
    return packed([*with_files({}).items(), *((f"Test.Question-1.0/language/{'abcdefghijkl'[n]}.json", text) for n in range(12))])


def _wide_json(item: str) -> Callable[[], bytes]:
    return _content("[" + f"{item}," * (5 * MB // 2 // len(item)) + "0]")


ATTACKS: dict[str, tuple[str, Callable[[], bytes]]] = {
    # where it would be written
    "a name that climbs": ("unsafe-path", _named("content/../../evil.png")),
    "a library that climbs": ("unsafe-path", _named("Test.Question-1.0/../../evil.js")),
    "a backslash": ("unsafe-path", _named("content\\..\\..\\evil.png")),
    "an absolute name": ("unsafe-path", _named("/etc/evil.png")),
    "a drive letter": ("unsafe-path", _named("C:/evil.png")),
    "an alternate stream": ("unsafe-path", _named("content/a.png:evil.png")),
    "percent-encoded dots": ("unsafe-path", _named("content/%2e%2E/evil.png")),
    "full-width dots": ("unsafe-path", _named("content/\uff0e\uff0e/evil.png")),
    "a full-width slash": ("unsafe-path", _named("content/..\uff0fevil.png")),
    "a division slash": ("unsafe-path", _named("content/..\u2215evil.png")),
    "an empty part": ("unsafe-path", _named("content//evil.png")),
    "a dot that Windows drops": ("unsafe-path", _named("content/evil.php.")),
    "a space that Windows drops": ("unsafe-path", _named("content/evil.php ")),
    "a device of Windows": ("unsafe-path", _named("content/con.png")),
    "a NUL in a name": ("unsafe-path", _nul_name),
    "a new line in a name": ("unsafe-path", _named("content/a\nb.png")),
    "an endless name": ("unsafe-path", _named("content/" + "a/" * 300 + "x.png")),
    "overlong UTF-8": ("unable-to-unzip", _broken_utf8_name),
    "a symbolic link": ("symlink", _special(stat.S_IFLNK)),
    "a device file": ("symlink", _special(stat.S_IFCHR)),
    # two readers, two packages
    "h5p.json twice": ("duplicate-member", lambda: _plus(("h5p.json", h5p_json(title="Other")))),
    "h5p.json in another case": ("case-duplicate", lambda: _plus(("H5P.json", h5p_json(title="Other")))),
    "a folder in another case": ("case-duplicate", _named("content/Images/two.png")),
    "letters spelled twice": ("case-duplicate", lambda: _plus(("content/\u00e9.png", PNG), ("content/e\u0301.png", PNG))),
    "a file that is a folder": ("duplicate-member", _named("content/images/field.png/x.png")),
    "one library twice": (
        "library-conflict",
        lambda: _plus(("Test.Question/library.json", library_json()), ("Test.Question/question.js", "")),
    ),
    # what it would cost
    "more members than allowed": ("too-many-files", lambda: _many(20_001)),
    "a hundred thousand members": ("too-many-files", lambda: _many(100_000)),
    "folders without end": ("too-many-files", _many_folders),
    "thousands of libraries": ("invalid-library-json-file", _many_libraries),
    "a file of zeros": ("zip-bomb", _zeros),
    "many files of nothing": ("zip-bomb", _all_bombs),
    "shared bytes": ("zip-bomb", _overlapping),
    "a size that says too little": ("unable-to-unzip", _central(b"content/images/big.png", 24, struct.pack("<L", 10))),
    "a size that says too much": ("unable-to-unzip", _central(b"content/images/big.png", 24, struct.pack("<L", 9999))),
    "a size above the limit": ("file-size-too-large", _central(b"content/images/big.png", 24, struct.pack("<L", 101 * MB))),
    "a size of four gigabytes": ("file-size-too-large", _central(b"content/images/big.png", 24, struct.pack("<L", 0xFFFFFFFF))),
    "sizes in zip64": ("unable-to-unzip", _zip64),
    "a directory of four gigabytes": ("too-many-files", lambda: _end(12, struct.pack("<L", 0xF0000000))),
    "a directory before the file": ("unable-to-unzip", lambda: _end(12, struct.pack("<L", 3 * MB))),
    "a directory that is something else": ("unable-to-unzip", lambda: _end(12, struct.pack("<L", 50))),
    "one zip of several": ("unable-to-unzip", lambda: _end(4, b"\1\0")),
    "encrypted": ("encrypted", _flag(1)),
    "bzip2": ("unable-to-unzip", _method(12)),
    "lzma": ("unable-to-unzip", _method(14)),
    "an unknown method": ("unable-to-unzip", _method(99)),
    "no zip at all": ("unable-to-unzip", lambda: b"<html>" * 1000),
    "an empty file": ("unable-to-unzip", lambda: b""),
    "half a zip": ("unable-to-unzip", lambda: _plus()[: len(_plus()) // 2]),
    # JSON
    "deep JSON": ("invalid-content-folder", _content("[" * 200_000)),
    "deep whole JSON": ("invalid-content-folder", _content('{"a":' * 500 + "0" + "}" * 500)),
    "wide JSON of lists": ("invalid-content-folder", _wide_json("[]")),
    "wide JSON of objects": ("invalid-content-folder", _wide_json('{"a":0}')),
    "escaped quotes without end": ("invalid-content-folder", _content('"' + '\\"' * (MB + MB // 2 - 2))),
    "the largest JSON": ("content-not-object", _content('["\U0001f327' + "x" * (2 * MB) + '",' + '{"a":0},' * 99_000 + "0]")),
    "JSON of many files": ("total-size-too-large", _json_bombs),
    "NaN": ("invalid-content-folder", _content('{"score": NaN}')),
    "minus Infinity": ("invalid-content-folder", _content('{"score": -Infinity}')),
    "a number that becomes infinite": ("invalid-content-folder", _content('{"score": 1e999}')),
    "a number of a million digits": ("invalid-content-folder", _content('{"score": ' + "9" * MB + "}")),
    "a NUL in a text": ("invalid-content-folder", _content('{"a": "\\u0000"}')),
    "half a surrogate pair": ("invalid-content-folder", _content('{"a": "\\ud800"}')),
    "UTF-16": ("invalid-content-folder", lambda: packed(with_files({"content/content.json": '{"a": 1}'.encode("utf-16")}).items())),
    "a list as content": ("content-not-object", _content("[]")),
    # patterns that take for ever
    "a slow script path": ("invalid-library-json-file", _library(preloadedJs=[{"path": "a" * 5000 + "!"}])),
    "a slow script path of slashes": ("invalid-library-json-file", _library(preloadedJs=[{"path": "/ \\" * 100_000}])),
    "a slow language": ("invalid-language-file", _named("Test.Question-1.0/language/" + "a-" * 100 + "!.json")),
    "a slow language of letters": ("invalid-language-file", _named("Test.Question-1.0/language/" + "a" * 200 + "!.json")),
    "a slow name": ("invalid-library-name", _library(machineName="a" * 100_000 + "!")),
    # active content
    "a page": ("not-in-whitelist", _content_file("x.html", b"<script>alert(1)</script>")),
    "a script in content": ("not-in-whitelist", _content_file("x.js", b"alert(1)")),
    "a drawing with script": ("not-in-whitelist", _content_file("x.svg", b"<svg onload='alert(1)'/>")),
    "PHP": ("not-in-whitelist", _content_file("x.PHP", b"<?php system($_GET[0]);")),
    "PHP behind a picture's name": ("not-in-whitelist", _content_file("x.png.phtml", b"<?php")),
    "a film of Flash": ("not-in-whitelist", _content_file("x.swf", b"FWS")),
    "no extension": ("not-in-whitelist", _content_file("shell", b"#!/bin/sh")),
    "WebAssembly in a library": ("not-in-whitelist", _named("Test.Question-1.0/x.wasm")),
    "a page in a library": ("not-in-whitelist", _named("Test.Question-1.0/x.htm")),
    "a page that says it is a picture": ("type-mismatch", _content_file("x.png", b"<html><script>alert(1)</script>")),
    "a drawing that says it is a photograph": ("type-mismatch", _content_file("x.jpg", b"<svg onload='alert(1)'/>")),
    "a program that says it is a sound": ("type-mismatch", _content_file("x.mp3", b"MZ\x90\0\x03")),
    "a page that says it is text": ("type-mismatch", _content_file("x.txt", b"\xef\xbb\xbf \n<!DOCTYPE  HTML>")),
    # other files than its own
    "a script outside the library": ("unsafe-path", _library(preloadedJs=[{"path": "../../../x.js"}])),
    "a script outside by backslashes": ("unsafe-path", _library(preloadedJs=[{"path": "js\\..\\..\\x.js"}])),
    "a style from the root": ("unsafe-path", _library(preloadedCss=[{"path": "/x.css"}])),
    "a script on another host": ("invalid-library-json-file", _library(preloadedJs=[{"path": "https://evil.example/x.js"}])),
    "a source that is a script": ("invalid-h5p-json-file", _head(source="javascript:alert(1)")),
    "a library that is a parent folder": ("invalid-h5p-json-file", _head(mainLibrary="..")),
    "a dependency on a parent folder": ("invalid-library-name", _head(preloadedDependencies=[dependency("..")])),
    # versions
    "SQL in a version": ("invalid-library-json-file", _library(minorVersion="0; DROP TABLE x")),
    "a new line in a version": ("invalid-library-json-file", _library(minorVersion="0\n")),
    "a path in a version": ("invalid-library-json-file", _library(patchVersion="../1")),
    "foreign digits in a version": ("invalid-library-json-file", _library(majorVersion="\u0661")),
    "a fraction in a version": ("invalid-library-json-file", _library(majorVersion=1.0)),
    "a negative version": ("invalid-library-json-file", _library(majorVersion=-1)),
    "a version of many digits": ("invalid-library-json-file", _library(majorVersion=123456)),
    "a version that is true": ("invalid-library-json-file", _library(majorVersion=True)),
    "a version of a dependency": ("invalid-h5p-json-file", _head(preloadedDependencies=[dependency("Test.Question", "1/..")])),
}
