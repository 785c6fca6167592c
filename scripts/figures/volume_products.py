"""A filter of three slices over a volume of three channels: three sums, one cell."""

import numpy as np

from convdemo import VERTICAL, conv_forward, volume_image
from scripts.drawing import Arrow, Grid, Op, Panel, by, column, row

NAMES = ("red", "green", "blue")
ROW, COLUMN = 0, 1


def sums() -> list[int]:
    """The products of each channel's window with its slice, added up."""
    window = volume_image()[ROW : ROW + 3, COLUMN : COLUMN + 3]
    return [int((window[:, :, c] * VERTICAL).sum()) for c in range(3)]


def output() -> np.ndarray:
    weights = np.stack([VERTICAL] * 3, axis=2)[:, :, :, np.newaxis]
    return conv_forward(volume_image()[np.newaxis], weights)[0, :, :, 0]


def draw(layout: str) -> Panel:
    pixels = volume_image()
    lines = []
    for channel, (name, total) in enumerate(zip(NAMES, sums(), strict=True)):
        image = Grid(
            pixels[:, :, channel],
            label=f"input, {name}",
            picture=name,
            cell=26,
            window=(ROW, COLUMN, 3, 3),
        )
        lines.append(
            row(
                image,
                Op("∗", size=20),
                Grid(VERTICAL, "filter", label=f"slice {channel + 1}", cell=26),
                Op("=", size=20),
                Grid([[total]], "filter", label="sum", cell=34, top=30),
                gap=7,
            )
        )
    volume = column(*lines, gap=16, align="start")
    result = Grid(output(), "output", label="output", mark=(ROW, COLUMN), cell=34)
    return row(volume, Arrow("add"), result, layout=layout, gap=20)


def alt() -> str:
    """What is drawn."""
    a, b, c = sums()
    return (
        f"An image of {by(volume_image().shape[:2])} pixels with a red, a green and a blue channel, each"
        f" beside a {by(VERTICAL)}"
        f" slice of the filter. The window in red gives {a}, in green {b}, in blue {c}; their sum,"
        f" {a + b + c}, is the marked cell of the {by(output())} output."
    )
