"""The search index: an entry for each page, each section, and each term where it is defined.

It is made of the page as it is built, for that is what readers look for words in: tables, sums and
what labs print are there, and formulas have been put in words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from scripts.press.markup import Attributes, Element, Reader, elements

HEADINGS = ("h2", "h3", "h4", "h5", "h6")
# What a term is defined in, if not in a paragraph: all of it is told.
TOLD = ("li", "dd", "tr")
# Words in these are apart from those before and after.
BLOCKS = frozenset("p li td th tr div pre summary figcaption dt dd".split()) | {*HEADINGS}
# Not for search: what stands around the text, and what is no text. A formula is read out first.
SILENT = frozenset({"script", "style", "svg", "math"})
# What a question is answered with.
ANSWERING = ("query-do", "query-keep", "query-show")
SILENT_CLASSES = frozenset({"address", "headerlink", "eyebrow", "chapters", "get-code", *ANSWERING})
# What stands at a heading of the API: a public name, if in a module, and else a member of a class.
NAME = re.compile(r"convdemo\.\w+\.(?P<name>\w+)(?P<member>(?:\.\w+)+)?")
Entry = dict[str, str]


def entries(content: str, location: str, title: str) -> list[Entry]:
    """Return the entries of the page `title` at `location` from its HTML."""
    found = [*_sections(content, location, title), *_terms(content, location, title)]
    return [entry | {"page": title} for entry in found]


def _sections(content: str, location: str, title: str) -> Iterator[Entry]:
    """The page up to its first section, and each section."""
    heads = [head for head in elements(content, *HEADINGS) if "id" in head.attributes]
    ends = [*(head.start for head in heads), len(content)]
    yield _entry("page", location, title, content[: ends[0]])
    for head, end in zip(heads, ends[1:], strict=True):
        place, text = _place(location, head), content[head.end : end]
        if name := NAME.fullmatch(head.attributes["id"]):
            kind, known = (
                ("member", name["member"][1:]) if name["member"] else ("name", name["name"])
            )
            yield _entry(kind, place, known, text)
        else:
            yield _entry("section", place, head.inside, text)


def _terms(content: str, location: str, title: str) -> Iterator[Entry]:
    """Each term, with the paragraph, the point of a list or the row that defines it."""
    for term in elements(content, "dfn", "p", *TOLD):
        if term.tag == "dfn" and "id" in term.attributes and (told := _told(term)):
            yield _entry("term", _place(location, term), term.inside, told.inside)


def _told(term: Element) -> Element | None:
    """What a term is defined in: a point of a list with its paragraphs, a row, or else a paragraph."""
    around = paragraph = term.around
    while around and around.tag not in TOLD:
        around = around.around
    return around or paragraph


def _place(location: str, element: Element) -> str:
    return f"{location}#{element.attributes['id']}"


def _entry(kind: str, location: str, title: str, content: str) -> Entry:
    return {"kind": kind, "location": location, "title": text(title), "text": text(content)}


def text(content: str) -> str:
    """Return what a reader sees: blocks are apart, letters inside one are not."""
    seen = _Seen()
    seen.read(content)
    return " ".join("".join(seen.pieces).split())


class _Seen(Reader):
    """The words of a piece of HTML, a formula's read out."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self.silent = 0  # how deep the element is that is passed over; 0 if none is

    def begin(self, tag: str, attributes: Attributes) -> None:
        if self.silent:
            return
        self.pieces.append(" " if tag in BLOCKS else attributes.get("alttext", ""))
        if tag in SILENT or SILENT_CLASSES & set(attributes.get("class", "").split()):
            self.silent = len(self.open) + 1

    def end(self, tag: str) -> None:
        if not self.silent:
            self.pieces.append(". " if tag == "h1" else " " if tag in BLOCKS else "")
        elif len(self.open) < self.silent:
            self.silent = 0

    def text(self, text: str) -> None:
        if not self.silent:
            self.pieces.append(text)
