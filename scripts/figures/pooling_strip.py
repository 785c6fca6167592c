"""A feature walks from column to column: what max pooling and what a stride of two keep of it."""

import numpy as np

from convdemo import max_pool
from scripts.drawing import Grid, Panel, Space, column, row, spelled, strip

SIDE, STRONG = 4, 9
BAR = 7  # the bar of an output, by which its cells and its label stand in


def feature(col: int) -> np.ndarray:
    """One strong output in the first row."""
    found = np.zeros((SIDE, SIDE), dtype=int)
    found[0, col] = STRONG
    return found


def kept(col: int) -> tuple[np.ndarray, np.ndarray]:
    """What max pooling keeps, and what every second output keeps."""
    return max_pool(feature(col), 2), feature(col)[::2, ::2]


def draw(layout: str) -> Panel:
    frames = []
    blocks = [(r, c, 2, 2) for r in (0, 2) for c in (0, 2)]
    for col in range(SIDE):
        pooled, second = kept(col)
        found = Grid(
            feature(col), label="feature map", cell=34, top=STRONG, window=blocks, mark=(0, col)
        )
        frames.append(
            column(
                row(Space(BAR), found, gap=0),
                Grid(pooled, "output", label="max pooling", cell=34, top=STRONG),
                Grid(second, "output", label="every second", cell=34, top=STRONG),
                gap=14,
                align="start",
            )
        )
    return strip(*frames, layout=layout)


def alt() -> str:
    """What is drawn."""
    pooled = [str(int(np.argwhere(kept(col)[0])[0, 1]) + 1) for col in range(SIDE)]
    lost = [str(col + 1) for col in range(SIDE) if not kept(col)[1].any()]
    return (
        f"{spelled(SIDE).capitalize()} maps of {SIDE} by {SIDE} with a single {STRONG} that moves to"
        f" the right by one column each time. The pooled map holds it in column"
        f" {', '.join(pooled)}. Every second output alone loses it when it stands in column {' or '.join(lost)}."
    )
