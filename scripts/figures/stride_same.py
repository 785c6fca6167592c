"""Two paddings of one row of eight pixels: equal in size, and one pixel apart."""

import numpy as np

from convdemo import pad
from scripts.drawing import Canvas, Drawing, Grid, Panel, Text, colour, column

ROW = np.arange(1, 9)
F, STRIDE = 3, 2


def _line(before: int, after: int, cell: float) -> Panel:
    """The padded row with a bracket under each window, and the pixel at the window's centre."""
    padded = pad(ROW[None], ((0, 0), (before, after)))
    places = range(0, padded.shape[1] - F + 1, STRIDE)
    unread = [(0, c) for c in range(places[-1] + F, padded.shape[1])]
    grid = Grid(padded, "input", ring=((0, 0), (before, after)), unreached=unread, cell=cell, top=8)
    # Both lines begin where the longer padding would, so that equal pixels stand above each other.
    shift = (1 - before) * cell
    step, depth = 13, 4

    def paint(canvas: Canvas, x: float, y: float) -> None:
        grid.paint(canvas, x + shift, y)
        for index, place in enumerate(places):
            left = x + shift + place * cell + 3
            right = left + F * cell - 6
            under = y + cell + 8 + (index % 2) * step
            points = [(left, under), (left, under + depth), (right, under + depth), (right, under)]
            canvas.line(*points, stroke=colour("filter"), width=2.5)
            middle = str(int(padded[0, place + F // 2]))
            centre = x + shift + (place + F / 2) * cell
            canvas.text(
                centre, y + cell + 52, middle, size=15, role="output", weight=700, mono=True
            )

    return Drawing(cell * (len(ROW) + 2), cell + 64, paint)


def draw(layout: str) -> Panel:
    """Above "same", below p = 1."""
    cell = 46 if layout == "wide" else 34
    return column(
        Text("“same”: nothing before, one zero after", "input", size=14, weight=600),
        _line(0, 1, cell),
        Text("p = 1: one zero before, one after", "input", size=14, weight=600),
        _line(1, 1, cell),
        gap=8,
        align="start",
    )


def alt() -> str:
    """What the figure shows."""
    same = ROW[1::STRIDE]
    one = ROW[0::STRIDE]
    return (
        "A row of eight pixels, 1 to 8, and four windows of three, two pixels apart. With the"
        f" padding called same their centres are the pixels {', '.join(map(str, same))}; with one"
        f" zero at both ends they are {', '.join(map(str, one))}, and the last zero is unread."
    )
