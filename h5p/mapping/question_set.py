"""H5P.QuestionSet: questions one after another."""

from __future__ import annotations

from typing import Final

from h5p.blocks import QUESTIONS, Quiz
from h5p.html_text import tagless, untagged
from h5p.mapping import advanced_text
from h5p.mapping.children import children_of, children_to_native
from h5p.mapping.leaves import KINDS, LEAVES
from h5p.mapping.reading import Mapped, Media, Params, Reader, cannot_write, flattened, group, number, string, truth
from h5p.mapping.writing import CHECK_TEXTS

MACHINE: Final = "H5P.QuestionSet"
VERSIONS: Final = ((1, 20), (1, 21))
ALLOWED: Final = {block.kind: KINDS[block.kind] for block in QUESTIONS}


def to_native(params: Params, media: Media) -> Mapped:
    """A quiz; media of a question stands before it; DragQuestion, MultiMediaChoice and other types stay embeds in their place."""
    read = Reader(media)
    intro, end = group(params.get("introPage")), group(params.get("endGame"))
    subs = [
        (f"questions/{place}", flattened(item, "question"))
        for place, item in enumerate(read.items(params.get("questions"), "questions"))
    ]
    blocks = children_to_native(read, subs, LEAVES)
    if intro.get("backgroundImage") or params.get("backgroundImage") or end.get("successVideo") or end.get("failVideo"):
        read.lose("screens-dropped", "introPage")
    read.drop_overall(end.get("overallFeedback"), "endGame/overallFeedback")
    if truth(params.get("randomQuestions")) or number(params.get("poolSize"), 0) not in (0, len(subs)):
        read.lose("random-dropped", "randomQuestions")
    shown = truth(intro.get("showIntroPage"))
    introduction = advanced_text.words(read, intro.get("introduction"), "introPage/introduction") if shown else ""
    title = untagged(string(intro.get("title"))) if shown else ""
    pass_at = min(100, max(0, number(params.get("passPercentage"), 50)))
    return read.mapped([Quiz(title, blocks, introduction=introduction, pass_at=pass_at)])


def from_native(block: Quiz) -> Params:
    """A picture or recording goes above the question behind it. Raises H5PError (`not-exportable`) for cards to read."""
    if not isinstance(block, Quiz):
        raise cannot_write(block, MACHINE, "it is not a quiz.")
    return {
        "introPage": {
            "showIntroPage": bool(block.title or block.introduction),
            "title": tagless(block.title),
            "introduction": block.introduction,
            "startButtonText": "Start",
        },
        "progressType": "textual",
        "passPercentage": block.pass_at,
        "questions": children_of(block.blocks, ALLOWED, attach=True),
        "disableBackwardsNavigation": False,
        "randomQuestions": False,
        "endGame": END,
        "override": {"checkButton": True},
        "texts": TEXTS,
    }


END: Final = {
    "showResultPage": True,
    "showSolutionButton": True,
    "showRetryButton": True,
    "noResultMessage": "Finished",
    "message": "Your result:",
    "scoreBarLabel": CHECK_TEXTS["scoreBarLabel"],
    "overallFeedback": [],
    "solutionButtonText": "Show solution",
    "retryButtonText": "Try again",
    "finishButtonText": "Finish",
    "submitButtonText": "Submit",
    "showAnimations": False,
    "skippable": False,
}
TEXTS: Final = {
    "prevButton": "Previous question",
    "nextButton": "Next question",
    "finishButton": "Finish",
    "submitButton": "Submit",
    "textualProgress": "Question @current of @total",
    "jumpToQuestion": "Question %d of %total",
    "questionLabel": "Question",
    "readSpeakerProgress": "Question @current of @total",
    "unansweredText": "Not answered",
    "answeredText": "Answered",
    "currentQuestionText": "This question",
    "navigationLabel": "Questions",
}
