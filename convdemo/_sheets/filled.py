"""A file that came back: which sheet it belongs to, and what is written for each problem."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from string import ascii_uppercase
from typing import Any

from convdemo._check import Misspelt, shown
from convdemo._sheets.catalogue import known

HEAD = re.compile(
    r"Sheet ([A-Z]): ([a-z]+(?: [a-z]+)*), seed (\d{1,18}), (\d{1,2}) problems? a chapter"
)
EXAMPLE = "Sheet A: padding stride, seed 7, 3 problems a chapter"
COLUMNS = re.compile(r'^"?number"?[ ]*([,;\t])[ ]*"?answer"?\s*$', re.IGNORECASE | re.MULTILINE)
NAMES = ("sheet", "chapters", "seed", "problems", "answers")
_HEADING = re.compile(r"#{1,6}\s*(?:(\d{1,4})\b)?")
_ANSWER = re.compile(r"[\s>*_]*Answers?[\s*_]*:[\s*_]*(.*)", re.IGNORECASE)
_SHORT = re.compile(r"\s*(\d{1,4})\s*[.):]\s*(.*)")


@dataclass(frozen=True)
class Filled:
    """A sheet's letter, chapters, seed and problems of a chapter, and what is written, by number."""

    letter: str
    chapters: tuple[str, ...]
    seed: int
    each: int
    written: Mapping[int, str]


def head(letter: str, chapters: tuple[str, ...], seed: int, each: int) -> str:
    """The line that says which sheet this is."""
    problems = "1 problem" if each == 1 else f"{each} problems"
    return f"Sheet {letter}: {' '.join(chapters)}, seed {seed}, {problems} a chapter"


def read(text: str) -> Filled:
    """What a file says, in whichever form."""
    if not isinstance(text, str):
        raise TypeError(f"text must be what a file holds, not {shown(text)}")
    text = text.removeprefix("\ufeff")
    if text.lstrip().startswith("{"):
        return _of_json(text)
    heads = HEAD.findall(text)
    if len(heads) != 1:
        came = f"{len(heads)} of them" if heads else "none came"
        raise Misspelt(f"the file must have one line such as {EXAMPLE!r}, and {came}")
    letter, names, seed, each = heads[0]
    columns = COLUMNS.search(text)
    written = _of_table(text[columns.end() :], columns[1]) if columns else _of_lines(text)
    return Filled(letter, tuple(map(_chapter, names.split())), int(seed), int(each), written)


def belong(came: Filled, count: int) -> None:
    """All that is written belongs to a problem of the sheet."""
    beyond = sorted(number for number in came.written if not 1 <= number <= count)
    if beyond:
        raise Misspelt(
            f"the file must keep to the problems of its sheet, 1 to {count}, and has number "
            f"{', '.join(map(str, beyond))}"
        )


def _chapter(name: object) -> str:
    try:
        return known(name)
    except Misspelt as error:
        raise Misspelt(f"a chapter in the file {error}") from None


def _of_lines(text: str) -> dict[int, str]:
    """What stands behind "Answer:" under each number, or behind the numbers themselves."""
    lines = text.splitlines()
    long = any(_ANSWER.fullmatch(line) for line in lines)
    found: dict[int, list[str]] = {}
    number, open_now = 0, False
    for line in lines:
        if heading := _HEADING.match(line):
            number, open_now = int(heading[1] or 0), False
        elif long and number and (answer := _ANSWER.fullmatch(line)):
            found.setdefault(number, []).append(answer[1])
            open_now = True
        elif not long and (short := _SHORT.fullmatch(line)):
            number, open_now = int(short[1]), True
            found.setdefault(number, []).append(short[2])
        elif open_now:
            found[number].append(line)
    return {number: "\n".join(parts).strip() for number, parts in found.items()}


def _of_table(text: str, between: str) -> dict[int, str]:
    """The rows below "number,answer"; further cells belong to the answer."""
    found = {}
    for cells in csv.reader(text.splitlines(keepends=True), delimiter=between):
        if not any(cell.strip() for cell in cells):
            continue
        if not re.fullmatch(r"\s*\d{1,4}\s*", cells[0]):
            raise Misspelt(
                f"number in the file must be a problem's, as in 3, not {shown(cells[0])}"
            )
        found[int(cells[0])] = " ".join(cells[1:])
    return found


def _of_json(text: str) -> Filled:
    try:
        record = json.loads(text)
    except ValueError as error:
        raise Misspelt(f"the file must be JSON, as it begins with a brace: {error}") from None
    missing = [name for name in NAMES if name not in record]
    if missing:
        raise Misspelt(f"the object must have {', '.join(NAMES)}, and lacks {', '.join(missing)}")
    letter, names, answers = record["sheet"], record["chapters"], record["answers"]
    if not isinstance(letter, str) or letter not in tuple(ascii_uppercase):
        raise Misspelt(f"sheet must be a letter from A to Z, not {shown(letter)}")
    if not isinstance(names, list):
        raise Misspelt(f"chapters must be a list of names, not {shown(names)}")
    if not isinstance(answers, dict) or not all(re.fullmatch(r"\d{1,4}", n) for n in answers):
        raise Misspelt(f'answers must be an object such as {{"1": 12}}, not {shown(answers)}')
    for name in ("seed", "problems"):
        if type(record[name]) is not int:
            raise Misspelt(f"{name} must be a whole number, not {shown(record[name])}")
    return Filled(
        letter,
        tuple(map(_chapter, names)),
        record["seed"],
        record["problems"],
        {int(number): _as_text(value) for number, value in answers.items()},
    )


def _as_text(value: Any) -> str:
    """A value of JSON as somebody would write it."""
    if isinstance(value, list):
        rows = any(isinstance(item, list) for item in value)
        return ("\n" if rows else " ").join(map(_as_text, value))
    return "" if value is None else str(value)
