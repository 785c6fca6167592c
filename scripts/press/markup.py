"""Read HTML: of a page that has just been rendered, and of a page as it is built.

It is Markdown's or the press's own, or an author's whose tags `tests/site` holds to be well nested. So
it can be read tag by tag; the standard library's reader takes several times as long, at each save of
a page. What a step changes is cut out by its place: all else stays as it is, byte for byte.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache, cached_property
from html import unescape

VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
ANY = r"[a-zA-Z][\w:-]*"
ATTRIBUTE = re.compile(r"([\w:-]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+)))?")

Attributes = dict[str, str]


@cache
def _token(tag: str = ANY) -> re.Pattern[str]:
    """A comment, or a start or end tag; what is in a script or a style is part of its tag."""
    return re.compile(
        r"<!--(?P<comment>.*?)-->|<[!?][^>]*>|<(?P<raw>script|style)\b.*?</(?P=raw)\s*>"
        rf"|<(?P<closes>/?)(?P<tag>{tag})(?![\w:-])(?P<attributes>(?:[^>\"']|\"[^\"]*\"|'[^']*')*)>",
        re.DOTALL,
    )


def _attributes(written: str) -> Attributes:
    found = ATTRIBUTE.findall(written)
    return {name: unescape(double or single or bare) for name, double, single, bare in found}


class Reader:
    """Go through HTML from tag to tag, knowing what is open.

    A reader of its own says in `begin`, `end`, `text` and `comment` what it does.
    """

    def __init__(self) -> None:
        self.open: list[tuple[str, Attributes]] = []

    def read(self, html: str) -> None:
        at = 0
        for token in _token().finditer(html):
            if token.start() > at:
                self.text(unescape(html[at : token.start()]))
            at = token.end()
            if token["comment"] is not None:
                self.comment(token["comment"])
            elif token["tag"] and token["closes"]:
                self._close(token["tag"])
            elif token["tag"]:
                self._start(token["tag"], token["attributes"])
        if at < len(html):
            self.text(unescape(html[at:]))

    def begin(self, tag: str, attributes: Attributes) -> None:
        """Do what is to be done at a start tag, before it is open."""

    def end(self, tag: str) -> None:
        """Do what is to be done at an end tag, when it is closed."""

    def text(self, text: str) -> None:
        """Do what is to be done with the text between two tags."""

    def comment(self, text: str) -> None:
        """Do what is to be done with the inside of a comment."""

    def _start(self, tag: str, written: str) -> None:
        attributes = _attributes(written)
        self.begin(tag, attributes)
        if tag in VOID:
            return
        self.open.append((tag, attributes))
        if written.endswith("/"):
            self._close(tag)

    def _close(self, tag: str) -> None:
        if any(tag == name for name, _ in reversed(self.open)):
            while self.open.pop()[0] != tag:
                pass
        self.end(tag)


@dataclass
class Element:
    """An element, and where it and its inside stand in the HTML that it is part of."""

    html: str = field(repr=False)
    tag: str
    written: str
    around: Element | None = field(repr=False)
    start: int
    inside_start: int
    inside_end: int
    end: int

    @cached_property
    def attributes(self) -> Attributes:
        return _attributes(self.written)

    @property
    def classes(self) -> list[str]:
        return self.attributes.get("class", "").split()

    @property
    def inside(self) -> str:
        return self.html[self.inside_start : self.inside_end]

    @property
    def whole(self) -> str:
        return self.html[self.start : self.end]

    @property
    def with_paragraph(self) -> Element:
        """The paragraph that holds nothing else, or the element itself."""
        around = self.around
        alone = around and around.tag == "p" and around.inside.strip() == self.whole
        return around if around and alone else self


def elements(html: str, *tags: str) -> list[Element]:
    """Return the elements with these tags as they come; each knows which of them it is in."""
    found: list[Element] = []
    unclosed: list[Element] = []
    for token in _token("|".join(tags)).finditer(html):
        tag, (start, end) = token["tag"], token.span()
        if tag and not token["closes"]:
            around = unclosed[-1] if unclosed else None
            found.append(Element(html, tag, token["attributes"], around, start, end, end, end))
            if tag not in VOID:
                unclosed.append(found[-1])
        elif any(tag == element.tag for element in unclosed):
            while (element := unclosed.pop()).tag != tag:
                element.inside_end = element.end = start
            element.inside_end, element.end = start, end
    return found


def replaced(html: str, news: Iterable[tuple[Element, str]]) -> str:
    """Return the HTML with something else in the place of some elements, which come in order."""
    pieces, at = [], 0
    for element, new in news:
        pieces += [html[at : element.start], new]
        at = element.end
    return "".join([*pieces, html[at:]])


def with_text(html: str, change: Callable[[str], str], but: Iterable[str]) -> str:
    """Return the HTML with its text changed, but for what is inside of some elements."""
    pieces, at, kept = [], 0, 0
    whole = {element.start: element.end for element in elements(html, *but)}
    for token in _token().finditer(html):
        if token.start() < kept:
            continue
        kept = whole.get(token.start(), token.end())
        pieces += [change(html[at : token.start()]), html[token.start() : kept]]
        at = kept
    return "".join([*pieces, change(html[at:])])


def words(html: str) -> str:
    """Return the text of a piece of HTML, without its tags."""
    return unescape(_token().sub("", html))
