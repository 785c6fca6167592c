"""The version, its date and the authors: told in one way by the package, the changelog and CITATION.cff."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

import convdemo
from scripts.press import edition
from scripts.setup.environment import ROOT

SCHEMA = ROOT / "tests" / "vendor" / "citation-file-format-1.2.0.json"
CHANGELOG = """# Changelog

Words on top.

## [Unreleased]

### Added

- More.

## [1.2.0] - 2025-02-03

### Added

- Some.

### Fixed

- Other.

## [1.1.0] - 2024-12-31

- First.
"""


def citation() -> dict[str, Any]:
    """CITATION.cff as the schema wants it: days and versions are text."""
    text = (ROOT / edition.CITATION).read_text("utf-8")
    found: dict[str, Any] = yaml.load(text, yaml.BaseLoader)
    numbers = found.get("preferred-citation", {})
    for name in ("year", "month"):
        numbers[name] = int(numbers[name])
    return found


def problems(cff: dict[str, Any]) -> list[str]:
    schema = json.loads(SCHEMA.read_text("utf-8"))
    return [error.message for error in jsonschema.Draft7Validator(schema).iter_errors(cff)]


def test_citation_file_is_valid() -> None:
    assert not problems(citation())


@pytest.mark.parametrize(
    ("name", "value"),
    [("license", "MTI"), ("version", ""), ("date-released", "25 November"), ("authors", [])],
)
def test_a_spoilt_citation_file_is_noticed(name: str, value: Any) -> None:
    assert problems(citation() | {name: value})
    assert problems({key: value for key, value in citation().items() if key != "title"})


def test_version_and_date_are_the_same_everywhere() -> None:
    found, cff = edition.read(), citation()
    assert found.version == convdemo.__version__
    for said in (cff, cff["preferred-citation"]):
        assert said["version"] == convdemo.__version__
        assert said["date-released"] == found.day.isoformat()
        assert said["title"] == yaml.safe_load(_config())["site_name"]
    book = cff["preferred-citation"]
    assert (book["year"], book["month"]) == (found.day.year, found.day.month)
    assert [author["name"] for author in cff["authors"]] == list(found.authors)


def _config() -> str:
    """mkdocs.yml up to where it names Python objects."""
    return (ROOT / "mkdocs.yml").read_text("utf-8").partition("\nsite_description")[0]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "convdemo").mkdir()
    (tmp_path / "convdemo" / "__init__.py").write_text('"""It."""\n\n__version__ = "1.2.0"\n')
    (tmp_path / edition.CHANGELOG).write_text(CHANGELOG, "utf-8")
    (tmp_path / edition.CITATION).write_text(
        "authors:\n  - name: The group\n  - given-names: Ada\n    family-names: Byron\n"
    )
    return tmp_path


def test_edition_is_read_from_its_homes(root: Path) -> None:
    found = edition.read(root)
    assert found == edition.Edition("1.2.0", date(2025, 2, 3), ("The group", "Ada Byron"), True)
    assert found.told == "3 February 2025" and str(found) == "Version 1.2.0, 3 February 2025"
    log = root / edition.CHANGELOG
    log.write_text(CHANGELOG.replace("### Added\n\n- More.\n", ""), "utf-8")
    assert not edition.read(root).changed


@pytest.mark.parametrize(
    ("file", "old", "new", "named"),
    [
        ("convdemo/__init__.py", "__version__", "version", "convdemo/__init__.py has no line"),
        ("CHANGELOG.md", "1.2.0", "1.3.0", r"CHANGELOG.md has no line ## \[1.2.0\] -"),
        ("CHANGELOG.md", " - 2025-02-03", "", r"CHANGELOG.md has no line ## \[1.2.0\] -"),
    ],
)
def test_what_is_missing_is_named(root: Path, file: str, old: str, new: str, named: str) -> None:
    text = (root / file).read_text("utf-8")
    (root / file).write_text(text.replace(old, new), "utf-8")
    with pytest.raises(edition.EditionError, match=named):
        edition.read(root)


def test_changelog_becomes_a_page_with_lasting_addresses() -> None:
    text = edition.changelog(CHANGELOG)
    assert [line for line in text.splitlines() if line.startswith("#")] == [
        "## Not yet in a version {#coming}",
        "### Added {#coming-added}",
        "## Version 1.2.0, 3 February 2025 {#version-1.2.0}",
        "### Added {#version-1.2.0-added}",
        "### Fixed {#version-1.2.0-fixed}",
        "## Version 1.1.0, 31 December 2024 {#version-1.1.0}",
    ]
    assert "Words on top" not in text and "- Other." in text


def test_mark_is_replaced_by_this_changelog(root: Path) -> None:
    assert edition.insert("No mark.") == "No mark."
    shutil.copy(ROOT / edition.CHANGELOG, root)
    text = edition.insert(f"# Changes\n\n{edition.MARK}\n", root)
    assert edition.MARK not in text and f"{{#version-{convdemo.__version__}}}" in text
