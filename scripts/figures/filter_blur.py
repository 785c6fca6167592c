"""A noisy row with an edge, and its slopes: as it is, and after a blur."""

import numpy as np

from convdemo import conv2d
from scripts.drawing import (
    Canvas,
    Drawing,
    Grid,
    Panel,
    Space,
    Text,
    colour,
    column,
    listed,
    number,
    row,
    shade,
)

SLOPE, BLUR = np.array([[1, 0, -1]]), np.array([[1, 2, 1]]) / 4
CELL = {"wide": 42, "narrow": 28}
UNIT = 4  # px for each unit of slope


def noisy() -> np.ndarray:
    """From bright to dark, with noise."""
    clean = np.repeat([12, 4], 6)
    drawn: np.ndarray = clean + np.random.default_rng(10).integers(-3, 4, clean.size)
    return drawn


def _filtered(values: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    first: np.ndarray = conv2d(values[None, :], kernel)[0]
    return first


def _text(value: float) -> str:
    return number(value, 1)


def _bars(values: np.ndarray, cell: float) -> Panel:
    """One bar for each number, up or down from a line, the number at its end."""
    up, down = UNIT * max(values.max(), 0) + 18, UNIT * max(-values.min(), 0) + 18

    def paint(canvas: Canvas, x: float, y: float) -> None:
        zero = y + up
        for index, value in enumerate(values):
            left, tall = x + index * cell + 0.2 * cell, UNIT * float(value)
            canvas.rect(
                left,
                zero - max(tall, 0),
                0.6 * cell,
                abs(tall),
                fill=shade("output", 0.35),
                stroke=colour("output"),
            )
            away = -10 if value >= 0 else 10
            if cell > CELL["narrow"] or abs(value) >= 1:  # on a phone there is no room for all
                canvas.text(left + 0.3 * cell, zero - tall + away, _text(value), size=12)
        canvas.line((x, zero), (x + len(values) * cell, zero), stroke=colour("soft"))

    return Drawing(len(values) * cell, up + down, paint)


def _pair(name: str, values: np.ndarray, lost: float, cell: float, digits: int) -> Panel:
    """A row, and below it its slopes, each below the pixel in its window's middle."""

    def text(value: float) -> str:
        return number(value, digits)

    grid = Grid(
        values,
        "input",
        picture="grey",
        top=15,
        cell=cell,
        format=text,
    )
    first = row(Space(max(1, lost * cell)), grid, gap=0)
    slopes = row(Space((lost + 1) * cell), _bars(_filtered(values, SLOPE), cell), gap=0)
    return column(Text(name, "soft", size=13), first, slopes, gap=6, align="start")


def draw(layout: str) -> Panel:
    """The noisy row over the blurred one."""
    cell = CELL[layout]
    row_ = noisy()
    return column(
        _pair("the row, and its slopes", row_, 0, cell, 1),
        _pair(
            "the row blurred, and its slopes", _filtered(row_, BLUR), 1, cell, 1 if cell > 30 else 0
        ),
        gap=22,
        align="start",
    )


def alt() -> str:
    """What the figure shows."""
    row_ = noisy()
    blurred = _filtered(row_, BLUR)
    told = [listed(map(_text, _filtered(values, SLOPE))) for values in (row_, blurred)]
    return (
        f"A row of pixels, {listed(map(number, row_))}, and bars for its slopes: {told[0]}. Below it the"
        f" blurred row and bars for its slopes: {told[1]}. Without the blur the bars beside the edge"
        " are up and down by chance; with it the edge stands out."
    )
