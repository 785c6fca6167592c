"""A page is cited in three forms, each with version, date and, where it is known, the address."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from scripts.press import citing, social
from scripts.press.citing import Cited
from scripts.press.edition import Edition

BOOK = "A book & more"
EDITION = Edition("1.2.0", date(2025, 2, 3), ("Ada Byron", "The group"), True)
PAGE = Cited(BOOK, "Padding", "4.2", "padding.html", "https://example.org/padding.html", EDITION)
HOME = replace(PAGE, title=BOOK, chapter="", place="index.html", address="")


def test_plain_text() -> None:
    assert citing.plain(PAGE) == (
        "Ada Byron and The group. “Padding.” Chapter 4.2 of A book & more, version 1.2.0,"
        " 3 February 2025. https://example.org/padding.html"
    )
    asks = replace(PAGE, title="What is it?", chapter="", address="")
    assert "“What is it?” In A book & more, version" in citing.plain(asks)
    assert citing.plain(HOME) == (
        "Ada Byron and The group. A book & more, version 1.2.0, 3 February 2025."
    )


def test_three_names() -> None:
    three = replace(EDITION, authors=("One", "Two", "Three"))
    assert citing.plain(replace(PAGE, edition=three)).startswith("One, Two and Three. ")
    one = replace(EDITION, authors=("One",))
    assert citing.plain(replace(PAGE, edition=one)).startswith("One. ")


def test_bibtex() -> None:
    assert citing.bibtex(PAGE).splitlines() == [
        "@incollection{convdemo-padding,",
        "  author = {{Ada Byron} and {The group}},",
        "  title = {{Padding}},",
        "  booktitle = {{A book \\& more}},",
        "  chapter = {4.2},",
        "  year = {2025},",
        "  month = {2},",
        "  note = {Version 1.2.0 of 3 February 2025},",
        "  url = {https://example.org/padding.html},",
        "}",
    ]
    home = citing.bibtex(HOME)
    assert home.startswith("@book{convdemo,\n") and "url" not in home and "booktitle" not in home


def test_csl() -> None:
    (item,) = json.loads(citing.csl(PAGE))
    assert item == {
        "id": "convdemo-padding",
        "type": "chapter",
        "title": "Padding",
        "container-title": BOOK,
        "chapter-number": "4.2",
        "author": [{"literal": "Ada Byron"}, {"literal": "The group"}],
        "issued": {"date-parts": [[2025, 2, 3]]},
        "version": "1.2.0",
        "language": "en-GB",
        "URL": "https://example.org/padding.html",
    }
    (home,) = json.loads(citing.csl(HOME))
    assert home["type"] == "book" and "URL" not in home and "container-title" not in home


def test_forms_are_named() -> None:
    assert [form.name for form in citing.forms(PAGE)] == ["Plain text", "BibTeX", "CSL-JSON"]


@pytest.mark.parametrize("kind", ["Chapter", "CreativeWork"])
def test_linked_data(kind: str) -> None:
    said = json.loads(social.described(PAGE, "About </script> it.", kind))
    assert said["@type"] == [kind, "LearningResource"] and said["name"] == "Padding"
    assert said["isPartOf"]["@type"] == "Book" and said["isPartOf"]["version"] == "1.2.0"
    assert said["datePublished"] == "2025-02-03" and said["url"] == PAGE.address
    assert said.get("position") == ("4.2" if kind == "Chapter" else None)
    assert said["description"] == "About </script> it."
    assert "<" not in social.described(PAGE, "About </script> it.", kind)
    home = json.loads(social.described(HOME, "It.", kind))
    assert home["@type"] == "Book" and "url" not in home and "isPartOf" not in home
