"""One unit on two pieces of an image: products, sum, bias, and the rectifier's curve."""

import numpy as np
from matplotlib.axes import Axes

from convdemo import digit_image
from scripts.drawing import (
    Arrow,
    Grid,
    Op,
    Panel,
    Plot,
    Text,
    axis,
    colour,
    column,
    line,
    note,
    number,
    row,
    spelled,
)

WEIGHTS, BIAS = np.array([-1, 2, -1]), -5
ROW = 3
STARTS = (3, 2)  # the first column of each piece


def pieces() -> list[np.ndarray]:
    """Three pixels in a row of the seven, at two places."""
    pixels = digit_image()[ROW]
    return [pixels[start : start + len(WEIGHTS)] for start in STARTS]


def total(pixels: np.ndarray) -> int:
    """Products and bias, added."""
    return int((pixels * WEIGHTS).sum()) + BIAS


def _line(pixels: np.ndarray, wide: bool) -> Panel:
    cell = 34 if wide else 30
    first = row(
        Grid(pixels, "input", label="inputs", picture="grey", cell=cell),
        Op("·"),
        Grid(WEIGHTS, "filter", label="weights", cell=cell),
        Op("+"),
        Grid([[BIAS]], "filter", label="bias", cell=cell),
        gap=9,
    )
    value = total(pixels)
    second = row(
        Op("="),
        Text(number(value), "ink", size=16, mono=True, weight=600),
        Arrow("ReLU"),
        Grid([[max(value, 0)]], "output", label="activation", cell=cell, mark=(0, 0)),
        gap=9,
    )
    return row(first, second, gap=5) if wide else column(first, second, gap=8)


def draw(layout: str) -> Panel:
    """The sums, and the curve with both sums on it."""
    totals = [total(pixels) for pixels in pieces()]
    reach = max(map(abs, totals)) + 3

    def paint(ax: Axes) -> None:
        line(ax, [-reach, 0, reach], [0, 0, reach], "output")
        for value in totals:
            ax.plot(
                [value], [max(value, 0)], "o", ms=9, color=colour("ink"), clip_on=False, zorder=5
            )
            place = (-9, 16) if value < 0 else (-12, 4)
            anchor = "start" if value < 0 else "end"
            words = f"{number(value)} gives {number(max(value, 0))}"
            note(ax, value, max(value, 0), words, "ink", offset=place, anchor=anchor, weight=400)
        ticks = [-10, 0, 10]
        axis(ax, xticks=ticks, xnames=[number(tick) for tick in ticks], yticks=[0, 10], grid=True)

    wide = layout == "wide"
    plot = Plot(paint, 250 if wide else 340, 210, x="sum", y="ReLU gives")
    sums = column(*(_line(pixels, wide) for pixels in pieces()), gap=26)
    return row(sums, plot, gap=12) if wide else column(sums, plot, gap=24)


def alt() -> str:
    """What the figure shows."""
    told = [
        f"the inputs {', '.join(map(number, pixels))} give {number(total(pixels))} and an activation of"
        f" {number(max(total(pixels), 0))}"
        for pixels in pieces()
    ]
    return (
        f"One unit with the weights {', '.join(map(number, WEIGHTS))} and the bias {number(BIAS)}, on"
        f" {spelled(len(WEIGHTS))} pixels at {spelled(len(told))} places: {'; '.join(told)}. Beside it the"
        " curve of the ReLU: flat at nothing for negative sums, and from there on a line on which a sum is"
        " left as it is."
    )
