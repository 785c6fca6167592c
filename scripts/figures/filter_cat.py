"""The photograph, and the outputs of Sobel's vertical and horizontal filters."""

import numpy as np
from skimage.data import cat

from convdemo import SOBEL, conv2d
from scripts.drawing import Panel, Photo, column, row

FORMAT = "webp"


def outputs() -> dict[str, np.ndarray]:
    """The grey photograph and the outputs."""
    grey = cat().mean(axis=2)
    vertical, horizontal = conv2d(grey, SOBEL), conv2d(grey, np.rot90(SOBEL, -1))
    return {"grey": grey, "vertical": vertical, "horizontal": horizontal}


def draw(layout: str) -> Panel:
    """Side by side, on a phone one under the other."""
    width = 262 if layout == "wide" else 290
    shown = outputs()
    panels = [Photo(shown["grey"], width, label="photograph")]
    for name in ("vertical", "horizontal"):
        label = f"{name} edges"
        panels.append(Photo(shown[name], width, scale=(-260, 260), role="output", label=label))
    return row(*panels, gap=6) if layout == "wide" else column(*panels, gap=14, align="end")


def alt() -> str:
    """What the figure shows."""
    shown = outputs()
    whiskers = np.s_[205:290, 0:150]
    vertical, horizontal = (
        np.abs(shown[name][whiskers]).mean() for name in ("vertical", "horizontal")
    )
    return (
        "The cat's face in grey, and its edges on middle grey twice: vertical ones and horizontal"
        " ones. The whiskers at the left are clear among the horizontal edges and faint among the"
        f" vertical ones: the mean size of the output there is {horizontal:.0f} against"
        f" {vertical:.0f}."
    )
