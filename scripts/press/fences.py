"""Find every fence of a Markdown page, however it is spelled.

What is a fence is told by the rendering: the step of Python-Markdown that takes fences out says where
each stands, and the HTML shows which of them a reader sees as code. A line that looks like one, and is
none there, `misspelt` names, as it does each fence that is not plain.

A plain fence is three backticks and the language, nothing else: ``python`` runs, ``text`` holds
what the python fence right above it prints, and ``console`` commands with what they print. A page that
is *about* pages may also show ``bash``, ``yaml`` and ``markdown``; what stands in a ``markdown`` fence
is run as a page of its own.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import Any

from markdown import Extension, Markdown
from pymdownx.superfences import SuperFencesBlockPreprocessor

from scripts.press.markup import Attributes, Reader
from scripts.press.rendering import rendered, without_front

RUN, OUTPUT, CONSOLE, PAGE = "python", "text", "console", "markdown"
PLAIN = frozenset({RUN, OUTPUT, CONSOLE})
SHOWN = frozenset({"bash", "yaml", PAGE})
# The pages, and the files at the top level, that are about pages.
ABOUT_PAGES = frozenset({"making.md", "building.md", "README.md", "CONTRIBUTING.md"})

# Where a fence is shown, its number stands in the HTML.
NUMBER = "data-fence"
# This finds no fence, but what an author may take for one.
LOOKS_LIKE_ONE = re.compile(r"[\s>*+\-\d.)]*(?P<mark>`{3,}|~{3,})(?P<info>.*)")


@dataclass(frozen=True)
class Fence:
    """One fence: where it stands (lines from 1, offsets), how it is spelled, its text."""

    line: int
    last_line: int
    start: int
    end: int
    lead: str
    mark: str
    info: str
    source: str

    @property
    def language(self) -> str:
        """The language of a plain fence, and the whole first line of any other."""
        plain = self.mark == "```" or (self.info == PAGE and set(self.mark) == {"`"})
        return self.info if plain else self.mark + self.info


@dataclass(frozen=True)
class _Taken:
    """What the rendering takes for a fence: its lines from 0, its mark, its text."""

    first: int
    following: int
    mark: str
    source: str


class _Step(SuperFencesBlockPreprocessor):  # type: ignore[misc]  # the extensions have no types
    """The step that takes fences out; it notes each, and numbers its place in the HTML."""

    def __init__(self, usual: SuperFencesBlockPreprocessor) -> None:
        super().__init__(usual.md)
        self.config, self.extension = usual.config, usual.extension
        self.extension.superfences[0]["formatter"] = self.numbered
        self.taken: list[_Taken] = []

    def process_nested_block(self, ws: str, content: str, start: int, end: int) -> None:
        source = "".join(f"{line[self.ws_virtual_len :]}\n" for line in self.code)
        self.taken.append(_Taken(start, end, self.fence, source))
        super().process_nested_block(ws, content, start, end)

    def numbered(self, **given: Any) -> str:
        return f'<pre {NUMBER}="{len(self.taken) - 1}"></pre>'


class _Noting(Extension):  # type: ignore[misc]  # nor has Markdown
    """Put the step in the place of the usual one."""

    step: _Step

    def extendMarkdown(self, md: Markdown) -> None:
        self.step = _Step(md.preprocessors["fenced_code_block"])
        md.preprocessors.register(self.step, "fenced_code_block", 25)


class _Numbers(Reader):
    """Which fences a page shows."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: set[int] = set()

    def begin(self, tag: str, attributes: Attributes) -> None:
        if NUMBER in attributes:
            self.shown.add(int(attributes[NUMBER]))


@lru_cache(maxsize=64)
def find_fences(text: str) -> tuple[Fence, ...]:
    """Give the fences of a page in order; what stands inside a fence is its text and no fence."""
    noting, numbers = _Noting(), _Numbers()
    numbers.read(rendered(without_front(text), noting))
    lines = text.split("\n")
    offsets = [*accumulate((len(line) + 1 for line in lines), initial=0)]
    found = []
    for number, taken in enumerate(noting.step.taken):
        if number not in numbers.shown:
            continue  # an indented block of code, which shows the marks too
        lead, mark, info = lines[taken.first].partition(taken.mark)
        start, end = offsets[taken.first], min(offsets[taken.following], len(text))
        place = (taken.first + 1, taken.following, start, end)
        found.append(Fence(*place, lead, mark, info, taken.source))
    return tuple(found)


def allowed_in(name: str) -> frozenset[str]:
    """The languages that the fences of a file of this name may have."""
    return PLAIN | SHOWN if name in ABOUT_PAGES else PLAIN


@dataclass(frozen=True)
class Broken:
    """A fence that fails without being run: its line, why, and the place for a word about it."""

    line: int
    why: str
    at: int
    lead: str

    def told(self, text: str, word: str) -> str:
        """Return the page's text with a paragraph of one word there, in the list that it is in."""
        return f"{text[: self.at]}\n\n{self.lead}{word}\n\n{text[self.at :]}"


def broken(text: str, allowed: frozenset[str] = PLAIN) -> list[Broken]:
    """Return what can be seen of wrong fences without running them, in order."""
    lines = text.split("\n")
    starts = [0, *accumulate(len(line) + 1 for line in lines)]
    found = [
        Broken(line, why, starts[line - 1], _indentation(lines[line - 1]))
        for line, why in misspelt(text, allowed)
    ]
    for fence in find_fences(text):
        if fence.language == RUN:
            try:
                ast.parse(fence.source)
            except (SyntaxError, ValueError) as error:
                line = fence.line + (getattr(error, "lineno", None) or 1)
                why = f"{type(error).__name__}: {getattr(error, 'msg', error)}"
                found.append(Broken(line, why, fence.end, _indentation(fence.lead)))
    return sorted(found, key=lambda each: each.at)


def _indentation(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]


def misspelt(text: str, allowed: frozenset[str] = PLAIN) -> list[tuple[int, str]]:
    """Name each fence that a test would pass over or a reader would not see as one: (line, why)."""
    problems = [
        (line, "this looks like a fence and is none: it is never closed, or stands on a bullet")
        for line in _loose(text)
    ]
    for fence in find_fences(text):
        if fence.lead.strip():
            problems.append((fence.line, "a fence may stand in no quotation"))
        if fence.language not in allowed:
            said = (fence.mark + fence.info).rstrip()
            plain = ", ".join("```" + language for language in sorted(allowed))
            problems.append((fence.line, f"{said} is not a plain fence; allowed here: {plain}"))
        elif fence.language in SHOWN - {PAGE} and re.search(r"\d", fence.source):
            problems.append(
                (fence.line, f"digits in a {fence.language} fence are checked by nothing")
            )
    return problems


def _loose(text: str) -> Iterator[int]:
    """The lines that look like one of a fence, and belong to none."""
    fences = find_fences(text)
    inside = {line for fence in fences for line in range(fence.line, fence.last_line + 1)}
    for number, line in enumerate(text.split("\n"), 1):
        found = LOOKS_LIKE_ONE.match(line)
        # An inline code span can begin a line: ```x``` closes on the line it opens.
        if (
            found
            and number not in inside
            and not (found["mark"][0] == "`" and "`" in found["info"])
        ):
            yield number


def paired(text: str) -> tuple[list[tuple[Fence, Fence | None]], list[Fence]]:
    """Give every python fence with the text fence right below it, and the text fences left over."""
    pairs: list[tuple[Fence, Fence | None]] = []
    alone = []
    for fence in find_fences(text):
        if fence.language == RUN:
            pairs.append((fence, None))
        elif fence.language == OUTPUT:
            if pairs and pairs[-1][1] is None and _adjoin(text, pairs[-1][0], fence):
                pairs[-1] = (pairs[-1][0], fence)
            else:
                alone.append(fence)
    return pairs, alone


def _adjoin(text: str, above: Fence, below: Fence) -> bool:
    """Whether nothing but blank lines stands between two fences of the same indentation."""
    return above.lead == below.lead and not text[above.end : below.start].strip()
