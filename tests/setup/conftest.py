"""The copy of the set-up that most tests here work on."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.setup.project import Project


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A copy in a folder with spaces and letters of several kinds."""
    root = tmp_path / "Übung, мир 'x'"
    root.mkdir()
    return Project(root)
