"""A ring of zeros lets the window's centre stand on the corner pixel, and keeps the size."""

import numpy as np

from convdemo import conv2d, digit_image, pad
from scripts.drawing import Grid, Op, Panel, by, number, row, times

SLANT = np.array([[0, 0, 1], [0, 1, 0], [1, 0, 0]])


P = 1


def _image() -> np.ndarray:
    """The middle of the seven, with ink up to its border."""
    return digit_image()[1:6, 1:6]


def draw(layout: str) -> Panel:
    """The padded image with the window in its corner, the filter, the output."""
    padded = pad(_image(), P)
    out = conv2d(padded, SLANT)
    cell = 42 if layout == "wide" else 36
    return row(
        Grid(
            padded,
            "input",
            label=f"input {times(_image())}, p = {P}",
            picture="grey",
            ring=P,
            window=(0, 0, *SLANT.shape),
            cell=cell,
        ),
        Op("∗"),
        Grid(SLANT, "filter", label=f"filter {times(SLANT)}", cell=cell),
        Op("="),
        Grid(out, "output", label=f"output {times(out)}", mark=(0, 0), cell=cell),
        layout=layout,
    )


def alt() -> str:
    """What the figure shows."""
    out = conv2d(_image(), SLANT, padding=P)
    return (
        f"A {by(_image())} image with a dashed ring of zeros around it. The {by(SLANT)} window lies in the top"
        f" left corner of the ring, its centre on the image's corner pixel. The output is {by(out)};"
        f" the window gives its corner cell, {number(out[0, 0])}."
    )
