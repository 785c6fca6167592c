"""The gradient of the input as a full convolution."""

import numpy as np

from convdemo import SOBEL, conv2d, pad
from scripts.drawing import Grid, Op, Panel, by, row, spelled

GRADIENT = np.array([[1, 2], [0, -1]])
RINGS = len(SOBEL) - 1  # what "full" pads


def grids() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The padded gradient of the output, the turned filter, and the gradient of the input."""
    turned = SOBEL[::-1, ::-1]
    return pad(GRADIENT, RINGS), turned, conv2d(GRADIENT, turned, padding="full")


def draw(layout: str) -> Panel:
    padded, turned, dx = grids()
    return row(
        Grid(
            padded,
            "output",
            label="gradient of the output",
            ring=RINGS,
            window=(0, 0, *turned.shape),
        ),
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
        f"A {by(GRADIENT)} gradient of the output with {spelled(RINGS)} rings of zeros around it, the"
        f" Sobel filter turned half around with first row {', '.join(map(str, turned[0].tolist()))},"
        f" and the {by(dx)} gradient of the input that they give; its first row is"
        f" {', '.join(map(str, dx[0].tolist()))}."
    )
