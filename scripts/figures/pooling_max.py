"""Max pooling on sixteen numbers."""

import numpy as np

from convdemo import max_pool, pool_image
from scripts.drawing import Arrow, Grid, Panel, row


def winners() -> list[tuple[int, int]]:
    """Where each block's largest number stands."""
    image = pool_image()
    places = []
    for r in range(0, 4, 2):
        for c in range(0, 4, 2):
            i, j = np.unravel_index(image[r : r + 2, c : c + 2].argmax(), (2, 2))
            places.append((r + int(i), c + int(j)))
    return places


def draw(layout: str) -> Panel:
    image = Grid(
        pool_image(),
        label="input 4 × 4",
        cell=46,
        window=[(r, c, 2, 2) for r in (0, 2) for c in (0, 2)],
        mark=winners(),
    )
    pooled = Grid(max_pool(pool_image(), 2), "output", label="output 2 × 2", cell=46)
    return row(image, Arrow("largest", length=70), pooled, layout=layout, gap=22)


def alt() -> str:
    """What is drawn."""
    rows = [", ".join(map(str, line)) for line in max_pool(pool_image(), 2).tolist()]
    return (
        "A grid of 4 by 4 numbers cut into four blocks of 2 by 2, the largest number of each block"
        f" marked; beside it the output of 2 by 2 with rows {rows[0]} and {rows[1]}."
    )
