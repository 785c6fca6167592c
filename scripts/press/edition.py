"""Which edition of the book this is, for paper: its version and that version's date.

mkdocs.yml names `EDITION`, so the pages' frame finds it. It is read each time, for the numbers may
change while the site is served.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from scripts.press.errors import PressError
from scripts.setup.environment import ROOT

VERSION = re.compile(r'^__version__ = "([^"]+)"$', re.MULTILINE)
RELEASED = re.compile(r"^## \[([^\]]+)\] - (\d{4}-\d\d-\d\d)$", re.MULTILINE)


class Edition:
    """A version of the book, as the package and the changelog of a copy of it tell."""

    def __init__(self, root: Path = ROOT) -> None:
        self.root = root

    @property
    def version(self) -> str:
        place = "convdemo/__init__.py"
        if found := VERSION.search((self.root / place).read_text("utf-8")):
            return found[1]
        raise PressError('there is no line __version__ = "…"', place)

    @property
    def released(self) -> date:
        place = "CHANGELOG.md"
        dates = dict(RELEASED.findall((self.root / place).read_text("utf-8")))
        if self.version in dates:
            return date.fromisoformat(dates[self.version])
        raise PressError(f"there is no line ## [{self.version}] - YEAR-MONTH-DAY", place)

    @property
    def date(self) -> str:
        return f"{self.released.day} {self.released:%B %Y}"

    def __str__(self) -> str:
        return f"Version {self.version}, {self.date}"


def css_text(text: str) -> str:
    """Return a text as style sheets write one, fit to stand in a page."""
    return '"' + re.sub(r'["\\<>&\n]', lambda sign: f"\\{ord(sign[0]):06x}", text) + '"'


EDITION = Edition()
