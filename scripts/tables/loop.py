"""What an author of one chapter waits for, as data/build.json records it."""

from __future__ import annotations

import json

from scripts.setup.environment import ROOT

RECORD = ROOT / "data" / "build.json"
STEPS = {
    "word": ("save, and look", "`./scripts/serve`, which stays open"),
    "update": ("write its outputs anew", "`./scripts/test --update {chapter}`"),
    "test": ("run its tests", "`python -m pytest tests/book -k {chapter}`"),
}


def table() -> str:
    """One row for each step of the loop, in seconds."""
    found = json.loads(RECORD.read_text("utf-8"))
    lines = ["| step | command | seconds |", "| --- | --- | ---: |"]
    for key, (what, command) in STEPS.items():
        told = command.format(chapter=found["chapter"])
        lines.append(f"| {what} | {told} | {found['total'][key]:.1f} |")
    return "\n".join(lines)
