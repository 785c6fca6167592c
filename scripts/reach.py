"""A plugin for pytest, which `scripts.mutate` loads: what of the package does each test call?

With NOTE in the environment it writes to that file how long each test took and which functions it
called. With NAMED it runs only the tests that this file names, in the file's order, and ends where
one of them does not.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

# What is called before the first test: whatever follows may hang on it.
NO_TEST = ""
# A test that starts a program, or reads the package's own files, may see any change.
ALL = "*"

# Seconds of the processor's that one test may take; none takes a third.
MOST = 30.0

_called: dict[str, set[str]] = {NO_TEST: set()}
_seconds: dict[str, float] = {}
_now = _called[NO_TEST]
_root = f"{Path.cwd()}{os.sep}"
_inside = f"{_root}convdemo{os.sep}"


def _note(frame: FrameType, event: str, _: Any) -> None:
    code = frame.f_code
    if event == "call" and code.co_filename.startswith(_inside):
        file = Path(code.co_filename[len(_root) :]).as_posix()
        _now.add(f"{file}:{code.co_qualname.replace('.<locals>', '')}")


def _hear(event: str, arguments: tuple[Any, ...]) -> None:
    if event in {"subprocess.Popen", "os.fork", "os.posix_spawn", "os.system"} or (
        event == "open" and str(arguments[0]).startswith(_inside)
    ):
        _now.add(ALL)


def _forget() -> None:
    """Empty all caches: what one test left there another would not call."""
    for module in list(sys.modules.values()):
        if str(getattr(module, "__file__", None)).startswith(_root):
            for value in list(vars(module).values()):
                if hasattr(type(value), "cache_clear"):
                    value.cache_clear()


def pytest_configure() -> None:
    if "NOTE" in os.environ:
        sys.addaudithook(_hear)
        sys.setprofile(_note)
        threading.setprofile(_note)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    global _now
    _forget()
    _now = _called.setdefault(item.nodeid, set())
    _wake("NAMED" in os.environ)
    try:
        return (yield)
    finally:
        _wake(False)
        _now = _called[NO_TEST]


def _wake(later: bool) -> None:
    """End the program if a test takes too long, where the system can."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_PROF, float(os.environ.get("MOST", MOST)) if later else 0)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    _seconds[report.nodeid] = _seconds.get(report.nodeid, 0) + report.duration


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if "NAMED" not in os.environ:
        return
    named = json.loads(Path(os.environ["NAMED"]).read_text("utf-8"))
    found = {item.nodeid: item for item in items}
    # A change can give a test another name; then all of these modules are asked.
    if set(named) <= set(found):
        items[:] = [found[name] for name in named]


def pytest_sessionfinish() -> None:
    if "NOTE" in os.environ:
        sys.setprofile(None)
        threading.setprofile(None)
        found = {name: (_seconds.get(name, 0), sorted(what)) for name, what in _called.items()}
        Path(os.environ["NOTE"]).write_text(json.dumps(found), "utf-8")
