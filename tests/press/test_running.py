"""A command that is interrupted leaves at once, whole and in silence, and can be started again."""

from __future__ import annotations

import os
import shutil
import signal
import textwrap
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.press import served
from tests.press.served import Command, Served
from tests.site import builds

pytestmark = pytest.mark.early
MOST = 2.0  # seconds, where nothing else works
# Something slow that has itself started something, in a session of its own.
SLOW = """
import pathlib, subprocess, sys, time
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(900)"], start_new_session=True)
pathlib.Path({flag!r}).touch()
time.sleep(900)
"""
SLOW_TABLE = '''"""A table that takes its time."""


def table():
    exec({code!r})
'''


@pytest.fixture(scope="session")
def built(shared: Path) -> Path:
    """A book that has been served before, and keeps what was made."""

    def make(root: Path) -> None:
        with Served(served.make(root)) as command:
            command.begin()

    return builds.once(shared / "interrupted", make)


def again(built: Path, folder: Path, moment: str) -> Path:
    """The book in a folder of its own, with all that is kept but for what is to be interrupted."""
    shutil.copytree(built, folder)
    if moment == "drawing":
        shutil.rmtree(folder / ".cache" / "figures")
    return folder


@contextmanager
def start(moment: str, root: Path) -> Iterator[Command]:
    """Start a command in a book, and wait until it is at the moment."""
    flag = root / "begun"
    code = SLOW.format(flag=str(flag))
    if moment == "tests":
        test = root / "test_slow.py"
        test.write_text(f"def test_slow():\n    exec({code!r})\n", "utf-8")
        call = ("--apart", "pytest", "-n", "2", "-p", "no:cacheprovider", test.name)
        with Command(root, *call) as command:
            command.wait(flag.exists, moment)
            yield command
        return
    lab, table = root / "docs/labs/trial.py", root / "scripts/tables/slow.py"
    if moment == "the rest":  # of what an edit has made stale, while the site is served
        slow = textwrap.indent(code, "    ")
        text = f"# %%\nimport convdemo.filters\nif hasattr(convdemo.filters, 'CHANGED'):{slow}"
        lab.write_text(served.LAB + text, "utf-8")
    if moment == "labs":
        lab.write_text(served.LAB + f"# %%{code}", "utf-8")
    if moment == "a build":
        table.write_text(SLOW_TABLE.format(code=code), "utf-8")
        with (root / "docs/two.md").open("a", encoding="utf-8") as page:
            page.write("\n<!-- table: slow -->\n")
    with Served(root) as command:
        if moment == "drawing":
            command.wait_for("figure 1 of 5")
        elif moment == "idle":
            command.wait_for("Serving on")
        elif moment == "the rest":
            command.begin()
            with (root / "convdemo" / "filters.py").open("a") as filters:
                filters.write("\nCHANGED = 1\n")
            command.wait(flag.exists, moment)
        else:
            command.wait(flag.exists, moment)
        yield command


def slowness() -> float:
    """How many times as long as its own work something takes here now, for others work too."""
    start, worked = time.perf_counter(), time.process_time()
    while time.process_time() - worked < 0.05:
        pass
    return max(1.0, (time.perf_counter() - start) / 0.05)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no process groups to interrupt")
@pytest.mark.parametrize("wish", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "kill"])
@pytest.mark.parametrize("moment", ["drawing", "labs", "a build", "idle", "the rest", "tests"])
def test_it_leaves_at_once_with_all_that_it_started(
    moment: str, wish: signal.Signals, built: Path, tmp_path: Path
) -> None:
    root = again(built, tmp_path / "book", moment)
    with start(moment, root) as command:
        assert command.left()
        taken = command.stop(wish)
        assert taken < MOST * slowness(), command.said
        assert not command.left()
        assert "Traceback" not in command.said and "Error" not in command.said, command.said
        assert not [*root.glob(".cache/**/.draft-*")]
    if moment == "drawing":
        with Served(root) as another:
            assert "Traceback" not in another.wait_for("Serving on")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signal")
def test_what_draws_leaves_by_itself_when_who_asked_is_gone(built: Path, tmp_path: Path) -> None:
    root = again(built, tmp_path / "book", "drawing")
    with start("drawing", root) as command:
        command.stop(signal.SIGKILL)
        end = time.monotonic() + MOST * slowness()
        while (left := command.left()) and time.monotonic() < end:
            time.sleep(0.05)
        assert not left
