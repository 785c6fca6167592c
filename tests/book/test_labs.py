"""Every lab runs from its first cell, in a process of its own; its text says what it computed."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.press import sessions
from scripts.press.keep import ROOT

LABS = [pytest.param(path, id=path.stem) for path in sessions.labs()]


@pytest.mark.parametrize("path", LABS)
def test_lab_says_what_it_computes(path: Path) -> None:
    command = [sys.executable, "-m", "tests.book.lab", str(path)]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if result.returncode:
        pytest.fail(f"\n{result.stdout}{result.stderr}", pytrace=False)


@pytest.mark.parametrize("path", LABS)
def test_lab_has_no_code_that_is_not_run(path: Path) -> None:
    """A fence in a lab's text would be shown and not run; a magic would not run outside Jupyter."""
    text = path.read_text("utf-8")
    assert not re.findall(r"^# *(?:```|~~~)", text, re.MULTILINE)
    assert not re.findall(r"^# *[%!]\w", text, re.MULTILINE)


def test_every_lab_is_in_the_contents() -> None:
    contents = (ROOT / "mkdocs.yml").read_text("utf-8")
    missing = [path.name for path in sessions.labs() if f"labs/{path.name}" not in contents]
    named = re.findall(r"labs/(\w+\.py)", contents)
    assert sessions.labs() and not missing
    assert sorted(named) == [path.name for path in sessions.labs()]
