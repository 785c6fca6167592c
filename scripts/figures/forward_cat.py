"""The photograph averaged over ever larger windows: less and less of the frame is left."""

import numpy as np
from skimage.data import cat

from convdemo import conv2d
from scripts.drawing import Canvas, Drawing, Panel, Photo, above, colour, column, row, spelled

FORMAT = "webp"
SIZES = (5, 31, 61)


def _averaged(size: int) -> np.ndarray:
    grey = cat()[:, :, 1].astype(int)
    return conv2d(grey, np.ones((size, size), int)) / size**2


def _framed(size: int, width: float) -> Panel:
    mean = _averaged(size)
    rows, cols = cat().shape[:2]
    scale = width / cols
    photo = Photo(mean, mean.shape[1] * scale + 7, role="output")

    def paint(canvas: Canvas, x: float, y: float) -> None:
        x, y = x + 8, y + 1
        canvas.rect(x, y, width, rows * scale, stroke=colour("input"), dash=(3, 3))
        inset = (size - 1) / 2 * scale
        photo.paint(canvas, x + inset - 7, y + inset)

    panel = Drawing(width + 10, rows * scale + 2, paint)
    return above(panel, f"{size} × {size}: {mean.shape[0]} × {mean.shape[1]}", "output")


def draw(layout: str) -> Panel:
    """Three outputs, each in the outline of the photograph."""
    if layout == "wide":
        return row(*(_framed(size, 255) for size in SIZES), gap=7)
    return column(*(_framed(size, 320) for size in SIZES), gap=18)


def alt() -> str:
    """What the figure shows."""
    rows, cols = cat().shape[:2]
    shapes = "; ".join(
        f"{size} by {size} leaves {rows - size + 1} by {cols - size + 1}" for size in SIZES
    )
    return (
        f"The cat's face {spelled(len(SIZES))} times, more blurred each time, inside the dashed outline of the"
        f" photograph of {rows} by {cols}. The output shrinks as the window grows: {shapes}."
    )
