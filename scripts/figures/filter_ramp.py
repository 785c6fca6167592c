"""A slanted ramp: how much brighter it gets on a walk straight across its edge."""

import numpy as np

from convdemo import VERTICAL, edge_angle
from scripts.drawing import Canvas, Drawing, Grid, Panel, brightness, colour, column, number, row
from scripts.drawing.palette import DIGITS, digits

ACROSS, UP = 3, 4  # how much brighter a pixel to the left is, and a pixel above
SIDE = 5
LEFT, ABOVE = 3, 4  # the walk, in pixels
CELL = 52
UNIT = 190  # px: one pixel's length in the triangle


def ramp() -> np.ndarray:
    """Brighter to the left and upwards."""
    r, c = np.mgrid[:SIDE, :SIDE]
    light: np.ndarray = ACROSS * (SIDE - 1 - c) + UP * (SIDE - 1 - r)
    return light


def _way() -> float:
    return float(np.hypot(LEFT, ABOVE))


def _angle() -> float:
    """The angle of the line on which the brightness stays the same, in degrees."""
    return edge_angle(ramp()[:3, :3], VERTICAL)


def _ramp() -> Panel:
    light = ramp()
    # The numbers stand above the lines, on a patch of their cell's grey, so that all can be read.
    grid = Grid(light, "input", picture="grey", top=light.max(), cell=CELL, numbers=False)

    def paint(canvas: Canvas, x: float, y: float) -> None:
        grid.paint(canvas, x, y)
        top = canvas.layer()

        def at(r: float, c: float) -> tuple[float, float]:
            return x + (c + 0.5) * CELL, y + (r + 0.5) * CELL

        # Equal brightness: as far to the right as a row's step is bright, up as a column's is.
        same = at(SIDE - 1, 0), at(SIDE - 1 - ACROSS, UP)
        top.line(*same, stroke=DIGITS[0], width=5)
        top.line(*same, stroke=colour("filter"), width=3, dash=(7.0, 5.0))
        walk = at(ABOVE - 0.3, LEFT - 0.225), at(0.3, 0.225)
        top.arrow(*walk, stroke=DIGITS[0], width=6, head=14)
        top.arrow(*walk, stroke=colour("output"), width=3, head=14)
        for (r, c), value in np.ndenumerate(light):
            middle, height = at(r, c)
            patch = brightness(float(value), light.max())
            top.rect(middle - 14, height - 11, 28, 22, fill=patch)
            top.text(middle, height, number(value), size=19, fill=digits(patch), mono=True)

    return Drawing(grid.width, grid.height, paint)


def _triangle() -> Panel:
    """The walk, one pixel long, and its two parts."""
    sine, cosine = LEFT / _way(), ABOVE / _way()
    pad = 96
    width, height = sine * UNIT + 2 * pad + 30, cosine * UNIT + 90

    def paint(canvas: Canvas, x: float, y: float) -> None:
        right, low = x + pad + sine * UNIT, y + 36 + cosine * UNIT
        left, high = right - sine * UNIT, low - cosine * UNIT
        reach = 62
        edge = [(right + s * reach * cosine, low - s * reach * sine) for s in (-1.0, 1.0)]
        canvas.line(*edge, stroke=colour("filter"), width=3, dash=(7.0, 5.0))
        canvas.line((right, low), (right + reach, low), stroke=colour("soft"))
        canvas.text(right + 40, low - 13, "θ", size=15, role="filter", weight=600)
        canvas.line((right, low), (right, high), stroke=colour("soft"), width=2)
        canvas.line((right, high), (left, high), stroke=colour("soft"), width=2)
        canvas.arrow((right, low), (left, high), stroke=colour("output"), width=3, head=12)
        canvas.text(right - 13, low - 40, "θ", size=15, role="filter", weight=600)
        canvas.text((left + right) / 2, high - 16, f"sin θ = {number(sine)} to the left", size=14)
        canvas.text(right + 10, high + 48, f"cos θ = {number(cosine)} up", size=14, anchor="start")
        canvas.text(
            (left + right) / 2 - 14,
            (low + high) / 2 + 16,
            "the walk",
            size=14,
            role="output",
            anchor="end",
            weight=600,
        )
        canvas.text(
            right + reach * cosine + 6,
            low - reach * sine - 8,
            "the edge",
            size=14,
            role="filter",
            anchor="start",
            weight=600,
        )

    return Drawing(width, height, paint)


def draw(layout: str) -> Panel:
    """The ramp with the walk on it, and the walk's two parts."""
    if layout == "wide":
        return row(_ramp(), _triangle(), gap=30)
    return column(_ramp(), _triangle(), gap=26)


def alt() -> str:
    """What the figure shows."""
    light = ramp()
    low, high = light[ABOVE, LEFT], light[0, 0]
    sine, cosine = LEFT / _way(), ABOVE / _way()
    return (
        f"A ramp of numbers that grow by {ACROSS} with each pixel to the left and by {UP} with each"
        f" pixel up. A dashed line at {number(round(_angle()))} degrees joins pixels of"
        f" {number(light[SIDE - 1, 0])} and {number(light[SIDE - 1 - ACROSS, UP])}. An arrow straight across it goes"
        f" {LEFT} pixels to the left and {ABOVE} up, from {number(low)} to {number(high)}. Beside it a"
        f" right triangle with the walk as its long side: {number(sine)} to the left, the sine of the"
        f" edge's angle, and {number(cosine)} up, the cosine."
    )
