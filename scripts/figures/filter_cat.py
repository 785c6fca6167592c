"""The photograph, and what Sobel's upright and level filters answer to it."""

import numpy as np
from skimage.data import cat

from convdemo import SOBEL, conv2d
from drawing import Panel, Photo, column, row

FORMAT = "webp"


def answers() -> dict[str, np.ndarray]:
    """The grey photograph and its answers."""
    grey = cat().mean(axis=2)
    upright, level = conv2d(grey, SOBEL), conv2d(grey, np.rot90(SOBEL, -1))
    return {"grey": grey, "upright": upright, "level": level}


def draw(layout: str) -> Panel:
    """Side by side, on a phone one under the other."""
    width = 262 if layout == "wide" else 290
    shown = answers()
    panels = [Photo(shown["grey"], width, label="photograph")]
    for name in ("upright", "level"):
        answer = shown[name]
        label = f"{name} edges"
        panels.append(Photo(answer, width, scale=(-260, 260), role="output", label=label))
    return row(*panels, gap=6) if layout == "wide" else column(*panels, gap=14, align="end")


def alt() -> str:
    """What the figure shows."""
    shown = answers()
    whiskers = np.s_[205:290, 0:150]
    upright, level = (np.abs(shown[k][whiskers]).mean() for k in ("upright", "level"))
    return (
        "The cat's face in grey, and two pictures of its edges on middle grey, upright ones and"
        " level ones. The whiskers at the left are clear among the"
        f" level edges and faint among the upright ones: the mean answer there is {level:.0f}"
        f" against {upright:.0f}."
    )
