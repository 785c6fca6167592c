"""All measurements of one run, with its date and its machine: data/benchmark.json.

Times are in milliseconds.
"""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from scripts.bench import layers, one_filter, peers, together, ways, work
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
        "machine": machine(),
        "versions": peers.versions(),
        "blas": peers.blas(),
        "image": list(one_filter.IMAGE),
        **{name: known[name]() for name in names},
    }


def machine() -> dict[str, Any]:
    """The processor, how many of its cores we may use, and the system."""
    may_use = getattr(os, "sched_getaffinity", None)
    return {
        "processor": processor(),
        "cores": len(may_use(0)) if may_use else os.cpu_count(),
        "system": platform.system(),
    }


def processor() -> str:
    """The processor's name, as the system tells it."""
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        for line in cpuinfo.read_text().splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()


def text(found: dict[str, Any]) -> str:
    """The record as JSON, one measurement a line."""
    entries = []
    for key, value in found.items():
        told = json.dumps(value)
        if isinstance(value, list) and value and isinstance(value[0], dict):
            told = "[\n  " + ",\n  ".join(map(json.dumps, value)) + "\n ]"
        entries.append(f" {json.dumps(key)}: {told}")
    return "{\n" + ",\n".join(entries) + "\n}\n"


def write(found: dict[str, Any], place: Path = RECORD) -> None:
    """Keep the record."""
    place.write_text(text(found), "utf-8")
