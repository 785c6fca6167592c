"""The contents of the book: `nav` of mkdocs.yml, read and added to as text.

mkdocs.yml is an author's file: what is added is one line, and its comments and its order stay.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import yaml

from scripts.press.errors import PressError
from scripts.setup.environment import ROOT

CONFIG = ROOT / "mkdocs.yml"
# The section of those pages that are labs.
LABS, LAB_FOLDER = "Labs", "labs/"
NAV = re.compile(r"^nav:[ \t]*\n(?:[ \t].*\n|\n|#.*\n)*", re.MULTILINE)


class ContentsError(PressError):
    """The contents do not have what is looked for; the message says what."""


@dataclass(frozen=True)
class Entry:
    """A page in the contents: its file under docs, its section's title, and its own, if they stand there."""

    uri: str
    section: str = ""
    title: str = ""


def read(text: str) -> list[Entry]:
    """Return the pages of `nav`, in order."""
    found = NAV.search(text)
    if not found:
        raise ContentsError("mkdocs.yml has no nav")
    return entries(yaml.safe_load(found[0])["nav"])


def entries(items: list[Any], section: str = "") -> list[Entry]:
    """Return the pages of `nav`, or of one of its sections, as YAML has it, in order."""
    found: list[Entry] = []
    for item in items:
        if isinstance(item, str):
            found.append(Entry(item, section))
            continue
        ((title, value),) = item.items()
        if isinstance(value, list):
            found += entries(value, title)
        else:
            found.append(Entry(value, section, title))
    return found


def line(uri: str, title: str = "") -> str:
    """Return what stands in `nav` for a page; a lab has its title there."""
    return f"- {title}: {uri}" if title else f"- {uri}"


def last_beside(text: str, uri: str) -> str:
    """Return the last page in the contents whose file is in the same folder as `uri`, else the last."""
    entries = [entry.uri for entry in read(text)]
    folder = uri.rpartition("/")[0]
    return [entries[-1], *(each for each in entries if each.rpartition("/")[0] == folder)][-1]


def added(text: str, uri: str, after: str, title: str = "") -> str:
    """Return mkdocs.yml with a line for a page, below that of the page `after`."""
    place = re.compile(rf"^([ \t]*)- (?:.*: )?{re.escape(after)}[ \t]*(?:#.*)?\n", re.MULTILINE)
    nav = NAV.search(text)
    found = place.search(text, *nav.span()) if nav else None
    if not found:
        raise ContentsError(f"nav of mkdocs.yml has no line for {after}")
    if uri in {entry.uri for entry in read(text)}:
        raise ContentsError(f"nav of mkdocs.yml has a line for {uri} already")
    return f"{text[: found.end()]}{found[1]}{line(uri, title)}\n{text[found.end() :]}"


def missing(uri: str, title: str = "") -> str:
    """Say of a page that is not in the contents what to do."""
    text = CONFIG.read_text("utf-8")
    shown = line(uri, title if uri.startswith(LAB_FOLDER) else "")
    return (
        f"{uri} is not in the contents, so nothing leads to it. In mkdocs.yml, under nav, add the"
        f" line `{shown}`, below {last_beside(text, uri)} or where it belongs"
    )
