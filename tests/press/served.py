"""A small book that is served: to be edited, looked at and interrupted."""

from __future__ import annotations

import os
import queue
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
import uuid
from pathlib import Path
from typing import Self

import psutil

from scripts.press import caching, copies
from scripts.setup.environment import ROOT

PATIENCE = 90  # seconds until something must have been said: a machine may be busy
# What takes long to make anew, and is the same in each copy.
KEPT = ("code", "explorables", "packed", "formulas", "given")
FRONT = "---\ntitle: {0}\nquestion: What?\ndescription: A trial.\n---\n# {0}\n\n"
SHOWN = '<figure markdown class="wide">\n![](figures/{0}.svg)\n<figcaption markdown>It.</figcaption>\n</figure>\n\n'
SCRIPT = '''"""A figure."""

from convdemo import {filter}
from scripts.drawing import Grid

WORD = "first"


def draw(layout):
    return Grid({filter}, "filter")


def alt():
    return f"The filter, {{WORD}}, {{{filter}.sum()}}."
'''
LAB = "# ---\n# title: A lab\n# question: What?\n# description: A lab.\n# ---\n\n# %% [markdown]\n# # A lab\n\n"
TABLE = '''"""A table."""


def table():
    return "| a table |\\n| --- |\\n| of one row |"
'''
PAGES = {"one": ("ring", "shrink"), "two": ("edge", "corner", "last")}
FILTERS = {"ring": "SOBEL", "shrink": "SOBEL"}


def make(folder: Path, lab: str = "from convdemo import SOBEL\nprint(SOBEL.sum())") -> Path:
    """Write a book of two chapters, five figures and a lab; the press is this one."""
    copies.copy_sources(folder)
    for path in [*folder.glob("docs/*.md"), *folder.glob("docs/labs/*"), folder / "docs/reference"]:
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    for path in folder.glob("scripts/figures/*.py"):
        path.unlink()
    for kind in KEPT:
        if (caching.CACHE / kind).is_dir():
            shutil.copytree(caching.CACHE / kind, folder / ".cache" / kind)
    docs = folder / "docs"
    (docs / "index.md").write_text(FRONT.format("Home") + "<!-- table: trial -->\n", "utf-8")
    (folder / "scripts" / "tables" / "trial.py").write_text(TABLE, "utf-8")
    for page, figures in PAGES.items():
        text = FRONT.format(page) + "".join(SHOWN.format(name) for name in figures)
        (docs / f"{page}.md").write_text(text, "utf-8")
        for name in figures:
            script = SCRIPT.format(filter=FILTERS.get(name, "VERTICAL"))
            (folder / "scripts" / "figures" / f"{name}.py").write_text(script, "utf-8")
    (docs / "labs" / "trial.py").write_text(f"{LAB}# %%\n{lab}\n", "utf-8")
    settings = folder / "mkdocs.yml"
    nav = "nav: [index.md, one.md, two.md, labs/trial.py]\n\n"
    settings.write_text(
        re.sub(r"(?ms)^nav:.*?\n\n", nav, settings.read_text("utf-8"), count=1), "utf-8"
    )
    shutil.copy(ROOT / "requirements.txt", folder)
    return folder


class Command:
    """A module that runs in a book, as it does behind ./scripts/serve and ./scripts/test."""

    def __init__(self, root: Path, *command: str) -> None:
        self.root, self.mark, self.said = root, uuid.uuid4().hex, ""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "scripts.press.running", *command],
            cwd=root,
            env={
                **{k: v for k, v in os.environ.items() if not k.startswith(("PYTEST", "COV"))},
                "PYTHONPATH": str(root),
                "PYTHONUNBUFFERED": "1",
                "BOOK_ON_TRIAL": self.mark,
            },
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            start_new_session=True,
        )
        self._lines: queue.Queue[str] = queue.Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout
        with self.process.stdout:
            for line in self.process.stdout:
                self._lines.put(line)

    def wait_for(self, words: str, patience: float = PATIENCE) -> str:
        """Wait until a line has the words; return what was said until then."""
        since, end = "", time.monotonic() + patience
        while words not in since:
            try:
                since += self._lines.get(timeout=max(0.01, min(1, end - time.monotonic())))
            except queue.Empty:
                over = time.monotonic() > end or self.process.poll() is not None
                if over and self._lines.empty():
                    raise AssertionError(f"never said: {words}\n{self.said}{since}") from None
        self.said += since
        return since

    def wait_until(self, path: Path) -> None:
        """Wait until a file is there."""
        end = time.monotonic() + PATIENCE
        while not path.exists():
            self.rest()
            assert time.monotonic() < end and self.process.poll() is None, self.said
            time.sleep(0.05)

    def rest(self) -> str:
        """Return what has been said and not been waited for."""
        since = ""
        while not self._lines.empty():
            since += self._lines.get()
        self.said += since
        return since

    def stop(self, wish: int = signal.SIGINT) -> float:
        """Interrupt it as a terminal does; return the seconds until it had left."""
        start = time.monotonic()
        os.killpg(self.process.pid, wish)
        self.process.wait(PATIENCE)
        taken = time.monotonic() - start
        self.rest()
        return taken

    def left(self) -> list[str]:
        """Return what it started and has not ended, by the mark that all inherit."""
        found = []
        for process in psutil.process_iter():
            try:
                if process.environ().get("BOOK_ON_TRIAL") == self.mark:
                    found.append(" ".join(process.cmdline()))
            except psutil.Error:
                continue
        return [command for command in found if command]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.stop()
        self._reader.join(PATIENCE)


class Served(Command):
    """A book that is served, on a port of its own."""

    def __init__(self, root: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        super().__init__(root, "mkdocs", "serve", "--dev-addr", f"127.0.0.1:{self.port}")

    def get(self, place: str) -> str:
        """Return what a browser gets."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/{place}", timeout=60) as got:
            return str(got.read().decode())
