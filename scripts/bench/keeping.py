"""A record of measurements: the machine that they were made on, and how they are written down."""

from __future__ import annotations

import json
import os
import platform
from pathlib import Path
from typing import Any


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


def write(found: dict[str, Any], place: Path) -> None:
    """Keep the record."""
    place.write_text(text(found), "utf-8")
