"""Read a page as Python-Markdown renders it, and know for each digit where it stands in the source.

Markdown alone says what is a fence, a table or a caption, so nothing here looks for them: the page is
rendered, and its HTML is read. A comment that is shown is `&lt;!--` there, one that checks is `<!--`.

To know the places, each digit goes through Markdown as a letter of its own, far from all that pages
use: one letter for each place. So does each comment that checks, which Markdown might otherwise take
for part of a table or a formula.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from scripts.press.fences import find_fences
from scripts.press.markup import Attributes, Reader
from scripts.press.rendering import FRONT_MATTER, blank, rendered, without_front

TEXT, CODE, MATHS = "text", "code", "maths"
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
CHECK = re.compile(r"<!--\s*=(?P<source>.*?)-->", re.DOTALL)
# Digits that are Markdown or HTML, and not the page's: of lists, characters, tags and notes.
SYNTAX = re.compile(
    r"^[ \t]*\d+[.)](?=[ \t])|&#\w+;|</?h[1-6]\b|\bmarkdown=\"1\"|\[\^[^\]]*\]", re.MULTILINE
)
# A comment under a display formula would make it a paragraph; it goes inside.
BELOW_FORMULA = re.compile(r"\$\$[ \t]*\n?[ \t]*((?:<!--.-->\s*?)+)$", re.MULTILINE)
# Letters of which no page is written, and of which Markdown knows nothing: one for each digit, …
FIRST, LAST = 0x20000, 0x2A6DF
# … and one for each comment.
FIRST_CHECK, LAST_CHECK = 0x2A700, 0x2EBE0

NO_PLACE = "\ufffd"
NEAR = 1000  # characters: a word that stands farther on is another one

BLOCKS = frozenset(
    "p li tr h1 h2 h3 h4 h5 h6 figcaption dt dd summary div figure section ul ol dl details table"
    " thead tbody blockquote pre hr".split()
)
MARKED = {"arithmatex": "maths", "footnote-ref": "note", "footnote-backref": "note"}
APART = frozenset({"td", "th", "br", "img"})
# Attributes that are read: to those who cannot see a picture, on a pointer, over an explorable.
SAID = ("alt", "title", "aria-label", "data-label")
UNSEEN = frozenset({"pre", "note"})


@dataclass(frozen=True)
class Seen:
    """A visible character, where it stands in the source (if it is numeric), and among what."""

    character: str
    position: int | None
    kind: str


@dataclass(frozen=True)
class Check:
    """A comment that checks: its place in the source, and its expressions."""

    start: int
    end: int
    source: str


@dataclass
class Block:
    """A paragraph, a list item, a row, a heading, a caption or a formula: what is seen, in order."""

    is_title: bool = False
    items: list[Seen | Check] = field(default_factory=list)


class Page:
    """A page's text, and the blocks that readers see of it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.places: list[int] = []
        self.checks: list[Check] = []
        # Digits that are seen though they look like Markdown's own, by the last place before them.
        self.unplaced: list[int] = []
        self._at = 0
        self._starts = [0] + [match.end() for match in re.finditer("\n", text)]

    def line(self, position: int) -> int:
        return bisect.bisect_right(self._starts, position)

    @cached_property
    def blocks(self) -> list[Block]:
        reader = _Reader(self)
        reader.read(rendered(self._lettered()))
        return [block for block in reader.blocks if block.items]

    def _lettered(self) -> str:
        """Return the page without front matter, with a letter for each digit and each check."""
        front = FRONT_MATTER.match(self.text)
        begin = front.end() if front else 0
        free = {
            place
            for match in SYNTAX.finditer(self.text, begin)
            for place in range(match.start(), match.end())
        }
        pieces, at = [], begin
        for check in CHECK.finditer(self.text, begin):
            pieces.append(self._digits(at, check.start(), free))
            pieces.append(f"<!--{chr(FIRST_CHECK + len(self.checks))}-->")
            self.checks.append(Check(*check.span(), check["source"].strip()))
            at = check.end()
        pieces.append(self._digits(at, len(self.text), free))
        return BELOW_FORMULA.sub(_inside, "".join(pieces))

    def _digits(self, start: int, end: int, free: set[int]) -> str:
        letters = []
        for place, character in enumerate(self.text[start:end], start):
            if character.isnumeric() and place not in free:
                character = chr(FIRST + len(self.places))
                self.places.append(place)
            letters.append(character)
        return "".join(letters)

    def seen(self, text: str, kind: str) -> Iterator[Seen | Check]:
        """Give what stands for rendered text: letters become again what they stood for."""
        for character in text:
            code = ord(character)
            if FIRST <= code < FIRST + len(self.places):
                self._at = self.places[code - FIRST]
                yield Seen(self.text[self._at], self._at, kind)
            elif FIRST_CHECK <= code < FIRST_CHECK + len(self.checks):
                yield from self._of_check(self.checks[code - FIRST_CHECK], kind)
            elif character.isnumeric():
                self.unplaced.append(self._at)
                yield Seen(NO_PLACE, None, kind)
            else:
                yield Seen(character, None, kind)

    def _of_check(self, check: Check, kind: str) -> Iterator[Seen | Check]:
        """A comment shown as code is seen, but for its marks, which stand around the letter."""
        if kind == CODE:
            for place in range(check.start + len("<!--"), check.end - len("-->")):
                yield Seen(self.text[place], place, kind)
        else:
            yield check


def visible(text: str) -> Iterator[tuple[str, list[int]]]:
    """Give each block of a page as a reader sees it, and the line of each character.

    Code and maths are left out; an ellipsis stands for each of their characters.
    """
    page = Page(text)
    source = _prose(text)
    at = 0
    for block in page.blocks:
        seen = [item for item in block.items if isinstance(item, Seen)]
        words = "".join(each.character if each.kind == TEXT else "…" for each in seen)
        lines: list[int] = []
        # Text is in the source as it is seen, word after word; that is enough to know its line.
        for word in re.findall(r"\S+|\s+", "".join(each.character for each in seen)):
            if word.strip() and 0 <= (found := source.find(word, at)) < at + NEAR:
                at = found + len(word)
                lines += [page.line(found)] * len(word)
            else:
                lines += [page.line(at)] * len(word)
        yield words, lines


def _prose(text: str) -> str:
    """Return the page with its front matter, fences and comments blanked, each at its length."""
    return COMMENT.sub(lambda match: blank(match[0]), prose(text))


def prose(text: str) -> str:
    """Return the page with its front matter and its fences blanked, each at its length."""
    text = without_front(text)
    for fence in find_fences(text):
        text = text[: fence.start] + blank(text[fence.start : fence.end]) + text[fence.end :]
    return text


def _inside(match: re.Match[str]) -> str:
    return "".join(re.findall(r"<!--(.)-->", match[1])) + " $$"


class _Reader(Reader):
    """Take the rendered page apart into blocks."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.page = page
        self.blocks = [Block()]

    def begin(self, tag: str, attributes: Attributes) -> None:
        classes = attributes.get("class", "").split()
        if tag in BLOCKS:
            self.blocks.append(Block(tag == "summary" or "admonition-title" in classes))
        if tag in APART:
            self._add(" ")
        for name in SAID:
            if name in attributes:
                self._add(f"{attributes[name]} ")

    def end(self, tag: str) -> None:
        if tag in BLOCKS:
            self.blocks.append(Block())

    def text(self, text: str) -> None:
        self._add(text)

    def comment(self, text: str) -> None:
        if len(text) == 1 and FIRST_CHECK <= ord(text) <= LAST_CHECK:
            self._add(text)

    def _add(self, text: str) -> None:
        within = {_meaning(tag, attributes) for tag, attributes in self.open}
        if not within & UNSEEN:
            kind = MATHS if "maths" in within else CODE if "code" in within else TEXT
            self.blocks[-1].items += self.page.seen(text, kind)


def _meaning(tag: str, attributes: Attributes) -> str:
    """What an element is for its reader: its tag, if no class says more."""
    classes = attributes.get("class", "").split()
    return next((MARKED[each] for each in classes if each in MARKED), tag)
