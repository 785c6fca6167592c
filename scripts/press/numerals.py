r"""Check the numbers in a page's prose.

Every numeral that a reader sees in prose is computed. At the end of a block stands a comment that
is not shown, with the Python expressions whose values the block's numerals must be::

    A 6 × 6 image gives 4 × 4.<!-- = edge_image().shape, out.shape -->

Blocks
    A block is a paragraph, a list item, a table row, a heading, a caption, or a ``$$…$$`` formula
    (its comment stands on the line below the closing ``$$``; a row's inside its last cell). A
    comment answers for all numerals since the comment before it or since the block's start; so
    one block may have several. It may run over several lines.

Expressions
    They are evaluated where the comment stands, with the names that the page's fences above it
    have made, and behind those: ``np``, every public name of ``convdemo``, ``cite``
    (``cite.hubel1959`` is a year, ``cite["hubel1959"]`` the whole entry of
    ``data/bibliography.toml``) and ``data`` (``data.benchmark`` is ``data/benchmark.json``).
    Arrays, tuples, lists and generators are flattened. The values must be the numerals, in order
    and one for one.

What equals what
    ``26`` and ``1,797`` are whole: the value must be equal, so round it in the expression.
    ``0.50`` has two decimals: the value rounded to two decimals must be written so. ``12 %`` is
    12. A sign belongs to the numeral it touches, unless a digit, a letter or a closing bracket
    touches the sign (in maths: stands before it): −3 in ``gives −3`` and ``0 −3``, but 3 in
    ``n − 3`` and ``n−3``.

What is counted
    The visible text, inline code, inline maths ``$…$`` and display maths. Not counted are fences,
    link targets, HTML tags and attributes, list markers, other comments, and the front matter's
    ``chapter`` and ``title``.

    Text and code: a numeral glued to a letter (``float32``, ``conv1``), or in text to a letter
    and a hyphen (LeNet-5), is part of a *name*. In code a name must exist: on the page, in
    ``convdemo``, in NumPy or in Python. Any other name must stand in ``data/names.txt``,
    so that LeNet-6 is found out. ``5MB`` and ``6x6`` are no names: write ``5 MB`` and ``6 × 6``.

    Maths: nothing is glued, each numeral counts: ``$\frac{n + 2p - f}{s} + 1$`` has 2 and 1, as
    has ``n_1^2``. Only ``[l-1]``, the layer before, is free. ``{,}`` groups thousands:
    ``4{,}096``.

Where none may stand
    In the titles of folded questions and admonitions, and in the front matter's ``question`` and
    ``description``: use words. Characters like ² and ½ are written as maths: ``$x^2$``.

``python -m scripts.press.numerals docs/padding.md`` lists a page's numerals and the comments that
answer for them; those that none answers for are marked.
"""

from __future__ import annotations

import ast
import math
import numbers as abstract
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby
from typing import Any

from scripts.press.page import MATHS, TEXT, Check, Page, Seen


@dataclass(frozen=True)
class Numeral:
    """One numeral as written (without its sign), the line and the offsets of its digits.

    `kind` says where it stands: text, code or maths. `in_size` says that it belongs to the name of
    a size in the text, such as 3 × 3 or a side of 5.
    """

    text: str
    negative: bool
    line: int
    positions: tuple[int, ...]
    kind: str = TEXT
    in_size: bool = False

    def __str__(self) -> str:
        return ("−" if self.negative else "") + self.text

    def equals(self, value: Any) -> bool:
        """Whether the value, at the decimals written, is written so."""
        sign = -1 if self.negative else 1
        plain = self.text.replace(",", "").replace("_", "")
        if re.search("[eE]", plain):
            return bool(sign * float(plain) == value)
        _, point, decimals = plain.partition(".")
        if not point:
            return bool(value == sign * int(plain))
        if not math.isfinite(value):
            return False
        return Decimal(format(value, f".{len(decimals)}f")) == sign * Decimal(plain)


@dataclass(frozen=True)
class Name:
    """A word with digits in it, such as float32 or LeNet-5."""

    text: str
    kind: str
    line: int
    positions: tuple[int, ...]


@dataclass(frozen=True)
class Claim:
    """The numerals that one comment answers for; `source` is None where no comment does."""

    line: int
    start: int
    end: int
    numerals: tuple[Numeral, ...]
    source: str | None


@dataclass
class Prose:
    """What a page's prose says in digits, and the places that break a rule."""

    claims: list[Claim] = field(default_factory=list)
    names: list[Name] = field(default_factory=list)
    problems: list[tuple[int, str]] = field(default_factory=list)

    @property
    def numerals(self) -> list[Numeral]:
        return [numeral for claim in self.claims for numeral in claim.numerals]

    @property
    def positions(self) -> list[int]:
        """The offset of every digit that is looked at, in order."""
        items: list[Numeral | Name] = [*self.numerals, *self.names]
        return sorted(position for item in items for position in item.positions)


# --- a formula in characters ---------------------------------------------------------------------

_CLOSERS = {"right", "rfloor", "rceil", "rvert", "rVert", "rangle", "rbrace"}
_OPERATORS = set(
    "times cdot div pm mp ast star to le leq ge geq ne neq lt gt approx equiv sim in mid not colon"
    " frac dfrac tfrac sqrt sum prod max min log exp Rightarrow rightarrow mapsto implies"
    " quad qquad text mathrm mathbf operatorname"
    " left lfloor lceil lvert lVert langle lbrace big Big bigl Bigl".split()
)
_TEX = re.compile(
    r"\\(?:begin|end)\{[^}]*\}|\\\\(?:\[[^\]]*\])?|\\[hv]space\*?\{[^}]*\}"
    r"|\\(?P<name>[A-Za-z]+)|\\.|\{,\}|\[l\s*[-−]\s*1\]"
)


def _tex(seen: list[Seen]) -> Iterator[Seen]:
    """Read TeX: for the sign's sake a command is an operator, a letter or a closing bracket."""
    text = "".join(each.character for each in seen)
    start, end = 2 * text.startswith((r"\(", r"\[")), len(text) - 2 * text.endswith((r"\)", r"\]"))
    place = start
    for match in _TEX.finditer(text, start, end):
        yield from seen[place : match.start()]
        name = match["name"]
        if match[0] == "{,}":
            shown = ","
        elif name in _CLOSERS or match[0].startswith("[l"):
            shown = ")"
        elif name is None or name in _OPERATORS:
            shown = "\u00b7"
        else:
            shown = "x"
        yield Seen(shown, None, MATHS)
        place = match.end()
    yield from seen[place:end]


def _read(seen: list[Seen]) -> list[Seen]:
    """Return what is seen, with the TeX in it read."""
    found: list[Seen] = []
    for kind, group in groupby(seen, key=lambda each: each.kind):
        each = list(group)
        found += _tex(each) if kind == MATHS else each
    return found


# --- the numerals of a run of characters --------------------------------------------------------

_NUMERAL = re.compile(
    r"[1-9][0-9]{0,2}(?:,[0-9]{3})+(?![0-9])(?:\.[0-9]+)?|[0-9]+(?:_[0-9]+)*(?:\.[0-9]+)?"
)
_EXPONENT = re.compile(r"[eE][+-]?[0-9]+(?![0-9A-Za-z_])")
_WORD = re.compile(r"[A-Za-z0-9_]")
_SIZE_BEFORE = re.compile(r"([0-9]\s*×|\bsides?(\s+of)?)\s*\Z")
_SIZE_AFTER = re.compile(r"\s*×\s*[0-9]")


def _is_letter(character: str) -> bool:
    return character.isalpha() or character == "_"


class _Run:
    """Visible characters between two answers, read for numerals and names."""

    def __init__(self, seen: list[Seen], page: Page) -> None:
        self.seen = _read(seen)
        self.text = "".join(each.character for each in self.seen)
        self.page = page
        self.numerals: list[Numeral] = []
        self.names: list[Name] = []
        self._read()

    def _read(self) -> None:
        place = 0
        while match := _NUMERAL.search(self.text, place):
            start, end = match.span()
            kind = self.seen[start].kind
            if kind != MATHS and (token := self._name(start, end, kind)):
                start, end = token
                word = self.text[start:end]
                self.names.append(Name(word, kind, self._line(start), self._digits(start, end)))
            else:
                if exponent := _EXPONENT.match(self.text, end):
                    end = exponent.end()
                self.numerals.append(
                    Numeral(
                        self.text[start:end],
                        self._negative(start),
                        self._line(start),
                        self._digits(start, end),
                        kind,
                        kind == TEXT and self._in_size(start, end),
                    )
                )
            place = end

    def _line(self, i: int) -> int:
        """The line of a character; of a word's first letter, that of its first digit."""
        return next(
            self.page.line(at) for each in self.seen[i:] if (at := each.position) is not None
        )

    def _digits(self, start: int, end: int) -> tuple[int, ...]:
        return tuple(
            each.position
            for each in self.seen[start:end]
            if each.position is not None and each.character.isdecimal()
        )

    def _name(self, start: int, end: int, kind: str) -> tuple[int, int] | None:
        """The word around a numeral that is glued to a letter, or to a letter and a hyphen."""
        text = self.text
        before = text[start - 1] if start else " "
        after = text[end] if end < len(text) else " "
        hyphen = kind == TEXT and before == "-" and start > 1 and _is_letter(text[start - 2])
        if _EXPONENT.match(text, end) and not _is_letter(before) and not hyphen:
            return None
        if not (_is_letter(before) or _is_letter(after) or hyphen):
            return None
        if hyphen:
            start -= 1
        while start and _WORD.match(text[start - 1]):
            start -= 1
        while end < len(text) and _WORD.match(text[end]):
            end += 1
        return start, end

    def _in_size(self, start: int, end: int) -> bool:
        before = self.text[max(0, start - 40) : start]
        return bool(_SIZE_BEFORE.search(before) or _SIZE_AFTER.match(self.text, end))

    def _negative(self, start: int) -> bool:
        if not start or self.text[start - 1] not in "-−":
            return False
        before = self.text[: start - 1]
        if self.seen[start - 1].kind == MATHS:
            before = before.rstrip()
        last = before[-1:]
        return not (last.isalnum() or (last != "" and last in ")]}_⌋⌉"))


def read(text: str) -> Prose:
    """Read a page's prose: its claims, its names, and the places that break a rule."""
    page, found = Page(text), Prose()
    for block in page.blocks:
        seen: list[Seen] = []
        for item in block.items:
            if isinstance(item, Seen):
                seen.append(item)
                continue
            _add(found, page, seen, item)
            seen = []
        _add(found, page, seen, None, is_title=block.is_title)
    for place in page.unplaced:
        problem = (
            "a digit after this place looks like Markdown's own and is shown; write it otherwise"
        )
        found.problems.append((page.line(place), problem))
    return found


def _add(
    found: Prose, page: Page, seen: list[Seen], check: Check | None, is_title: bool = False
) -> None:
    """Take what is seen before a comment, or up to the end of a block."""
    run = _Run(seen, page)
    found.names += run.names
    found.problems += _odd_digits(page, run)
    written = ", ".join(map(str, run.numerals))
    if is_title and run.numerals:
        problem = f"a title holds no digits, use words: {written}"
        found.problems.append((run.numerals[0].line, problem))
    if not (run.numerals or check):
        return
    line = run.numerals[0].line if run.numerals else page.line(check.start if check else 0)
    if check is None and not is_title:
        found.problems.append((line, f"no comment answers for: {written}"))
    start = check.start if check else run.numerals[0].positions[0]
    end = check.end if check else start
    found.claims.append(
        Claim(line, start, end, tuple(run.numerals), check.source if check else None)
    )


def _odd_digits(page: Page, run: _Run) -> Iterator[tuple[int, str]]:
    """The digits of a run that are written in no way that can be checked."""
    for each in run.seen:
        if each.position is None:
            continue
        if each.character.isnumeric() and not each.character.isdecimal() and each.kind != MATHS:
            yield page.line(each.position), f"write {each.character!r} as maths, for example $x^2$"
        if each.character.isdecimal() and not each.character.isascii():
            yield page.line(each.position), f"write {each.character!r} with the digits 0 to 9"


# --- what the expressions give ------------------------------------------------------------------


def expressions(source: str) -> list[str]:
    """Cut the text of an answer into its expressions."""
    tree = ast.parse(f"({source}\n,)", mode="eval").body
    assert isinstance(tree, ast.Tuple)
    return [ast.get_source_segment(f"({source}\n,)", element) or "" for element in tree.elts]


def flatten(value: Any) -> Iterator[Any]:
    """Give the numbers in a value: one, or an array, tuple, list or generator of them."""
    if isinstance(value, bool) or type(value).__name__ == "bool":
        raise TypeError(f"a truth value ({value}) is no number")
    if isinstance(value, abstract.Real | Decimal):
        yield value
    elif hasattr(value, "ravel"):
        for element in value.ravel().tolist():
            yield from flatten(element)
    elif isinstance(value, str | bytes | dict | set) or not hasattr(value, "__iter__"):
        raise TypeError(f"{value!r} is no number and no sequence of numbers")
    else:
        for element in value:
            yield from flatten(element)


def values(source: str, names: dict[str, Any]) -> list[tuple[str, Any]]:
    """Evaluate an answer: each number with the expression it came from."""
    result = []
    for expression in expressions(source):
        value = eval(expression.strip(), dict(names))
        result += [(expression, number) for number in flatten(value)]
    return result


def compare(numerals: tuple[Numeral, ...], found: list[tuple[str, Any]]) -> list[str]:
    """Say where the numerals written and the numbers computed differ; nothing if they do not."""
    problems = [
        f"written {numeral}, but {expression} is {value}"
        for numeral, (expression, value) in zip(numerals, found, strict=False)
        if not numeral.equals(value)
    ]
    if len(numerals) != len(found):
        written = ", ".join(map(str, numerals)) or "none"
        computed = ", ".join(str(value) for _, value in found) or "none"
        problems.insert(
            0,
            f"{len(numerals)} numerals, {len(found)} values;"
            f" written: {written}; computed: {computed}",
        )
    return problems


def _show(path: str) -> bool:
    """Print a page's claims; give whether each has its answer."""
    with open(path, encoding="utf-8") as page:
        found = read(page.read())
    for claim in found.claims:
        written = ", ".join(map(str, claim.numerals))
        mark = "  " if claim.source is not None else "? "
        print(
            f"{mark}{path}:{claim.line}: {written}"
            + (f"  =  {claim.source}" if claim.source else "")
        )
    for line, problem in found.problems:
        print(f"{path}:{line}: {problem}")
    return not found.problems


if __name__ == "__main__":
    sys.exit(0 if all(_show(path) for path in sys.argv[1:]) else 1)
