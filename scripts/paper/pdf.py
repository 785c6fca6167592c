"""The book as a PDF: all pages as one document, which Chromium prints.

It is printed twice: what the first time tells of sheets goes into the contents of the second.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from pathlib import Path

from scripts.paper import rewriting
from scripts.paper.pages import Book, Page, PaperError
from scripts.press.edition import EDITION, css_text
from scripts.setup import browser

SHEET = Path(__file__).with_name("book.css")
# The sheets that the pages themselves load, but for those of what moves.
SHEETS = ("_mkdocstrings.css", "stylesheets/book.css", "stylesheets/figures.css", "stylesheets/maths.css")
MATERIAL = "main.*.min.css"
DATE = re.compile(rb"/(CreationDate|ModDate) \(D:[^)]*\)")
UNKNOWN = "000"
CONTENTS = "Contents"


@dataclass(frozen=True)
class Heading:
    """An entry of a PDF's outline: how deep it lies, its words, and the sheet that it leads to."""

    level: int
    title: str
    sheet: int


def make(site: Path, book: Book) -> bytes:
    """Return the file of the PDF."""
    known: list[str] = []
    for _ in range(3):
        printed = _printed(site, document(site, book, known))
        found = _sheets(book, outline(printed))
        if found == known:
            return _steady(printed)
        known = found
    raise PaperError("the sheets of the book do not settle: each printing gives others")


def document(site: Path, book: Book, sheets: Sequence[str] = ()) -> str:
    """Return all pages as one; `sheets` says where each begins."""
    anchors = {page.name: page.key for page in book.pages}
    articles = [_article(page, book, anchors) for page in book.pages]
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
        f"<body>\n{_front(book)}\n{_contents(book, sheets)}\n{''.join(articles)}\n</body>\n</html>\n"
    )


def outline(printed: bytes) -> list[Heading]:
    """Return the outline of a PDF; sheets count from 1."""
    from pypdfium2 import PdfDocument

    with PdfDocument(printed) as read:
        found = []
        for entry in read.get_toc(max_depth=8):
            place = entry.get_dest()
            sheet = place.get_index() if place else None
            found.append(Heading(entry.level, entry.get_title(), -1 if sheet is None else sheet + 1))
        return found


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
        f'<nav class="book-contents md-typeset"><h1>{CONTENTS}</h1><ol>{"".join(lines)}</ol></nav>'
    )


def _article(page: Page, book: Book, anchors: dict[str, str]) -> str:
    def inside(name: str, anchor: str) -> str:
        return f"#{anchors[name]}--{anchor}" if anchor else f"#{anchors[name]}"

    writer = rewriting.Writer(
        rewriting.Places(page.name, anchors, book.address),
        inside,
        lambda anchor: f"{page.key}--{anchor}",
        lambda name: name,
        page.label,
        titled=bool(page.number) or bool(page.part),
    )
    text = writer.written(page.html)
    return f'<article class="md-content md-typeset" id="{page.key}">\n{text}\n</article>\n'


def _printed(site: Path, text: str) -> bytes:
    from playwright.sync_api import sync_playwright

    path = browser.ensure()
    if path is None:
        raise PaperError(browser.WHAT_TO_DO)
    draft = site / "book-draft.html"
    draft.write_text(text, "utf-8")
    try:
        with sync_playwright() as playwright:
            started = playwright.chromium.launch(
                executable_path=path, args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
            )
            page = started.new_page(java_script_enabled=False)
            page.set_default_timeout(0)
            page.goto(draft.as_uri(), wait_until="load")
            printed = page.pdf(
                prefer_css_page_size=True, print_background=True, outline=True, tagged=True
            )
            started.close()
    finally:
        draft.unlink()
    return printed


def _sheets(book: Book, found: Sequence[Heading]) -> list[str]:
    """Return the sheet on which each page of the book begins."""
    least = min((heading.level for heading in found), default=0)
    tops = [heading for heading in found if heading.level == least and heading.title != CONTENTS]
    titles = [heading.title for heading in tops]
    if titles != (wanted := [page.label for page in book.pages]):
        lost = sorted({*wanted} ^ {*titles})
        raise PaperError(f"the PDF's outline is not the list of contents; they differ in {lost}")
    return [str(heading.sheet) for heading in tops]


def _steady(printed: bytes) -> bytes:
    """Return the same PDF, dated as the edition is: two copies of one book are the same."""
    day = datetime.combine(EDITION.released, datetime.min.time(), UTC)
    date = f"(D:{day:%Y%m%d%H%M%S}+00'00')".encode()
    return DATE.sub(lambda found: b"/" + found[1] + b" " + date, printed)
