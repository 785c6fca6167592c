"""How a command of the book ends: whenever it is interrupted, within two seconds, with all it started.

    python -m scripts.press.running mkdocs serve
    python -m scripts.press.running --apart pytest

runs a module as `python -m` does. Ctrl-C, a request to end and a closed terminal are the same to it. The
first interrupts what runs, which may tidy up; the next ones are not heard. What has not left by then is ended.
With `--apart` the module runs in a process of its own, apart from the terminal: one that itself has many
processes, each of which would tell of the interruption.
"""

from __future__ import annotations

import os
import runpy
import signal
import subprocess
import sys
import threading
from types import FrameType

from scripts.press import caching
from scripts.press.processes import end

GRACE = 1.2  # seconds to tidy up in
STOPPED = 130  # as shells have it
# Ctrl-C, a request to end, and a terminal that is closed.
WISHES = [
    getattr(signal, f"SIG{name}") for name in ("INT", "TERM", "HUP") if f"SIG{name}" in dir(signal)
]


def listen() -> None:
    """From now on an interruption, or a request to end, stops this process in time."""
    for wish in WISHES:
        signal.signal(wish, _interrupted)


def _interrupted(number: int, frame: FrameType | None) -> None:
    for wish in WISHES:
        signal.signal(wish, signal.SIG_IGN)
    late = threading.Timer(GRACE, _leave)
    late.daemon = True
    late.start()
    raise KeyboardInterrupt


def _leave() -> None:
    end(os.getpid(), itself=False)
    os._exit(STOPPED)


def run(module: str, arguments: list[str]) -> int:
    """Run a module here, as `python -m` does; say how it ended."""
    sys.argv = [module, *arguments]
    try:
        listen()
        runpy.run_module(module, run_name="__main__", alter_sys=True)
    except KeyboardInterrupt:
        return STOPPED
    return 0


def apart(module: str, arguments: list[str]) -> int:
    """Run a module in a process of its own, apart from the terminal; say how it ended."""
    call = [sys.executable, "-m", module, *arguments]
    with subprocess.Popen(call, start_new_session=True) as process:
        try:
            listen()
            return process.wait()
        except KeyboardInterrupt:
            end(process.pid)
            return STOPPED


def main(arguments: list[str]) -> int:
    """Run what the command line says."""
    do = run
    if arguments[0] == "--apart":
        do, arguments = apart, arguments[1:]
    return do(arguments[0], arguments[1:])


if __name__ == "__main__":
    try:
        code = main(sys.argv[1:])
    except KeyboardInterrupt:
        code = STOPPED
    if code == STOPPED:
        caching.sweep()
        print("\nStopped.", file=sys.stderr, flush=True)
    sys.exit(code)
