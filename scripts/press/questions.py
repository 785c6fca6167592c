"""Questions that take an answer: the folds of a page with a comment that says which.

In ``??? question "…"`` a comment, ``<!-- answer: KIND … -->``, parts the task, which is read first,
from the answer. The key is what the fold's code prints, so it is typed once. The lines of the comment
say which wrong answers stand for which mistake, or which options there are::

    <!-- answer: number
    padding once: (32 + 1 - 5) // 2 + 1
    "You took the stride for one.": 32 + 2 - 5 + 1
    -->

The part after the last ``: `` of a line is its expression. A line that is indented goes on the one
above it; where it begins with ``>``, it is the hint for who chose that option. What the lines mean is
in `keys.py`; the names of mistakes are in ``data/mistakes.toml``.
"""

from __future__ import annotations

import difflib
import functools
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field

from scripts.press.errors import PressError
from scripts.press.page import prose
from scripts.setup.environment import ROOT

KINDS = ("number", "numbers", "grid", "choice", "order", "output")
# Those whose key is made of numbers, and that know mistakes.
NUMERIC = KINDS[:3]
KEY = "key"
MISTAKES = "data/mistakes.toml"
INDENT = 4
FOLD = re.compile(r'^(?P<lead>[ ]*)\?\?\?\+? question "(?P<title>[^\n]*)"[ ]*$', re.MULTILINE)
# Up to its end, to the beginning of another comment, or to that of the page.
ANSWER = re.compile(r"<!--\s*answer:(?P<said>(?:(?!<!--|-->).)*)(?P<end>-->)?", re.DOTALL)


class QuestionError(PressError):
    """A question that cannot be asked; the message says why, `line` where."""

    def __init__(self, message: str, line: int = 0, **more: str) -> None:
        super().__init__(message, **more)
        self.line = line


@dataclass
class Line:
    """One line of the comment: its words, its expression, the hint below it."""

    line: int
    words: str
    expression: str
    hint: str = ""


@dataclass(frozen=True)
class Question:
    """A fold that takes an answer.

    `line` is its title's, counted from 1; `start` and `end` are offsets of the fold, `above` and
    `below` those of the comment.
    """

    line: int
    title: str
    start: int
    end: int
    above: int
    below: int
    kind: str
    lines: tuple[Line, ...]
    problem: QuestionError | None = field(default=None, compare=False)

    @property
    def key(self) -> str:
        """The expression of the key, if a line has it."""
        return next((each.expression for each in self.lines if each.words == KEY), "")

    @property
    def others(self) -> list[Line]:
        """All lines but the key's."""
        return [each for each in self.lines if each.words != KEY]


@dataclass(frozen=True)
class Fold:
    """A question as it stands on a page, whether it takes an answer or not."""

    line: int
    title: str
    start: int
    end: int


@functools.cache
def mistakes() -> dict[str, str]:
    """The hint of each mistake that has a name."""
    hints: dict[str, str] = tomllib.loads((ROOT / MISTAKES).read_text("utf-8"))
    return hints


def folds(text: str) -> Iterator[Fold]:
    """Every folded question of a page; what a fence shows is none."""
    seen = prose(text)
    for mark in FOLD.finditer(seen):
        inside = len(mark["lead"]) + INDENT
        end = _end(text, mark.end(), inside)
        yield Fold(_line(text, mark.start()), mark["title"], mark.start(), end)


def _end(text: str, at: int, inside: int) -> int:
    """Where a fold ends: behind its last line that is indented."""
    end = at
    for line in re.finditer(r"\n(?P<lead>[ ]*)(?P<rest>[^\n]*)", text[at:]):
        if line["rest"] and len(line["lead"]) < inside:
            break
        if line["rest"]:
            end = at + line.end()
    return min(end + 1, len(text))


def find(text: str) -> list[Question]:
    """The questions of a page that take an answer, in order."""
    seen = prose(text)
    found = []
    for fold in folds(text):
        answers = list(ANSWER.finditer(seen, fold.start, fold.end))
        if answers:
            found.append(_question(text, fold, answers))
    return found


def stray(text: str) -> list[int]:
    """The lines of answers that stand in no question."""
    inside = list(folds(text))
    return [
        _line(text, answer.start())
        for answer in ANSWER.finditer(prose(text))
        if not any(fold.start <= answer.start() < fold.end for fold in inside)
    ]


def _question(text: str, fold: Fold, answers: list[re.Match[str]]) -> Question:
    answer = answers[0]
    problem, lines = None, []
    line = _line(text, answer.start())
    kind, _, rest = answer["said"].partition("\n")
    kind = kind.strip()
    try:
        _check_form(kind, answers, line)
        lines = list(_lines(rest, line + 1))
        _check_lines(kind, lines, line)
    except QuestionError as error:
        problem = error
    place = (fold.line, fold.title, fold.start, fold.end, *answer.span())
    return Question(*place, kind, tuple(lines), problem)


def _check_form(kind: str, answers: list[re.Match[str]], line: int) -> None:
    if not answers[0]["end"]:
        raise QuestionError("the answer's comment is never closed; end it with -->", line)
    if len(answers) > 1:
        raise QuestionError("a question takes one answer, this has two comments", line)
    if kind not in KINDS:
        raise QuestionError(
            f"there is no kind of answer {kind!r}{_near(kind, KINDS)};"
            f" the kinds are {', '.join(KINDS)}",
            line,
        )


def _lines(said: str, first: int) -> Iterator[Line]:
    """The lines of a comment, each with what goes on below it."""
    written = [(first + i, each) for i, each in enumerate(said.split("\n")) if each.strip()]
    least = min((_lead(each) for _, each in written), default=0)
    joined: list[tuple[int, str, str]] = []
    for number, text in written:
        bare = text.strip()
        if _lead(text) == least:
            joined.append((number, bare, ""))
        elif not joined:
            raise QuestionError(f"this goes on a line that is not there: {bare}", number)
        elif bare.startswith(">") or joined[-1][2]:
            line, words, hint = joined[-1]
            joined[-1] = (line, words, f"{hint} {bare.removeprefix('>').strip()}".strip())
        else:
            line, words, _ = joined[-1]
            joined[-1] = (line, f"{words} {bare}", "")
    for number, text, hint in joined:
        words, colon, expression = text.rpartition(": ")
        if not (colon and words.strip() and expression.strip()):
            raise QuestionError(
                f"a line is words, a colon with a space behind it, and an expression; got: {text}",
                number,
            )
        yield Line(number, words.strip(), expression.strip(), hint)


def _check_lines(kind: str, lines: list[Line], line: int) -> None:
    for each in lines:
        if kind in NUMERIC:
            _check_mistake(each)
        elif each.words == KEY:
            raise QuestionError(f"{kind} has no key line: its key is what comes out", each.line)
        if each.hint and kind != "choice":
            raise QuestionError(f"a hint below a line belongs to a choice, not {kind}", each.line)
        for words in (each.words, each.hint):
            if digits := re.findall(r"\d+", outside(words)):
                raise QuestionError(
                    f"no digit is typed here, write {{an expression}}: {', '.join(digits)}",
                    each.line,
                )
    if kind in ("choice", "order") and len(lines) < 2:
        raise QuestionError(f"{kind} needs two lines or more", line)
    if kind == "output" and lines:
        raise QuestionError("output has no lines: its key is what is printed", lines[0].line)
    names = [each.words for each in lines]
    for each in lines:
        if names.count(each.words) > 1:
            raise QuestionError(f"this stands twice: {each.words}", each.line)


def _check_mistake(line: Line) -> None:
    if line.words == KEY or is_sentence(line.words):
        return
    if line.words not in mistakes():
        raise QuestionError(
            f"{MISTAKES} has no {line.words!r}{_near(line.words, mistakes())};"
            " a hint of its own stands in double quotes",
            line.line,
        )


def is_sentence(words: str) -> bool:
    """Whether a mistake is told by its hint, in double quotes."""
    return len(words) > 2 and words[0] == words[-1] == '"'


def hint_of(words: str) -> str:
    """The hint of a mistake, which is named or told."""
    return words[1:-1] if is_sentence(words) else mistakes()[words]


def outside(words: str) -> str:
    """Words without the expressions in braces."""
    return re.sub(r"\{[^{}]*\}", "", words)


def _near(word: str, known: object) -> str:
    nearest = difflib.get_close_matches(word, list(known), cutoff=0.4)  # type: ignore[call-overload]
    return f"; near it: {', '.join(nearest)}" if nearest else ""


def _lead(text: str) -> int:
    return len(text) - len(text.lstrip())


def _line(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1
