"""H5P.Essay: a text to write. Graded by a person; keywords are carried along."""

from __future__ import annotations

from typing import Final

from h5p.blocks import Essay, Keyword
from h5p.html_text import html_of, tagless, untagged
from h5p.mapping import advanced_text
from h5p.mapping.reading import Mapped, Media, Params, Reader, cannot_write, flattened, group, number, string
from h5p.mapping.writing import CHECK_TEXTS, media_field

MACHINE: Final = "H5P.Essay"
VERSIONS: Final = ((1, 4), (1, 5))
RULES: Final = {"occurrences": 1, "caseSensitive": False, "forgiveMistakes": False}


def to_native(params: Params, media: Media) -> Mapped:
    read = Reader(media)
    solution, behaviour = group(params.get("solution")), group(params.get("behaviour"))
    keywords = tuple(_keyword(read, item, path) for path, item in read.groups(params.get("keywords"), "keywords"))
    read.drop_overall(params.get("overallFeedback"), "overallFeedback")
    block = Essay(
        read.words(params.get("taskDescription"), "taskDescription"),
        placeholder=untagged(string(params.get("placeholderText"))),
        introduction=read.words(solution.get("introduction"), "solution/introduction"),
        sample=advanced_text.words(read, solution.get("sample"), "solution/sample"),
        shortest=number(behaviour.get("minimumLength"), 0),
        longest=number(behaviour.get("maximumLength"), 0),
        keywords=tuple(keyword for keyword in keywords if keyword.word),
    )
    return read.mapped([*read.lead(params), block])


def from_native(block: Essay) -> Params:
    if not isinstance(block, Essay):
        raise cannot_write(block, MACHINE, "it is not a text to write.")
    bounds = {"minimumLength": block.shortest, "maximumLength": block.longest}
    return {
        "media": media_field(None),
        "taskDescription": html_of(block.prompt),
        "placeholderText": tagless(block.placeholder),
        "solution": {"introduction": html_of(block.introduction), "sample": block.sample},
        "keywords": [_written(keyword) for keyword in block.keywords],
        "overallFeedback": [],
        "behaviour": {
            **{name: value for name, value in bounds.items() if value},
            "inputFieldSize": "10",
            "enableRetry": True,
            "ignoreScoring": not block.keywords,
            "pointsHost": 1,
            "percentagePassing": 50,
            "percentageMastering": 100,
        },
        **CHECK_TEXTS,
        **L10N,
    }


def _keyword(read: Reader, item: Params, path: str) -> Keyword:
    options = group(item.get("options"))
    said = [string(options.get(f"{name}Word")) for name in ("feedbackIncluded", "feedbackMissed")]
    if any(options.get(name, usual) != usual for name, usual in RULES.items()) or any(word == "alternatives" for word in said):
        read.lose("keyword-rules-dropped", path)
    alternatives = read.items(flattened(item.get("alternatives"), "alternatives"), f"{path}/alternatives")
    words = [untagged(string(flattened(one, "alternative"))) for one in alternatives]
    return Keyword(
        untagged(string(item.get("keyword"))),
        tuple(word for word in words if word),
        points=number(options.get("points"), 1),
        feedback_included=untagged(string(options.get("feedbackIncluded"))),
        feedback_missed=untagged(string(options.get("feedbackMissed"))),
    )


def _written(keyword: Keyword) -> Params:
    said = {"feedbackIncluded": tagless(keyword.feedback_included), "feedbackMissed": tagless(keyword.feedback_missed)}
    return {
        "keyword": tagless(keyword.word),
        "alternatives": [tagless(word) for word in keyword.alternatives],
        "options": {"points": keyword.points, **RULES, **said, "feedbackIncludedWord": "keyword", "feedbackMissedWord": "none"},
    }


L10N: Final = {
    "solutionTitle": "Sample solution",
    "remainingChars": "Remaining characters: @chars",
    "notEnoughChars": "You must write at least @chars characters!",
    "messageSave": "saved",
    "ariaYourResult": "You got @score out of @total points",
    "ariaNavigatedToSolution": "Went to the sample solution, which is new on the page.",
}
