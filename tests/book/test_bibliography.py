"""The bibliography is the list of what the book cites: nothing more, nothing less."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from scripts.press import sessions
from scripts.press.keep import ROOT

WORKS: dict[str, dict[str, Any]] = tomllib.loads(
    (ROOT / "data" / "bibliography.toml").read_text("utf-8")
)
# Works that nothing cites yet. A page that comes to cite one takes it out.
UNCITED: set[str] = set()

YEAR = re.compile(r"\b(?:1[89]|20)\d\d\b")
FIELDS = {"authors", "year", "title", "venue", "volume", "number", "pages", "doi", "url", "note"}


def texts() -> Iterator[tuple[str, str]]:
    """Every page and lab."""
    for path in [*sessions.pages(), *sessions.labs(), ROOT / "README.md"]:
        yield path.relative_to(ROOT).as_posix(), path.read_text("utf-8")


def sources() -> Iterator[tuple[str, str]]:
    """The part of each docstring in the package that names its sources."""
    for path in sorted((ROOT / "convdemo").rglob("*.py")):
        for told in docstrings(path):
            for match in re.finditer(
                r"^ *Source\n *-+\n(.*?)(?=\n\n|\Z)|\bSource: (.*?)(?=\n\n|\Z)",
                told,
                re.DOTALL | re.MULTILINE,
            ):
                yield path.name, " ".join((match[1] or match[2]).split())


def docstrings(path: Path) -> Iterator[str]:
    """The strings that stand alone: docstrings of functions, and those below a value."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        match node:
            case ast.Expr(ast.Constant(str(text))):
                yield text


def surname(work: dict[str, Any]) -> str:
    return str(work["authors"][0]).split()[-1]


def named(source: str) -> set[str]:
    """The works that a docstring names: by the first author and the year."""
    return {
        key
        for key, work in WORKS.items()
        if re.search(rf"\b{surname(work)}\b", source)
        and (str(work.get("year")) in source or not YEAR.search(source))
    }


def test_every_link_leads_to_a_work() -> None:
    lost = [
        f"{name}: {key}"
        for name, text in texts()
        for key in re.findall(r"bibliography\.md#([\w-]+)", text)
        if key not in WORKS
    ]
    assert not lost


def test_every_work_is_cited() -> None:
    cited = {
        key
        for _, text in texts()
        for found in re.findall(r"\]\([./\w]*#(\w+)\)|\bcite\(\s*\"(\w+)|\bcite\.(\w+)", text)
        for key in found
    }
    for _, source in sources():
        cited |= named(source)
    assert set(WORKS) - cited == UNCITED


def test_every_source_of_the_package_is_a_work() -> None:
    found = list(sources())
    assert len(found) > 15
    lost = []
    for name, source in found:
        works = named(source)
        if not works or set(YEAR.findall(source)) - {str(WORKS[key]["year"]) for key in works}:
            lost.append(f"{name}: {source}")
    assert not lost, "sources that the bibliography does not have"


def test_every_work_says_what_it_is() -> None:
    for key, work in WORKS.items():
        assert set(work) <= FIELDS and {"authors", "title", "venue"} <= set(work), key
        assert not {"doi", "url"} <= set(work), f"{key}: the address only where there is no DOI"
        if "year" in work and key[-4:].isdigit():
            assert int(key[-4:]) == work["year"], key
    assert list(WORKS) == sorted(WORKS)
