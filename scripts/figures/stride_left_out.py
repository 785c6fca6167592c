"""Pixels that no window reads: none, a row and a column at the end, and gaps in between."""

import numpy as np

from convdemo import pixel_uses
from scripts.drawing import Grid, Panel, beneath, row

CASES = ((7, 3, 2), (8, 3, 2), (8, 2, 3))  # n, f, s


def draw(layout: str) -> Panel:
    """Three grids of counts, the unread pixels crossed out."""
    panels = []
    for n, f, s in CASES:
        uses = pixel_uses((n, n), f, stride=s)
        grid = Grid(
            uses, "input", label=f"{n} × {n}, f = {f}, s = {s}", unreached=uses == 0, top=4, cell=31
        )
        panels.append(beneath(grid, f"{np.sum(uses == 0)} of {n * n} pixels unread"))
    return row(*panels, layout=layout, gap=18)


def alt() -> str:
    """What the figure shows."""
    parts = []
    for n, f, s in CASES:
        unread = int(np.sum(pixel_uses((n, n), f, stride=s) == 0))
        parts.append(f"{n} by {n} pixels, a window of {f}, stride {s}: {unread} unread")
    return f"How many windows read each pixel, unread ones crossed out: {'; '.join(parts)}."
