"""The idea of the book: a window on an image, a filter, and the numbers that come out."""

import numpy as np

from convdemo import VERTICAL, conv2d, edge_image
from scripts.drawing import TEXT, Grid, Op, Panel, by, number, row, spelled, times

ROW, COL = 1, 2  # where the window lies in the figure that stands still


def draw(layout: str) -> Panel:
    return _sum_at(ROW, COL, layout, cell=44 if layout == "wide" else 32)


def _sum_at(
    r: int, c: int, layout: str, cell: float, room: float = 0, done: int | None = None
) -> Panel:
    """The window at (r, c), and the output as far as it is computed."""
    image = edge_image()
    out = conv2d(image, VERTICAL)
    hidden = None if done is None else np.arange(out.size).reshape(out.shape) > done
    return row(
        Grid(
            image,
            "input",
            label=f"input {times(image)}",
            picture="grey",
            window=(r, c, 3, 3),
            cell=cell,
        ),
        Op("∗"),
        Grid(VERTICAL, "filter", label=f"filter {times(VERTICAL)}", cell=cell),
        Op("="),
        Grid(out, "output", label=f"output {times(out)}", mark=(r, c), hidden=hidden, cell=cell),
        layout=layout,
        room=room,
    )


def frames(layout: str) -> list[Panel]:
    """The window at every place, row by row."""
    room = TEXT if layout == "wide" else 0
    size = conv2d(edge_image(), VERTICAL).shape
    places = np.ndindex(*size)
    return [
        _sum_at(r, c, layout, 36 if room else 32, room, done) for done, (r, c) in enumerate(places)
    ]


def alt() -> str:
    image = edge_image()
    out = conv2d(image, VERTICAL)
    return (
        f"A {by(image)} image whose left half is {image[0, 0]} and whose right half is {image[0, -1]};"
        f" a {by(VERTICAL)} filter with the row {', '.join(map(number, VERTICAL[0]))} {spelled(len(VERTICAL))} times;"
        f" the {by(out)} output, each row {', '.join(map(number, out[0]))}."
        f" The window at row {ROW + 1}, column {COL + 1} of the image gives the marked"
        f" {number(out[ROW, COL])}."
    )


def motion_alt() -> str:
    out = conv2d(edge_image(), VERTICAL)
    return (
        f"The window moves over the image from the top left, row by row, through {out.size} places;"
        f" at each stop one number of the output appears. Each row becomes"
        f" {', '.join(map(number, out[0]))}."
    )
