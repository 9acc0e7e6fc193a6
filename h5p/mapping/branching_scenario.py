"""H5P.BranchingScenario: a story whose way depends on choices. Texts, pictures and questions become nodes; others stay embeds."""

from __future__ import annotations

from typing import Any, Final

from h5p.blocks import Block, Choice, Embed, Ending, Node, Scenario
from h5p.html_text import html_of, tagless, untagged
from h5p.mapping.children import child_of, child_to_native
from h5p.mapping.leaves import KINDS, LEAVES
from h5p.mapping.reading import Mapped, Media, Params, Reader, cannot_write, flattened, group, number, string, title_of
from h5p.mapping.writing import sub_content

MACHINE: Final = "H5P.BranchingScenario"
VERSIONS: Final = ((1, 8), (1, 10))
QUESTION: Final = "H5P.BranchingQuestion"
END: Final = -1


def to_native(params: Params, media: Media) -> Mapped:
    """Places that do not exist end the scenario."""
    read = Reader(media)
    scenario = group(flattened(params, "branchingScenario"))
    scenario = group(scenario.get("branchingScenario", scenario))
    contents = read.groups(scenario.get("content"), "content")
    start, ends = group(scenario.get("startScreen")), read.groups(scenario.get("endScreens"), "endScreens")
    if start.get("startScreenImage") or any(end.get("endScreenImage") for _, end in ends):
        read.lose("screens-dropped", "startScreen")
    if group(scenario.get("scoringOptionGroup")).get("scoringOption") == "dynamic-score":
        read.lose("scores-dropped", "scoringOptionGroup")
    nodes = tuple(_node(read, (path, item), len(contents)) for path, item in contents)
    title = read.words(start.get("startScreenTitle") or scenario.get("title"), "startScreen")
    introduction = read.words(start.get("startScreenSubtitle"), "startScreen")
    usual = next((end for _, end in ends if number(end.get("contentId"), END) == END), {})
    return read.mapped([Scenario(title, introduction, nodes, ending=_ending(read, usual, "endScreens"))])


def from_native(block: Scenario) -> Params:
    """Raises H5PError (`not-exportable`) for a way that leads to no node."""
    if not isinstance(block, Scenario):
        raise cannot_write(block, MACHINE, "it has no ways to choose.")
    ways = [way for node in block.nodes for way in (node.goes_to, *(choice.goes_to for choice in node.choices))]
    if not block.nodes or not all(END <= way < len(block.nodes) for way in ways):
        raise cannot_write(block, MACHINE, "a way leads to a place that does not exist.")
    end = _written_ending(block.ending)
    screen = {f"endScreen{name[0].upper()}{name[1:]}": text for name, text in end.items() if name in ("title", "subtitle")}
    scored = {"endScreenScore": end["endScreenScore"]} if "endScreenScore" in end else {}
    scenario = {
        "title": html_of(block.title),
        "startScreen": {"startScreenTitle": html_of(block.title), "startScreenSubtitle": html_of(block.introduction)},
        "endScreens": [{**screen, **scored, "contentId": END}],
        "content": [_written(node) for node in block.nodes],
        "scoringOptionGroup": {"scoringOption": "static-end-score" if _has_scores(block) else "no-score"},
        "behaviour": {"enableBackwardsNavigation": True, "forceContentFinished": False, "randomizeBranchingQuestions": False},
        "l10n": L10N,
    }
    return {"branchingScenario": scenario}


def _node(read: Reader, item: tuple[str, Params], count: int) -> Node:
    path, node = item
    sub = group(node.get("type"))
    goes_to = _place(node.get("nextContentId"), count)
    ending = _ending(read, group(node.get("feedback")), f"{path}/feedback")
    title = title_of(sub)
    if string(sub.get("library")).split(" ")[0] == QUESTION:
        inner = group(flattened(sub.get("params"), "branchingQuestion"))
        choices = tuple(_choice(read, choice, count) for choice in read.groups(inner.get("alternatives"), f"{path}/alternatives"))
        return Node(title, None, read.words(inner.get("question"), f"{path}/question"), choices, goes_to, ending)
    blocks = read.take(child_to_native(sub, read.media, LEAVES), f"{path}/type")
    block: Block | None = blocks[-1] if blocks else None
    if len(blocks) > 1:
        read.lose("pictures-dropped", f"{path}/type")
    if isinstance(block, Embed):
        title = ""  # it stands in the embed's own metadata
    return Node(title, block, goes_to=goes_to, ending=ending)


def _choice(read: Reader, item: tuple[str, Params], count: int) -> Choice:
    path, choice = item
    ending = _ending(read, group(choice.get("feedback")), f"{path}/feedback")
    return Choice(untagged(string(choice.get("text"))), _place(choice.get("nextContentId"), count), ending)


def _ending(read: Reader, feedback: Params, path: str) -> Ending:
    """What is said between two nodes or at an end; end screens have longer names for the same."""
    if feedback.get("image"):
        read.lose("screens-dropped", path)
    title = feedback.get("title", feedback.get("endScreenTitle"))
    text = feedback.get("subtitle", feedback.get("endScreenSubtitle"))
    score = feedback.get("endScreenScore")
    is_scored = isinstance(score, int | str) and not isinstance(score, bool) and score != ""
    return Ending(read.words(title, path), read.words(text, path), number(score, 0) if is_scored else None)


def _place(value: Any, count: int) -> int:
    place = number(value, END)
    return place if 0 <= place < count else END


def _has_scores(block: Scenario) -> bool:
    endings = [block.ending]
    for node in block.nodes:
        endings += [node.ending, *(choice.ending for choice in node.choices)]
    return any(ending.score is not None for ending in endings)


def _written_ending(ending: Ending) -> Params:
    texts = {"title": html_of(ending.title), "subtitle": html_of(ending.text)}
    return texts if ending.score is None else {**texts, "endScreenScore": ending.score}


def _written(node: Node) -> Params:
    return {
        "type": _written_question(node) if node.block is None else _written_block(node, node.block),
        "showContentTitle": False,
        "proceedButtonText": "Go on",
        "forceContentFinished": "useBehavioural",
        "nextContentId": node.goes_to,
        "feedback": _written_ending(node.ending),
        "contentBehaviour": "useBehavioural",
    }


def _written_block(node: Node, block: Block) -> Params:
    sub = child_of(block, KINDS, node.title)
    return sub if isinstance(block, Embed) else {**sub, "metadata": {**sub["metadata"], "title": tagless(node.title)}}


def _written_question(node: Node) -> Params:
    alternatives = [
        {"text": tagless(choice.text), "nextContentId": choice.goes_to, "feedback": _written_ending(choice.ending)}
        for choice in node.choices
    ]
    inner = {"question": html_of(node.question), "alternatives": alternatives}
    return sub_content(f"{QUESTION} 1.0", {"branchingQuestion": inner}, node.title)


L10N: Final = {
    "startScreenButtonText": "Start",
    "endScreenButtonText": "Start again",
    "backButtonText": "Back",
    "proceedButtonText": "Go on",
    "disableProceedButtonText": "Finish this part first",
    "replayButtonText": "Play the video again",
    "scoreText": "Your score:",
    "fullscreenAria": "Full screen",
}
