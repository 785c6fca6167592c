"""All measurements of one run, with its date and its machine: data/benchmark.json.

Times are in milliseconds.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from scripts.bench import keeping, layers, one_filter, peers, together, ways, work
from scripts.bench.race import CALM, QUICK, race
from scripts.setup.environment import ROOT

RECORD = ROOT / "data" / "benchmark.json"


def sections(quick: bool) -> dict[str, Callable[[], Any]]:
    """What is measured, by its name in the record."""
    pace = QUICK if quick else CALM
    runs = partial(race, pace=pace)
    return {
        "layers": lambda: layers.rows(runs, layers.TWELVE),
        "others": lambda: layers.rows(runs, layers.OTHERS),
        "kernels": lambda: one_filter.rows(runs, quick),
        "work": lambda: work.rows(runs),
        "together": lambda: together.rows(pace),
        "ways": lambda: ways.rows(runs),
    }


def measured(names: list[str], quick: bool) -> dict[str, Any]:
    """The record, with the sections of these names."""
    peers.tell_missing()
    known = sections(quick)
    return {
        "date": date.today().isoformat(),
        "machine": keeping.machine(),
        "versions": peers.versions(),
        "blas": peers.blas(),
        "image": list(one_filter.IMAGE),
        **{name: known[name]() for name in names},
    }
