"""Which edition of the book this is, for paper: its version and the day on which that came out.

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
    def released(self) -> date | None:
        """The day that the changelog has for this version; None if it is not out yet."""
        changelog = self.root / "CHANGELOG.md"
        said = changelog.read_text("utf-8") if changelog.is_file() else ""
        day = dict(RELEASED.findall(said)).get(self.version)
        return date.fromisoformat(day) if day else None

    def __str__(self) -> str:
        day = self.released
        return f"Version {self.version}" + (f", {day.day} {day:%B %Y}" if day else "")


def css_text(text: str) -> str:
    """Return a text as style sheets write one, fit to stand in a page."""
    return '"' + re.sub(r'["\\<>&\n]', lambda sign: f"\\{ord(sign[0]):06x}", text) + '"'


EDITION = Edition()
