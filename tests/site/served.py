"""A small copy of the book, served as to an author, to be broken and mended."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from scripts.press import copies
from scripts.setup.environment import ROOT
from tests.site import builds

PATIENCE = 120  # seconds that anything may take on a busy machine
ANSWER = 60  # seconds in which a page must come, while a build runs too
FIGURE = re.compile(r"figures/(\w+?)(?:-motion)?\.\w+\)")


def copy(root: Path, pages: list[str], labs: dict[str, str]) -> None:
    """Copy the book with some of its pages, their figures, and labs of the test's own."""
    copies.copy_sources(root)
    shutil.copy(ROOT / "requirements.txt", root)
    texts = {page: (root / "docs" / page).read_text("utf-8") for page in pages}
    for path in [*(root / "docs").rglob("*.md"), *(root / "docs" / "labs").iterdir()]:
        path.unlink()
    for page, text in texts.items():
        (root / "docs" / page).write_text(_without_links(text, pages), "utf-8")
    for name, text in labs.items():
        (root / "docs" / "labs" / name).write_text(text, "utf-8")
    shown = set(FIGURE.findall("".join(texts.values())))
    for script in (root / "scripts" / "figures").glob("*.py"):
        if script.stem not in shown:
            script.unlink()
    nav = yaml.safe_dump({"nav": [*pages, *(f"labs/{name}" for name in labs)]})
    settings = root / "mkdocs.yml"
    text = re.sub(r"^nav:\n(?: .*\n)+", nav, settings.read_text("utf-8"), flags=re.MULTILINE)
    settings.write_text(text, "utf-8")
    for kind in ("packed", "code", "figures", "given", "starts", "sums", "tables", "formulas"):
        if (ROOT / ".cache" / kind).is_dir():
            shutil.copytree(ROOT / ".cache" / kind, root / ".cache" / kind)


def _without_links(text: str, pages: list[str]) -> str:
    """A page without its links to those that are not in the copy."""

    def replace(match: re.Match[str]) -> str:
        return match[0] if match[2] in pages else match[1]

    return re.sub(r"\[([^\]]*)\]\(([\w/-]+\.(?:md|py))(?:#[\w-]+)?\)", replace, text)


@dataclass
class Served:
    """A server that runs: where, and what it has printed so far."""

    root: Path
    address: str
    process: subprocess.Popen[str]
    printed: list[str] = field(default_factory=list)
    since: int = 0

    def said(self) -> str:
        """What the terminal has shown since the last edit."""
        return "".join(self.printed)[self.since :]

    def write(self, name: str, content: str | bytes) -> None:
        """Save a file."""
        self.since = len("".join(self.printed))
        data = content.encode() if isinstance(content, str) else content
        (self.root / name).write_bytes(data)

    def built(self) -> None:
        """Wait until the site is there again after an edit."""
        self.tells("Reloading browsers")

    def tells(self, words: str) -> None:
        """Wait until the terminal has these words."""
        self.wait(lambda: words in self.said(), words)

    def wait(self, is_there: Callable[[], bool], what: str) -> None:
        """Wait until something is so."""
        end = time.monotonic() + PATIENCE
        while not is_there():
            assert self.process.poll() is None, f"the server has ended:\n{self.said()}"
            assert time.monotonic() < end, f"no {what!r} in {PATIENCE} s:\n{self.said()}"
            time.sleep(0.05)

    def page(self, name: str) -> str:
        """What a reader gets; the answer must come."""
        with urllib.request.urlopen(f"{self.address}/{name}", timeout=ANSWER) as answer:
            text: str = answer.read().decode()
        return text


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
    return port


@contextmanager
def serving(root: Path, *options: str) -> Iterator[Served]:
    """Serve a copy until it is no longer needed."""
    port = _free_port()
    command = [sys.executable, "-u", "-m", "mkdocs", "serve", "-a", f"127.0.0.1:{port}", *options]
    environment = builds.unpublished()
    environment |= {"PYTHONPATH": str(root), "PYTHONDONTWRITEBYTECODE": "1"}
    environment |= {"NO_MKDOCS_2_WARNING": "1"}
    with subprocess.Popen(
        command,
        cwd=root,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        served = Served(root, f"http://127.0.0.1:{port}", process)
        reading = threading.Thread(target=lambda: served.printed.extend(process.stdout or ()))
        reading.start()
        try:
            served.tells("Serving on")
            yield served
        finally:
            process.terminate()
            process.wait(10)
            reading.join()
