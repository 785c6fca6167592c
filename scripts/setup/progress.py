"""How far the set-up is: a line that changes on a terminal, a plain line now and then elsewhere."""

from __future__ import annotations

import re
import shutil
import sys
import time
from pathlib import Path

EVERY = 15  # seconds between plain lines
BEGUN = re.compile(r"\s*(?:Collecting|Processing|Requirement already satisfied:)\s")
SIZE = re.compile(r"\((\d+(?:\.\d+)?) (bytes|[kM]B)\)")
MEGABYTES = {"bytes": 1e-6, "kB": 1e-3, "MB": 1.0}


class Progress:
    """Tell how many of some packages are there, by what pip says and what stands in the folder."""

    def __init__(self, packages: Path, expected: int) -> None:
        self.packages, self.expected = packages, expected
        self.begun = self.told = time.monotonic()
        self.before = self._installed()

    def tick(self, said: list[str]) -> None:
        """Show where we are; called many times a second."""
        now = time.monotonic()
        if sys.stderr.isatty():
            width = shutil.get_terminal_size().columns - 1
            line = f"{self.line(said)}, {now - self.begun:.0f} s"
            print(f"\r\x1b[K{line[:width]}", end="", file=sys.stderr, flush=True)
        elif now - self.told > EVERY:
            self.told = now
            print(self.line(said), file=sys.stderr, flush=True)

    def line(self, said: list[str]) -> str:
        """Return what to tell: what is being fetched, or else how many are installed."""
        if installed := self._installed() - self.before:
            return f"Installed {min(installed, self.expected)} of {self.expected} packages"
        lines = list(said)
        begun = min(sum(map(bool, map(BEGUN.match, lines))), self.expected)
        fetched = sum(float(size) * MEGABYTES[unit] for size, unit in SIZE.findall("".join(lines)))
        return f"Fetching {begun} of {self.expected} packages, {fetched:.0f} MB so far"

    def end(self) -> None:
        if sys.stderr.isatty():
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)

    def _installed(self) -> int:
        return sum(1 for _ in self.packages.glob("*.dist-info"))
