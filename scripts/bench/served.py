"""Measure what an author waits for while the site is served: from a save until the page is back.

    python -m scripts.bench.served

takes some minutes, on a machine that does nothing else, and prints a line for each kind of edit. It
works on a copy of the book, in which all is drawn. `--root` names another book to copy, to compare.
"""

from __future__ import annotations

import argparse
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from scripts.press import copies, subject
from scripts.setup.environment import ROOT

RUNS = 3
CHAPTER = "padding"
FIGURE = "padding_ring"
EPOCH = re.compile(r"livereload\((\d+), *(\d+)\)")
MOST = 900  # seconds


@dataclass
class Site:
    """A book that is served, as a browser sees it."""

    root: Path
    process: psutil.Process
    address: str

    def get(self, place: str) -> str:
        with urllib.request.urlopen(self.address + place, timeout=MOST) as got:
            return str(got.read().decode())

    def seconds(self, save: Callable[[], object]) -> float:
        """Save, and wait as an open page does until it has been loaded anew."""
        epoch = self._epoch()
        start = time.perf_counter()
        save()
        while int(self.get(f"livereload/{epoch}/0")) <= epoch:
            pass  # the server answers once a minute
        self.get(f"{CHAPTER}.html")
        return time.perf_counter() - start

    def settle(self) -> float:
        """Wait until nothing is made any more, and say how long that took."""
        start = time.perf_counter()
        while self.process.children(recursive=True):
            time.sleep(0.1)
        time.sleep(5)  # what was made is built
        return time.perf_counter() - start - 5

    def _epoch(self) -> int:
        found = EPOCH.search(self.get(f"{CHAPTER}.html"))
        assert found, "the page does not wait for the server"
        return int(found[1])


@contextmanager
def serving(root: Path) -> Iterator[Site]:
    """Serve a book until all of it is made."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    call = [sys.executable, "-m", "mkdocs", "serve", "--dev-addr", f"127.0.0.1:{port}"]
    with (root / "said.txt").open("w") as said:
        process = subprocess.Popen(call, cwd=root, stdout=said, stderr=said)
        try:
            site = Site(root, psutil.Process(process.pid), f"http://127.0.0.1:{port}/")
            while not _answers(site):
                time.sleep(0.2)
            site.settle()
            yield site
        finally:
            process.terminate()
            process.wait()


def _answers(site: Site) -> bool:
    try:
        site.get(f"{CHAPTER}.html")
    except urllib.error.URLError:
        return False
    return True


def edit(path: Path, old: str, new: str) -> Callable[[], object]:
    """An edit to be saved."""
    text = path.read_text("utf-8")
    assert old in text, f"{path}: no {old!r}"
    return lambda: path.write_text(text.replace(old, new, 1), "utf-8")


def loop(site: Site) -> Iterator[tuple[str, float]]:
    """Each kind of edit, and its seconds."""
    page = site.root / "docs" / f"{CHAPTER}.md"
    script = site.root / "scripts" / "figures" / f"{FIGURE}.py"
    images = site.root / subject.PACKAGE / "images.py"
    heading = "\n## "
    words = [site.seconds(edit(page, heading, f"\nA word.\n{heading}")) for _ in range(RUNS)]
    yield "a word", statistics.median(words)
    first = "def draw("
    drawn = [
        site.seconds(edit(script, first, f"EDITED_{run} = {run}\n\n\n{first}"))
        for run in range(RUNS)
    ]
    yield "a figure's script", statistics.median(drawn)
    site.settle()
    yield "a comment of the package", site.seconds(edit(images, "\n", "\n\n# A comment.\n"))
    yield "and all behind it", site.settle()
    bright = re.search(r"bright[^=,)]*= *(\d+)", images.read_text("utf-8"))
    assert bright
    yield (
        "a constant of the package, the open page",
        site.seconds(
            edit(images, bright[0], bright[0].replace(bright[1], str(int(bright[1]) + 2)))
        ),
    )
    yield "and all behind it", site.settle()
    back = bright[0].replace(bright[1], str(int(bright[1]) + 2))
    yield "undone, the open page", site.seconds(edit(images, back, bright[0]))
    yield "and all behind it", site.settle()


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(prog="python -m scripts.bench.served", description=__doc__)
    parser.add_argument("--root", type=Path, default=ROOT, help="the book that is copied")
    root = parser.parse_args().root.resolve()
    with tempfile.TemporaryDirectory() as folder:
        book = Path(folder, "book")
        names = [*copies.SOURCES, "requirements.txt", ".cache"]
        for name in filter(lambda name: (root / name).exists(), names):
            if (root / name).is_dir():
                shutil.copytree(root / name, book / name)
            else:
                (book / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(root / name, book / name)
        with serving(book) as site:
            for what, seconds in loop(site):
                print(f"{seconds:6.1f} s  {what}", flush=True)


if __name__ == "__main__":
    main()
