"""One row of five pixels, and the windows that "valid", "same" and "full" let stand on it."""

import numpy as np

from convdemo import output_size, pad
from scripts.drawing import Canvas, Drawing, Grid, Panel, Text, colour, column, spelled

N, F = 5, 3
NAMES = {"valid": 0, "same": (F - 1) // 2, "full": F - 1}
MOST = max(NAMES.values())
STEP = 11  # px between the lines of brackets


def _windows(p: int) -> int:
    return output_size(N, F, padding=p)


def _line(p: int, cell: float) -> Panel:
    """The padded row, and a bracket under each window."""
    row = pad(np.arange(1, N + 1)[None], ((0, 0), (p, p)))
    grid = Grid(row, "input", ring=((0, 0), (p, p)), cell=cell, shaded=False)
    shift = (MOST - p) * cell

    def paint(canvas: Canvas, x: float, y: float) -> None:
        grid.paint(canvas, x + shift, y)
        for place in range(_windows(p)):
            left = x + shift + place * cell + 4
            right = left + F * cell - 8
            under = y + cell + 8 + (place % F) * STEP
            ends = [(left, under), (left, under + 4), (right, under + 4), (right, under)]
            canvas.line(*ends, stroke=colour("filter"), width=2.5)

    return Drawing(cell * (N + 2 * MOST), cell + 16 + min(F, _windows(p)) * STEP, paint)


def draw(layout: str) -> Panel:
    """One row below the other, equal pixels above each other."""
    cell = 44 if layout == "wide" else 34
    parts: list[Panel] = []
    for name, p in NAMES.items():
        title = f"“{name}”: {_windows(p)} windows"
        parts += [Text(title, "input", size=14, weight=600), _line(p, cell)]
    return column(*parts, gap=8)


def alt() -> str:
    """What the figure shows."""
    told = "; ".join(
        f"with {p or 'no'} zeros at each end, {name}, there are {spelled(_windows(p))}"
        for name, p in NAMES.items()
    )
    return f"A row of {spelled(N)} pixels and the places of a window of {spelled(F)}: {told}."
