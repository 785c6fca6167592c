"""One output cell's gradient goes back to its window and to the filter."""

import numpy as np

from convdemo import VERTICAL, check_image, conv_backward
from scripts.drawing import Arrow, Grid, Op, Panel, by, column, number, row

CELL = (1, 1)
CELL_SIDE = 28


def gradients() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """dZ with a single one, and what it gives for the input and for the filter."""
    dz = np.zeros((4, 4), dtype=int)
    dz[CELL] = 1
    back = conv_backward(
        dz[np.newaxis, :, :, np.newaxis],
        check_image()[np.newaxis, :, :, np.newaxis],
        VERTICAL[:, :, np.newaxis, np.newaxis],
    )
    return dz, back.a_prev[0, :, :, 0], back.weights[:, :, 0, 0]


def draw(layout: str) -> Panel:
    dz, dx, dw = gradients()

    def blame() -> Grid:
        return Grid(dz, "output", label="gradient of output", mark=CELL, cell=CELL_SIDE)

    window = (*CELL, *VERTICAL.shape)
    pixels = Grid(check_image(), label="input", picture="grey", window=window, cell=CELL_SIDE)
    weights = Grid(VERTICAL, "filter", label="filter", cell=CELL_SIDE)
    to_input = Grid(dx, label="gradient of input", window=window, cell=CELL_SIDE)
    to_filter = Grid(dw, "filter", label="gradient of filter", cell=CELL_SIDE)
    return column(
        row(blame(), Op("·"), weights, Arrow(), to_input, layout=layout),
        row(blame(), Op("·"), pixels, Arrow(), to_filter, layout=layout),
        gap=30,
    )


def alt() -> str:
    """What is drawn."""
    dz, dx, dw = gradients()
    return (
        f"A {by(dz)} gradient of the output with a single {number(dz[CELL])}. With the filter it gives a"
        f" {by(dx)} gradient"
        f" of the input with {np.count_nonzero(dx)} cells that are not zero, a copy of the filter within the"
        " marked window. With the input it gives a"
        f" {by(dw)} gradient of the filter that holds the window's pixels, its"
        f" first row {', '.join(map(str, dw[0].tolist()))}."
    )
