"""Processes that others have started: whether they live, and how they end."""

from __future__ import annotations

import time

import psutil

SECONDS = 0.5  # that a process which is ended may take to be gone


def lives(number: int) -> bool:
    """Whether a process is there, and is not one that has ended and waits to be forgotten."""
    try:
        return bool(psutil.Process(number).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def end(number: int, *, itself: bool = True) -> None:
    """End a process and all that it has started, directly or not."""
    try:
        process = psutil.Process(number)
        # Looked up before the first ends: then nobody knows whose children they were.
        ended = [*process.children(recursive=True), *([process] if itself else [])]
    except psutil.NoSuchProcess:
        return
    for each in ended:
        try:
            each.kill()
        except psutil.NoSuchProcess:
            continue
    last = time.monotonic() + SECONDS
    while any(lives(each.pid) for each in ended) and time.monotonic() < last:
        time.sleep(0.01)
