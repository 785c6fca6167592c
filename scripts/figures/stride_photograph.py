"""Edges of the cat at stride 1, 2, 4 and 8, each drawn as wide as the first."""

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
    photo = Photo(edges, width, role="output", scale=(0, 300), crisp=stride > 1)
    return beneath(photo, f"s = {stride}: {edges.shape[0]} × {edges.shape[1]}")


def draw(layout: str) -> Panel:
    """Two and two, so that what is left of the face can be compared."""
    first, second, third, last = (_panel(s, 220 if layout == "wide" else 144) for s in STRIDES)
    return column(row(first, second, gap=10), row(third, last, gap=10), gap=16)


def alt() -> str:
    """What the figure shows."""
    sizes = ", ".join(
        f"{_edges(s).shape[0]} by {_edges(s).shape[1]} at stride {s}" for s in STRIDES
    )
    return f"The cat's edges at several strides, each as wide as the first, in pixels that grow: {sizes}."
