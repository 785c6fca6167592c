"""How far the damage of one pixel spreads, layer by layer."""

import numpy as np

from convdemo import conv2d, scratch, spread, stripe_image
from scripts.drawing import Grid, Panel, strip

KERNEL = np.arange(1, 10).reshape(3, 3)
PLACE = (3, 4)
NAMES = ("the image", "after one layer", "after two", "after three")


def changed(layers: int) -> np.ndarray:
    """Where the output of so many layers changes, as 0 and 1."""

    def output(image: np.ndarray) -> np.ndarray:
        for _ in range(layers):
            image = conv2d(image, KERNEL, padding=1)
        return image

    image = stripe_image()
    return spread(image, scratch(image, *PLACE, value=100), output).astype(int)


def draw(layout: str) -> Panel:
    frames = []
    for layers, name in enumerate(NAMES):
        cells = changed(layers)
        grid = Grid(
            cells, "output" if layers else "input", label=name, numbers=False, cell=18, top=1.5
        )
        frames.append((grid, f"{cells.sum()} of {cells.size}"))
    return strip(*frames, layout=layout)


def alt() -> str:
    """What is drawn."""
    counts = [str(int(changed(layers).sum())) for layers in range(len(NAMES))]
    return (
        "Four grids of 8 by 8 cells. In the image one cell is shaded; after one, two and three"
        f" layers of 3 by 3 filters a square around it is, of {counts[1]}, {counts[2]} and"
        f" {counts[3]} cells."
    )
