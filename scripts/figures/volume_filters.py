"""Two filters on one volume write the two channels of the output."""

import numpy as np

from convdemo import HORIZONTAL, VERTICAL, conv_forward, volume_image
from scripts.drawing import Arrow, Grid, Panel, Stack, column, listed, row, spelled

NAMES = ("red", "green", "blue")


def weights() -> np.ndarray:
    both = np.zeros((3, 3, 3, 2), dtype=int)
    both[:, :, 0, 0] = VERTICAL
    both[:, :, 1, 1] = HORIZONTAL
    return both


def _filter(index: int) -> Stack:
    slices = [Grid(weights()[:, :, c, index], "filter", cell=30) for c in (index, 1 - index, 2)]
    return Stack(*slices, label=f"filter {index + 1}")


def draw(layout: str) -> Panel:
    pixels = volume_image()
    maps = conv_forward(pixels[np.newaxis], weights())[0]
    channels = [Grid(pixels[:, :, c], picture=name, cell=30) for c, name in enumerate(NAMES)]
    lines = [
        row(_filter(k), Arrow(), Grid(maps[:, :, k], "output", label=f"channel {k + 1}", cell=30))
        for k in (0, 1)
    ]
    image = Stack(*channels, label=f"input, {len(channels)} channels")
    return row(image, Arrow(), column(*lines, gap=22), layout=layout, gap=20)


def alt() -> str:
    """What is drawn."""
    n_c = volume_image().shape[-1]
    *_, slices, filters = weights().shape
    rows = conv_forward(volume_image()[np.newaxis], weights())[0]
    return (
        f"A volume of {spelled(n_c)} channels, {listed(NAMES)}, and {spelled(filters)} filters of"
        f" {spelled(slices)} slices each. The first filter finds"
        f" vertical edges in red; its channel of the output has rows {list(map(int, rows[1, :, 0]))}."
        " The second finds horizontal edges in green; its channel has columns"
        f" {list(map(int, rows[:, 1, 1]))}."
    )
