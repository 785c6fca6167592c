"""Global max pooling: three maps of the seven, and the one number that is kept of each."""

import numpy as np

from convdemo import HORIZONTAL, VERTICAL, conv2d, digit_image, pad
from scripts.drawing import Arrow, Grid, Panel, Space, by, column, listed, number, row, spelled

SLANTED = np.array([[1, 1, 0], [1, 0, -1], [0, -1, -1]])
FILTERS = {"vertical": VERTICAL, "horizontal": HORIZONTAL, "slanted": SLANTED}
AROUND, PUSH = 2, (-1, -1)
CELL = {"wide": 15, "narrow": 10}
GAP = 6


def images() -> list[np.ndarray]:
    """The seven with room around it, and the same seven pushed."""
    seven = pad(digit_image(), AROUND)
    return [seven, np.roll(seven, PUSH, (0, 1))]


def maps(image: np.ndarray) -> list[np.ndarray]:
    """What each filter finds; what is below zero is set to zero."""
    return [np.maximum(conv2d(image, kernel), 0) for kernel in FILTERS.values()]


def _line(image: np.ndarray, layout: str) -> Panel:
    cell = CELL[layout]
    seen = Grid(image, picture="grey", label="image", numbers=False, cell=cell)
    found = []
    for name, each in zip(FILTERS, maps(image), strict=True):
        place = np.unravel_index(each.argmax(), each.shape)
        best = (int(place[0]), int(place[1]))
        top = max(other.max() for other in maps(image))
        grid = Grid(each, "output", label=name, numbers=False, cell=cell, top=top, mark=best)
        kept = Grid([[each.max()]], "output", cell=34, top=top)
        found.append(column(grid, Arrow(down=True, length=24), kept, gap=GAP))
    if layout == "narrow":
        return column(seen, row(*found, gap=5))
    # As high as the others, so that all of them begin at one height.
    rest = Space(0, found[0].height - seen.height - GAP)
    return row(column(seen, rest, gap=GAP), *found, gap=12)


def draw(layout: str) -> Panel:
    return column(*(_line(image, layout) for image in images()), gap=26)


def alt() -> str:
    """What is drawn."""
    seven = images()[0]
    best = listed(number(each.max()) for each in maps(seven))
    return (
        f"A seven on {by(seven)} pixels and {spelled(len(FILTERS))} maps of {by(maps(seven)[0])}, in which"
        f" {listed(FILTERS)} edges are found. Below each map stands its largest number: {best}. Under it the"
        " same with the digit pushed: the maps have moved, and the numbers are the same."
    )
