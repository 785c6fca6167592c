"""A file that came back: which sheet it belongs to, and what is written for each problem."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from string import ascii_uppercase
from typing import Any

from convdemo._check import Misspelt, shown
from convdemo._sheets.catalogue import known

# Editors wrap a line and begin words with a capital.
HEAD = re.compile(
    r"(key\s+to\s+)?sheet\s+([a-z])\s*:\s*([a-z]+(?:,?\s+[a-z]+)*),\s+seed\s+([0-9]{1,18}),"
    r"\s+([0-9]{1,2})\s+problems?\s+a\s+chapter",
    re.IGNORECASE,
)
EXAMPLE = "Sheet A: padding stride, seed 7, 3 problems a chapter"
COLUMNS = re.compile(r'^"?number"?[ ]*([,;\t])[ ]*"?answer"?\s*$', re.IGNORECASE | re.MULTILINE)
NAMES = ("sheet", "chapters", "seed", "problems", "answers")
# As answers by mail have them, below what they answer.
_QUOTED = re.compile(r"^(?:>[ \t]?)+", re.MULTILINE)
_HEADING = re.compile(r"\s{0,3}#{1,6}[\s*_]*(?:([0-9]{1,4})\b)?")
_ANSWER = re.compile(r"[-+\s*_]*(?:my\s+)?answers?[\s*_]*[:：=][\s*_]*(.*)", re.IGNORECASE)
# A point within a number, as in 4.75, is not one behind a problem's.
_SHORT = re.compile(r"\s*([0-9]{1,4})\s*\\?(?:[):]|\.(?![0-9]))\s*(.*)")
PLACES = """'Answer:' below each number such as '### 3', or lines such as '3. 12'"""


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
    text = _QUOTED.sub("", text.removeprefix("\ufeff"))
    if text.lstrip().startswith("{"):
        return _of_json(text)
    heads = HEAD.findall(text)
    if len(heads) != 1:
        came = f"{len(heads) or 'none'} of them came"
        raise Misspelt(f"the file must have one line such as {EXAMPLE!r}, and {came}")
    key, letter, names, seed, each = heads[0]
    if key:
        raise Misspelt(f"the file must be a sheet that came back, not the key to sheet {letter}")
    columns = COLUMNS.search(text)
    written = _of_table(text[columns.end() :], columns[1]) if columns else _of_lines(text)
    chapters = tuple(map(_chapter, names.lower().replace(",", " ").split()))
    return Filled(letter.upper(), chapters, int(seed), int(each), written)


def belong(came: Filled, count: int) -> None:
    """There is something written, and all of it belongs to a problem of the sheet."""
    if not came.written:
        raise Misspelt(f"the file must have {PLACES}, and has neither")
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
    found: list[tuple[int, list[str]]] = []
    number, open_now = 0, False
    for line in lines:
        if heading := _HEADING.match(line):
            number, open_now = int(heading[1] or 0), False
        elif long and (answer := _ANSWER.fullmatch(line)):
            if not number:
                raise Misspelt(f"the file must have {PLACES}, and has {shown(line)} below none")
            found.append((number, [answer[1]]))
            open_now = True
        elif not long and (short := _SHORT.fullmatch(line)):
            number, open_now = int(short[1]), True
            found.append((number, [short[2]]))
        elif open_now:
            found[-1][1].append(line)
    return _once((number, "\n".join(parts).strip()) for number, parts in found)


def _once(pairs: Iterable[tuple[int, str]]) -> dict[int, str]:
    """What is written, by number; a place that was left blank does not count."""
    found: dict[int, str] = {}
    for number, text in pairs:
        before = found.get(number, "")
        if before and text and before != text:
            raise Misspelt(
                f"the file must answer problem {number} once, not with {shown(before)} and "
                f"{shown(text)}"
            )
        found[number] = before or text
    return found


def _of_table(text: str, between: str) -> dict[int, str]:
    """The rows below "number,answer"; further cells belong to the answer."""
    found = []
    for cells in csv.reader(text.splitlines(keepends=True), delimiter=between):
        if not any(cell.strip() for cell in cells):
            continue
        if not re.fullmatch(r"\s*\d{1,4}\s*", cells[0]):
            raise Misspelt(
                f"number in the file must be a problem's, as in 3, not {shown(cells[0])}"
            )
        found.append((int(cells[0]), " ".join(cells[1:]).strip()))
    return _once(found)


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
