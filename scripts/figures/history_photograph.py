"""The cat as simple cells of four angles see it, and as complex cells do."""

import numpy as np
from skimage import data

from convdemo import conv2d, gabor_filter
from scripts.drawing import Panel, Photo, column, listed, row, spelled

FORMAT = "webp"
ANGLES = (0, 45, 90, 135)


def _cat() -> np.ndarray:
    grey: np.ndarray = data.cat().mean(axis=-1) / 255
    return grey


def _simple(angle: float) -> np.ndarray:
    return np.maximum(0, conv2d(_cat(), gabor_filter(angle, phase=90)))


def _complex() -> np.ndarray:
    """The complex cells of all four angles, added up."""
    total = np.zeros(())
    for angle in ANGLES:
        even, odd = (conv2d(_cat(), gabor_filter(angle, phase=phase)) for phase in (0, 90))
        total = total + np.hypot(even, odd)
    return total


def draw(layout: str) -> Panel:
    """The photograph, four angles, and all of them."""
    wide = layout == "wide"
    width = 216 if wide else 150
    photo = Photo(_cat()[10:-10, 10:-10], width, scale=(0, 1), label="the photograph")
    simple = [
        Photo(_simple(angle), width, role="output", scale=(0, 0.1), label=f"simple, {angle}°")
        for angle in ANGLES
    ]
    every = Photo(
        _complex(),
        width,
        role="output",
        scale=(0, 0.35),
        label=f"complex, all {spelled(len(ANGLES))}",
    )
    panels = [photo, *simple, every]
    across = 3 if wide else 2
    lines = [panels[i : i + across] for i in range(0, len(panels), across)]
    return column(*(row(*one, gap=7 if wide else 4) for one in lines), gap=18)


def alt() -> str:
    """What the figure shows."""
    means = ", ".join(f"{a} degrees {_simple(a).mean():.4f}" for a in ANGLES)
    return (
        f"The cat's photograph; how simple cells at {listed(ANGLES)} degrees respond at each"
        f" place, bright where much; and the complex cells of all {spelled(len(ANGLES))} together. Mean responses:"
        f" {means}."
    )
