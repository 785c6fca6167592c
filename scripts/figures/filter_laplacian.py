"""The second difference on a row by hand, and the Laplacian's output for a disc."""

import numpy as np

from convdemo import conv2d
from scripts.drawing import Arrow, Grid, Panel, Space, Text, column, listed, number, row
from scripts.drawing.tiles import Tiles

ROW = np.array([0, 0, 0, 5, 10, 10, 10])
SIDE = 26


def laplacian() -> np.ndarray:
    """The second difference across plus the one down."""
    second = np.zeros((3, 3), dtype=int)
    second[1] = [1, -2, 1]
    added: np.ndarray = second + second.T
    return added


def disc() -> np.ndarray:
    """A bright disc with a soft rim."""
    r, c = np.mgrid[:SIDE, :SIDE] - (SIDE - 1) / 2
    light: np.ndarray = np.clip((SIDE / 3 + 1.5 - np.hypot(r, c)) / 3, 0, 1)
    return light


def _differences() -> tuple[np.ndarray, np.ndarray]:
    first = np.diff(ROW)
    return first, np.diff(first)


def _line(name: str, values: np.ndarray, role: str, lost: float, cell: float) -> Panel:
    """A row of numbers, each between the two that it is made of."""
    grid = Grid(values, role, picture="grey" if role == "input" else "", cell=cell, top=10)
    # An output's bar stands at its left.
    indent = lost * cell - (7 if role == "output" else 0)
    return column(
        Text(name, "soft", size=13), row(Space(max(1, indent)), grid, gap=0), gap=4, align="start"
    )


def draw(layout: str) -> Panel:
    """The row and its differences; the disc and what the Laplacian makes of it."""
    wide = layout == "wide"
    cell = 40 if wide else 36
    first, second = _differences()
    by_hand = column(
        _line("the row", ROW, "input", 0, cell),
        _line("right minus left", first, "output", 0.5, cell),
        _line("once more", second, "output", 1, cell),
        gap=12,
        align="start",
    )
    kernel = laplacian()
    output = conv2d(disc(), kernel)
    size = 7.5 if wide else 5.2
    top = abs(output).max()
    pictures = row(
        Tiles(disc(), "input", low=0, high=1, cell=size, label="a disc"),
        Arrow(length=30 if wide else 16),
        Tiles(output, "output", low=-top, high=top, cell=size, label="the Laplacian"),
        gap=8,
    )
    middle = Grid(kernel, "filter", cell=cell)
    if wide:
        return column(row(by_hand, middle, gap=40), pictures, gap=28)
    return column(by_hand, middle, pictures, gap=26)


def alt() -> str:
    """What the figure shows."""
    first, second = _differences()
    kernel = laplacian()
    return (
        f"A row, {listed(map(number, ROW))}; its differences, {listed(map(number, first))}; and the"
        f" differences of these, {listed(map(number, second))}. Beside them the Laplacian, with"
        f" {number(kernel[1, 1])} in the middle, {number(kernel[0, 1])} at each side and"
        f" {number(kernel[0, 0])} in the corners. Below, a bright disc with a soft border, and the"
        " Laplacian's output: grey inside and outside, a black ring just inside of the disc's rim and a white"
        " ring just outside."
    )
