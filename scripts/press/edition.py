"""Which edition of the book this is: its version, its date, who wrote it, and what has changed.

The version's home is the package, the date's the changelog, and the authors' CITATION.cff; a test
holds that the three agree.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import yaml

from scripts.press import subject
from scripts.press.errors import PressError
from scripts.setup.environment import ROOT

CHANGELOG, CITATION = "CHANGELOG.md", "CITATION.cff"
VERSION = re.compile(r'^__version__ = "([^"]+)"$', re.MULTILINE)
ENTRY = re.compile(
    r"^## \[(?P<version>[^\]]+)\](?: - (?P<date>\d{4}-\d\d-\d\d))?[ \t]*$", re.MULTILINE
)
PART = re.compile(r"^### (\w+)[ \t]*$", re.MULTILINE)
# What has changed since the last version has no number yet.
COMING = "Unreleased"
MARK = "<!-- changelog -->"


class EditionError(PressError):
    """The book's version or date is not where it should be; the message says which."""


@dataclass(frozen=True)
class Edition:
    """A version of the book, its day, its authors, and whether more has changed since."""

    version: str
    day: date
    authors: tuple[str, ...]
    changed: bool

    @property
    def told(self) -> str:
        """The day in words: 25 November 2026."""
        return in_words(self.day)

    def __str__(self) -> str:
        return f"Version {self.version}, {self.told}"


def in_words(day: date) -> str:
    """Return a day as it is said; the month's name does not depend on the machine's language."""
    months = (
        "January February March April May June July August September October November December"
    ).split()
    return f"{day.day} {months[day.month - 1]} {day.year}"


def read(root: Path = ROOT) -> Edition:
    """Return the edition that the sources are."""
    named = version(root)
    text = (root / CHANGELOG).read_text("utf-8")
    said = {entry["version"]: entry for entry in ENTRY.finditer(text)}
    if named not in said or not said[named]["date"]:
        raise EditionError(
            f"{CHANGELOG} has no line ## [{named}] - YEAR-MONTH-DAY, for the package's version"
        )
    names = [
        author.get("name")
        or " ".join(filter(None, map(author.get, ("given-names", "family-names"))))
        for author in yaml.safe_load((root / CITATION).read_text("utf-8"))["authors"]
    ]
    changed = bool(entries(text).get(COMING, "").strip())
    return Edition(named, date.fromisoformat(said[named]["date"]), tuple(names), changed)


def version(root: Path = ROOT) -> str:
    """Return the version that the package has."""
    found = VERSION.search((root / subject.PACKAGE / "__init__.py").read_text("utf-8"))
    if found is None:
        raise EditionError(f'{subject.PACKAGE}/__init__.py has no line __version__ = "…"')
    return found[1]


def entries(changelog: str) -> dict[str, str]:
    """Return what the changelog says of each version."""
    found = list(ENTRY.finditer(changelog))
    ends = [*(entry.start() for entry in found[1:]), len(changelog)]
    return {
        entry["version"]: changelog[entry.end() : end]
        for entry, end in zip(found, ends, strict=bool(found))
    }


def changelog(text: str) -> str:
    """Return the changelog's entries as Markdown of a page, each heading with a lasting address."""
    days = {entry["version"]: entry["date"] for entry in ENTRY.finditer(text)}
    return "\n\n".join(_entry(name, days[name], said) for name, said in entries(text).items())


def _entry(version: str, day: str | None, said: str) -> str:
    if version == COMING:
        title, anchor = "Not yet in a version", "coming"
    else:
        title, anchor = f"Version {version}", f"version-{version}"
        title += f", {in_words(date.fromisoformat(day))}" if day else ""
    parts = PART.sub(lambda part: f"### {part[1]} {{#{anchor}-{part[1].lower()}}}", said)
    return f"## {title} {{#{anchor}}}\n\n{parts.strip()}"


def insert(markdown: str, root: Path = ROOT) -> str:
    """Return a page's Markdown with the changelog in the place of its mark."""
    if MARK not in markdown:
        return markdown
    return markdown.replace(MARK, changelog((root / CHANGELOG).read_text("utf-8")))
