"""Doing independent pieces of work on two processors at a time.

NumPy lets go of Python's lock while it transforms, adds and copies, so plain threads do. Two are
enough for what they share: each more would ask for as much temporary memory again.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import TypeVar

WORKERS = 2

Piece = TypeVar("Piece")


def processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1  # macOS and Windows


def together(work: Callable[[Piece], None], pieces: Sequence[Piece]) -> None:
    """Do `work` on each piece; what one of them raises is raised once all are done.

    Each starts from the caller's context, which holds what NumPy is to warn about.
    """
    if min(len(pieces), processors()) < WORKERS:
        for piece in pieces:
            work(piece)
        return
    with ThreadPoolExecutor(WORKERS) as pool:
        started = [pool.submit(copy_context().run, work, piece) for piece in pieces]
    for each in started:
        each.result()
