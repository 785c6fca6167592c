"""A small copy of the book that is served as an author serves it: a few pages and their figures."""

from __future__ import annotations

import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from scripts.setup.environment import ROOT
from tests.site import builds

PATIENCE = 120  # seconds that anything may take on a busy machine
WHOLE = ("convdemo", "data", "scripts", "docs/explorables")
ALONE = ("pyproject.toml", "requirements.txt")
FIGURE = re.compile(r"figures/(\w+)\.svg")


def copy(root: Path, *pages: str) -> None:
    """Copy the book with these pages alone, and the scripts of their figures."""
    left_out = shutil.ignore_patterns("__pycache__")
    for name in WHOLE:
        shutil.copytree(ROOT / name, root / name, ignore=left_out)
    for name in ALONE:
        shutil.copy(ROOT / name, root / name)
    shown: set[str] = set()
    for page in pages:
        text = (ROOT / "docs" / page).read_text("utf-8")
        (root / "docs" / page).write_text(text, "utf-8")
        shown |= set(FIGURE.findall(text))
    for script in (root / "scripts" / "figures").glob("*.py"):
        if script.stem not in shown:
            script.unlink()
    settings = (ROOT / "mkdocs.yml").read_text("utf-8")
    nav = yaml.safe_dump({"nav": list(pages)})
    settings = re.sub(r"^nav:\n(?: .*\n)+", nav, settings, flags=re.MULTILINE)
    (root / "mkdocs.yml").write_text(settings, "utf-8")
    for kind in ("packed", "code", "figures", "given", "starts", "formulas"):
        if (ROOT / ".cache" / kind).is_dir():
            shutil.copytree(ROOT / ".cache" / kind, root / ".cache" / kind)


@dataclass
class Served:
    """A server that runs: where, and what it has printed so far."""

    root: Path
    address: str
    process: subprocess.Popen[str]
    printed: list[str] = field(default_factory=list)

    def said(self) -> str:
        return "".join(self.printed)

    def edit(self, name: str, old: str, new: str) -> int:
        """Save a file with a change; give the place in the terminal from which to read."""
        path = self.root / name
        text = path.read_text("utf-8")
        assert text.count(old) == 1, f"{name} has {text.count(old)} times {old!r}"
        before = len(self.said())
        path.write_text(text.replace(old, new), "utf-8")
        return before

    def wait(self, is_there: Callable[[], bool], what: str) -> None:
        """Wait until something is so."""
        end = time.monotonic() + PATIENCE
        while not is_there():
            assert self.process.poll() is None, f"the server has ended:\n{self.said()}"
            assert time.monotonic() < end, f"no {what!r} in {PATIENCE} s:\n{self.said()}"
            time.sleep(0.05)

    def tells(self, words: str, since: int = 0) -> None:
        """Wait until the terminal has these words."""
        self.wait(lambda: words in self.said()[since:], words)


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
    return port


@contextmanager
def serving(root: Path) -> Iterator[Served]:
    """Serve a copy until it is no longer needed."""
    port = _free_port()
    command = [sys.executable, "-u", "-m", "mkdocs", "serve", "-a", f"127.0.0.1:{port}"]
    environment = builds.unpublished()
    environment |= {"PYTHONPATH": str(root), "PYTHONDONTWRITEBYTECODE": "1"}
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
            # As Ctrl-C does; where that is ignored, as in the background of a shell, by force.
            process.send_signal(signal.SIGINT)
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
            reading.join()
