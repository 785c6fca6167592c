"""$title: a step, a filter of equal weights, and the ramp that comes out."""

import numpy as np

from convdemo import conv2d, edge_image
from scripts.drawing import Grid, Op, Panel, by, listed, number, row, times

ROW, COL = 1, 2  # where the window lies
ONES = np.ones((3, 3), dtype=int)


def draw(layout: str) -> Panel:
    """Input, filter and output, with one window and its sum marked."""
    image = edge_image()
    out = conv2d(image, ONES)
    cell = 40 if layout == "wide" else 34
    return row(
        Grid(
            image,
            "input",
            label=f"input {times(image)}",
            picture="grey",
            window=(ROW, COL, *ONES.shape),
            cell=cell,
        ),
        Op("∗"),
        Grid(ONES, "filter", label=f"filter {times(ONES)}", cell=cell),
        Op("="),
        Grid(out, "output", label=f"output {times(out)}", mark=(ROW, COL), cell=cell),
        layout=layout,
    )


def alt() -> str:
    """What the figure shows."""
    image = edge_image()
    out = conv2d(image, ONES)
    return (
        f"A {by(image)} image, its left half {number(image[0, 0])} and its right half"
        f" {number(image[0, -1])}; a {by(ONES)} filter of ones; the {by(out)} output, each row"
        f" {listed(out[0])}. A window across the edge gives the marked {number(out[ROW, COL])}."
    )
