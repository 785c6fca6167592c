"""Make the whole book as a PDF and as an EPUB: `python -m scripts.paper`.

It builds the site into `site` and makes both from its pages; `python -m scripts.paper FOLDER` takes a
site that is built already. They stand in the site's folder `paper`, and each page links to them. It
needs the environment of the tests, and Chromium or Chrome.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from html import escape
from pathlib import Path

from scripts.paper import epub, pages, pdf, sheets
from scripts.press.errors import PressError
from scripts.setup.environment import ROOT

FOLDER = "paper"
AUTHORS = re.compile(r"^authors:\n((?:[ -].*\n)+)", re.MULTILINE)
NAME = re.compile(r"name: (.+)")
MARK = "<!-- paper -->"
PLACE = re.compile(rf"{MARK}(?:<p>.*?</p>)?", re.DOTALL)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m scripts.paper", allow_abbrev=False)
    parser.add_argument("site", nargs="?", type=Path, help="the folder of a site that is built")
    parser.add_argument("--only", choices=("pdf", "epub"), help="make one of the two")
    given = parser.parse_args(arguments)
    try:
        site = (given.site or built()).resolve()
        for line in make(site, (given.only,) if given.only else ("epub", "pdf")):
            print(line, flush=True)
    except PressError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def built() -> Path:
    """Build the site where MkDocs puts it by itself."""
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet"]
    if subprocess.run(command, cwd=ROOT).returncode:
        raise pages.PaperError("the site cannot be built, so there is nothing to print")
    return ROOT / "site"


def make(site: Path, kinds: tuple[str, ...]) -> list[str]:
    """Write what is asked for into the site, and link it on each page; say what was made."""
    book = pages.read(site)
    folder = site / FOLDER
    folder.mkdir(exist_ok=True)
    offered: list[tuple[str, str]] = []
    for kind in kinds:
        path = folder / f"{_slug(book.title)}.{kind}"
        if kind == "epub":
            path.write_bytes(epub.make(site, book, authors()))
            size = _megabytes(path)
        else:
            with pdf.chromium() as browser:
                path.write_bytes(printed := pdf.make(site, book, browser))
            size = f"{len(sheets.texts(printed))} sheets, {_megabytes(path)}"
        offered.append((f"{FOLDER}/{path.name}", f"{kind.upper()} ({size})"))
    link(site, book, offered)
    return [f"{site / name}: {said}" for name, said in offered]


def link(site: Path, book: pages.Book, offered: list[tuple[str, str]]) -> None:
    """Offer the files on each page, below its text."""
    for page in book.pages:
        up = "../" * page.name.count("/")
        links = " or ".join(f'<a href="{up}{name}">{escape(said)}</a>' for name, said in offered)
        text = (site / page.name).read_text("utf-8")
        linked, places = PLACE.subn(f"{MARK}<p>The whole book as {links}</p>", text)
        if places != 1:
            raise pages.PaperError(f"{page.name} has {places} places for links to the whole book")
        (site / page.name).write_text(linked, "utf-8")


def authors(root: Path = ROOT) -> str:
    """Return the authors, as CITATION.cff names them."""
    said = AUTHORS.search((root / "CITATION.cff").read_text("utf-8"))
    names = NAME.findall(said[1]) if said else []
    if not names:
        raise pages.PaperError("CITATION.cff names no authors")
    return ", ".join(name.strip("\"' ") for name in names)


def _slug(title: str) -> str:
    return re.sub(r"\W+", "-", title.lower()).strip("-")


def _megabytes(path: Path) -> str:
    return f"{path.stat().st_size / 1e6:.1f} MB"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
