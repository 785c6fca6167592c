"""Fields that are larger than the image: what hangs over the border is padding."""

import numpy as np

from convdemo import pad, receptive_field
from scripts.drawing import Canvas, Drawing, Grid, Panel, beneath, colour, spelled

N, F, P, LAYERS = 8, 3, 1, 4
REACH = LAYERS * P  # padding that a field can meet on each side
SHOWN = (0, 4, 7)


def field(cell: int) -> tuple[int, int]:
    """The first and the last pixel of a cell's field; below zero and from N on it is padding."""
    seen = receptive_field([(F, 1)] * LAYERS)
    return cell - REACH, cell - REACH + seen - 1


def inside(cell: int) -> int:
    """How many pixels of the image the field holds."""
    first, last = field(cell)
    return min(last, N - 1) - max(first, 0) + 1


def draw(layout: str) -> Panel:
    """The row with all the padding that is met, and a bracket for each field."""
    cell = 36 if layout == "wide" else 21
    row = pad(np.arange(N)[None].astype(float), ((0, 0), (REACH, REACH)), value=np.nan)
    grid = Grid(row, "input", ring=((0, 0), (REACH, REACH)), cell=cell, shaded=False)

    def paint(canvas: Canvas, x: float, y: float) -> None:
        grid.paint(canvas, x, y)
        for index, place in enumerate(SHOWN):
            first, last = field(place)
            left, right = x + (REACH + first) * cell + 3, x + (REACH + last + 1) * cell - 3
            under = y + cell + 10 + index * 36
            ends = [(left, under), (left, under + 5), (right, under + 5), (right, under)]
            canvas.line(*ends, stroke=colour("output"), width=2.5)
            text = f"cell {place}: {inside(place)} of its {last - first + 1} are pixels"
            middle = x + cell * row.shape[1] / 2
            canvas.text(middle, under + 17, text, size=13, role="soft")

    drawing = Drawing(cell * row.shape[1], cell + 8 + 36 * len(SHOWN), paint)
    return beneath(drawing, f"{spelled(LAYERS)} layers, f = {F}, p = {P}")


def alt() -> str:
    """What is drawn."""
    told = "; ".join(
        f"that of cell {place} holds {inside(place)} pixels of the image" for place in SHOWN
    )
    seen = receptive_field([(F, 1)] * LAYERS)
    return (
        f"A row of {spelled(N)} pixels with {spelled(REACH)} dashed cells of padding at each end. Fields of"
        f" {spelled(seen)} cells behind {spelled(LAYERS)} layers: {told}. The rest hangs over the border."
    )
