"""The convolution as one matrix."""

import numpy as np

from convdemo import conv_matrix
from scripts.drawing import Grid, Op, Panel, column, row, spelled, times

SIDE = 4
KERNEL = np.arange(1, 10).reshape(3, 3)


def matrix() -> np.ndarray:
    return conv_matrix((SIDE, SIDE), KERNEL)


def draw(layout: str) -> Panel:
    values = matrix()
    blank = [(int(r), int(c)) for r, c in np.argwhere(values == 0)]
    kernel = Grid(KERNEL, "filter", label=f"filter {times(KERNEL)}", cell=34)
    if layout == "wide":
        whole = Grid(
            values, "filter", label=f"the same as a matrix {times(values)}", cell=34, hidden=blank
        )
        return row(kernel, Op("="), whole, gap=18)
    turned = Grid(
        values.T,
        "filter",
        label=f"the same as a matrix,\nturned: {times(values.T)}",
        cell=30,
        hidden=[(c, r) for r, c in blank],
    )
    return column(kernel, turned, gap=20)


def alt() -> str:
    """What is drawn."""
    values = matrix()
    return (
        f"The filter with the weights {KERNEL.min()} to {KERNEL.max()}, and the matrix that it makes for an image of"
        f" {SIDE} by {SIDE}: {values.shape[0]} rows and {values.shape[1]} columns,"
        f" {np.count_nonzero(values)} of {values.size} entries not zero, the same {spelled(KERNEL.size)} numbers in"
        " every row, shifted from row to row."
    )
