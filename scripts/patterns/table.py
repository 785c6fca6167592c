"""$title: what filters of equal weights make of an edge."""

import numpy as np

from convdemo import conv2d, edge_image
from scripts.drawing.number_format import listed, number

SIDES = (1, 2, 3)


def table() -> str:
    """One row for each side of the filter."""
    image = edge_image()
    lines = ["| side of the filter of ones | each row of the output |", "| ---: | --- |"]
    for side in SIDES:
        out = conv2d(image, np.ones((side, side), dtype=int))
        lines.append(f"| {number(side)} | {listed(out[0])} |")
    return "\n".join(lines)
