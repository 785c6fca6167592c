"""The gradient of the input as a full convolution."""

import numpy as np

from convdemo import SOBEL, conv2d, pad
from scripts.drawing import Grid, Op, Panel, row


def grids() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The padded gradient of the output, the turned filter, and the gradient of the input."""
    dz = np.array([[1, 2], [0, -1]])
    turned = SOBEL[::-1, ::-1]
    return pad(dz, 2), turned, conv2d(dz, turned, padding="full")


def draw(layout: str) -> Panel:
    padded, turned, dx = grids()
    return row(
        Grid(padded, "output", label="gradient of the output", ring=2, window=(0, 0, 3, 3)),
        Op("∗"),
        Grid(turned, "filter", label="filter, turned"),
        Op("="),
        Grid(dx, label="gradient of the input", mark=(0, 0)),
        layout=layout,
    )


def alt() -> str:
    """What is drawn."""
    _, turned, dx = grids()
    return (
        "A 2 by 2 gradient of the output with two rings of zeros around it, the Sobel filter turned"
        f" half around with first row {', '.join(map(str, turned[0].tolist()))}, and the 4 by 4"
        f" gradient of the input that they give; its first row is"
        f" {', '.join(map(str, dx[0].tolist()))}."
    )
