"""A puzzle: an image of one bright pixel, an output, and nine numbers that are not shown."""

import numpy as np

from convdemo import SOBEL, conv2d
from scripts.drawing import Grid, Op, Panel, by, number, row, times

DOT = np.pad([[1]], 2)


def draw(layout: str) -> Panel:
    """Image, unknown filter, output."""
    output = conv2d(DOT, SOBEL)
    return row(
        Grid(DOT, "input", label=f"input {times(DOT)}", picture="grey", top=1),
        Op("∗"),
        Grid(np.full(SOBEL.shape, np.nan), "filter", label="filter?", format=lambda value: "?"),
        Op("="),
        Grid(output, "output", label=f"output {times(output)}"),
        layout=layout,
    )


def alt() -> str:
    """What the figure shows."""
    output = conv2d(DOT, SOBEL)
    rows = "; ".join(", ".join(map(number, line)) for line in output)
    return (
        f"An image of {by(DOT)}, dark but for its middle, which is {DOT.max()}. A filter of {by(SOBEL)} whose numbers"
        f" are not shown. An output of {by(output)}: {rows}."
    )
