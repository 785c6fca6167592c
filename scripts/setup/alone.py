"""Let one process at a time do what two would spoil for each other.

The lock is the system's own, so it goes when its process does, however that ends.
"""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


def take(place: Path, *, stays: bool = False) -> int | None:
    """Take the lock at a place, if it is free; one that `stays` outlives a change of program."""
    place.parent.mkdir(parents=True, exist_ok=True)
    lock = os.open(place, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        if sys.platform == "win32":
            msvcrt.locking(lock, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(lock)
        return None
    os.set_inheritable(lock, stays)
    return lock


@contextlib.contextmanager
def alone(place: Path, waiting: str = "") -> Iterator[bool]:
    """Hold the lock at a place; if another process has it, say `waiting` and wait, or do not get it."""
    lock = take(place)
    if lock is None and waiting:
        print(waiting, file=sys.stderr, flush=True)
        while (lock := take(place)) is None:
            time.sleep(0.2)
    try:
        yield lock is not None
    finally:
        if lock is not None:
            os.close(lock)
