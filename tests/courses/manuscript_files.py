"""A small course as manuscripts, in English and Swahili, to change and break in tests. Not about the starter courses."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

COURSE = """\
---
title: Tiny course
slug: tiny-course
summary: One sentence.
audience: Everybody.
minutes: 20
level: Understand
band: waves
band_colours: green
licence: CC BY 4.0
---

What it is **about**.

## module first
title: First module
summary: The first.

## module second
title: Second module
"""

COURSE_SW = """\
---
title: Kozi ndogo
slug: tiny-course
summary: Sentensi moja.
audience: Watu wote.
minutes: 20
level: Understand
band: waves
band_colours: green
licence: CC BY 4.0
translation: machine draft
---

Inahusu **nini**.

## module first
title: Moduli ya kwanza
summary: Ya kwanza.

## module second
title: Moduli ya pili
"""

LESSON = """\
---
title: Lesson one
slug: lesson-1
module: first
minutes: 9
summary: What it is about.
can_do:
- name 3 places
- say who decides
teaches: test-framework/HCM1
sensitive: no
---

## text guesses
AI **guesses**. It finds patterns.

- in a phone
- in a bank

Call [the line](tel:116).

## picture lamp
file: lamp.png
alt: A lamp on a table.
caption: What is this?
licence: CC BY 4.0
credit: Mwanga

## example reads
title: She reads first
She reads. Then she sends.

## share tell
Tell one person: …

## helpline help
People listen.

## one-answer feeling
assesses: test-framework/HCM1
A chatbot says “I miss you”. Is that a feeling?
( ) yes | Yes | It only puts words together.
(x) no | No \\| never | Right, only words.

## several-answers which
assesses: test-framework/HCM1
Which use AI?
[x] voice | Voice typing | It guesses words.
[ ] torch | A torch | It follows one step.

## true-false sure
assesses: test-framework/HCM1
Sure means right.
true | Sure can be wrong.
(x) false | Right.

## put-in-order steps
assesses: test-framework/HCM1
What comes first?
1. stop | Stop | First breathe.
2. call | Call back | A number you know.
right: That is the order.
wrong: Nearly.

## fill-the-gap profit
assesses: test-framework/HCM1
prompt: What is left?
She sells for {price} and pays 90. Left is {profit}.
gap price = 120; hundred and twenty | More than 90.
gap profit = 30; thirty | Take 90 away.
right: Right.
wrong: Not yet.
"""

LESSON_SW = """\
---
title: Somo la kwanza
slug: lesson-1
module: first
minutes: 9
summary: Linahusu nini.
can_do:
- kutaja mahali 3
- kusema nani anaamua
teaches: test-framework/HCM1
sensitive: no
translation: machine draft
---

## text guesses
AI **hukisia**. Hutafuta mpangilio.

- kwenye simu
- benki

Piga [namba hii](tel:116).

## picture lamp
file: lamp.png
alt: Taa juu ya meza.
caption: Hii ni nini?
licence: CC BY 4.0
credit: Mwanga

## example reads
title: Anasoma kwanza
Anasoma. Kisha anatuma.

## share tell
Mwambie mtu mmoja: …

## helpline help
Watu husikiliza.

## one-answer feeling
assesses: test-framework/HCM1
Programu inasema “Nimekukumbuka”. Je, ni hisia?
( ) yes | Ndiyo | Inapanga maneno tu.
(x) no | Hapana | Sahihi, ni maneno tu.

## several-answers which
assesses: test-framework/HCM1
Vipi vinatumia AI?
[x] voice | Kuandika kwa sauti | Inakisia maneno.
[ ] torch | Tochi | Inafuata hatua moja.

## true-false sure
assesses: test-framework/HCM1
Kujiamini ni kuwa sahihi.
true | Kujiamini kunaweza kukosea.
(x) false | Sahihi.

## put-in-order steps
assesses: test-framework/HCM1
Nini kwanza?
1. stop | Simama | Vuta pumzi.
2. call | Piga | Namba unayoijua.
right: Huo ndio mfuatano.
wrong: Bado kidogo.

## fill-the-gap profit
assesses: test-framework/HCM1
prompt: Nini kinabaki?
Kinabaki {profit}, kwa sababu anauza kwa {price} na kulipa 90.
gap price = 120; mia na ishirini | Zaidi ya 90.
gap profit = 30; thelathini | Toa 90.
right: Sahihi.
wrong: Bado.
"""

FRAMEWORK = """\
key = "test-framework"
name = "Test framework"

[[competencies]]
code = "HCM1"
name = "Human agency"
"""


class Course:
    """The course's folder, with small ways to change its files."""

    def __init__(self, path: Path) -> None:
        self.path = path / "tiny-course"
        self.write("en/course.md", COURSE)
        self.write("en/lesson-1.md", LESSON)
        self.write("sw/course.md", COURSE_SW)
        self.write("sw/lesson-1.md", LESSON_SW)
        self.write("../frameworks/test.toml", FRAMEWORK)
        self.draw("gold")

    def write(self, name: str, text: str) -> None:
        """Writes a file."""
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def read(self, name: str) -> str:
        """A file's text."""
        return (self.path / name).read_text(encoding="utf-8")

    def change(self, name: str, old: str, new: str) -> None:
        """Replaces words that stand in a file once."""
        text = self.read(name)
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
        self.write(name, text.replace(old, new))

    def draw(self, colour: str) -> None:
        """Draws the picture."""
        path = self.path / "pictures" / "lamp.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (32, 20), colour).save(path)

    def add_lesson(self, number: int, module: str = "first", language: str = "en") -> None:
        """A further lesson, like the first one."""
        text = self.read(f"{language}/lesson-1.md").replace("slug: lesson-1", f"slug: lesson-{number}")
        self.write(f"{language}/lesson-{number}.md", text.replace("module: first", f"module: {module}"))
