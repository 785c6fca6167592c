"""How many windows read each pixel, without padding, with "same" and with "full"."""

import numpy as np

from convdemo import pixel_uses
from scripts.drawing import Grid, Panel, beneath, row

NAMES = (("valid", 0), ("same", 1), ("full", 2))


def draw(layout: str) -> Panel:
    """Three grids of counts, shaded to one scale, the corner marked."""
    panels = []
    for name, p in NAMES:
        uses = pixel_uses((5, 5), 3, padding=p)
        grid = Grid(uses, "input", label=f"{name}, p = {p}", mark=(0, 0), top=9, cell=40)
        panels.append(beneath(grid, f"output {3 + 2 * p} × {3 + 2 * p}"))
    return row(*panels, layout=layout, gap=24)


def alt() -> str:
    """What the figure shows."""
    parts = []
    for name, p in NAMES:
        uses = pixel_uses((5, 5), 3, padding=p)
        parts.append(f"{name}: corner {uses[0, 0]}, middle {np.max(uses)}")
    return "How many 3 by 3 windows read each pixel of a 5 by 5 image. " + "; ".join(parts) + "."
