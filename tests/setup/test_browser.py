"""Which browser the tests take, and what is done where there is none."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts.setup import browser, child

every_engine = pytest.mark.parametrize("engine", browser.ENGINES)


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


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A machine without a browser; what is put into the folder is on the path."""
    for engine in browser.ENGINES:
        monkeypatch.delenv(engine.upper(), raising=False)
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path / "downloads"))
    monkeypatch.setattr(Path, "home", lambda: tmp_path / "home")
    monkeypatch.setenv("PATH", str(tmp_path))
    bare = {name: found._replace(elsewhere=()) for name, found in browser.ENGINES.items()}
    monkeypatch.setattr(browser, "ENGINES", bare)
    return tmp_path


def program(place: Path, said: str) -> str:
    """A stand-in for a browser: it starts if it is asked by that word."""
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(f'#!/bin/sh\ntest "$*" = {said}\n', "utf-8")
    place.chmod(0o755)
    return str(place)


@every_engine
@pytest.mark.parametrize("root", [True, False])
def test_where_no_browser_can_be_had_there_is_none(
    monkeypatch: pytest.MonkeyPatch, bare: Path, engine: str, root: bool
) -> None:
    ran: list[str] = []

    def run(command: list[str], **_: object) -> tuple[int, list[str]]:
        ran.append(" ".join(command))
        return 1, ["Error: no network"]

    program(bare / "apt-get", "--version")
    monkeypatch.setattr(os, "geteuid", lambda: 0 if root else 1000)
    monkeypatch.setattr(child, "run", run)
    assert browser.ensure(engine) is None
    assert ran[-1].endswith(f"playwright install {engine}")
    packages = " ".join(browser.ENGINES[engine].packages)
    assert [line for line in ran if line.startswith("apt-get -qq") and packages in line] == ran[
        2:3
    ] * root
    told = browser.what_to_do(engine)
    assert "\n" not in told and f"install {browser.ENGINES[engine].title}" in told
    assert f"apt-get install {packages}" in told and f"set {engine.upper()} to" in told


@every_engine
def test_browser_that_is_there_is_not_installed(
    monkeypatch: pytest.MonkeyPatch, bare: Path, engine: str
) -> None:
    command = browser.ENGINES[engine].commands[-1]
    there = program(bare / command, "--help" if engine == "webkit" else "--version")
    monkeypatch.setattr(child, "run", lambda *a, **k: pytest.fail("nothing is to be installed"))
    assert browser.ensure(engine) == there
    assert not browser.is_playwrights(there)


@every_engine
def test_browser_that_only_says_it_is_missing_is_none(bare: Path, engine: str) -> None:
    for command in browser.ENGINES[engine].commands:
        program(bare / command, "nothing")
    assert browser.find(engine) is None


@pytest.mark.parametrize(
    ("engine", "installed", "downloaded", "first"),
    [
        ("chromium", "chromium", "chromium-1/chrome-linux/chrome", "installed"),
        ("firefox", "firefox-esr", "firefox-1/firefox/firefox", "downloaded"),
        ("webkit", "WebKitWebDriver", "webkit-1/pw_run.sh", "downloaded"),
    ],
)
def test_playwrights_own_comes_first_where_it_can_do_more(
    bare: Path, engine: str, installed: str, downloaded: str, first: str
) -> None:
    paths = {
        "installed": program(bare / installed, "--help" if engine == "webkit" else "--version"),
        "downloaded": program(bare / "downloads" / downloaded, "--version"),
    }
    assert browser.find(engine) == paths[first]
    assert browser.is_playwrights(paths["downloaded"])


@every_engine
def test_named_browser_comes_before_all(
    monkeypatch: pytest.MonkeyPatch, bare: Path, engine: str
) -> None:
    asked = "--help" if engine == "webkit" else "--version"
    program(bare / browser.ENGINES[engine].commands[0], asked)
    named = program(bare / "elsewhere" / "mine", asked)
    monkeypatch.setenv(engine.upper(), named)
    assert browser.find(engine) == named
