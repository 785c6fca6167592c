"""The output's band is two pixels wide, for a small image and for a large one."""

import numpy as np

from convdemo import VERTICAL, conv2d, edge_image
from scripts.drawing import (
    Canvas,
    Drawing,
    Panel,
    above,
    beneath,
    by,
    colour,
    number,
    spelled,
    strip,
    times,
)

SIDES = (6, 12, 32, 1000)


def _row(side: int) -> np.ndarray:
    first: np.ndarray = conv2d(edge_image(side), VERTICAL)[0]
    return first


def _around(side: int) -> list[str]:
    """The numbers around the edge."""
    outputs = _row(side)
    middle = len(outputs) // 2
    return [number(v) for v in outputs[middle - 2 : middle + 2]]


def _square(side: int, size: float) -> Panel:
    outputs = _row(side)
    first = int(np.flatnonzero(outputs)[0])
    pixel = size / len(outputs)
    band = pixel * np.count_nonzero(outputs)

    def paint(canvas: Canvas, x: float, y: float) -> None:
        x, y = round(x) + 7.5, round(y) + 0.5
        canvas.rect(x, y, size, size, fill="#808080")
        canvas.rect(x + first * pixel, y, band, size, fill="#ffffff")
        canvas.rect(x, y, size, size, stroke=colour("output"))
        canvas.rect(x - 6.5, y - 0.5, 3, size + 1, fill=colour("output"))

    return Drawing(size + 8, size + 1, paint)


def draw(layout: str) -> Panel:
    """Four outputs of one size on the page, with the numbers around the edge."""
    size = 170 if layout == "wide" else 150
    frames = []
    for side in SIDES:
        outputs = _row(side)
        square = above(_square(side, size), times([len(outputs)] * 2), "output")
        frames.append(beneath(square, " ".join(_around(side))))
    return strip(*frames, layout=layout, gap=26 if layout == "wide" else 16)


def alt() -> str:
    """What the figure shows."""
    shares = [np.count_nonzero(_row(side)) / len(_row(side)) for side in SIDES]
    (around,) = {", ".join(_around(side)) for side in SIDES}
    return (
        f"{spelled(len(SIDES)).capitalize()} grey squares of one size with a white band down"
        f" the middle, the outputs for images of {', '.join(by((s, s)) for s in SIDES)}. The band takes"
        f" {', '.join(f'{100 * s:.1f} %' for s in shares)} of the width; in the last it is a"
        f" hairline. Around it the numbers are the same in all {spelled(len(SIDES))}: {around}."
    )
