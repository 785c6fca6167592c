"""Nine weights with dilation one, two and three on the same image."""

import numpy as np

from convdemo import output_size
from scripts.drawing import Grid, Panel, Window, beneath, by, row, spelled

N, F = 7, 3
DILATIONS = (1, 2, 3)


def _window(dilation: int) -> Window:
    return Window(0, 0, F, F, dilation)


def draw(layout: str) -> Panel:
    """The seven's place, once for each dilation; the cells that the window reads are marked."""
    panels = []
    for d in DILATIONS:
        window = _window(d)
        image = np.full((N, N), np.nan)
        for index, (r, c) in enumerate(window.cells):
            image[r, c] = index + 1
        grid = Grid(image, "input", label=f"d = {d}", window=window, shaded=False, cell=32)
        side = window.span[0]
        out = output_size(N, F, dilation=d)
        panels.append(beneath(grid, f"spans {side}, output {out} × {out}"))
    return row(*panels, layout=layout, gap=24)


def alt() -> str:
    """What the figure shows."""
    parts = [f"with dilation {d} they span {_window(d).span[0]} pixels" for d in DILATIONS]
    return (
        f"The {spelled(F * F)} cells that a {by((F, F))} window reads on a {by((N, N))} image:"
        f" {'; '.join(parts)}."
    )
