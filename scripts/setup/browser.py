"""Find the browser of an engine that the tests drive, or get one.

The first test that wants a browser asks for it, so tests that need none run without. `find` looks for
the one that is named (`$CHROMIUM`, `$FIREFOX`, `$WEBKIT`), an installed one, and Playwright's own
download; `ensure` installs one where there is none: Debian's package where that may be done, else
Playwright's. Of Firefox and WebKit Playwright's own come before what is installed: they do all that
Playwright asks for.
"""

from __future__ import annotations

import functools
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from . import child
from .alone import alone
from .environment import ROOT, say


class Engine(NamedTuple):
    """Where the browser of an engine may be, and how one is got.

    `driver` says that the command is no browser, and knows of no --version.
    """

    title: str
    commands: tuple[str, ...]
    elsewhere: tuple[str, ...]
    downloads: tuple[str, ...]
    packages: tuple[str, ...]
    other: str = ""
    downloaded_first: bool = True
    driver: bool = False


ENGINES = {
    "chromium": Engine(
        "Chromium",
        ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"),
        (
            "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
            "/Applications/Chromium.app/Contents/MacOS/Chromium",
            r"C:\Program Files\Google\Chrome\Application\chrome.exe",
        ),
        (
            "chromium-*/chrome-linux*/chrome",
            "chromium-*/chrome-mac*/*.app/Contents/MacOS/*",
            "chromium-*/chrome-win*/chrome.exe",
            "chromium_headless_shell-*/*/*headless?shell*",
        ),
        ("chromium",),
        other=" or Google Chrome",
        downloaded_first=False,
    ),
    "firefox": Engine(
        "Firefox",
        ("firefox-esr", "firefox"),
        ("/Applications/Firefox.app/Contents/MacOS/firefox",),
        (
            "firefox-*/firefox/firefox",
            "firefox-*/firefox/*.app/Contents/MacOS/firefox",
            "firefox-*/firefox/firefox.exe",
        ),
        ("firefox-esr",),
    ),
    "webkit": Engine(
        "WebKit",
        ("WebKitWebDriver",),
        (),
        ("webkit-*/pw_run.sh", "webkit-*/Playwright.exe"),
        ("webkit2gtk-driver", "xvfb"),
        driver=True,
    ),
}


def what_to_do(engine: str) -> str:
    """What to tell where there is no browser of an engine, and none to be had."""
    found = ENGINES[engine]
    command = f"on Debian: apt-get install {' '.join(found.packages)}"
    if found.downloaded_first:
        command += f"; elsewhere: .venv/bin/python -m playwright install --with-deps {engine}"
    return (
        f"No browser for the tests: install {found.title}{found.other} ({command}),"
        f" or set {engine.upper()} to the path of one."
    )


WHAT_TO_DO = what_to_do("chromium")


def _downloads() -> Iterator[Path]:
    """The folders where Playwright keeps its browsers."""
    if folder := os.environ.get("PLAYWRIGHT_BROWSERS_PATH"):
        yield Path(folder)
    home = Path.home()
    yield home / ".cache" / "ms-playwright"
    yield home / "Library" / "Caches" / "ms-playwright"
    yield home / "AppData" / "Local" / "ms-playwright"


def is_playwrights(path: str) -> bool:
    """Whether a browser is one of Playwright's own, which is changed to do all that it asks for."""
    return any(folder in Path(path).parents for folder in _downloads())


def _candidates(engine: str) -> Iterator[str]:
    if named := os.environ.get(engine.upper()):
        yield shutil.which(named) or named
    there = [_installed(engine), _downloaded(engine)]
    for found in reversed(there) if ENGINES[engine].downloaded_first else there:
        yield from found


def _installed(engine: str) -> Iterator[str]:
    yield from filter(None, map(shutil.which, ENGINES[engine].commands))
    yield from filter(os.path.exists, ENGINES[engine].elsewhere)


def _downloaded(engine: str) -> Iterator[str]:
    for folder in _downloads():
        for pattern in ENGINES[engine].downloads:
            yield from map(str, sorted(folder.glob(pattern), reverse=True))


def _runs(path: str, engine: str = "chromium") -> bool:
    """Whether it starts: some systems put a note in a browser's place that tells to install one."""
    driver = ENGINES[engine].driver
    if driver and is_playwrights(path):  # a script that would open a window
        return os.access(path, os.X_OK)
    asks = "--help" if driver else "--version"
    try:
        asked = subprocess.run([path, asks], capture_output=True, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return asked.returncode == 0


@functools.cache
def find(engine: str = "chromium") -> str | None:
    """The path of a browser that starts, or None."""
    return next((path for path in _candidates(engine) if _runs(path, engine)), None)


def ensure(engine: str = "chromium") -> str | None:
    """Find a browser, or install one; None if there is neither a browser nor a way to one."""
    if path := find(engine):
        return path
    # The workers of a test run come here together.
    with alone(ROOT / ".cache" / "browser.lock", "Another process looks for a browser; waiting"):
        for install in (_by_apt, _by_playwright):
            find.cache_clear()
            if not find(engine):
                install(engine)
        find.cache_clear()
        return find(engine)


def _by_apt(engine: str) -> None:
    """Install Debian's packages, if that may be done."""
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    if not (root and shutil.which("apt-get")):
        return
    packages = ENGINES[engine].packages
    say(f"No browser found; installing Debian's {' and '.join(packages)}")
    env = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    quiet = ["apt-get", "-qq", "-o", "DPkg::Lock::Timeout=60"]
    for step in (
        ["dpkg", "--configure", "-a"],  # an installation may have been interrupted
        [*quiet, "update"],
        [*quiet, "install", "--yes", "--no-install-recommends", *packages],
    ):
        child.run(step, env=env)


def _by_playwright(engine: str) -> None:
    say(f"No browser found; downloading Playwright's {engine}")
    child.run([sys.executable, "-m", "playwright", "install", engine])
