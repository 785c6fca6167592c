"""The keys of questions: what is right, which mistakes are known, and what a reader is told of them.

They are evaluated in the page's session, with the names as they are after the fold's own code.
"""

from __future__ import annotations

import ast
import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from numbers import Real
from typing import Any

from scripts.drawing.number_format import minus, number
from scripts.press import questions
from scripts.press.numerals import flatten
from scripts.press.questions import Line, Question, QuestionError

Names = Mapping[str, Any]
# A numeral of what code prints: 30, -1.5, 1,797, 2., 1e-05; not those of names such as float32.
NUMERAL = re.compile(
    r"(?<![\w.])[-−]?(?:[1-9]\d{0,2}(?:,\d{3})+(?!\d)|\d+)(?:\.\d*)?(?:[eE][+-]?\d+)?(?!\w)"
)
SIGNS = re.compile(r"([*`])(\S|\S[^*`]*\S)\1")
ROW = re.compile(r"\[([^\[\]]*)\]")
# Of floats: what is nearer than this is the same.
NEAR = 1e-9


@dataclass(frozen=True)
class Number:
    """A number as it is printed, and how many decimals it has."""

    value: float
    decimals: int

    @classmethod
    def of(cls, text: str) -> Number:
        plain = text.replace(",", "").replace("−", "-")
        exponent = Decimal(plain).as_tuple().exponent
        assert isinstance(exponent, int)
        decimals = max(0, -exponent) if "." in plain.rstrip(".") or "e" in plain.lower() else 0
        return cls(_plain(float(plain)), decimals)

    def equals(self, value: float) -> bool:
        """Whether a value, written with so many decimals, is this one; a whole one is exact."""
        room = 0.5 * 10.0**-self.decimals if self.decimals else 0.0
        return bool(abs(value - self.value) <= room * (1 + NEAR) + NEAR * max(1, abs(self.value)))


@dataclass(frozen=True)
class Key:
    """What a question takes for right, and what it says of what is wrong.

    `numbers` are those of a number, several, or a grid of `columns`; `mistakes` are wrong ones with
    their hints. `options` are those of a choice and of an order, in the order in which they are shown;
    `right` is the one to choose, or where each is to stand. `hints` are those of options, by place.
    `text` is a line of output.
    """

    kind: str
    numbers: tuple[Number, ...] = ()
    columns: int = 0
    mistakes: tuple[tuple[tuple[float, ...], str], ...] = ()
    options: tuple[str, ...] = ()
    right: tuple[int, ...] = ()
    hints: Mapping[int, str] = field(default_factory=dict)
    text: str = ""

    def data(self) -> dict[str, Any]:
        """All of it as JSON, less what its kind has not."""
        found: dict[str, Any] = {"kind": self.kind}
        if self.numbers:
            found["numbers"] = [[each.value, each.decimals] for each in self.numbers]
            found["columns"] = self.columns
            found["mistakes"] = [[list(values), hint] for values, hint in self.mistakes]
        if self.options:
            found |= {"options": list(self.options), "right": list(self.right)}
            found["hints"] = {str(place): hint for place, hint in self.hints.items()}
        if self.text:
            found["text"] = self.text
        return found


def key_of(question: Question, printed: str | None, names: Names) -> Key:
    """Evaluate a question: `printed` is what its first code with an output printed."""
    if question.problem:
        raise question.problem
    if question.kind == "choice":
        return _choice(question, names)
    if question.kind == "order":
        return _order(question, names)
    if printed is None and not question.key:
        raise QuestionError(
            "the key is what the fold prints, and below the answer's comment nothing is printed",
            question.line,
        )
    if question.kind == "output":
        return _output(question, printed or "")
    return _numeric(question, printed or "", names)


# --- numbers ------------------------------------------------------------------------------------


def _numeric(question: Question, printed: str, names: Names) -> Key:
    if question.key:
        found, columns = _given(question, names)
    elif question.kind == "grid":
        found, columns = _grid(question, printed)
    else:
        found, columns = [Number.of(text) for text in NUMERAL.findall(printed)], 0
    if question.kind == "number" and len(found) != 1:
        raise QuestionError(
            f"the key of a number is the one numeral that is printed, and here are {len(found)}:"
            f" {printed.strip()!r}; a line `key: EXPRESSION` says which",
            question.line,
        )
    if len(found) < 2 and question.kind != "number":
        raise QuestionError(
            f"{question.kind} wants two numbers or more, printed is {printed.strip()!r}",
            question.line,
        )
    wrong = tuple(_mistakes(question, found, columns, names))
    return Key(question.kind, tuple(found), columns, wrong)


def _given(question: Question, names: Names) -> tuple[list[Number], int]:
    """The key of a line of its own."""
    line = next(each for each in question.lines if each.words == questions.KEY)
    value = _evaluated(line, names)
    columns = 0
    if question.kind == "grid":
        columns = _columns(value, line)
    texts = [_exact(each) for each in _numbers(value, line)]
    return [Number.of(text) for text in texts], columns


def _exact(value: float) -> str:
    """A number with the decimals that the book writes, and all digits of a whole one."""
    if float(value).is_integer():
        return str(int(value))
    return number(value).replace("−", "-")


def _grid(question: Question, printed: str) -> tuple[list[Number], int]:
    """An array as NumPy prints it."""
    text = printed.strip()
    rows = [NUMERAL.findall(row) for row in ROW.findall(text)]
    flat = re.sub(r"[\[\],\s]", "", ROW.sub("", text))
    depth = len(text) - len(text.lstrip("["))
    if flat or depth not in (1, 2) or not rows or len({len(row) for row in rows}) != 1:
        raise QuestionError(
            f"a grid's key is an array of rows and columns, printed is {text[:60]!r}",
            question.line,
        )
    found = [Number.of(cell) for row in rows for cell in row]
    # NumPy prints 0.5 and 1. in one array: all cells have the decimals of the longest.
    decimals = max((each.decimals for each in found), default=0)
    return [Number(each.value, decimals) for each in found], len(rows[0])


def _columns(value: Any, line: Line) -> int:
    shape: Any = getattr(value, "shape", ())
    if len(shape) not in (1, 2):
        raise QuestionError(f"a grid is an array of rows and columns: {line.expression}", line.line)
    return int(shape[-1])


def _mistakes(
    question: Question, key: list[Number], columns: int, names: Names
) -> Iterator[tuple[tuple[float, ...], str]]:
    known: list[tuple[str, list[float]]] = []
    for line in question.others:
        value = _evaluated(line, names)
        found = _numbers(value, line)
        shown = ", ".join(map(number, found))
        if len(found) != len(key) or (columns and _columns(value, line) != columns):
            raise QuestionError(
                f"{line.words}: the key has {len(key)} numbers, and this {len(found)}"
                f" (of another shape it cannot be typed): {shown}",
                line.line,
            )
        if _all_equal(key, found):
            raise QuestionError(
                f"{line.words}: the mistake gives the key itself: {shown}", line.line
            )
        for other, numbers in known:
            if _all_equal(key, numbers, found):
                raise QuestionError(f"{line.words}: gives the same as {other}: {shown}", line.line)
        known.append((line.words, found))
        yield tuple(found), _hint(questions.hint_of(line.words), line, names)


def _all_equal(key: list[Number], one: list[float], other: list[float] | None = None) -> bool:
    """Whether numbers are the key, or those of another mistake, at the key's decimals."""
    goal = (
        key if other is None else [Number(x, n.decimals) for n, x in zip(key, other, strict=True)]
    )
    return all(number.equals(value) for number, value in zip(goal, one, strict=True))


def _numbers(value: Any, line: Line) -> list[float]:
    try:
        return [_plain(each) for each in flatten(value)]
    except TypeError as error:
        raise QuestionError(f"{line.expression}: {error}", line.line) from error


def _plain(value: Any) -> float:
    """A number as JSON has it: a whole one without decimals."""
    return int(value) if float(value).is_integer() else float(value)


# --- options ------------------------------------------------------------------------------------


def _choice(question: Question, names: Names) -> Key:
    true = [i for i, line in enumerate(question.lines) if _truth(line, names)]
    if len(true) != 1:
        said = ", ".join(question.lines[i].words for i in true) or "none"
        raise QuestionError(f"one option of a choice is true, here: {said}", question.line)
    options = [filled(line.words, line, names) for line in question.lines]
    hints = {i: _hint(line.hint, line, names) for i, line in enumerate(question.lines) if line.hint}
    if true[0] in hints:
        raise QuestionError("the right option needs no hint", question.lines[true[0]].line)
    _check_apart(question, options)
    return Key("choice", options=tuple(options), right=(true[0],), hints=hints)


def _truth(line: Line, names: Names) -> bool:
    value = _evaluated(line, names)
    if type(value).__name__ not in ("bool", "bool_"):
        raise QuestionError(
            f"an option's expression is true or false: {line.expression} is {value!r}", line.line
        )
    return bool(value)


def _order(question: Question, names: Names) -> Key:
    values = []
    for line in question.lines:
        found = _numbers(_evaluated(line, names), line)
        if len(found) != 1:
            raise QuestionError(f"a thing in an order has one value: {line.expression}", line.line)
        values.append(found[0])
        if values.index(found[0]) != len(values) - 1:
            other = question.lines[values.index(found[0])].words
            raise QuestionError(
                f"{line.words} and {other} have the same value, {number(found[0])}", line.line
            )
    options = [filled(line.words, line, names) for line in question.lines]
    _check_apart(question, options)
    shown = _shuffled(options, values)
    ranks = sorted(values)
    return Key(
        "order",
        options=tuple(options[i] for i in shown),
        right=tuple(ranks.index(values[i]) for i in shown),
    )


def _shuffled(options: list[str], values: list[float]) -> list[int]:
    """The places of things in an order that no value has, and that is not the right one."""
    shown = sorted(range(len(options)), key=lambda i: hashlib.sha256(options[i].encode()).digest())
    right = sorted(shown, key=values.__getitem__)
    return shown[1:] + shown[:1] if shown == right else shown


def _check_apart(question: Question, options: list[str]) -> None:
    for line, option in zip(question.lines, options, strict=True):
        if options.count(option) > 1:
            raise QuestionError(f"two options read the same: {option}", line.line)


def _output(question: Question, printed: str) -> Key:
    if not printed.strip():
        raise QuestionError("the key is what the fold prints, and that is nothing", question.line)
    return Key("output", text="\n".join(line.rstrip() for line in printed.strip("\n").splitlines()))


# --- expressions --------------------------------------------------------------------------------


def _evaluated(line: Line, names: Names) -> Any:
    return _value(line.expression, line, names)


def _value(expression: str, line: Line, names: Names) -> Any:
    try:
        return eval(expression, dict(names))
    except Exception as error:
        raise QuestionError(f"{expression}: {type(error).__name__}: {error}", line.line) from error


def filled(words: str, line: Line, names: Names) -> str:
    """Words with the values of what stands in braces, numbers written as the book writes them."""
    if "{" not in words:
        return words
    try:
        tree = ast.parse(f'f"""{words} """', mode="eval").body
    except SyntaxError as error:
        raise QuestionError(f"{words}: {error.msg}", line.line) from error
    assert isinstance(tree, ast.JoinedStr)
    return "".join(_piece(part, line, names) for part in tree.values).strip()


def _hint(words: str, line: Line, names: Names) -> str:
    """A hint, which is told as plain text: without the signs of emphasis and of code."""
    return filled(SIGNS.sub(r"\2", words), line, names)


def _piece(part: ast.expr, line: Line, names: Names) -> str:
    if isinstance(part, ast.Constant):
        return str(part.value)
    assert isinstance(part, ast.FormattedValue)
    if part.format_spec or part.conversion != -1:
        whole = ast.unparse(ast.Expression(ast.JoinedStr([part])))
        return minus(str(_value(whole, line, names)))
    value = _value(ast.unparse(part.value), line, names)
    return number(value) if isinstance(value, Real) else str(value)
