"""All places of a window of 3 on a row of 7, one line each."""

import numpy as np

from convdemo import output_size
from scripts.drawing import Grid, Panel, Space, Text, column, row

N, F = 7, 3
PIXELS, PLACES = range(N), range(output_size(N, F))


def draw(layout: str) -> Panel:
    """Five lines, the window one step further in each."""
    cell = 36 if layout == "wide" else 32
    lines = []
    for start in PLACES:
        place = Grid(np.array(PIXELS), "input", window=(0, start, 1, F), cell=cell, shaded=False)
        last = start == N - F
        words = f"starts at {start}" + (" = n − f" if last and layout == "wide" else "")
        label = Text(words, "filter", weight=600 if start in (0, N - F) else 400, align="end")
        lines.append(
            row(Space(max(0, (150 if layout == "wide" else 84) - label.width)), label, place, gap=6)
        )
    return column(*lines, gap=10, align="start")


def alt() -> str:
    """What the figure shows."""
    return (
        f"The same row of {N} pixels, numbered from {PIXELS[0]}, written {len(PLACES)} times. The window of {F}"
        f" starts at pixel {PLACES[0]} in the first line and one pixel later in each line, up to {PLACES[-1]},"
        " where it ends with the row."
    )
