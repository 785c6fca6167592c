"""Sobel's filter in two passes: a row over the image, then a column over what came out."""

import numpy as np

from convdemo import SOBEL, check_image, conv2d
from scripts.drawing import Grid, Op, Panel, by, listed, number, row, spelled

ACROSS, ALONG = np.array([[1, 0, -1]]), np.array([[1], [2], [1]])
MARK = (1, 1)  # one number of the end, and those that it is made of


def image() -> np.ndarray:
    """A piece of the chessboard."""
    return check_image()[:5, :5]


def passes() -> tuple[np.ndarray, np.ndarray]:
    """What comes out of the first pass, and of the second."""
    halfway = conv2d(image(), ACROSS)
    return halfway, conv2d(halfway, ALONG)


def draw(layout: str) -> Panel:
    """Image, row, halfway, column, output."""
    cell = 34 if layout == "wide" else 32
    halfway, output = passes()
    r, c = MARK
    height, width = SOBEL.shape
    top = abs(output).max()
    return row(
        Grid(
            image(), "input", label="image", picture="grey", window=(r, c, height, width), cell=cell
        ),
        Op("∗"),
        Grid(ACROSS, "filter", label="row", cell=cell),
        Op("="),
        Grid(halfway, "output", label="halfway", window=(r, c, height, 1), cell=cell, top=top),
        Op("∗"),
        Grid(ALONG, "filter", label="column", cell=cell),
        Op("="),
        Grid(output, "output", label="output", mark=MARK, cell=cell, top=top),
        layout=layout,
        gap=11,
    )


def alt() -> str:
    """What the figure shows."""
    halfway, output = passes()
    r, c = MARK
    used = halfway[r : r + len(ALONG), c]
    return (
        f"A {by(image())} image; a row of {spelled(ACROSS.size)} weights,"
        f" {listed(map(number, ACROSS.ravel()))}, makes {by(halfway)} numbers of it; a column of"
        f" {spelled(ALONG.size)} weights, {listed(map(number, ALONG.ravel()))}, makes {by(output)} of"
        f" these. The marked {number(output[MARK])} comes from {listed(map(number, used))}, and these"
        f" from the marked window of {by(SOBEL)} pixels."
    )
