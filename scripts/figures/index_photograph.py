"""The same nine numbers on the photograph of a cat."""

import numpy as np
from skimage import data

from convdemo import VERTICAL, conv2d
from scripts.drawing import Grid, Op, Panel, Photo, row

FORMAT = "webp"


def _cat() -> np.ndarray:
    grey: np.ndarray = data.cat().mean(axis=-1)
    return grey


def draw(layout: str) -> Panel:
    """The photograph, the filter, and what comes out."""
    width = 292 if layout == "wide" else 300
    out = conv2d(_cat(), VERTICAL)
    return row(
        Photo(_cat(), width, label="input 300 × 451"),
        Op("∗"),
        Grid(VERTICAL, "filter", label="filter 3 × 3", cell=34),
        Op("="),
        Photo(np.abs(out), width, role="output", scale=(0, 240), label="output 298 × 449"),
        layout=layout,
        gap=9,
    )


def alt() -> str:
    """What the figure shows."""
    out = np.abs(conv2d(_cat(), VERTICAL))
    strong = (out > 100).mean()
    return (
        f"A cat's photograph of {' by '.join(map(str, _cat().shape))} pixels, and what the filter"
        f" gives on it, {' by '.join(map(str, out.shape))}: bright lines at vertical edges, such as"
        f" the eyes, the nose and the fur. {strong:.0%} of the pixels are over 100."
    )
