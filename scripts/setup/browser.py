"""Find the browser that the tests drive, or get one.

The first test that wants a browser asks for it, so tests that need none run without. `find` looks for
`$CHROMIUM`, an installed Chromium or Chrome, and Playwright's own download, in this order; `ensure`
installs one where there is none: Debian's package where that may be done, else Playwright's.
"""

from __future__ import annotations

import functools
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from . import child
from .alone import alone
from .environment import ROOT, say

COMMANDS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
ELSEWHERE = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
)
PLAYWRIGHT = (
    "chromium-*/chrome-linux*/chrome",
    "chromium-*/chrome-mac*/*.app/Contents/MacOS/*",
    "chromium-*/chrome-win*/chrome.exe",
    "chromium_headless_shell-*/*/*headless?shell*",
)
WHAT_TO_DO = (
    "No browser for the tests: install Chromium or Google Chrome"
    " (on Debian: apt-get install chromium), or set CHROMIUM to the path of one."
)


def _downloads() -> Iterator[Path]:
    """The folders where Playwright keeps its browsers."""
    if folder := os.environ.get("PLAYWRIGHT_BROWSERS_PATH"):
        yield Path(folder)
    home = Path.home()
    yield home / ".cache" / "ms-playwright"
    yield home / "Library" / "Caches" / "ms-playwright"
    yield home / "AppData" / "Local" / "ms-playwright"


def _candidates() -> Iterator[str]:
    if named := os.environ.get("CHROMIUM"):
        yield shutil.which(named) or named
    yield from filter(None, map(shutil.which, COMMANDS))
    yield from filter(os.path.exists, ELSEWHERE)
    for folder in _downloads():
        for pattern in PLAYWRIGHT:
            yield from map(str, sorted(folder.glob(pattern), reverse=True))


def _runs(path: str) -> bool:
    """Whether it starts: some systems put a note in a browser's place that tells to install one."""
    try:
        asked = subprocess.run([path, "--version"], capture_output=True, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return asked.returncode == 0


@functools.cache
def find() -> str | None:
    """The path of a browser that starts, or None."""
    return next(filter(_runs, _candidates()), None)


def ensure() -> str | None:
    """Find a browser, or install one; None if there is neither a browser nor a way to one."""
    if path := find():
        return path
    # The workers of a test run come here together.
    with alone(ROOT / ".cache" / "browser.lock", "Another process looks for a browser; waiting"):
        for install in (_by_apt, _by_playwright):
            find.cache_clear()
            if not find():
                install()
        find.cache_clear()
        return find()


def _by_apt() -> None:
    """Install Debian's chromium, if that may be done."""
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    if not (root and shutil.which("apt-get")):
        return
    say("No browser found; installing Debian's chromium")
    env = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    quiet = ["apt-get", "-qq", "-o", "DPkg::Lock::Timeout=60"]
    for step in (
        ["dpkg", "--configure", "-a"],  # an installation may have been interrupted
        [*quiet, "update"],
        [*quiet, "install", "--yes", "--no-install-recommends", "chromium"],
    ):
        child.run(step, env=env)


def _by_playwright() -> None:
    say("No browser found; downloading Playwright's chromium")
    child.run([sys.executable, "-m", "playwright", "install", "chromium"])
