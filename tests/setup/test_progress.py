"""What is told while packages are fetched and installed."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest

from scripts.setup import progress
from scripts.setup.progress import Progress

SAID = [
    "Collecting numpy==2.5.5 (from -r requirements.txt (line 3))\n",
    "  Downloading numpy-2.5.5-cp311.whl (16.8 MB)\n",
    "Processing /wheels/click.whl (from -r requirements.txt (line 5))\n",
    "Collecting zict==3.0.0\n",
    "  Using cached zict-3.0.0.whl (43 kB)\n",
]


def test_fetching_tells_packages_and_megabytes(tmp_path: Path) -> None:
    (tmp_path / "pip-26.dist-info").mkdir()
    line = Progress(tmp_path, 5).line(SAID)
    assert line == "Fetching 3 of 5 packages, 17 MB so far"


def test_installing_counts_what_is_there(tmp_path: Path) -> None:
    (tmp_path / "pip-26.dist-info").mkdir()
    shown = Progress(tmp_path, 5)
    for name in ("numpy", "click"):
        (tmp_path / f"{name}-1.dist-info").mkdir()
    assert shown.line(SAID) == "Installed 2 of 5 packages"


def test_plain_lines_come_now_and_then(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    times = iter((100.0, 101.0, 100 + progress.EVERY + 1.0, 100 + progress.EVERY + 2.0))
    monkeypatch.setattr(time, "monotonic", lambda: next(times))
    shown = Progress(tmp_path, 5)
    for _ in range(3):
        shown.tick(SAID)
    assert capsys.readouterr().err == "Fetching 3 of 5 packages, 17 MB so far\n"


def test_line_on_a_terminal_changes_in_its_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    shown = Progress(tmp_path, 5)
    shown.tick(SAID)
    shown.tick(SAID)
    shown.end()
    said = capsys.readouterr().err
    assert said.count("\r\x1b[K") == 3 and "\n" not in said and said.endswith("\x1b[K")
