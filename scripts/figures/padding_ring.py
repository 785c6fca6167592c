"""A ring of zeros lets the window's centre stand on the corner pixel, and keeps the size."""

import numpy as np

from convdemo import conv2d, digit_image, pad
from scripts.drawing import Grid, Op, Panel, number, row

SLANT = np.array([[0, 0, 1], [0, 1, 0], [1, 0, 0]])


def _image() -> np.ndarray:
    """The middle of the seven: 5 × 5, with ink up to its border."""
    return digit_image()[1:6, 1:6]


def draw(layout: str) -> Panel:
    """The padded image with the window in its corner, the filter, the output."""
    padded = pad(_image(), 1)
    cell = 42 if layout == "wide" else 36
    return row(
        Grid(padded, "input", label="input 5 × 5, p = 1", ring=1, window=(0, 0, 3, 3), cell=cell),
        Op("∗"),
        Grid(SLANT, "filter", label="filter 3 × 3", cell=cell),
        Op("="),
        Grid(conv2d(padded, SLANT), "output", label="output 5 × 5", mark=(0, 0), cell=cell),
        layout=layout,
    )


def alt() -> str:
    """What the figure shows."""
    out = conv2d(_image(), SLANT, padding=1)
    return (
        "A 5 by 5 image with a dashed ring of zeros around it. The 3 by 3 window lies in the top"
        " left corner of the ring, its centre on the image's corner pixel. The output is 5 by 5;"
        f" the window gives its corner cell, {number(out[0, 0])}."
    )
