"""The same nine numbers on the photograph of a cat."""

import numpy as np
from skimage import data

from convdemo import VERTICAL, conv2d
from scripts.drawing import Grid, Op, Panel, Photo, by, row, times

FORMAT = "webp"
STRONG = 100


def _cat() -> np.ndarray:
    grey: np.ndarray = data.cat().mean(axis=-1)
    return grey


def draw(layout: str) -> Panel:
    """The photograph, the filter, and what comes out."""
    width = 292 if layout == "wide" else 300
    out = conv2d(_cat(), VERTICAL)
    return row(
        Photo(_cat(), width, label=f"input {times(_cat())}"),
        Op("∗"),
        Grid(VERTICAL, "filter", label=f"filter {times(VERTICAL)}", cell=34),
        Op("="),
        Photo(np.abs(out), width, role="output", scale=(0, 240), label=f"output {times(out)}"),
        layout=layout,
        gap=9,
    )


def alt() -> str:
    """What the figure shows."""
    out = np.abs(conv2d(_cat(), VERTICAL))
    strong = (out > STRONG).mean()
    return (
        f"A cat's photograph of {by(_cat())} pixels, and what the filter"
        f" gives on it, {by(out)}: bright lines at vertical edges, such as"
        f" the eyes, the nose and the fur. {strong:.0%} of the pixels are over {STRONG}."
    )
