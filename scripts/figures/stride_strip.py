"""A window that moves two pixels at a time: its places, their sums, and the output."""

from convdemo import VERTICAL, conv2d, digit_image
from scripts.drawing import Grid, Op, Panel, column, number, row, strip

STRIDE = 2
SHOWN = ((0, 0), (0, 1), (0, 2), (1, 0))  # places, as (row, column) of the output


def draw(layout: str) -> Panel:
    """Four places as a strip; below it the filter and the output."""
    image = digit_image()
    out = conv2d(image, VERTICAL, stride=STRIDE)
    frames = [
        (
            Grid(image, "input", window=(STRIDE * r, STRIDE * c, 3, 3)),
            number(out[r, c]),
        )
        for r, c in SHOWN
    ]
    cell = 34
    result = row(
        Grid(VERTICAL, "filter", label="filter 3 × 3", cell=cell),
        Op("→"),
        Grid(out, "output", label="output 3 × 3, s = 2", mark=SHOWN, cell=cell),
        layout=layout,
    )
    return column(strip(*frames, layout=layout), result, gap=26)


def alt() -> str:
    """What the figure shows."""
    out = conv2d(digit_image(), VERTICAL, stride=STRIDE)
    places = ", ".join(
        f"row {STRIDE * r}, column {STRIDE * c} gives {number(out[r, c])}" for r, c in SHOWN
    )
    rows = "; ".join(" ".join(map(number, line)) for line in out)
    return (
        "A 7 by 7 image of a seven with a 3 by 3 window at four places, two pixels apart:"
        f" {places}. The output is 3 by 3: {rows}."
    )
