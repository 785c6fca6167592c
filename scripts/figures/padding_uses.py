"""How many windows read each pixel, without padding, with "same" and with "full"."""

import numpy as np

from convdemo import output_size, pixel_uses
from scripts.drawing import Grid, Panel, beneath, by, row, times

N, F = 5, 3
NAMES = (("valid", 0), ("same", 1), ("full", 2))


def draw(layout: str) -> Panel:
    """Three grids of counts, shaded to one scale, the corner marked."""
    panels = []
    for name, p in NAMES:
        uses = pixel_uses((N, N), F, padding=p)
        grid = Grid(uses, "input", label=f"{name}, p = {p}", mark=(0, 0), top=9, cell=40)
        panels.append(beneath(grid, f"output {times([output_size(N, F, padding=p)] * 2)}"))
    return row(*panels, layout=layout, gap=24)


def alt() -> str:
    """What the figure shows."""
    parts = []
    for name, p in NAMES:
        uses = pixel_uses((N, N), F, padding=p)
        parts.append(f"{name}: corner {uses[0, 0]}, middle {np.max(uses)}")
    return (
        f"How many {by((F, F))} windows read each pixel of a {by((N, N))} image."
        f" {'; '.join(parts)}."
    )
