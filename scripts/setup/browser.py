"""Find the browser that the tests drive, or get one.

Standard library only, so that it can run before the environment is made. `find` looks for
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


def ensure(python: Path) -> str:
    """Find a browser, or install one; end with one line of advice if neither works."""
    if path := find():
        return path
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    if root and shutil.which("apt-get"):
        print("No browser found; installing Debian's chromium", file=sys.stderr, flush=True)
        quiet = ["apt-get", "-qq", "-o", "DPkg::Lock::Timeout=60"]
        subprocess.run([*quiet, "update"])
        subprocess.run(
            [*quiet, "install", "--yes", "--no-install-recommends", "chromium"],
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
            stdout=subprocess.DEVNULL,
        )
        find.cache_clear()
    if not find():
        print("No browser found; downloading Playwright's chromium", file=sys.stderr, flush=True)
        subprocess.run([str(python), "-m", "playwright", "install", "chromium"], stdout=sys.stderr)
        find.cache_clear()
    if path := find():
        return path
    sys.exit(WHAT_TO_DO)
