"""Nine weights with dilation one, two and three on the same image."""

import numpy as np

from convdemo import output_size
from scripts.drawing import Grid, Panel, Window, beneath, row


def draw(layout: str) -> Panel:
    """The seven's place, 7 × 7, three times; the cells that the window reads are marked."""
    panels = []
    for d in (1, 2, 3):
        window = Window(0, 0, 3, 3, d)
        image = np.full((7, 7), np.nan)
        for index, (r, c) in enumerate(window.cells):
            image[r, c] = index + 1
        grid = Grid(image, "input", label=f"d = {d}", window=window, shaded=False, cell=32)
        side = window.span[0]
        out = output_size(7, 3, dilation=d)
        panels.append(beneath(grid, f"spans {side}, output {out} × {out}"))
    return row(*panels, layout=layout, gap=24)


def alt() -> str:
    """What the figure shows."""
    parts = [
        f"with dilation {d} they span {Window(0, 0, 3, 3, d).span[0]} pixels" for d in (1, 2, 3)
    ]
    return f"The nine cells that a 3 by 3 window reads on a 7 by 7 image: {'; '.join(parts)}."
