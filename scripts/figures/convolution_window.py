"""One window of the seven: nine products, their sum, and the place where it stands."""

import numpy as np

from convdemo import conv2d, digit_image
from scripts.drawing import Arrow, Grid, Op, Panel, by, column, number, row, times

SLANT = np.array([[0, 0, 1], [0, 1, 0], [1, 0, 0]])
ROW, COL = 2, 3


def draw(layout: str) -> Panel:
    """Image, filter and output; below them the window's own sum."""
    image = digit_image()
    window = image[ROW : ROW + 3, COL : COL + 3]
    out = conv2d(image, SLANT)
    cell = 38 if layout == "wide" else 34
    whole = row(
        Grid(
            image,
            "input",
            label=f"input {times(image)}",
            picture="grey",
            window=(ROW, COL, 3, 3),
            cell=cell,
        ),
        Op("∗"),
        Grid(SLANT, "filter", label=f"filter {times(SLANT)}", cell=cell),
        Op("="),
        Grid(out, "output", label=f"output {times(out)}", mark=(ROW, COL), cell=cell),
        layout=layout,
    )
    total = Grid([[out[ROW, COL]]], "output", mark=(0, 0), cell=cell)
    one = row(
        Grid(window, "input", label="window", picture="grey", window=(0, 0, 3, 3), cell=cell),
        Op("·"),
        Grid(SLANT, "filter", label="filter", cell=cell),
        Op("="),
        Grid(window * SLANT, "plain", label="products", cell=cell),
        Arrow("add"),
        total,
        layout=layout,
    )
    return column(whole, one, gap=34)


def alt() -> str:
    """What the figure shows."""
    image = digit_image()
    window = image[ROW : ROW + 3, COL : COL + 3]
    kept = [number(v) for v in (window * SLANT).ravel() if v]
    out = conv2d(image, SLANT)
    return (
        f"A {by(image)} image of a handwritten seven, a {by(SLANT)} filter with ones on a slanted line, and"
        f" the {by(out)} output. The window at row {ROW}, column {COL} is taken out: its products with"
        f" the filter that are not zero are {', '.join(kept)}, and their sum {out[ROW, COL]} is the marked"
        " cell of the output."
    )
