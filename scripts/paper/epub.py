"""The book as an EPUB: each page a file of it, formulas as MathML, figures as they are drawn."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import asdict
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from string import Template
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from ebooklib import epub

from scripts.drawing.palette import THEMES
from scripts.paper import rewriting
from scripts.paper.pages import Book, Page, PaperError
from scripts.press import maths

SHEET = Path(__file__).with_name("epub.css")
TYPES = {".svg": "image/svg+xml", ".webp": "image/webp", ".png": "image/png"}
DOCUMENT = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" lang="{language}" xml:lang="{language}">
<head>
<title>{title}</title>
<link rel="stylesheet" type="text/css" href="{up}book.css"/>
</head>
<body class="{kind}">
{body}
</body>
</html>
"""
# What a reader who does not see, or sees little, can rely on.
ACCESSIBLE = {
    "accessMode": ("textual", "visual"),
    "accessModeSufficient": ("textual",),
    "accessibilityFeature": (
        "alternativeText",
        "MathML",
        "structuralNavigation",
        "tableOfContents",
    ),
    "accessibilityHazard": ("none",),
    "accessibilitySummary": (
        "Each figure has an alternative text with its numbers, and each formula is MathML.",
    ),
}
# The first time that a ZIP can tell; so two copies of the same book are the same.
NO_TIME = (1980, 1, 1, 0, 0, 0)


class _Document(epub.EpubHtml):  # type: ignore[misc]
    """A file that stands as it was written: the library would parse it as HTML and write it anew."""

    def get_content(self, default: Any = None) -> Any:
        return self.content


def make(site: Path, book: Book, author: str) -> bytes:
    """Return the file of the EPUB."""
    images: dict[str, str] = {}
    made = _begin(book, author)
    documents = [_front(book), *(_chapter(book, page, images) for page in book.pages)]
    for document in documents:
        made.add_item(document)
    for name in sorted(images):
        made.add_item(_image(site, name))
    made.add_item(epub.EpubItem("style", "book.css", "text/css", _sheet().encode()))
    made.add_item(_font())
    made.toc = _contents(book, documents[1:])
    made.add_item(epub.EpubNcx())
    nav = epub.EpubNav(title="Contents")
    nav.add_link(href="book.css", rel="stylesheet", type="text/css")
    made.add_item(nav)
    made.spine = [documents[0], "nav", *documents[1:]]
    written = io.BytesIO()
    made_on = datetime.combine(book.day, datetime.min.time(), UTC)
    epub.write_epub(written, made, {"mtime": made_on, "raise_exceptions": True})
    return _steady(written.getvalue())


def _begin(book: Book, author: str) -> epub.EpubBook:
    made = epub.EpubBook()
    made.FOLDER_NAME = "EPUB"
    made.set_identifier(f"urn:uuid:{uuid5(NAMESPACE_URL, f'{book.title} {book.edition}')}")
    made.set_title(book.title)
    made.set_language(book.language)
    made.add_author(author)
    made.add_metadata("DC", "date", book.day.isoformat())
    made.add_metadata("DC", "rights", book.licence)
    if book.address:
        made.add_metadata("DC", "source", book.address)
    for name, values in ACCESSIBLE.items():
        for value in values:
            made.add_metadata(None, "meta", value, {"property": f"schema:{name}"})
    return made


def _document(book: Book, name: str, title: str, kind: str, body: str) -> _Document:
    up = "../" * name.count("/")
    text = DOCUMENT.format(language=book.language, title=escape(title), up=up, kind=kind, body=body)
    document = _Document(
        uid=re.sub(r"\W", "-", name), file_name=name, title=title, content=text.encode()
    )
    document.properties = ["mathml"] if "<math" in body else []
    return document


def _front(book: Book) -> _Document:
    address = f'<p><a href="{escape(book.address)}">{escape(book.address)}</a></p>'
    body = (
        f"<h1>{escape(book.title)}</h1>\n<p>{escape(book.edition)}</p>\n"
        f"{address * bool(book.address)}\n<p>{escape(book.licence)}</p>"
    )
    return _document(book, "front.xhtml", book.title, "front", body)


def file_of(page: str) -> str:
    return page.removesuffix(".html") + ".xhtml"


def _chapter(book: Book, page: Page, images: dict[str, str]) -> _Document:
    up = "../" * page.name.count("/")

    def image(name: str) -> str:
        images[name] = name
        return up + name

    def inside(name: str, anchor: str) -> str:
        place = "" if name == page.name and anchor else up + file_of(name)
        return f"{place}#{anchor}" if anchor else place

    targets = {each.name: file_of(each.name) for each in book.pages}
    places = rewriting.Places(page.name, targets, book.address)
    writer = rewriting.Writer(places, inside, lambda anchor: anchor, image, page.label)
    return _document(book, file_of(page.name), page.label, "chapter", writer.written(page.html))


def _image(site: Path, name: str) -> epub.EpubItem:
    path = site / name
    kind = TYPES.get(path.suffix)
    if kind is None or not path.is_file():
        raise PaperError(f"a page shows {name}, which is no picture that the site has")
    return epub.EpubItem(re.sub(r"\W", "-", name), name, kind, path.read_bytes())


def _font() -> epub.EpubItem:
    return epub.EpubItem("maths", "maths.woff2", "font/woff2", maths.FONT.read_bytes())


def _sheet() -> str:
    """The sheet, in the colours of a light page; a reader's program may not know variables."""
    return Template(SHEET.read_text("utf-8")).substitute(asdict(THEMES[0]))


def _contents(book: Book, documents: list[_Document]) -> list[Any]:
    """The pages, those of one part under its name."""
    contents: list[Any] = []
    for page, document in zip(book.pages, documents, strict=True):
        if not page.part:
            contents.append(document)
        elif contents and isinstance(contents[-1], tuple) and contents[-1][0].title == page.part:
            contents[-1][1].append(document)
        else:
            contents.append((epub.Section(page.part), [document]))
    return contents


def _steady(written: bytes) -> bytes:
    """Return the same archive without the time at which it was written."""
    steady = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(written)) as old,
        zipfile.ZipFile(steady, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.infolist():
            named = zipfile.ZipInfo(entry.filename, NO_TIME)
            named.compress_type = entry.compress_type
            named.external_attr = 0o644 << 16
            new.writestr(named, old.read(entry))
    return steady.getvalue()
