"""Filter and push, or push and filter: the two outputs that are compared, and their difference."""

import numpy as np

from convdemo import VERTICAL, conv2d, edge_image
from scripts.drawing import Arrow, Grid, Op, Panel, by, column, listed, number, row, times

PUSH = 1
# The sides of an image's cells and of an output's, and the length of an arrow.
SIZES = {"wide": (26, 34, 56), "narrow": (22, 26, 40)}


def outputs() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The output; the output pushed, a; the output of the pushed image, b."""
    out = conv2d(edge_image(), VERTICAL)
    return out, np.roll(out, PUSH, axis=1), conv2d(pushed(), VERTICAL)


def pushed() -> np.ndarray:
    """The image, pushed to the right; what leaves comes in at the left."""
    return np.roll(edge_image(), PUSH, axis=1)


def draw(layout: str) -> Panel:
    out, a, b = outputs()
    large, small, length = SIZES[layout]
    image, top = edge_image(), abs(out).max()

    def picture(values: np.ndarray, label: str) -> Grid:
        return Grid(values, picture="grey", label=label, cell=large)

    def result(values: np.ndarray, label: str) -> Grid:
        return Grid(values, "output", label=label, cell=small, top=top)

    def arrow(word: str) -> Arrow:
        return Arrow(word, length=length)

    first = picture(image, f"image {times(image)}")
    moved = picture(pushed(), "pushed image")
    lines = (
        (first, arrow("filter"), result(out, "output"), arrow("push"), result(a, "a")),
        (picture(image, "image"), arrow("push"), moved, arrow("filter"), result(b, "b")),
        (result(b, "b"), Op("−"), result(a, "a"), Op("="), result(b - a, "difference")),
    )
    return column(*(row(*line, layout=layout) for line in lines), gap=26, align="start")


def alt() -> str:
    """What is drawn."""
    out, a, b = outputs()
    rows = [listed(number(value) for value in each[0]) for each in (out, a, b, b - a)]
    return (
        f"An image of {by(edge_image())} with an edge gives an output with rows {rows[0]}; that output pushed by"
        f" {number(PUSH)} has rows {rows[1]} and is called a. The image pushed as far gives an output with rows"
        f" {rows[2]}, called b. The difference of b and a has rows {rows[3]}."
    )
