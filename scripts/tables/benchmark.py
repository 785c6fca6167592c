"""How long the fast functions take beside their peers, from the recorded measurement."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from statistics import geometric_mean
from typing import Any

RECORD = Path(__file__).resolve().parents[2] / "data" / "benchmark.json"
SHOWN = (1, 2, 3, 5, 7, 11, 15, 21, 31)
PEERS = {"scipy.signal": "SciPy `correlate2d`", "scipy.ndimage": "SciPy `ndimage`"}


def table() -> str:
    """Two tables, `conv2d` by the filter's size and `conv_forward` by layer, and their summary."""
    found = json.loads(RECORD.read_text("utf-8"))
    return "\n\n".join([where(found), kernels(found), layers(found)])


def where(found: dict[str, Any]) -> str:
    """Return when, where and with what it was measured."""
    day = date.fromisoformat(found["date"])
    machine, versions = found["machine"], found["versions"]
    names = {"python": "Python", "numpy": "NumPy", "scipy": "SciPy", "torch": "PyTorch"}
    tools = ", ".join(f"{names[key]} {version}" for key, version in versions.items())
    return (
        f"Measured on {day.day} {day:%B %Y}, {machine['processor']}, {machine['cores']} cores, "
        f"{machine['system']}; {tools}. Least times of many, in milliseconds."
    )


def kernels(found: dict[str, Any]) -> str:
    """Return the times of one filter on one image, and the least lead over all sizes."""
    rows = found["kernels"]
    height, width = found["image"]
    peers = [peer for peer in (*PEERS, "torch") if peer in rows[0]["times"]]
    lines = [
        f"One filter on {height} × {width} numbers in single precision, `conv2d`:",
        "",
        head(["filter", "`conv2d`", *(PEERS.get(peer, "PyTorch") for peer in peers)]),
    ]
    for row in rows:
        if row["size"] in SHOWN:
            times = [number(row["times"][name]) for name in ("convdemo", *peers)]
            lines.append(line([f"{row['size']} × {row['size']}", *times]))
    least = {
        peer: min(row["times"][peer] / row["times"]["convdemo"] for row in rows) for peer in PEERS
    }
    sizes = f"{rows[0]['size']} to {rows[-1]['size']}"
    leads = " and ".join(f"{least[peer]:.1f} times that of {name}" for peer, name in PEERS.items())
    lines += ["", f"Over all sizes from {sizes} the speed of `conv2d` is at least {leads}."]
    return "\n".join(lines)


def layers(found: dict[str, Any]) -> str:
    """Return the times of the layers of LeNet-5 and VGG-16, and the mean ratio."""
    rows = found["layers"]
    torch = "torch" in rows[0]["times"]
    lines = [
        "The layers of LeNet-5 (32 images) and VGG-16 (one), single precision, `conv_forward`:",
        "",
        head(["layer", "input", "weights", "`conv_forward`"] + ["PyTorch", "ratio"] * torch),
    ]
    for row in rows:
        cells = [row["name"], size(row["input"]), size(row["weights"])]
        cells.append(number(row["times"]["convdemo"]))
        if torch:
            cells += [number(row["times"]["torch"]), f"{ratio(row):.2f}"]
        lines.append(line(cells))
    if torch:
        ratios = [ratio(row) for row in rows]
        lines += [
            "",
            f"The ratio is our time by PyTorch's: {geometric_mean(ratios):.2f} in the geometric "
            f"mean, {max(ratios):.2f} at most.",
        ]
    return "\n".join(lines)


def ratio(row: dict[str, Any]) -> float:
    """Return our time by PyTorch's."""
    return float(row["times"]["convdemo"] / row["times"]["torch"])


def number(milliseconds: float) -> str:
    """Return a time with three digits that count, or all before the point."""
    digits = 2 if milliseconds < 10 else 1 if milliseconds < 100 else 0
    return f"{milliseconds:,.{digits}f}"


def size(shape: list[int]) -> str:
    """Return a shape as a product."""
    return " × ".join(map(str, shape))


def head(names: list[str]) -> str:
    """Return a table's head, numbers to the right."""
    sides = ["---" if name in ("filter", "layer", "input", "weights") else "---:" for name in names]
    return line(names) + "\n" + line(sides)


def line(cells: list[str]) -> str:
    """Return one row of a table."""
    return "| " + " | ".join(cells) + " |"
