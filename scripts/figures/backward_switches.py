"""Max pooling sends each gradient back to the number that won."""

import numpy as np

from convdemo import max_pool_backward, pool_image
from scripts.drawing import Arrow, Grid, Panel, by, row, spelled

GRADIENT = np.array([[5, 6], [7, 8]])


def returned() -> np.ndarray:
    return max_pool_backward(GRADIENT, pool_image(), 2)


def draw(layout: str) -> Panel:
    winners = [(int(r), int(c)) for r, c in np.argwhere(returned() != 0)]
    blocks = [(r, c, 2, 2) for r in (0, 2) for c in (0, 2)]
    return row(
        Grid(pool_image(), label="input", cell=38, mark=winners, window=blocks),
        Grid(GRADIENT, "output", label="gradient\nof the output", cell=38),
        Arrow(length=40),
        Grid(returned(), label="gradient of the input", cell=38, mark=winners),
        layout=layout,
        gap=22,
    )


def alt() -> str:
    """What is drawn."""
    rows = ["; ".join(", ".join(str(int(v)) for v in line) for line in returned())]
    return (
        f"{spelled(pool_image().size).capitalize()} numbers in {spelled(GRADIENT.size)} blocks with the"
        f" largest of each block marked, a {by(GRADIENT)} gradient,"
        f" and the gradient of the input, zero but at the marked places: {rows[0]}."
    )
