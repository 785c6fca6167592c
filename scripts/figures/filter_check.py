"""The horizontal filter on the check pattern: where two edges meet, what they give adds up."""

from convdemo import HORIZONTAL, check_image, conv2d
from scripts.drawing import Grid, Op, Panel, number, row

ROW, COL = 1, 1  # the window that sees both edges, mostly the first


def draw(layout: str) -> Panel:
    """Input, filter, output, with the window whose sum is 10."""
    image = check_image()
    cell = 40 if layout == "wide" else 34
    return row(
        Grid(image, "input", label="input 6 × 6", window=(ROW, COL, 3, 3), cell=cell),
        Op("∗"),
        Grid(HORIZONTAL, "filter", label="filter 3 × 3", cell=cell),
        Op("="),
        Grid(conv2d(image, HORIZONTAL), "output", label="output 4 × 4", mark=(ROW, COL), cell=cell),
        layout=layout,
    )


def alt() -> str:
    """What the figure shows."""
    out = conv2d(check_image(), HORIZONTAL)
    return (
        "A 6 by 6 chessboard of four blocks, bright at the upper left and the lower right; the"
        " filter with a row of 1, a row of 0 and a row of −1; the 4 by 4 output, whose two middle"
        f" rows are {', '.join(map(number, out[1]))} and whose others are 0. The marked window"
        f" gives {number(out[ROW, COL])}."
    )
