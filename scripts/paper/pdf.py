"""The book as a PDF: all pages as one document, which Chromium prints.

It is printed twice: what the first time tells of sheets goes into the contents of the second, and a
chapter that ends with a line or two on a sheet of its own is set closer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from scripts.paper import rewriting
from scripts.paper.pages import Book, Page, PaperError
from scripts.paper.sheets import LEAST, filled, outline
from scripts.press.sheets import css_text
from scripts.setup import browser as browsers

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SHEET = Path(__file__).with_name("book.css")
# The sheets that the pages themselves load, but for those of what moves.
SHEETS = (
    "_mkdocstrings.css",
    "stylesheets/book.css",
    "stylesheets/figures.css",
    "stylesheets/maths.css",
)
MATERIAL = "main.*.min.css"
DATE = re.compile(rb"/(CreationDate|ModDate) \(D:[^)]*\)")
UNKNOWN = "000"
CONTENTS = "Contents"


PRINTINGS = 4
# It stands in the site while it is printed, for the pictures and the sheets beside it.
DRAFT = "book-draft.html"


@dataclass(frozen=True)
class Layout:
    """What one printing tells the next: where each page begins, and which are to be set closer."""

    sheets: tuple[str, ...] = ()
    closer: frozenset[str] = frozenset()


def make(site: Path, book: Book, browser: Browser) -> bytes:
    """Return the file of the PDF."""
    known = Layout()
    for _ in range(PRINTINGS):
        printed = _printed(browser, site, document(site, book, known))
        found = _layout(book, printed, known)
        if found == known:
            return _steady(printed, book)
        known = found
    raise PaperError("the sheets of the book do not settle: each printing gives others")


def document(site: Path, book: Book, layout: Layout) -> str:
    """Return all pages as one, laid out as it is known that they come out."""
    anchors = {page.name: page.key for page in book.pages}
    articles = [_article(page, book, anchors, layout) for page in book.pages]
    running = "\n".join(
        f"@page {page.key} {{ @top-right {{ content: {css_text(page.label)}; }} }}"
        f" #{page.key} {{ page: {page.key}; }}"
        for page in book.pages
    )
    words = {"book": book.title, "chapter": "", "edition": book.edition, "address": book.address}
    said = "".join(f"--{name}: {css_text(text)}; " for name, text in words.items())
    return (
        f'<!doctype html>\n<html lang="{book.language}">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{escape(book.title)}</title>\n<style>{_material(site)}</style>\n{_links(site)}"
        f"<style>\n{SHEET.read_text('utf-8')}\n:root {{ {said} }}\n{running}\n</style>\n</head>\n"
        f"<body>\n{_front(book)}\n{_contents(book, layout.sheets)}\n{''.join(articles)}\n</body>\n</html>\n"
    )


def _material(site: Path) -> str:
    names = sorted(path.name for path in (site / "assets" / "stylesheets").glob(MATERIAL))
    if not names:
        raise PaperError(f"{site} has no assets/stylesheets/{MATERIAL}: is it a site of this book?")
    return f'@import url("assets/stylesheets/{names[0]}") layer(material);'


def _links(site: Path) -> str:
    there = [f"assets/{name}" for name in SHEETS if (site / "assets" / name).is_file()]
    return "".join(f'<link rel="stylesheet" href="{name}">\n' for name in there)


def _front(book: Book) -> str:
    address = f"<p>{escape(book.address)}</p>" * bool(book.address)
    return (
        f'<section class="front"><p class="title">{escape(book.title)}</p>'
        f"<p>{escape(book.edition)}</p>{address}<p>{escape(book.licence)}</p></section>"
    )


def _contents(book: Book, sheets: Sequence[str]) -> str:
    lines = []
    part = ""
    for page, sheet in zip(book.pages, sheets or [UNKNOWN] * len(book.pages), strict=True):
        if page.part not in ("", part):
            lines.append(f'<li class="part">{escape(page.part)}</li>')
        part = page.part
        inside = ' class="inside"' if part else ""
        link = f'<a href="#{page.key}">{escape(page.label)}</a>'
        lines.append(f'<li{inside}>{link}<span class="sheet">{sheet}</span></li>')
    return (
        f'<nav class="book-contents md-typeset"><h1>{CONTENTS}</h1>'
        f'<p class="title">{escape(book.title)}</p><ol>{"".join(lines)}</ol></nav>'
    )


def _article(page: Page, book: Book, anchors: dict[str, str], layout: Layout) -> str:
    def inside(name: str, anchor: str) -> str:
        return f"#{anchors[name]}--{anchor}" if anchor else f"#{anchors[name]}"

    writer = rewriting.Writer(
        rewriting.Places(page.name, anchors, book.address),
        inside,
        lambda anchor: f"{page.key}--{anchor}",
        lambda name: name,
        page.label,
    )
    text = writer.written(page.html)
    closer = " closer" * (page.key in layout.closer)
    return f'<article class="md-content md-typeset{closer}" id="{page.key}">\n{text}\n</article>\n'


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser that prints."""
    from playwright.sync_api import sync_playwright

    path = browsers.ensure()
    if path is None:
        raise PaperError(browsers.WHAT_TO_DO)
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=arguments)
        yield started
        started.close()


def _printed(browser: Browser, site: Path, text: str) -> bytes:
    draft = site / DRAFT
    draft.write_text(text, "utf-8")
    reader = browser.new_context(java_script_enabled=False)
    try:
        page = reader.new_page()
        page.set_default_timeout(0)
        page.goto(draft.as_uri(), wait_until="load")
        printed: bytes = page.pdf(
            prefer_css_page_size=True, print_background=True, outline=True, tagged=True
        )
    finally:
        reader.close()
        draft.unlink()
    return printed


def _layout(book: Book, printed: bytes, known: Layout) -> Layout:
    """Return how the book came out, which is how it is to be printed the next time."""
    tops = [heading for heading in outline(printed) if not heading.level]
    titles = [heading.title for heading in tops]
    if titles != (wanted := [CONTENTS, *(page.label for page in book.pages)]):
        lost = sorted({*wanted} ^ {*titles})
        raise PaperError(f"the PDF's outline is not the list of contents; they differ in {lost}")
    begins = [heading.sheet for heading in tops[1:]]
    fill = filled(printed)
    ends = [*(sheet - 1 for sheet in begins[1:]), len(fill)]
    closer = {
        page.key for page, sheet in zip(book.pages, ends, strict=True) if fill[sheet - 1] < LEAST
    }
    return Layout(tuple(map(str, begins)), known.closer | closer)


def _steady(printed: bytes, book: Book) -> bytes:
    """Return the same PDF, dated as the edition is: two copies of one book are the same."""
    day = datetime.combine(book.day, datetime.min.time(), UTC)
    date = f"(D:{day:%Y%m%d%H%M%S}+00'00')".encode()
    return DATE.sub(lambda found: b"/" + found[1] + b" " + date, printed)
