"""Let several programs do the same work by turns, and take the least time of each.

Between two turns stands a rest in which the threads of the one before fall asleep: OpenBLAS's spin
for some 30 ms after their work, OpenMP's for a few. The least of the times counts, for what else
the machine does can only add to it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any

Call = Callable[[], Any]


@dataclass(frozen=True)
class Turn:
    """One contender: what it calls, and the setting (of threads, say) that holds in its turns."""

    call: Call
    inside: Callable[[], AbstractContextManager[Any]] = nullcontext


@dataclass(frozen=True)
class Pace:
    """How patiently to measure, in seconds but for the rounds."""

    rounds: int = 4
    rest: float = 0.06
    turn: float = 0.05
    # Whoever has been timed for so long gets no further turn, and a single call that took longer
    # than `slow` is not repeated: noise is a small share of it.
    enough: float = 0.6
    slow: float = 1.5


CALM = Pace()
QUICK = Pace(rounds=1, rest=0.04, turn=0.01, enough=0.0, slow=0.1)
Work = Mapping[str, Call | Turn]
Agree = Callable[[str, Any], None]
Race = Callable[..., dict[str, float]]


def race(work: Work, agree: Agree | None = None, pace: Pace = CALM) -> dict[str, float]:
    """The least time of each contender, in milliseconds.

    `agree(name, result)` is called with each contender's first result, and raises if it is wrong.
    """
    turns = {name: each if isinstance(each, Turn) else Turn(each) for name, each in work.items()}
    least = dict.fromkeys(turns, float("inf"))
    spent = dict.fromkeys(turns, 0.0)
    for number in range(pace.rounds):
        # To and fro, so that nobody always comes after the same one.
        for name in list(turns) if number % 2 == 0 else reversed(turns):
            if number and spent[name] > pace.enough:
                continue
            time.sleep(pace.rest)
            with turns[name].inside():
                first = timed(turns[name].call)
                if number == 0 and agree is not None:
                    agree(name, first[1])
                times = [first[0], *repeated(turns[name].call, first[0], pace)]
            least[name] = min(least[name], *times)
            spent[name] += sum(times)
    return {name: round(1000 * each, 4) for name, each in least.items()}


def timed(call: Call) -> tuple[float, Any]:
    """The seconds that one call takes, and what it gives."""
    start = time.perf_counter()
    result = call()
    return time.perf_counter() - start, result


def repeated(call: Call, first: float, pace: Pace) -> list[float]:
    """The times of the calls after a turn's first, which wakes the threads."""
    if first > pace.slow:
        return []
    found: list[float] = []
    end = time.perf_counter() + pace.turn
    while not found or time.perf_counter() < end:
        found.append(timed(call)[0])
    return found
