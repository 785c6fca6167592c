"""The horizontal filter on the check pattern: where two edges meet, what they give adds up."""

import numpy as np

from convdemo import HORIZONTAL, check_image, conv2d
from scripts.drawing import Grid, Op, Panel, by, listed, number, row, spelled, times

ROW, COL = 1, 1  # the window that sees both edges, mostly the first


def draw(layout: str) -> Panel:
    """Input, filter, output, with one window and its sum marked."""
    image = check_image()
    out = conv2d(image, HORIZONTAL)
    cell = 40 if layout == "wide" else 34
    return row(
        Grid(
            image,
            "input",
            label=f"input {times(image)}",
            picture="grey",
            window=(ROW, COL, 3, 3),
            cell=cell,
        ),
        Op("∗"),
        Grid(HORIZONTAL, "filter", label=f"filter {times(HORIZONTAL)}", cell=cell),
        Op("="),
        Grid(out, "output", label=f"output {times(out)}", mark=(ROW, COL), cell=cell),
        layout=layout,
    )


def alt() -> str:
    """What the figure shows."""
    image = check_image()
    out = conv2d(image, HORIZONTAL)
    blocks = (np.count_nonzero(np.diff(image[0])) + 1) * (
        np.count_nonzero(np.diff(image[:, 0])) + 1
    )
    rows = listed(f"a row of {number(weight)}" for weight in HORIZONTAL[:, 0])
    middle = out[1:-1]
    return (
        f"A {by(image)} chessboard of {spelled(blocks)} blocks, bright at the upper left and the lower right; the"
        f" filter with {rows}; the {by(out)} output, whose {spelled(len(middle))} middle"
        f" rows are {', '.join(map(number, middle[0]))} and whose others are {number(out[0, 0])}. The marked window"
        f" gives {number(out[ROW, COL])}."
    )
