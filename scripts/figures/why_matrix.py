"""The convolution as one matrix."""

import numpy as np

from convdemo import conv_matrix
from scripts.drawing import Grid, Op, Panel, column, row

SIDE = 4
KERNEL = np.arange(1, 10).reshape(3, 3)


def matrix() -> np.ndarray:
    return conv_matrix((SIDE, SIDE), KERNEL)


def draw(layout: str) -> Panel:
    values = matrix()
    blank = [(int(r), int(c)) for r, c in np.argwhere(values == 0)]
    kernel = Grid(KERNEL, "filter", label="filter 3 × 3", cell=34)
    if layout == "wide":
        whole = Grid(values, "filter", label="the same as a matrix 4 × 16", cell=34, hidden=blank)
        return row(kernel, Op("="), whole, gap=18)
    turned = Grid(
        values.T,
        "filter",
        label="the same as a matrix,\nturned: 16 × 4",
        cell=30,
        hidden=[(c, r) for r, c in blank],
    )
    return column(kernel, turned, gap=20)


def alt() -> str:
    """What is drawn."""
    values = matrix()
    return (
        "The filter with the weights 1 to 9, and the matrix that it makes for an image of"
        f" {SIDE} by {SIDE}: {values.shape[0]} rows and {values.shape[1]} columns,"
        f" {np.count_nonzero(values)} of {values.size} entries not zero, the same nine numbers in"
        " every row, shifted from row to row."
    )
