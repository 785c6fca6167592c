"""A vertical edge, the filter that finds it, and the output."""

from convdemo import VERTICAL, conv2d, edge_image
from scripts.drawing import Grid, Op, Panel, by, number, row, times

ROW, COL = 1, 2  # where the window lies


def draw(layout: str) -> Panel:
    """Input, filter, output, with one window and its sum marked."""
    image = edge_image()
    out = conv2d(image, VERTICAL)
    cell = 40 if layout == "wide" else 34
    return row(
        Grid(
            image,
            "input",
            label=f"input {times(image)}",
            picture="grey",
            window=(ROW, COL, 3, 3),
            cell=cell,
        ),
        Op("∗"),
        Grid(VERTICAL, "filter", label=f"filter {times(VERTICAL)}", cell=cell),
        Op("="),
        Grid(out, "output", label=f"output {times(out)}", mark=(ROW, COL), cell=cell),
        layout=layout,
    )


def alt() -> str:
    """What the figure shows."""
    image = edge_image()
    out = conv2d(image, VERTICAL)
    return (
        f"A {by(image)} image, its left half {image[0, 0]} and its right half {image[0, -1]}; a {by(VERTICAL)}"
        f" filter with the rows {', '.join(map(number, VERTICAL[0]))}; the {by(out)} output with the"
        f" rows {', '.join(map(number, out[0]))}. A window with one bright column at its left"
        f" gives the marked {number(out[ROW, COL])}."
    )
