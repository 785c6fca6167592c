"""Each window as one row of a matrix, and the convolution as its product with the filter."""

import numpy as np

from convdemo import conv2d, im2col
from scripts.drawing import Arrow, Grid, Op, Panel, by, column, number, row, spelled, times

IMAGE = np.arange(1, 10).reshape(3, 3)
WEIGHTS = np.array([[1, 2], [3, 4]])
ROW, COL = 0, 1  # the window that is marked
LINE = 2 * ROW + COL


def _parts(cell: float) -> tuple[Panel, ...]:
    matrix = im2col(IMAGE[None, :, :, None], 2)
    out = conv2d(IMAGE, WEIGHTS)
    return (
        Grid(
            IMAGE,
            "input",
            label=f"image {times(IMAGE)}",
            picture="grey",
            window=(ROW, COL, 2, 2),
            cell=cell,
        ),
        Grid(
            matrix,
            "input",
            label=f"its windows {times(matrix)}",
            picture="grey",
            window=(LINE, 0, 1, 4),
            cell=cell,
        ),
        Grid(WEIGHTS.reshape(4, 1), "filter", label="filter", cell=cell),
        Grid(out.reshape(4, 1), "output", label="product", mark=(LINE, 0), cell=cell),
        Grid(out, "output", label=f"output {times(out)}", mark=(ROW, COL), cell=cell),
    )


def draw(layout: str) -> Panel:
    """The whole way in one line, on a phone in three."""
    image, windows, weights, product, out = _parts(40 if layout == "wide" else 36)
    if layout == "wide":
        return row(
            image,
            Arrow("im2col", length=56),
            windows,
            Op("·"),
            weights,
            Op("="),
            product,
            Arrow("reshape", length=56),
            out,
            gap=15,
        )
    return column(
        image,
        Arrow("im2col", down=True),
        row(windows, Op("·"), weights, Op("="), product, gap=6),
        Arrow("reshape", down=True),
        out,
        gap=14,
    )


def alt() -> str:
    """What the figure shows."""
    matrix = im2col(IMAGE[None, :, :, None], 2)
    out = conv2d(IMAGE, WEIGHTS)
    return (
        f"A {by(IMAGE)} image with the numbers {IMAGE.min()} to {IMAGE.max()}; its"
        f" {spelled(len(matrix))} windows of {by(WEIGHTS)}, each as one row of a {by(matrix)} matrix;"
        f" the filter's weights {WEIGHTS.min()} to {WEIGHTS.max()} as a column; their product"
        f" {', '.join(map(number, out.ravel()))}, which as {by(out)} is the output. The marked window"
        f" is the row {', '.join(map(number, matrix[LINE]))} and gives {number(out[ROW, COL])}."
    )
