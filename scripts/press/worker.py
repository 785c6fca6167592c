"""One fresh Python: what is asked of the package is answered by a process that has just started.

So an edit to the package, or to a script of the book, is seen while the site is served.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from scripts.press.errors import PressError, told
from scripts.setup.environment import ROOT


class WorkerError(PressError):
    """The process failed; the message is what the function said, or else what it raised."""


def ask(
    function: str,
    question: Any,
    root: Path = ROOT,
    begun: Callable[[subprocess.Popen[str]], None] = lambda process: None,
) -> Any:
    """Return what `function`, "module:name", answers in a new process; both are JSON.

    The process works in `root`. What it prints is seen at once; its answer comes in a file. It is
    given to `begun`, for those who may want to end it.
    """
    with tempfile.TemporaryDirectory() as folder:
        answer = Path(folder, "answer.json")
        with subprocess.Popen(
            [sys.executable, "-m", "scripts.press.worker", function, str(answer)],
            cwd=root,
            env=environment(root),
            stdin=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as process:
            begun(process)
            try:
                _, said = process.communicate(json.dumps(question))
            except BaseException:
                process.kill()
                raise
        if process.returncode:
            raise WorkerError(said.strip() or f"{function} ended with {process.returncode}")
        reply = json.loads(answer.read_text("utf-8"))
    if "error" in reply:
        raise WorkerError(**reply["error"])
    return reply["answer"]


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


def environment(root: Path = ROOT) -> dict[str, str]:
    """What another Python finds: the project first, and no file written beside its modules."""
    places = [str(root), os.environ.get("PYTHONPATH", "")]
    return os.environ | {
        "PYTHONPATH": os.pathsep.join(filter(None, places)),
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def named(function: str) -> Any:
    """Return the function of a name like "scripts.press.sums:render"."""
    module, _, name = function.partition(":")
    return getattr(import_module(module), name)


def main(function: str, place: str) -> None:
    """Answer the question on standard input: the part that runs in the other process."""
    reply = _reply(lambda question: named(function)(question), json.load(sys.stdin))
    Path(place).write_text(json.dumps(reply), "utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
