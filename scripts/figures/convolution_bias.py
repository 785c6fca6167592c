"""What a bias and a rectifier leave of a feature map: the places where the filter found enough."""

import numpy as np

from convdemo import conv2d, digit_image
from scripts.drawing import Arrow, Grid, Panel, number, row, times

SLANT, BIAS = np.array([[0, 0, 1], [0, 1, 0], [1, 0, 0]]), -15


def draw(layout: str) -> Panel:
    """The feature map, with the bias added, and after the rectifier."""
    sums = conv2d(digit_image(), SLANT)
    top = float(sums.max())
    cell = 36 if layout == "wide" else 32
    return row(
        Grid(sums, "output", label=f"sums {times(sums)}", cell=cell, top=top),
        Arrow(f"bias {number(BIAS)}", length=64),
        Grid(sums + BIAS, "output", label="with the bias", cell=cell, top=top),
        Arrow("ReLU", length=48),
        Grid(np.maximum(sums + BIAS, 0), "output", label="activations", cell=cell, top=top),
        layout=layout,
    )


def alt() -> str:
    """What the figure shows."""
    sums = conv2d(digit_image(), SLANT) + BIAS
    left = sums[sums > 0]
    return (
        f"The feature map of the slanted filter on the image of a seven; the same with a bias of"
        f" {number(BIAS)} added; and"
        f" after the rectifier, which leaves {left.size} of {sums.size} numbers: {', '.join(map(number, left))},"
        " all on the slanted stroke."
    )
