"""A row of eight pixels, the places where a window of three starts, and the one that does not fit."""

import numpy as np

from convdemo import output_size
from scripts.drawing import Canvas, Drawing, Grid, Panel, beneath, colour, listed, spelled

N, F, STRIDE = 8, 3, 2
STEP = 12  # px between the two lines of brackets


def starts() -> list[int]:
    """Where the windows start that fit."""
    return [STRIDE * index for index in range(output_size(N, F, stride=STRIDE))]


def draw(layout: str) -> Panel:
    """The pixels by their numbers; a bracket for each window, a dashed one for the next."""
    cell = 46 if layout == "wide" else 34
    unread = [(0, c) for c in range(starts()[-1] + F, N)]
    grid = Grid(np.arange(N), "input", cell=cell, shaded=False, unreached=unread)

    def bracket(canvas: Canvas, x: float, y: float, start: int, *, fits: bool) -> None:
        left, right = x + start * cell + 4, x + (start + F) * cell - 4
        under = y + cell + 8 + (start // STRIDE % 2) * STEP
        ends = [(left, under), (left, under + 4), (right, under + 4), (right, under)]
        stroke = colour("filter" if fits else "soft")
        canvas.line(*ends, stroke=stroke, width=2.5 if fits else 1.5, dash=None if fits else (4, 3))

    def paint(canvas: Canvas, x: float, y: float) -> None:
        grid.paint(canvas, x, y)
        for start in starts():
            bracket(canvas, x, y, start, fits=True)
        bracket(canvas, x, y, starts()[-1] + STRIDE, fits=False)

    across = max(N, starts()[-1] + STRIDE + F) * cell
    row = Drawing(across, cell + 34, paint)
    return beneath(row, f"starts {listed(starts())}; none at {N - F}")


def alt() -> str:
    """What the figure shows."""
    return (
        f"A row of {spelled(N)} pixels, counted from zero. Windows of {spelled(F)} start at"
        f" {listed(starts())}. The next, at {starts()[-1] + STRIDE}, would hang over the end."
        f" A window at {N - F} would fit, but no step leads there."
    )
