"""The pages of a built site, in the order of its contents: what a book is made of."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from scripts.press import edition as editions
from scripts.press.errors import PressError
from scripts.press.markup import Element, elements, words

CANONICAL = re.compile(r'<link rel="canonical" href="([^"]*)"')
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
    entries = list(_contents(home))
    if not entries:
        raise PaperError(f"{HOME} has no list of contents: is {site} a site of this book?")
    kept = [_page(site, *entry) for entry in entries]
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


def _contents(home: str) -> list[tuple[str, str, str, str]]:
    """File, number, name and part of each page, as the list of contents has them."""
    found: list[tuple[str, str, str, str]] = []
    part = ""
    for element in elements(home, "nav", "li", "a", "span"):
        if not _within_contents(element):
            continue
        if element.tag == "span" and "label" in element.classes:
            part = " ".join(words(element.inside).split())
        elif element.tag == "a":
            number, title = _numbered(element)
            inside = any("part" in around.classes for around in _around(element))
            found.append((element.attributes["href"], number, title, part if inside else ""))
    return found


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


def _page(site: Path, name: str, number: str, title: str, part: str) -> Page:
    articles = elements(_text(site / name), "article")
    if len(articles) != 1:
        raise PaperError(f"{name} has {len(articles)} articles; a page of the book has one")
    return Page(name, number, FIRST if name == HOME else title, part, articles[0].inside)
