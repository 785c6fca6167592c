"""The pages of a built site, in the order of its contents: what a book is made of."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from scripts.press import edition as editions
from scripts.press.errors import PressError
from scripts.press.markup import Element, elements, words

CANONICAL = re.compile(r'<link rel="canonical" href="([^"]*)"')
NEXT = re.compile(r'<link rel="next" href="([^"]*)"')
LANGUAGE = re.compile(r'<html lang="([^"]*)"')
HOME = "index.html"
# A book has no home; its first page has the whole idea.
FIRST = "The idea on one page"


class PaperError(PressError):
    """What keeps a site from becoming a book; the message says which file, and why."""


@dataclass(frozen=True)
class Page:
    """A chapter of the book: its file, its number and name, the part it is in, and its text."""

    name: str
    number: str
    title: str
    part: str
    html: str = field(repr=False)

    @property
    def key(self) -> str:
        """Its name as an anchor: "reference-api"."""
        return self.name.removesuffix(".html").replace("/", "-")

    @property
    def label(self) -> str:
        return f"{self.number} {self.title}".strip()


@dataclass(frozen=True)
class Book:
    """All that a site says of itself, and its pages."""

    title: str
    language: str
    edition: str
    licence: str
    address: str
    pages: list[Page]
    # When it came out.
    day: date = field(default_factory=lambda: editions.read().day)


def read(site: Path) -> Book:
    """Read a built site."""
    home = _text(site / HOME)
    kept = [_page(site, name) for name in _names(site)]
    canonical = CANONICAL.search(home)
    said = re.findall(r"--(\w+): \"((?:[^\"\\]|\\.)*)\"", home)
    texts = {name: _plain(text) for name, text in said}
    edition, _, _ = texts["edition"].partition(". ")
    imprint = next(each for each in elements(home, "p") if "imprint" in each.classes)
    return Book(
        title=texts["book"],
        language=(LANGUAGE.search(home) or ["", "en"])[1],
        edition=edition,
        licence=" ".join(words(imprint.inside.partition("<br>")[2]).split()),
        address=canonical[1].removesuffix(HOME) if canonical else "",
        pages=kept,
    )


def _text(path: Path) -> str:
    if not path.is_file():
        raise PaperError(
            f"there is no {path.name} in {path.parent}: build the site first,"
            " with python -m mkdocs build --strict"
        )
    return path.read_text("utf-8")


def _plain(css: str) -> str:
    return re.sub(r"\\([0-9a-f]{6})", lambda sign: chr(int(sign[1], 16)), css)


def _names(site: Path) -> Iterator[str]:
    """The files of the pages, each as the one before it names it for the next."""
    name = HOME
    while name:
        yield name
        found = NEXT.search(_text(site / name))
        name = (
            posixpath.normpath(posixpath.join(posixpath.dirname(name), found[1])) if found else ""
        )


def _entry(name: str, html: str) -> tuple[str, str, str]:
    """Number, name and part of a page, as its own list of contents has them."""
    part = ""
    for element in elements(html, "nav", "li", "a", "span"):
        if not _within_contents(element):
            continue
        if element.tag == "span" and "label" in element.classes:
            part = " ".join(words(element.inside).split())
        elif element.attributes.get("aria-current") == "page":
            inside = any("part" in around.classes for around in _around(element))
            return *_numbered(element), part if inside else ""
    raise PaperError(f"{name} does not stand in its list of contents")


def _around(element: Element) -> list[Element]:
    found = []
    while around := element.around:
        found.append(around)
        element = around
    return found


def _within_contents(element: Element) -> bool:
    return any(around.attributes.get("id") == "contents" for around in _around(element))


def _numbered(link: Element) -> tuple[str, str]:
    number = "".join(words(span.inside) for span in elements(link.inside, "span"))
    return number, " ".join(words(link.inside).split()).removeprefix(f"{number} ")


def _page(site: Path, name: str) -> Page:
    html = _text(site / name)
    number, title, part = _entry(name, html)
    articles = elements(html, "article")
    if len(articles) != 1:
        raise PaperError(f"{name} has {len(articles)} articles; a page of the book has one")
    return Page(name, number, FIRST if name == HOME else title, part, articles[0].inside)
