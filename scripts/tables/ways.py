"""The times of the ways to convolve, as data/benchmark.json records them."""

import json

from scripts.drawing.number_format import number
from scripts.setup.environment import ROOT

RECORD = ROOT / "data" / "benchmark.json"
NAMES = {
    "loops": "two loops",
    "windows": "sliding windows",
    "matrix": "one matrix product",
    "package": "the package",
}


def table() -> str:
    """One row a way, one column a case, in milliseconds."""
    found = json.loads(RECORD.read_text("utf-8"))
    heads = []
    for row in found["ways"]:
        (n_h, n_w), n_c = row["image"], row["filters"][2]
        filters = "one filter" if n_c == 1 else f"{n_c} filters"
        heads.append(f"{n_h} × {n_w}, {filters}")
    lines = [
        "| milliseconds | " + " | ".join(heads) + " |",
        "| --- |" + " ---: |" * len(heads),
    ]
    for key, name in NAMES.items():
        times = [_milliseconds(row["times"][key]) for row in found["ways"]]
        lines.append(f"| {name} | " + " | ".join(times) + " |")
    f_h, f_w = found["ways"][0]["filters"][:2]
    measured = (
        f"All filters are {f_h} × {f_w}. Measured on {found['date']}, on one core"
        f" ({found['machine']['processor']}), in float32."
    )
    return "\n".join([*lines, "", measured])


def _milliseconds(time: float) -> str:
    """Two significant digits: more than that is noise."""
    rounded = float(f"{time:.2g}")
    return number(rounded, 9)
