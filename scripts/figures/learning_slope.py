"""The slope of the loss for one weight: error times pixel, for each window, added up."""

import numpy as np

from convdemo import SOBEL, conv2d
from scripts.drawing import Arrow, Grid, Op, Panel, Text, by, column, listed, number, row, spelled

IMAGE = np.array([[3, 1, 0, 1], [1, 3, 1, 0], [1, 2, 3, 2], [3, 0, 3, 0]])
WEIGHT = (0, 0)  # the one whose slope is asked for


def errors() -> np.ndarray:
    """From nine zeros all outputs are zero."""
    off: np.ndarray = conv2d(IMAGE, np.zeros((3, 3))) - conv2d(IMAGE, SOBEL) + 0.0
    return off


def met() -> np.ndarray:
    """The pixels under that weight, one for each window."""
    height, width = errors().shape
    r, c = WEIGHT
    return IMAGE[r : r + height, c : c + width]


def draw(layout: str) -> Panel:
    """The filter and the image; then errors times pixels."""
    cell = 44 if layout == "wide" else 40
    off, pixels = errors(), met()
    height, width = off.shape
    kernel = Grid(np.zeros((3, 3)), "filter", label="filter, at the start", mark=WEIGHT, cell=cell)
    image = Grid(
        IMAGE,
        "input",
        label="image",
        picture="grey",
        top=3,
        window=(*WEIGHT, height, width),
        cell=cell,
    )
    sums = [
        Grid(off, "output", label="errors", cell=cell),
        Op("·"),
        Grid(pixels, "input", label="pixels met", picture="grey", top=3, cell=cell),
        Op("="),
        Grid(off * pixels, "plain", label="products", cell=cell),
        Arrow("sum", length=44),
        Text(number((off * pixels).sum()), "output", size=22, weight=700),
    ]
    above = row(kernel, image, gap=24)
    if layout == "wide":
        return column(above, row(*sums, gap=14), gap=30)
    return column(kernel, image, row(*sums, layout=layout), gap=24)


def alt() -> str:
    """What the figure shows."""
    off, pixels = errors(), met()
    return (
        f"A filter of {spelled(SOBEL.size)} zeros with its top left weight marked, and an image of"
        f" {by(IMAGE)} pixels with its top left {by(pixels)} pixels marked, which are"
        f" {listed(map(number, pixels.ravel()))}. Below, the errors {listed(map(number, off.ravel()))}"
        f" times these pixels give {listed(map(number, (off * pixels).ravel()))}, and their sum"
        f" {number((off * pixels).sum())}."
    )
