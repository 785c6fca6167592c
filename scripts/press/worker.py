"""One fresh Python: what is asked of the package is answered by a process that has just started.

So an edit to the package, or to a script of the book, is seen while the site is served.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import traceback
from importlib import import_module
from pathlib import Path
from typing import Any

from scripts.press.errors import PressError
from scripts.setup.environment import ROOT


class WorkerError(PressError):
    """The process failed; the message is what the function said, or else its traceback."""


def ask(function: str, question: Any, root: Path = ROOT) -> Any:
    """Return what `function`, "module:name", answers in a new process; both are JSON.

    The process works in `root`. What it prints is seen at once; its answer comes in a file.
    """
    with tempfile.TemporaryDirectory() as folder:
        answer = Path(folder, "answer.json")
        done = subprocess.run(
            [sys.executable, "-m", "scripts.press.worker", function, str(answer)],
            cwd=root,
            env=environment(root),
            input=json.dumps(question),
            stderr=subprocess.PIPE,
            text=True,
        )
        if done.returncode:
            raise WorkerError(done.stderr.strip() or f"{function} ended with {done.returncode}")
        reply = json.loads(answer.read_text("utf-8"))
    if "error" in reply:
        raise WorkerError(reply["error"])
    return reply["answer"]


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
    try:
        reply = {"answer": named(function)(json.load(sys.stdin))}
    except PressError as error:
        reply = {"error": str(error)}
    except Exception:
        reply = {"error": traceback.format_exc().strip()}
    Path(place).write_text(json.dumps(reply), "utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
