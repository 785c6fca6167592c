"""Two paddings of one row of eight pixels: equal in size, and one pixel apart."""

import numpy as np

from convdemo import pad
from scripts.drawing import Canvas, Drawing, Grid, Panel, Text, colour, column, spelled

ROW = np.arange(1, 9)
F, STRIDE, P = 3, 2, 1


def _places(before: int, after: int) -> range:
    """Where the windows begin on the padded row."""
    return range(0, before + len(ROW) + after - F + 1, STRIDE)


def _centres(before: int, after: int) -> list[int]:
    """The pixels in the middle of the windows."""
    padded = np.pad(ROW, (before, after))
    return [int(padded[place + F // 2]) for place in _places(before, after)]


def _line(before: int, after: int, cell: float) -> Panel:
    """The padded row with a bracket under each window, and the pixel at the window's centre."""
    padded = pad(ROW[None], ((0, 0), (before, after)))
    places, centres = _places(before, after), _centres(before, after)
    unread = [(0, c) for c in range(places[-1] + F, padded.shape[1])]
    grid = Grid(
        padded, "input", ring=((0, 0), (before, after)), unreached=unread, cell=cell, shaded=False
    )
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
            middle = str(centres[index])
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
        Text(
            f"p = {P}: {spelled(P)} zero before, {spelled(P)} after", "input", size=14, weight=600
        ),
        _line(P, P, cell),
        gap=8,
        align="start",
    )


def alt() -> str:
    """What the figure shows."""
    same, one = _centres(0, 1), _centres(P, P)
    return (
        f"A row of {spelled(len(ROW))} pixels, {ROW[0]} to {ROW[-1]}, and {spelled(len(same))} windows of"
        f" {spelled(F)}, {spelled(STRIDE)} pixels apart. With the padding called same their"
        f" centres are the pixels {', '.join(map(str, same))}; with {spelled(P)} zero at both"
        f" ends they are {', '.join(map(str, one))}, and the last zero is unread."
    )
