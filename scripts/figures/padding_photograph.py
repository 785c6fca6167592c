"""A corner of the cat's photograph in four kinds of padding, and the edges found in it."""

import numpy as np
from skimage import data

from convdemo import SOBEL, conv2d, pad
from convdemo.types import PadMode
from scripts.drawing import Canvas, Drawing, Panel, Photo, colour, column, row, spelled

FORMAT = "webp"
MODES: tuple[tuple[PadMode, str], ...] = (
    ("constant", "zero"),
    ("edge", "repeated"),
    ("reflect", "reflect"),
    ("wrap", "wrap"),
)
P, SIDE = 40, 200


def _cat() -> np.ndarray:
    """The top right of the photograph, grey; only its top and right border are the real ones."""
    grey: np.ndarray = data.cat().mean(axis=-1)
    return grey


def _padded(mode: PadMode) -> np.ndarray:
    return pad(_cat(), P, mode=mode)[:SIDE, -SIDE:]


def _strength(mode: PadMode) -> np.ndarray:
    padded = pad(_cat(), P, mode=mode)
    across = conv2d(padded, SOBEL, padding=1)
    down = conv2d(padded, SOBEL.T, padding=1)
    strength = np.hypot(across, down)
    # The frame's own outer border is an artefact of drawing a finite frame.
    strength[0], strength[-1], strength[:, 0], strength[:, -1] = 0, 0, 0, 0
    return strength[:SIDE, -SIDE:]


def _framed(photo: Photo) -> Panel:
    """The photograph with a dashed line where it ended before padding."""
    scale = photo.across / SIDE

    def paint(canvas: Canvas, x: float, y: float) -> None:
        photo.paint(canvas, x, y)
        top = canvas.layer()
        left, up = round(x) + photo.bar, round(y) + photo.head
        corner = (left + (SIDE - P) * scale, up + P * scale)
        points = [(left, corner[1]), corner, (corner[0], up + photo.down)]
        top.line(*points, stroke="#ffffff", width=2.5)
        top.line(*points, stroke=colour("input"), width=1.75, dash=(5, 3))

    return Drawing(photo.width, photo.height, paint)


def draw(layout: str) -> Panel:
    """Four columns; on a phone two by two."""
    width = 172 if layout == "wide" else 150
    columns = [
        column(
            _framed(Photo(_padded(mode), width, role="input", label=name)),
            Photo(_strength(mode), width, role="output", scale=(0, 400)),
            gap=12,
        )
        for mode, name in MODES
    ]
    if layout == "narrow":
        return column(row(*columns[:2], gap=4), row(*columns[2:], gap=4), gap=22)
    return row(*columns, gap=12)


def alt() -> str:
    """What the figure shows."""

    def line(mode: PadMode) -> float:
        return float(_strength(mode)[P - 2 : P + 2, : SIDE - P].mean())

    means = ", ".join(f"{name} {line(mode):.0f}" for mode, name in MODES)
    return (
        f"The top right corner of the cat's photograph with {spelled(P)} added pixels, and the edges found"
        f" in it. Mean edge strength along the photograph's upper border: {means}."
    )
