"""Max pooling on sixteen numbers."""

import numpy as np

from convdemo import max_pool, pool_image
from scripts.drawing import Arrow, Grid, Panel, by, row, spelled, times

SIDE = 2  # of a block


def winners() -> list[tuple[int, int]]:
    """Where each block's largest number stands."""
    image = pool_image()
    places = []
    for r in range(0, len(image), SIDE):
        for c in range(0, len(image), SIDE):
            i, j = np.unravel_index(image[r : r + SIDE, c : c + SIDE].argmax(), (SIDE, SIDE))
            places.append((r + int(i), c + int(j)))
    return places


def draw(layout: str) -> Panel:
    image = Grid(
        pool_image(),
        label=f"input {times(pool_image())}",
        cell=46,
        window=[(r, c, SIDE, SIDE) for r in range(0, 4, SIDE) for c in range(0, 4, SIDE)],
        mark=winners(),
    )
    out = max_pool(pool_image(), SIDE)
    pooled = Grid(out, "output", label=f"output {times(out)}", cell=46)
    return row(image, Arrow("largest", length=70), pooled, layout=layout, gap=22)


def alt() -> str:
    """What is drawn."""
    out = max_pool(pool_image(), SIDE)
    rows = [", ".join(map(str, line)) for line in out.tolist()]
    return (
        f"A grid of {by(pool_image())} numbers cut into {spelled(len(winners()))} blocks of"
        f" {by((SIDE, SIDE))}, the largest number of each block marked; beside it the"
        f" output of {by(out)} with rows {rows[0]} and {rows[1]}."
    )
