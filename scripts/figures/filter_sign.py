"""Bright to dark, dark to bright, and the output without its sign, as brightness."""

from convdemo import VERTICAL, conv2d, edge_image
from scripts.drawing import Arrow, Panel, column, row, spelled
from scripts.drawing.tiles import Tiles

MIRRORED = (False, True)


def draw(layout: str) -> Panel:
    """Two rows: the image and its mirror image."""
    wide = layout == "wide"
    return column(*(_line(mirrored, wide) for mirrored in MIRRORED), gap=24, align="start")


def _line(mirrored: bool, wide: bool) -> Panel:
    cell = 26 if wide else 12
    length = 40 if wide else 16
    image = edge_image()[:, ::-1] if mirrored else edge_image()
    output = conv2d(image, VERTICAL)
    top = abs(output).max()
    first = not mirrored
    return row(
        Tiles(image, "input", low=0, high=image.max(), cell=cell, label="image" if first else ""),
        Arrow(length=length),
        Tiles(VERTICAL, "filter", low=-1, high=1, cell=cell, label="filter" if first else ""),
        Arrow(length=length),
        Tiles(output, "output", low=-top, high=top, cell=cell, label="output" if first else ""),
        Arrow(length=length),
        Tiles(
            abs(output), "output", low=-top, high=top, cell=cell, label="|output|" if first else ""
        ),
        gap=18 if wide else 5,
    )


def alt() -> str:
    """What the figure shows."""
    return (
        f"{spelled(len(MIRRORED)).capitalize()} rows in grey. Above: an image white at the left and"
        " black at the right, a filter white, grey and black from left to right, and an output with a white band in the"
        " middle of grey. Below: the mirrored image, the same filter, and a black band in the"
        " middle of grey. Without the sign both outputs show the same white band."
    )
