"""Outputs less what was wanted: the blame of each cell, and which pixels and weights made it."""

import numpy as np

from convdemo import SOBEL, conv2d, pool_image
from scripts.drawing import Grid, Op, Panel, by, column, number, row

WANTED = np.array([[-1, 16], [3, 13]])
CELL = (0, 1)


def draw(layout: str) -> Panel:
    """The output above, and below it the error that is left."""
    out = conv2d(pool_image(), SOBEL)
    window = (*CELL, *SOBEL.shape)
    return column(
        row(
            Grid(pool_image(), "plain", label="input", window=window),
            Op("∗"),
            Grid(SOBEL, "filter", label="filter"),
            Op("="),
            Grid(out, "output", label="output", mark=CELL),
            layout=layout,
        ),
        row(
            Grid(out, "output", label="output", mark=CELL),
            Op("−"),
            Grid(WANTED, "plain", label="wanted", mark=CELL),
            Op("="),
            Grid(out - WANTED, "output", label="error", mark=CELL),
            layout=layout,
        ),
        gap=30,
    )


def alt() -> str:
    """What is drawn."""
    out = conv2d(pool_image(), SOBEL)
    return (
        f"A {by(pool_image())} input and the Sobel filter give a {by(out)} output. The marked cell holds"
        f" {number(out[CELL])}, made in the marked window. Its wanted value is {number(WANTED[CELL])}, so its"
        f" error is {number((out - WANTED)[CELL])}. The other errors are"
        f" {number((out - WANTED)[0, 0])}, {number((out - WANTED)[1, 0])} and"
        f" {number((out - WANTED)[1, 1])}."
    )
