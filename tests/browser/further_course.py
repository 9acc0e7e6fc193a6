"""A course of one lesson as manuscripts, in English, Urdu, Chinese and Fula in Adlam: letters that join, or lie far out.

For the eyes of a browser: the Adlam words are there for their letters, not for their sense.
"""

from __future__ import annotations

from pathlib import Path

COURSE = """\
---
title: {title}
slug: further-scripts
summary: {summary}
audience: {audience}
minutes: 10
level: Understand
band: waves
band_colours: green
licence: CC BY 4.0
{status}---

{about}

## module first
title: {module}
"""

LESSON = """\
---
title: {title}
slug: lesson-1
module: first
minutes: 9
summary: {summary}
can_do:
- {can}
teaches: unesco-ai-cfs-2024/TEC1
sensitive: no
{status}---

## text guesses
{text}

## share tell
{share}

## one-answer feeling
assesses: unesco-ai-cfs-2024/TEC1
{question}
( ) yes | {yes} | {no_feeling}
(x) no | {no} | {right}

## fill-the-gap code
assesses: unesco-ai-cfs-2024/TEC1
prompt: {prompt}
{gap}
gap code = 30 | {right}
right: {right}
wrong: {no_feeling}
"""

WORDS = {
    "en": {
        "title": "Machines and words",
        "summary": "What machines do.",
        "audience": "Everybody.",
        "about": "What it is **about**.",
        "module": "First",
        "can": "name 3 machines",
        "text": "A machine **guesses** the next word. It looks at 1,000 examples.",
        "share": "Ask one person: who taught the machine?",
        "question": "Does Mwanga have feelings?",
        "yes": "Yes",
        "no": "No",
        "right": "Right, only words.",
        "no_feeling": "It only puts words together.",
        "prompt": "How many?",
        "gap": "She sells for 120 and pays 90. Left is {code} KES.",
    },
    "ur": {
        "title": "مشینیں اور الفاظ",
        "summary": "مشینیں کیا کرتی ہیں۔",
        "audience": "سب کے لیے۔",
        "about": "یہ **کس بارے** میں ہے۔",
        "module": "پہلا حصہ",
        "can": "تین مشینوں کے نام بتانا",
        "text": "مشین اگلے لفظ کا **اندازہ** لگاتی ہے۔ وہ 1,000 مثالیں دیکھتی ہے، پھر جواب دیتی ہے۔ یہ کس نے سکھایا؟",
        "share": "ایک شخص سے پوچھیں: مشین کو کس نے سکھایا؟",
        "question": "کیا Mwanga کے احساسات ہیں؟",
        "yes": "ہاں",
        "no": "نہیں",
        "right": "ٹھیک، صرف الفاظ۔",
        "no_feeling": "یہ صرف الفاظ جوڑتی ہے۔",
        "prompt": "کتنے؟",
        "gap": "وہ 120 میں بیچتی ہے اور 90 دیتی ہے۔ بچے {code} KES۔",
    },
    "zh-hans": {
        "title": "机器与文字",
        "summary": "机器会做什么。",
        "audience": "所有人。",
        "about": "这门课讲的是**什么**。",
        "module": "第一部分",
        "can": "说出三种机器",
        "text": "机器会**猜测**下一个词。它看过一千个例子，然后给出一个听起来很有把握的答案，但是听起来有把握并不等于正确。",
        "share": "问一个人：是谁教会了这台机器？",
        "question": "Mwanga 有感情吗？",
        "yes": "有",
        "no": "没有",
        "right": "对，只是文字。",
        "no_feeling": "它只是把词拼在一起。",
        "prompt": "多少？",
        "gap": "她卖了 120，付了 90。剩下 {code} KES。",
    },
    "ff-adlm": {
        "title": "𞤃𞤢𞤧𞤭𞤲𞤶𞤭 𞤫 𞤳𞤮𞤲𞤺𞤵𞤯𞤭",
        "summary": "𞤖𞤮𞤤 𞤳𞤮 𞤥𞤢𞤧𞤭𞤲𞤶𞤭 𞤱𞤢𞤯𞤢𞤼𞤢.",
        "audience": "𞤒𞤭𞤥𞤩𞤫 𞤬𞤮𞤬.",
        "about": "𞤖𞤢𞤤𞤢 **𞤳𞤢𞤤𞤢**.",
        "module": "𞤀𞤪𞤢𞤲𞤮",
        "can": "𞤭𞤲𞤲𞤵𞤣𞤫 𞤥𞤢𞤧𞤭𞤲𞤶𞤭 𞤼𞤢𞤼𞤭",
        "text": "𞤃𞤢𞤧𞤭𞤲𞤺𞤮𞤤 **𞤧𞤭𞤶𞥆𞤭𞤲𞤢𞤼** 𞤳𞤮𞤲𞤺𞤮𞤤 𞤳𞤢. 𞤔𞤢𞥄𞤪𞤵 1,000 𞤥𞤭𞤧𞤢𞤤𞤶𞤭, 𞤲𞤣𞤫𞤲 𞤶𞤢𞥄𞤦𞤮. 𞤖𞤮𞤥𞤦𞤮 𞤶𞤢𞤲𞤺𞤭𞤲𞤭 𞤥𞤮?",
        "share": "𞤐𞤢𞤥𞤣𞤵 𞤺𞤮𞤼𞥆𞤮: 𞤸𞤮𞤥𞤦𞤮 𞤶𞤢𞤲𞤺𞤭𞤲𞤭 𞤥𞤢𞤧𞤭𞤲𞤺𞤮𞤤?",
        "question": "Mwanga 𞤲𞤮 𞤥𞤢𞤪𞤭 𞤥𞤭𞥅𞤶𞤮?",
        "yes": "𞤉𞥅𞤴",
        "no": "𞤀𞤤𞤢𞥄",
        "right": "𞤖𞤭𞥅𞤩𞤮, 𞤳𞤮𞤲𞤺𞤵𞤯𞤭 𞤼𞤢𞤲.",
        "no_feeling": "𞤑𞤮𞤲𞤺𞤵𞤯𞤭 𞤼𞤢𞤲.",
        "prompt": "𞤔𞤢𞤪𞤵?",
        "gap": "𞤌 𞤧𞤮𞥅𞤣𞤭 120, 𞤮 𞤴𞤮𞤩𞤭 90. 𞤂𞤵𞤼𞥆𞤭 {code} KES.",
    },
}


def write_course(folder: Path) -> Path:
    """Writes the manuscripts; returns the course's folder."""
    for language, words in WORDS.items():
        place = folder / "further-scripts" / language
        place.mkdir(parents=True)
        status = "" if language == "en" else "translation: machine draft\n"
        (place / "course.md").write_text(COURSE.format(**words, status=status), encoding="utf-8")
        (place / "lesson-1.md").write_text(LESSON.format(**words, status=status), encoding="utf-8")
    return folder / "further-scripts"
