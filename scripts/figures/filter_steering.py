"""The vertical filter steered to four angles, and the output of each for a disc."""

import numpy as np

from convdemo import VERTICAL, conv2d, edge_filter
from scripts.drawing import Grid, Panel, Space, column, number, row
from scripts.drawing.tiles import Tiles

ANGLES = (90, 70, 45, 0)
SIDE = 22


def disc() -> np.ndarray:
    """A bright disc with a soft rim."""
    r, c = np.mgrid[:SIDE, :SIDE] - (SIDE - 1) / 2
    light: np.ndarray = np.clip(SIDE / 3 + 0.5 - np.hypot(r, c), 0, 1)
    return light


def _text(value: float) -> str:
    return number(value, 1)


def _pair(angle: int, kernel_cell: float, cell: float) -> Panel:
    kernel = edge_filter(angle, VERTICAL)
    return column(
        Grid(kernel, "filter", label=f"{angle}°", cell=kernel_cell, top=2, format=_text),
        Tiles(conv2d(disc(), kernel), "output", low=-3, high=3, cell=cell),
        gap=16,
    )


def draw(layout: str) -> Panel:
    """The disc, then filter over output, four times."""
    wide = layout == "wide"
    image = Tiles(disc(), "input", low=0, high=1, cell=6.5, label="the disc")
    pairs = [_pair(angle, 43, 6.4) for angle in ANGLES]
    if wide:
        # The disc stands as high as the outputs.
        return row(column(Space(1, 127), image, gap=18), *pairs, gap=13)
    return column(image, row(*pairs[:2], gap=13), row(*pairs[2:], gap=13), gap=26)


def alt() -> str:
    """What the figure shows."""
    places = []
    for angle in ANGLES:
        bright = np.clip(conv2d(disc(), edge_filter(angle, VERTICAL)), 0, None)
        r, c = np.mgrid[: len(bright), : len(bright)] - (len(bright) - 1) / 2
        towards = np.degrees(np.arctan2(-(bright * r).sum(), (bright * c).sum()))
        places.append(number(round(towards)))
    return (
        "A bright disc, and the vertical filter steered to"
        f" {', '.join(str(a) for a in ANGLES)} degrees, each above its output for the disc: a white"
        " arc on one side of its edge and a black arc opposite. Seen from the disc's centre, the"
        f" white arc lies in the direction of {', '.join(places)} degrees."
    )
