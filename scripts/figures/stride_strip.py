"""A window that moves two pixels at a time: its places, their sums, and the output."""

from convdemo import VERTICAL, conv2d, digit_image
from scripts.drawing import Grid, Op, Panel, by, column, number, row, spelled, strip, times

STRIDE = 2
SHOWN = ((0, 0), (0, 1), (0, 2), (1, 0))  # places, as (row, column) of the output


def draw(layout: str) -> Panel:
    """Four places as a strip; below it the filter and the output."""
    image = digit_image()
    out = conv2d(image, VERTICAL, stride=STRIDE)
    frames = [
        (
            Grid(image, "input", picture="grey", window=(STRIDE * r, STRIDE * c, *VERTICAL.shape)),
            number(out[r, c]),
        )
        for r, c in SHOWN
    ]
    cell = 34
    result = row(
        Grid(VERTICAL, "filter", label=f"filter {times(VERTICAL)}", cell=cell),
        Op("→"),
        Grid(out, "output", label=f"output {times(out)}, s = {STRIDE}", mark=SHOWN, cell=cell),
        layout=layout,
    )
    return column(strip(*frames, layout=layout), result, gap=26)


def alt() -> str:
    """What the figure shows."""
    image = digit_image()
    out = conv2d(image, VERTICAL, stride=STRIDE)
    places = ", ".join(
        f"row {STRIDE * r}, column {STRIDE * c} gives {number(out[r, c])}" for r, c in SHOWN
    )
    rows = "; ".join(" ".join(map(number, line)) for line in out)
    return (
        f"A {by(image)} image of a seven with a {by(VERTICAL)} window at {spelled(len(SHOWN))} places,"
        f" {spelled(STRIDE)} pixels apart:"
        f" {places}. The output is {by(out)}: {rows}."
    )
