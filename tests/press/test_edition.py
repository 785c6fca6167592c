"""Which edition of the book paper names: from the package and the changelog, and as style sheets write it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from convdemo import __version__
from scripts.press.edition import EDITION, Edition, css_text
from scripts.press.errors import PressError


def copy(root: Path, version: str, changelog: str | None) -> Edition:
    (root / "convdemo").mkdir()
    (root / "convdemo" / "__init__.py").write_text(f"{version}\n", "utf-8")
    if changelog is not None:
        (root / "CHANGELOG.md").write_text(changelog, "utf-8")
    return Edition(root)


def test_the_edition_is_that_of_the_package() -> None:
    assert EDITION.version == __version__
    assert str(EDITION).startswith(f"Version {__version__}")


def test_a_version_that_is_out_has_its_day(tmp_path: Path) -> None:
    told = "## [Unreleased]\n\n## [2.0.0] - 2027-03-05\n\n## [1.0.0] - 2026-11-25\n"
    edition = copy(tmp_path, '__version__ = "2.0.0"', told)
    assert edition.released == date(2027, 3, 5)
    assert str(edition) == "Version 2.0.0, 5 March 2027"


@pytest.mark.parametrize("changelog", [None, "## [Unreleased]\n\n## [1.0.0] - 2026-11-25\n"])
def test_a_version_that_is_not_out_has_none(tmp_path: Path, changelog: str | None) -> None:
    edition = copy(tmp_path, '__version__ = "2.0.0"', changelog)
    assert edition.released is None and str(edition) == "Version 2.0.0"


def test_a_package_without_a_version_says_so(tmp_path: Path) -> None:
    with pytest.raises(PressError, match="convdemo/__init__.py"):
        _ = copy(tmp_path, "", "").version


def test_text_in_a_style_sheet_ends_neither_the_text_nor_the_sheet() -> None:
    assert css_text('a "b" \\ </style>') == '"a \\000022b\\000022 \\00005c \\00003c/style\\00003e"'
