"""The index of terms: each `<dfn>` of the book, with the line that defines it and a link to its place.

The line is the sentence that the term stands in. Where that says too little by itself, an author
writes another: `<dfn id="pooling" data-means="…">`. The page with the mark gets them all; so does
a script, with which pages show a term's line beside a link to it.
"""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from html import unescape
from pathlib import Path

from scripts.press import caching
from scripts.press.comments import without_checks
from scripts.press.fences import find_fences
from scripts.press.index import text as told_by
from scripts.press.markup import elements

MARK = "<!-- terms -->"
# What terms are read with.
READ = [Path(__file__).with_name(f"{name}.py") for name in ("terms", "fences", "rendering")]
SCRIPT = "search/terms.js"
DEFINED = re.compile(
    r'(?<!`)<dfn\s+id="(?P<id>[\w-]+)"(?:\s+data-means="(?P<means>[^"]*)")?>(?P<name>.*?)</dfn>'
)
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
LINK = re.compile(r"\[([^\]]+)\]\([^)\s]*\)")
SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z<“*(\[-])")


@dataclass(frozen=True)
class Term:
    """A term: its name, the page and the anchor of its definition, and its line, as Markdown."""

    name: str
    page: str
    anchor: str
    line: str


def found(pages: Iterable[tuple[str, str]]) -> list[Term]:
    """Return the terms of the pages, given as their places and texts, by the alphabet."""
    terms = [term for page, text in pages for term in _kept(page, text)]
    return sorted(terms, key=lambda term: term.name.casefold())


def _kept(page: str, text: str) -> list[Term]:
    """The terms of a page, read again only when its text is another: to find its fences takes a while."""
    its_key = caching.key(page, text, *READ)
    kept = caching.answer("terms", page, its_key, lambda: [*map(asdict, _on_page(page, text))])
    return [Term(**term) for term in kept]


def _on_page(page: str, text: str) -> Iterator[Term]:
    for block in _blocks(text):
        for match in DEFINED.finditer(block):
            line = unescape(match["means"] or "") or _sentence(block, match)
            yield Term(_name(block, match), page, match["id"], line)


def _blocks(text: str) -> list[str]:
    """The paragraphs of a page, and the rows of its tables; code is left out."""
    lines = without_checks(text).splitlines()
    for fence in find_fences("\n".join(lines)):
        lines[fence.line - 1 : fence.last_line] = [""] * (fence.last_line - fence.line + 1)
    return re.split(r"\n\s*\n|\n(?=\|)", COMMENT.sub("", "\n".join(lines)))


def _begin(block: str, at: int) -> int:
    """Where the sentence begins that has a place in it."""
    begins = [0, *(cut.end() for cut in SENTENCE.finditer(block))]
    return max(place for place in begins if place <= at)


def _sentence(block: str, match: re.Match[str]) -> str:
    """The sentence around a term, without links and marks."""
    begin = _begin(block, match.start())
    cut = SENTENCE.search(block, match.end())
    plain = LINK.sub(r"\1", DEFINED.sub(r"\g<name>", block[begin : cut.start() if cut else None]))
    return " ".join(plain.replace("**", "").split()).lstrip("- ")


def _name(block: str, match: re.Match[str]) -> str:
    """The term, in lower case where only the sentence has made it upper."""
    name = match["name"]
    if _begin(block, match.start()) == match.start():
        name = name[0].lower() + name[1:]
    return name.strip("*")


def insert(markdown: str, page: str, terms: Iterable[Term]) -> str:
    """Return the text of `page` with the list of all terms in the place of its mark."""
    if MARK not in markdown:
        return markdown
    here = posixpath.dirname(page)
    lines = [
        f"[{term.name}]({posixpath.relpath(term.page, here)}#{term.anchor})\n:   {term.line}\n"
        for term in terms
    ]
    listed = "\n".join(lines)
    return markdown.replace(MARK, f'<div class="terms" markdown>\n\n{listed}\n</div>')


def lines(content: str, location: str) -> dict[str, str]:
    """Return what the built list says, by the place of each term; nothing, if the page has none."""
    listed = [div for div in elements(content, "div") if "terms" in div.classes]
    inside = listed[0].inside if listed else ""
    links = [link for link in elements(inside, "a", "dt") if link.tag == "a" and link.around]
    told = [told_by(line.inside) for line in elements(inside, "dd")]
    here = posixpath.dirname(location)
    places = [posixpath.normpath(posixpath.join(here, link.attributes["href"])) for link in links]
    return dict(zip(places, told, strict=True))


def script(told: dict[str, str]) -> str:
    """Return the lines as a script."""
    return f"var bookTerms={json.dumps(told, ensure_ascii=False, separators=(',', ':'))};\n"
