"""The kinds of question Mwanga knows: one module each, one row each here."""

from courses.questions.fill_the_gap import FillTheGap
from courses.questions.one_answer import OneAnswer
from courses.questions.put_in_order import PutInOrder
from courses.questions.question import Feedback, Grade, Index, QuestionKind, Response, WrongShape
from courses.questions.several_answers import SeveralAnswers
from courses.questions.true_false import TrueFalse

KINDS: dict[str, QuestionKind] = {
    kind.key: kind for kind in (OneAnswer(), SeveralAnswers(), TrueFalse(), PutInOrder(), FillTheGap())
}

__all__ = ["KINDS", "Feedback", "Grade", "Index", "QuestionKind", "Response", "WrongShape"]
