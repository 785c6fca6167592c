"""One weight, and the chain of slopes from the loss back to it."""

from typing import NamedTuple

import numpy as np

from convdemo import conv2d
from scripts.drawing import (
    Arrow,
    Canvas,
    Drawing,
    Grid,
    Op,
    Panel,
    colour,
    column,
    listed,
    number,
    row,
    shade,
)

PIXELS, TAPS = np.array([[1, 3, 2, 0]]), np.array([[2, -1]])
DENSE, GOAL = np.array([[2, 3, -1]]), 6
PLACE = 1  # the window whose way is followed
BOX = (64, 36)


class Link(NamedTuple):
    """A number on the way, the slope that leads to the next one, and whose number that slope is."""

    name: str
    value: float
    slope: float
    reason: str


def network() -> tuple[np.ndarray, np.ndarray, int]:
    """The filter's outputs, these behind the ReLU, and the score."""
    z = conv2d(PIXELS, TAPS)
    a = np.maximum(z, 0)
    return z, a, int((a * DENSE).sum())


def links() -> list[Link]:
    """From the first weight to the loss."""
    z, a, score = network()
    return [
        Link("weight", TAPS[0, 0], PIXELS[0, PLACE], "pixel"),
        Link("output", z[0, PLACE], float(z[0, PLACE] > 0), "ReLU"),
        Link("ReLU", a[0, PLACE], DENSE[0, PLACE], "dense"),
        Link("score", score, score - GOAL, "error"),
        Link("loss", (score - GOAL) ** 2 / 2, 1, ""),
    ]


def products() -> list[float]:
    """The slope of the loss by each number of the way."""
    slopes = [link.slope for link in links()]
    return [float(np.prod(slopes[k:])) for k in range(len(slopes))]


def _box(canvas: Canvas, x: float, y: float, value: float, role: str) -> None:
    width, height = BOX
    dash = (3, 2) if role == "filter" else None
    canvas.rect(x, y, width, height, fill=shade(role, 0.2), stroke=colour(role), dash=dash)
    canvas.text(x + width / 2, y + height / 2, number(value), weight=600)


def _role(index: int) -> str:
    return "filter" if index == 0 else "output"


def _across() -> Drawing:
    """The way from left to right, and back below."""
    step, top, low = 176, 28, 112

    def paint(canvas: Canvas, x: float, y: float) -> None:
        x += 12  # the last number's words are wider than its box
        for k, (link, product) in enumerate(zip(links(), products(), strict=True)):
            left = x + k * step
            middle = left + BOX[0] / 2
            canvas.text(middle, y + 10, link.name, size=13, role="soft")
            _box(canvas, left, y + top, link.value, _role(k))
            canvas.text(middle, y + low + 18, number(product), weight=600, role="output", size=17)
            if not link.reason:
                continue
            start, end = left + BOX[0] + 6, left + step - 6
            centre, line = (start + end) / 2, y + top + BOX[1] / 2
            canvas.arrow((start, line), (end, line), stroke=colour("soft"))
            canvas.text(centre, y + low - 16, f"× {number(link.slope)}", weight=600)
            canvas.text(centre, y + low + 36, link.reason, size=13, role="soft")
            canvas.arrow((end, y + low + 18), (start, y + low + 18), stroke=colour("output"))
        canvas.text(
            x, y + low + 64, "slope of the loss by each number", role="output", anchor="start"
        )

    return Drawing(4 * step + BOX[0] + 24, low + 78, paint)


def _down() -> Drawing:
    """The way from top to bottom, and back beside it."""
    step, top, back = 84, 34, 240

    def paint(canvas: Canvas, x: float, y: float) -> None:
        canvas.text(x + back, y + 9, "slope of the loss", size=13, role="output")
        for k, (link, product) in enumerate(zip(links(), products(), strict=True)):
            upper = y + top + k * step
            middle = upper + BOX[1] / 2
            canvas.text(x, middle, link.name, size=13, role="soft", anchor="start")
            _box(canvas, x + 64, upper, link.value, _role(k))
            canvas.text(x + back, middle, number(product), weight=600, role="output", size=17)
            if not link.reason:
                continue
            start, end = upper + BOX[1] + 5, upper + step - 5
            centre = (start + end) / 2
            canvas.arrow((x + 96, start), (x + 96, end), stroke=colour("soft"))
            canvas.arrow((x + back, end), (x + back, start), stroke=colour("output"))
            words = f"× {number(link.slope)}  {link.reason}"
            canvas.text(x + 138, centre, words, size=13, anchor="start")

    return Drawing(310, top + 4 * step + BOX[1] + 4, paint)


def draw(layout: str) -> Panel:
    """The whole network above, one way through it below."""
    z, a, score = network()
    cell = 32
    whole = row(
        Grid(PIXELS, label="pixels", cell=cell, window=(0, PLACE, 1, 2)),
        Op("∗"),
        Grid(TAPS, "filter", label="filter", cell=cell, mark=(0, 0)),
        Op("="),
        Grid(z, "output", label="output", cell=cell, mark=(0, PLACE)),
        Arrow("ReLU"),
        Grid(a, "output", cell=cell, mark=(0, PLACE)),
        Op("·"),
        Grid(DENSE, "filter", label="dense", cell=cell, mark=(0, PLACE)),
        Op("="),
        Grid([[score]], "output", label="score", cell=cell),
        layout=layout,
    )
    return column(whole, _across() if layout == "wide" else _down(), gap=34)


def alt() -> str:
    """What is drawn."""
    z, a, score = network()
    shown = [listed([number(v) for v in grid[0]]) for grid in (PIXELS, TAPS, z, a, DENSE)]
    slopes = listed([number(link.slope) for link in links()[:-1]])
    return (
        f"A network: pixels {shown[0]}, filter {shown[1]}, outputs {shown[2]}, behind the ReLU"
        f" {shown[3]}, dense weights {shown[4]}, score {number(score)}. Below it the way of the first"
        f" weight to the loss, which is {number(links()[-1].value)}: the slopes on it are {slopes}."
        " Multiplied from the loss backwards they give, under each number,"
        f" {listed([number(p) for p in products()[::-1]])}."
    )
