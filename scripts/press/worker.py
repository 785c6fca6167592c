"""One fresh Python: what is asked of the package is answered by a process that has just started.

So an edit to the package, or to a script of the book, is seen while the site is served.

The process ends with the one that asked. It is apart from the terminal, so an interruption reaches only
who asked, and that ends it with all that it has started. Should who asked end by force, the process
notices that nothing more can come to it, and leaves by itself.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from scripts.press import caching
from scripts.press.errors import PressError, told
from scripts.press.processes import end
from scripts.setup.environment import ROOT


class WorkerError(PressError):
    """The process failed; the message is what the function said, or else what it raised."""


# The processes that are at work now, and the thread that waits for each.
_working: dict[subprocess.Popen[str], int] = {}


def ask(
    function: str,
    question: Any,
    root: Path = ROOT,
    gently: bool = False,
    begun: Callable[[subprocess.Popen[str]], None] = lambda process: None,
) -> Any:
    """Return what `function`, "module:name", answers in a new process; both are JSON.

    The process works in `root`. What it prints is seen at once; its answer comes in a file. One that
    works `gently` gives way to others. It is given to `begun`, for those who may want to end it.
    """
    # All that it leaves in a temporary folder goes with this one.
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        answer = Path(folder, "answer.json")
        with subprocess.Popen(
            [sys.executable, "-m", "scripts.press.worker", function, str(answer)],
            cwd=root,
            env=environment(root) | {"TMPDIR": folder, "PRESS_GENTLY": "1" if gently else ""},
            stdin=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            start_new_session=True,
        ) as process:
            begun(process)
            said = _finished(process, question)
        if process.returncode:
            raise WorkerError(said.strip() or f"{function} ended with {process.returncode}")
        reply = json.loads(answer.read_text("utf-8"))
    if "error" in reply:
        raise WorkerError(**reply["error"])
    return reply["answer"]


def _finished(process: subprocess.Popen[str], question: Any) -> str:
    """Wait for a process, and end it if that is interrupted; return what it said of errors."""
    assert process.stdin and process.stderr
    _working[process] = threading.get_ident()
    whole = False
    try:
        with contextlib.suppress(BrokenPipeError):  # how it ended tells why
            process.stdin.write(json.dumps(question) + "\n")
            process.stdin.flush()
        # Nothing more is written, and the pipe is open for as long as this process lives.
        said = process.stderr.read()
        whole = True
    finally:
        _working.pop(process, None)
        if not whole:
            end(process.pid)
            caching.sweep()
    return said


def end_all(asker: int | None = None) -> None:
    """End each process that is at work now, or each that one thread waits for."""
    for process, thread in list(_working.items()):
        if asker in (None, thread):
            end(process.pid)
    caching.sweep()


def ask_each(function: str, question: Any, root: Path = ROOT) -> list[Any]:
    """Return what `function` answers by `each`; what failed has its error for an answer."""
    return [
        WorkerError(**reply["error"]) if "error" in reply else reply["answer"]
        for reply in ask(function, question, root)
    ]


def each(do: Callable[[str], Any], items: list[str]) -> list[dict[str, Any]]:
    """Do something with each item by itself: the part of `ask_each` in the other process."""
    return [_reply(do, item) for item in items]


def _reply(do: Callable[[Any], Any], item: Any) -> dict[str, Any]:
    try:
        return {"answer": do(item)}
    except Exception as error:
        return {"error": told(error).data()}


def terminal(arguments: list[str], limit: float) -> tuple[str, int]:
    """What Python prints in this folder as a terminal shows it, errors too, and its exit code.

    Nobody types, warnings are errors, and TimeoutExpired is raised after `limit` seconds.
    """
    done = subprocess.run(
        [sys.executable, *arguments],
        env=environment() | {"PYTHONWARNINGS": "error", "PYTHONUTF8": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=limit,
    )
    return done.stdout, done.returncode


def environment(root: Path = ROOT) -> dict[str, str]:
    """What another Python finds: the project first, and no file written beside its modules."""
    places = [str(root), os.environ.get("PYTHONPATH", "")]
    # Where the home cannot be written, matplotlib would say so on standard error.
    settings = {"MPLCONFIGDIR": str(root / ".cache" / "matplotlib")}
    return (
        settings
        | os.environ
        | {
            "PYTHONPATH": os.pathsep.join(filter(None, places)),
            "PYTHONDONTWRITEBYTECODE": "1",
        }
    )


def named(function: str) -> Any:
    """Return the function of a name like "scripts.press.sums:render"."""
    module, _, name = function.partition(":")
    return getattr(import_module(module), name)


def main(function: str, place: str) -> None:
    """Answer the question on standard input: the part that runs in the other process."""
    if os.environ.get("PRESS_GENTLY") and hasattr(os, "nice"):
        os.nice(10)
    question = json.loads(sys.stdin.readline())
    threading.Thread(target=_leave_with_the_asker, daemon=True).start()
    reply = _reply(lambda asked: named(function)(asked), question)
    Path(place).write_text(json.dumps(reply), "utf-8")


def _leave_with_the_asker() -> None:
    """End this process, and what it has started, when who asked has gone."""
    # Not by sys.stdin: its lock, held here, would be held for ever in a process that is forked.
    while os.read(0, 1):
        pass
    end(os.getpid())


if __name__ == "__main__":
    main(*sys.argv[1:])
