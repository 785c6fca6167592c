"""A release is the package's version, and has its entry in the changelog."""

from __future__ import annotations

from pathlib import Path

import pytest

import convdemo
from scripts import release
from scripts.setup.environment import ROOT

CHANGELOG = """\
# Changelog

## [Unreleased]

## [1.2.0] - 2026-01-02

### Added

- More.

## [1.1.0] - 2026-01-01

- Some.
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "convdemo").mkdir()
    (tmp_path / "convdemo" / "__init__.py").write_text('"""It."""\n\n__version__ = "1.2.0"\n')
    (tmp_path / "CHANGELOG.md").write_text(CHANGELOG, "utf-8")
    return tmp_path


def test_entry_is_what_stands_below_the_version(root: Path) -> None:
    assert release.check("v1.2.0", root) == "### Added\n\n- More.\n"
    assert release.entry(CHANGELOG, "1.1.0") == "- Some.\n"


@pytest.mark.parametrize("wanted", ["Unreleased", "1.3.0"])
def test_version_without_an_entry_is_told(wanted: str) -> None:
    with pytest.raises(release.ReleaseError, match="it has Unreleased, 1.2.0, 1.1.0"):
        release.entry(CHANGELOG, wanted)


@pytest.mark.parametrize("tag", ["1.2.0", "v1.1.0", "v1.2.0.post1"])
def test_tag_is_the_version(tag: str, root: Path) -> None:
    with pytest.raises(release.ReleaseError, match=f"{tag} is not v1.2.0"):
        release.check(tag, root)


def test_this_version_can_be_released() -> None:
    assert release.version() == convdemo.__version__
    assert release.check(f"v{convdemo.__version__}", ROOT).startswith("### ")


def test_folder_that_is_there_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["release", f"v{convdemo.__version__}", str(tmp_path)])
    assert release.main() == 1 and str(tmp_path) in capsys.readouterr().err
