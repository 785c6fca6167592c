"""Which NumPy the package needs with each Python, as pyproject.toml promises it."""

from __future__ import annotations

from scripts import versions


def table() -> str:
    """A row for each Python."""
    lines = ["| Python | NumPy |", "| --- | --- |"]
    for python in versions.pythons():
        lines.append(f"| {python} | {versions.oldest(python)} or newer |")
    return "\n".join(lines)
