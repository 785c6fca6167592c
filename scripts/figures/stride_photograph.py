"""Edges of the cat at stride 1, 2, 4 and 8, drawn to one scale."""

import numpy as np
from skimage import data

from convdemo import SOBEL, conv2d
from scripts.drawing import Panel, Photo, beneath, column, row

FORMAT = "webp"
STRIDES = (1, 2, 4, 8)


def _edges(stride: int) -> np.ndarray:
    cat = data.cat().mean(axis=-1)
    across = conv2d(cat, SOBEL, stride=stride)
    down = conv2d(cat, SOBEL.T, stride=stride)
    return np.hypot(across, down)


def _panel(stride: int, width: float) -> Panel:
    edges = _edges(stride)
    photo = Photo(edges, width / stride + 7, role="output", scale=(0, 300), crisp=stride > 2)
    return beneath(photo, f"s = {stride}: {edges.shape[0]} × {edges.shape[1]}")


def draw(layout: str) -> Panel:
    """One after the other, each half as wide as the one before."""
    panels = [_panel(s, 312 if layout == "wide" else 300) for s in STRIDES]
    if layout == "narrow":
        return column(panels[0], row(*panels[1:], gap=4), gap=16)
    return row(*panels, gap=9)


def alt() -> str:
    """What the figure shows."""
    sizes = ", ".join(
        f"{_edges(s).shape[0]} by {_edges(s).shape[1]} at stride {s}" for s in STRIDES
    )
    return f"The cat's edges, each output half as wide as the one before it: {sizes}."
