"""A small book, or a small part of this one, that is served: to be edited, looked at and interrupted."""

from __future__ import annotations

import os
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
from collections.abc import Callable
from pathlib import Path
from typing import Self

import psutil
import yaml

from scripts.press import caching, copies
from scripts.setup.environment import ROOT
from tests.site import builds

PATIENCE = 120  # seconds that anything may take: a machine may be busy
ANSWER = 60  # seconds in which a page must come, while a build runs too
# What takes long to make anew, and is the same in each copy.
KEPT = ("code", "explorables", "packed", "formulas", "given")
OF_PAGES = ("figures", "starts", "sums", "tables")
SHOWN_FIGURE = re.compile(r"figures/(\w+?)(?:-motion)?\.\w+\)")
LINK = re.compile(r"\[([^\]]*)\]\(([\w/-]+\.(?:md|py))(?:#[\w-]+)?\)")
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
    _empty(folder, set())
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
    _set_contents(folder, ["index.md", "one.md", "two.md", "labs/trial.py"])
    return folder


def copy(folder: Path, pages: list[str], labs: dict[str, str] | None = None) -> Path:
    """Copy some pages of this book with their figures, and labs of the test's own."""
    texts = {page: (ROOT / "docs" / page).read_text("utf-8") for page in pages}
    _empty(folder, set(SHOWN_FIGURE.findall("".join(texts.values()))))
    docs = folder / "docs"
    for page, text in texts.items():
        (docs / page).parent.mkdir(exist_ok=True)
        (docs / page).write_text(_without_links(text, pages), "utf-8")
    for name, text in (labs or {}).items():
        (docs / "labs" / name).write_text(text, "utf-8")
    _set_contents(folder, [*pages, *(f"labs/{name}" for name in labs or {})])
    return folder


def _empty(folder: Path, figures: set[str]) -> None:
    """Copy the book without its pages, its labs and the scripts of all but some figures."""
    copies.copy_sources(folder)
    shutil.copy(ROOT / "requirements.txt", folder)
    for path in [*folder.glob("docs/*.md"), *folder.glob("docs/labs/*"), folder / "docs/reference"]:
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    for path in folder.glob("scripts/figures/*.py"):
        if path.stem not in figures:
            path.unlink()
    for kind in (*KEPT, *OF_PAGES) if figures else KEPT:
        if (caching.CACHE / kind).is_dir():
            shutil.copytree(caching.CACHE / kind, folder / ".cache" / kind)


def _without_links(text: str, pages: list[str]) -> str:
    """A page without its links to those that are not in the copy."""
    return LINK.sub(lambda match: match[0] if match[2] in pages else match[1], text)


def _set_contents(folder: Path, pages: list[str]) -> None:
    settings = folder / "mkdocs.yml"
    nav = yaml.safe_dump({"nav": pages})
    text = re.sub(r"^nav:\n(?: .*\n)+", nav, settings.read_text("utf-8"), flags=re.MULTILINE)
    settings.write_text(text, "utf-8")


class Command:
    """A module that runs in a book, as it does behind ./scripts/serve and ./scripts/test."""

    def __init__(self, root: Path, *command: str) -> None:
        self.root, self.mark = root, uuid.uuid4().hex
        given = builds.unpublished()
        kept = {k: v for k, v in given.items() if not k.startswith(("PYTEST", "COV"))}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "scripts.press.running", *command],
            cwd=root,
            env={
                **kept,
                "PYTHONPATH": str(root),
                "PYTHONDONTWRITEBYTECODE": "1",
                "PYTHONUNBUFFERED": "1",
                "BOOK_ON_TRIAL": self.mark,
            },
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            start_new_session=True,
        )
        self._lines: list[str] = []
        self._heard = 0  # lines that have been waited for
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout
        with self.process.stdout:
            self._lines.extend(self.process.stdout)

    @property
    def said(self) -> str:
        """All that the terminal has shown."""
        return "".join(self._lines)

    def wait(self, happens: Callable[[], bool], what: str) -> None:
        """Wait until something is so."""
        end = time.monotonic() + PATIENCE
        while not happens():
            ended = self.process.poll() is not None and not self._reader.is_alive()
            assert not ended or happens(), f"{what}: the command has ended\n{self.said}"
            assert time.monotonic() < end, f"not in {PATIENCE} s: {what}\n{self.said}"
            time.sleep(0.02)

    def wait_for(self, words: str) -> str:
        """Wait until a line has the words; return what was said until then and not yet heard."""

        def places() -> list[int]:
            heard = self._lines[self._heard :]
            return [place for place, line in enumerate(heard, self._heard + 1) if words in line]

        self.wait(lambda: bool(places()), f"a line with {words!r}")
        return self._hear(places()[0])

    def rest(self) -> str:
        """Return what has been said and not been heard."""
        return self._hear(len(self._lines))

    def _hear(self, until: int) -> str:
        since = "".join(self._lines[self._heard : until])
        self._heard = until
        return since

    def stop(self, wish: int = signal.SIGINT) -> float:
        """Interrupt it as a terminal does; return the seconds until it had left."""
        start = time.monotonic()
        os.killpg(self.process.pid, wish)
        self.process.wait(PATIENCE)
        taken = time.monotonic() - start
        self._reader.join(PATIENCE)
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
            port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{port}"
        self._saved = 0  # lines before the last save
        super().__init__(root, "mkdocs", "serve", "--dev-addr", f"127.0.0.1:{port}")

    def begin(self) -> Self:
        """Wait until it can be read."""
        self.wait_for("Serving on")
        return self

    def get(self, place: str) -> str:
        """Return what a browser gets; the answer must come."""
        with urllib.request.urlopen(f"{self.address}/{place}", timeout=ANSWER) as got:
            return str(got.read().decode())

    def write(self, name: str, content: str | bytes) -> None:
        """Save a file."""
        self._saved = len(self._lines)
        data = content.encode() if isinstance(content, str) else content
        (self.root / name).write_bytes(data)

    def edit(self, name: str, old: str, new: str) -> None:
        """Save a file with a change."""
        text = (self.root / name).read_text("utf-8")
        assert text.count(old) == 1, f"{name} has {text.count(old)} times {old!r}"
        self.write(name, text.replace(old, new))

    def since(self) -> str:
        """What the terminal has shown since the last save."""
        return "".join(self._lines[self._saved :])

    def tells(self, words: str) -> None:
        """Wait until the terminal has these words after the last save."""
        self.wait(lambda: words in self.since(), repr(words))

    def built(self) -> None:
        """Wait until the site is there again after a save."""
        self.tells("Reloading browsers")
