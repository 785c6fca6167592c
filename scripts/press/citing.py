"""How to cite a page, for the reader at its foot: as BibTeX, as plain text, and as CSL-JSON."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from scripts.press import subject
from scripts.press.edition import Edition

LANGUAGE = "en-GB"
# What BibTeX takes for its own.
SPECIAL = re.compile(r"[&%$#_]")


@dataclass(frozen=True)
class Cited:
    """What is cited: a page of the book, or all of it where the page is its first."""

    book: str
    title: str
    chapter: str
    place: str  # the page's file on the site: "reference/api.html"
    address: str  # the whole address, where it is known
    edition: Edition

    @property
    def whole(self) -> bool:
        return self.title == self.book

    @property
    def key(self) -> str:
        """The name of the entry: convdemo-padding."""
        page = self.place.removesuffix(".html").rpartition("/")[2]
        return subject.PACKAGE if self.whole else f"{subject.PACKAGE}-{page}"


@dataclass(frozen=True)
class Form:
    """One way to cite: its name, what its button says that it copies, and the text."""

    name: str
    spoken: str
    text: str


def forms(cited: Cited) -> tuple[Form, ...]:
    """Return the ways to cite a page."""
    return (
        Form("Plain text", "citation as plain text", plain(cited)),
        Form("BibTeX", "citation as BibTeX", bibtex(cited)),
        Form("CSL-JSON", "citation as CSL-JSON", csl(cited)),
    )


def plain(cited: Cited) -> str:
    """Return the citation as a line of text."""
    edition = cited.edition
    said = [f"{_listed(edition.authors)}."]
    if not cited.whole:
        where = f"Chapter {cited.chapter} of" if cited.chapter else "In"
        said.append(f"“{cited.title}{'' if cited.title[-1] in '?!' else '.'}” {where}")
    said.append(f"{cited.book}, version {edition.version}, {edition.told}.")
    return " ".join([*said, *([cited.address] if cited.address else [])])


def _listed(names: tuple[str, ...]) -> str:
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def bibtex(cited: Cited) -> str:
    """Return the citation as an entry of BibTeX."""
    edition = cited.edition
    # In braces of its own, a group's name is not taken apart into names.
    authors = " and ".join(f"{{{_tex(name)}}}" for name in edition.authors)
    fields = {"author": authors, "title": f"{{{_tex(cited.title)}}}"}
    if not cited.whole:
        fields["booktitle"] = f"{{{_tex(cited.book)}}}"
        if cited.chapter:
            fields["chapter"] = cited.chapter
    fields |= {"year": str(edition.day.year), "month": str(edition.day.month)}
    fields["note"] = f"Version {edition.version} of {edition.told}"
    if cited.address:
        fields["url"] = cited.address
    kind = "book" if cited.whole else "incollection"
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items()]
    return "\n".join([f"@{kind}{{{cited.key},", *lines, "}"])


def _tex(text: str) -> str:
    return SPECIAL.sub(lambda found: f"\\{found[0]}", text)


def csl(cited: Cited) -> str:
    """Return the citation as CSL-JSON, which reference managers read: a list of one."""
    edition = cited.edition
    item: dict[str, Any] = {
        "id": cited.key,
        "type": "book" if cited.whole else "chapter",
        "title": cited.title,
    }
    if not cited.whole:
        item["container-title"] = cited.book
        if cited.chapter:
            item["chapter-number"] = cited.chapter
    item["author"] = [{"literal": name} for name in edition.authors]
    day = edition.day
    item |= {"issued": {"date-parts": [[day.year, day.month, day.day]]}}
    item |= {"version": edition.version, "language": LANGUAGE}
    if cited.address:
        item["URL"] = cited.address
    lines = [f" {_json(name)}: {_json(value)}" for name, value in item.items()]
    return "[{\n" + ",\n".join(lines) + "\n}]"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
