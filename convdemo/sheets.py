"""Problem sheets: numbers from a seed, each right result found twice, and marks for what came back.

A sheet has some problems of each chapter that is asked for. Its copies, A, B, C and so on, have the
same kinds of problem with other numbers. The same seed gives the same sheet, byte for byte, with
every version of Python and NumPy: the numbers are read off the digests of SHA-256.

Each key is worked out by a formula or by the package, and again by loops that only walk, count and
add. Where the two differ no sheet is made. The sheet holds no key. Its head has the seed, so that a
file can be marked: whoever has the package can make the key too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import count
from string import ascii_uppercase

from convdemo._check import in_order, shown, whole
from convdemo._sheets import filled, html, markdown, marking
from convdemo._sheets.catalogue import CHAPTERS, known
from convdemo._sheets.draw import Draw
from convdemo._sheets.made import Asked, Key, Made, Maker, Table, asked
from convdemo._sheets.marking import Verdict

# Most copies, for each has a letter, and most problems of a chapter.
MOST_COPIES, MOST_PROBLEMS = len(ascii_uppercase), 20
# As many digits as the line that says which sheet a file is may have.
MOST_SEED = 10**18 - 1
# How often another problem is drawn in the place of one that was there before, or is not fair.
TRIES, MOST_TRIES = 200, 1000


@dataclass(frozen=True)
class Problem:
    """One problem of a sheet, with its key.

    Attributes
    ----------
    number
        Its number on the sheet, from 1.
    chapter, kind
        The chapter, and which of its kinds of problem this is.
    statement
        What is given and asked: texts, and tables with a `name` and `rows`.
    options
        Of a choice, what can be chosen: tables whose names are letters.
    asked
        What is to be found: a "number", "numbers" in a row, a "grid", or the letter of a "choice".
    key
        The right one: an int or a Fraction, a tuple of them, a tuple of such rows, or a letter.
    working
        How it is found: texts and tables.
    mistakes
        What comes out where something is forgotten or turned, by what that is.

    Examples
    --------
    >>> sheet = make_sheets(["padding"], seed=7)[0]
    >>> problem = sheet.problems[0]
    >>> problem.statement[0][:37]
    'An image of 38 × 38 gets a padding of'
    >>> problem.asked, problem.key
    ('number', 40)
    """

    number: int
    chapter: str
    kind: str
    statement: tuple[str | Table, ...]
    options: tuple[Table, ...]
    asked: Asked
    key: Key
    working: tuple[str | Table, ...]
    mistakes: dict[str, Key] = field(hash=False)


@dataclass(frozen=True)
class Sheet:
    """A sheet of problems; its methods write it, and its key, apart.

    Attributes
    ----------
    letter
        Which copy it is: "A", "B" and so on.
    chapters
        The chapters, as they were asked for.
    seed
        The seed.
    each
        Problems of each chapter.
    problems
        All problems, chapter by chapter.

    Examples
    --------
    >>> sheet = make_sheets(["stride", "pooling"], seed=7, problems=2)[0]
    >>> sheet.head
    'Sheet A: stride pooling, seed 7, 2 problems a chapter'
    >>> [problem.chapter for problem in sheet.problems]
    ['stride', 'stride', 'pooling', 'pooling']
    """

    letter: str
    chapters: tuple[str, ...]
    seed: int
    each: int
    problems: tuple[Problem, ...]

    @property
    def head(self) -> str:
        """The line that says which sheet this is; `mark` reads it."""
        return filled.head(self.letter, self.chapters, self.seed, self.each)

    def markdown(self) -> str:
        """The sheet as Markdown; what is found is written behind "Answer:"."""
        return markdown.sheet(self)

    def html(self) -> str:
        """The sheet as a page that can be printed, and needs no other file."""
        return html.sheet(self)

    def key_markdown(self) -> str:
        """The key as Markdown: results, the working, and what usual mistakes give."""
        return markdown.key(self)

    def key_html(self) -> str:
        """The key as a page that can be printed, and needs no other file."""
        return html.key(self)


@dataclass(frozen=True)
class Mark:
    """What became of one problem in a file that came back.

    Attributes
    ----------
    problem
        The problem.
    written
        What the file has for it; "" where it has nothing.
    verdict
        "right", "wrong", "unreadable" or "missing".
    hint
        The mistake that gives this number, or how much is right, or what cannot be read; "" where
        there is nothing to say.

    Examples
    --------
    >>> mark("Sheet A: padding, seed 7, 1 problem a chapter\\n1. 27")[0].verdict
    'wrong'
    """

    problem: Problem
    written: str
    verdict: Verdict
    hint: str


def make_sheets(
    chapters: Iterable[str], *, seed: int = 0, copies: int = 1, problems: int = 3
) -> list[Sheet]:
    """Make a sheet of problems, in as many copies as are wanted.

    A copy does not depend on how many there are. A chapter's problems do not depend on which other
    chapters stand on the sheet, but for their numbers.

    Parameters
    ----------
    chapters
        Names of chapters, such as "padding"; each has at least three kinds of problem.
    seed
        Where the numbers come from, at least 0, in at most 18 digits.
    copies
        Sheets with the same kinds of problem and other numbers, from 1 to 26.
    problems
        Problems of each chapter, from 1 to 20. Beyond the kinds that a chapter has, kinds come again
        with other numbers.

    Returns
    -------
    list of Sheet
        One for each copy.

    Raises
    ------
    ValueError
        If a chapter has no problems or stands twice, there is none, or a number is out of range.
    TypeError
        If a number is not an integer, or `chapters` no list or the like.

    Examples
    --------
    >>> first, second = make_sheets(["padding"], seed=7, copies=2)
    >>> first.letter, second.letter, len(first.problems)
    ('A', 'B', 3)
    >>> first.problems[0].kind == second.problems[0].kind
    True
    """
    names = _chapters(chapters)
    seed = _limited(seed, "seed", 0, MOST_SEED)
    copies = _limited(copies, "copies", 1, MOST_COPIES)
    each = _limited(problems, "problems", 1, MOST_PROBLEMS)
    seen: set[object] = set()
    return [
        Sheet(letter, names, seed, each, tuple(_problems(names, seed, letter, each, seen)))
        for letter in ascii_uppercase[:copies]
    ]


def _chapters(chapters: Iterable[str]) -> tuple[str, ...]:
    names: list[str] = []
    for name in in_order(chapters, "chapters", "names of chapters"):
        try:
            names.append(known(name))
        except ValueError as error:
            raise ValueError(f"chapters {error}") from None
    if not names:
        raise ValueError(f"chapters must have at least one of {', '.join(CHAPTERS)}, not none")
    if twice := [name for name in names if names.count(name) > 1]:
        raise ValueError(f"chapters must each stand once, not {twice[0]} twice")
    return tuple(names)


def _limited(value: object, name: str, least: int, most: int) -> int:
    number = whole(value, name, least)
    if number > most:
        raise ValueError(f"{name} must be at most {most}, not {shown(number)}")
    return number


def _problems(
    names: tuple[str, ...], seed: int, letter: str, each: int, seen: set[object]
) -> Iterable[Problem]:
    numbers = count(1)
    for chapter in names:
        kinds = CHAPTERS[chapter].kinds
        for turn, kind in _chosen(chapter, seed, each):
            draw = Draw(f"{seed} {chapter} {kind} {letter} {turn}")
            made = _fair(kinds[kind], draw, kind, seen)
            if made is None:
                tried = f"no fair problem in {MOST_TRIES} tries"
                raise RuntimeError(f"seed {seed}, {chapter}, {kind}: {tried}")
            if made.key != made.loops:
                raise RuntimeError(
                    f"seed {seed}, {chapter}, {kind}: two ways to the key differ, "
                    f"{made.key} and {made.loops}"
                )
            seen.add((kind, made.statement))
            yield Problem(
                number=next(numbers),
                chapter=chapter,
                kind=kind,
                statement=made.statement,
                options=made.options,
                asked=asked(made.key),
                key=made.key,
                working=made.working,
                mistakes=_told_apart(made.mistakes),
            )


def _told_apart(mistakes: Mapping[str, Key]) -> dict[str, Key]:
    """Of mistakes that give the same, the first."""
    values = list(mistakes.values())
    return {what: key for i, (what, key) in enumerate(mistakes.items()) if key not in values[:i]}


def _chosen(chapter: str, seed: int, each: int) -> Iterable[tuple[int, str]]:
    """So many of a chapter's kinds in their order; once all were there, they come again."""
    kinds, draw = list(CHAPTERS[chapter].kinds), Draw(f"{seed} {chapter}")
    for turn, start in enumerate(range(0, each, len(kinds))):
        taken = draw.some(kinds, min(len(kinds), each - start))
        yield from ((turn, kind) for kind in kinds if kind in taken)


def _fair(maker: Maker, draw: Draw, kind: str, seen: set[object]) -> Made | None:
    """A problem that a mistake does not solve, and another one than before while there are others."""
    for tried in range(MOST_TRIES):
        made = maker(draw)
        if made.fair() and ((kind, made.statement) not in seen or tried >= TRIES):
            return made
    return None


def mark(text: str) -> list[Mark]:
    """Mark a file that came back: a sheet's Markdown, filled in, or something shorter.

    The file must say which sheet it belongs to, by the line that stands below the title of each.
    Below it stands the sheet itself with results behind "Answer:", or lines such as "3. 12", or a
    table of comma-separated values under "number,answer". A JSON object has `sheet`, the letter,
    `chapters`, `seed`, `problems` (of a chapter) and `answers`, by number.

    Numbers may be written as 12, -3, 2.5, 5/2 or 1,280; several with spaces between them; a grid
    row by row, each on its line or with semicolons between them. A name before a number and a unit
    behind it are left out, as in n = 12 pixels.

    Parameters
    ----------
    text
        What the file holds.

    Returns
    -------
    list of Mark
        One for each problem of the sheet, in its order.

    Raises
    ------
    ValueError
        If the text does not say which sheet it belongs to, says it twice, has no results, two for
        a problem, or one for a problem that the sheet does not have, or is no JSON where it begins
        as such.

    Examples
    --------
    >>> for found in mark("Sheet A: padding, seed 7, 2 problems a chapter\\n1. 40\\n2. 5"):
    ...     print(found.problem.number, found.verdict, found.hint)
    1 right
    2 wrong
    """
    came = filled.read(text)
    copies = ascii_uppercase.index(came.letter) + 1
    sheet = make_sheets(came.chapters, seed=came.seed, copies=copies, problems=came.each)[-1]
    filled.belong(came, len(sheet.problems))
    marks = []
    for problem in sheet.problems:
        written = came.written.get(problem.number, "").strip()
        verdict, hint = marking.judged(problem.asked, problem.key, problem.mistakes, written)
        marks.append(Mark(problem, written, verdict, hint))
    return marks
