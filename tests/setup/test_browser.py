"""Which browser the tests take, and what is done where there is none."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts.setup import browser, child


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    browser.find.cache_clear()
    yield
    browser.find.cache_clear()


def test_named_browser_that_does_not_start_is_passed_over(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("CHROMIUM", str(tmp_path / "none"))
    assert browser.find() != str(tmp_path / "none")


def test_where_no_browser_can_be_had_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[str] = []

    def run(command: list[str], **_: object) -> tuple[int, list[str]]:
        ran.append(" ".join(command))
        return 1, ["Error: no network"]

    monkeypatch.setattr(browser, "_candidates", lambda: iter(()))
    monkeypatch.setattr(child, "run", run)
    assert browser.ensure() is None
    assert ran[-1].endswith("playwright install chromium")
    assert "\n" not in browser.WHAT_TO_DO and "install Chromium" in browser.WHAT_TO_DO


def test_browser_that_is_there_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browser, "_candidates", lambda: iter(("here",)))
    monkeypatch.setattr(browser, "_runs", lambda path: True)
    monkeypatch.setattr(child, "run", lambda *a, **k: pytest.fail("nothing is to be installed"))
    assert browser.ensure() == "here"
