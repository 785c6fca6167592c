"""Run a command that ends when we do.

It is in a group of its own, so Ctrl-C reaches only this process. So it can be given a second to tidy
up, and then it is ended, with all that it started in turn.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any

GRACE = 1.0  # seconds that a child has to tidy up
TICK = 0.1


def run(
    command: Sequence[str],
    *,
    env: Mapping[str, str] | None = None,
    tick: Callable[[list[str]], None] = lambda said: None,
) -> tuple[int, list[str]]:
    """Run a command; return how it ended and what it said. `tick` sees that as it comes."""
    said: list[str] = []
    with subprocess.Popen(
        command,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        **_apart(),
    ) as child:
        reader = threading.Thread(target=lambda: said.extend(child.stdout or ()), daemon=True)
        try:
            reader.start()
            while reader.is_alive():
                reader.join(TICK)
                tick(said)
            code = child.wait()
        except BaseException:
            end(child)
            reader.join(GRACE)
            raise
    return code, said


def end(child: subprocess.Popen[Any]) -> None:
    """End a child and what it started in turn, whatever else happens meanwhile."""
    with contextlib.suppress(ValueError):  # not the main thread: nothing interrupts it
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    _tell(child, signal.SIGINT)
    with contextlib.suppress(subprocess.TimeoutExpired):
        child.wait(GRACE)
    _tell(child, signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
    child.wait()


def _apart() -> dict[str, Any]:
    if os.name == "nt":
        return {"creationflags": getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)}
    return {"start_new_session": True}


def _tell(child: subprocess.Popen[Any], what: signal.Signals) -> None:
    with contextlib.suppress(OSError):
        if os.name == "nt":
            child.terminate()
        else:
            os.killpg(child.pid, what)
