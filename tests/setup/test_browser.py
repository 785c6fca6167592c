"""Which browser the tests take, and what is said where there is none."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from scripts.setup import browser


def test_named_browser_that_does_not_start_is_passed_over(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("CHROMIUM", str(tmp_path / "none"))
    browser.find.cache_clear()
    assert browser.find() != str(tmp_path / "none")
    browser.find.cache_clear()


def test_missing_browser_is_told_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browser, "_candidates", lambda: iter(()))
    monkeypatch.setattr(subprocess, "run", lambda *a, **k: None)
    browser.find.cache_clear()
    with pytest.raises(SystemExit) as told:
        browser.ensure(Path("python"))
    browser.find.cache_clear()
    assert "\n" not in str(told.value) and "install Chromium" in str(told.value)
