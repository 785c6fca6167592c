"""How far the damage of one pixel spreads, layer by layer."""

import numpy as np

from convdemo import conv2d, scratch, spread, stripe_image
from scripts.drawing import Grid, Panel, by, listed, spelled, strip

KERNEL = np.arange(1, 10).reshape(3, 3)
PLACE = (3, 4)
LAYERS = range(4)


def _name(layers: int) -> str:
    if layers == 0:
        return "the image"
    return f"after {spelled(layers)}" + " layer" * (layers == 1)


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
    for layers in LAYERS:
        cells = changed(layers)
        grid = Grid(
            cells,
            "output" if layers else "input",
            label=_name(layers),
            numbers=False,
            cell=18,
            top=1.5,
        )
        frames.append((grid, f"{cells.sum()} of {cells.size}"))
    return strip(*frames, layout=layout)


def alt() -> str:
    """What is drawn."""
    _, *counts = (int(changed(layers).sum()) for layers in LAYERS)
    after = listed(spelled(layers) for layers in LAYERS[1:])
    return (
        f"{spelled(len(LAYERS)).capitalize()} grids of {by(stripe_image())} cells. In the image one cell is"
        f" shaded; after {after} layers of {by(KERNEL)} filters a square around it is, of"
        f" {listed(counts)} cells."
    )
