"""Four filters on the cat: only the numbers differ."""

import numpy as np
from skimage import data

from convdemo import conv2d
from scripts.drawing import Panel, Photo, column, number, row, spelled, times

FORMAT = "webp"
MEAN = np.full((9, 9), 1 / 81)
FILTERS = {
    f"mean of {times(MEAN)}": MEAN,
    "sharpen": np.array([[0, -1, 0], [-1, 5, -1], [0, -1, 0]]),
    "vertical edges": np.array([[1, 0, -1], [1, 0, -1], [1, 0, -1]]),
    "horizontal edges": np.array([[1, 1, 1], [0, 0, 0], [-1, -1, -1]]),
}


def _panel(name: str, width: float) -> Photo:
    out = conv2d(data.cat().mean(axis=-1), FILTERS[name])
    signed = FILTERS[name].sum() == 0
    scale = (-200.0, 200.0) if signed else (0.0, 255.0)
    return Photo(out, width, role="output", label=name, scale=scale)


def draw(layout: str) -> Panel:
    """Two by two."""
    width = 210 if layout == "wide" else 155
    panels = [_panel(name, width) for name in FILTERS]
    return column(row(*panels[:2], gap=7), row(*panels[2:], gap=7), gap=20)


def alt() -> str:
    """What the figure shows."""
    means = ", ".join(
        f"{name}: mean {number(round(float(conv2d(data.cat().mean(axis=-1), w).mean())))}"
        for name, w in FILTERS.items()
    )
    return (
        f"The cat's photograph after {spelled(len(FILTERS))} filters: blurred, sharpened, and its vertical and"
        f" horizontal edges. {means}."
    )
