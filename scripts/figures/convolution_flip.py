"""The same corner on the same seven: as it is, and after half a turn."""

import numpy as np

from convdemo import conv2d, digit_image
from scripts.drawing import Grid, Op, Panel, by, column, row

CORNER = np.array([[1, 1, 1], [0, 0, 1], [0, 0, 1]])


def _best(weights: np.ndarray) -> tuple[int, int]:
    out = conv2d(digit_image(), weights)
    r, c = np.unravel_index(out.argmax(), out.shape)
    return int(r), int(c)


def _line(weights: np.ndarray, name: str, what: str, layout: str) -> Panel:
    out, best = conv2d(digit_image(), weights), _best(weights)
    cell = 36 if layout == "wide" else 32
    return row(
        Grid(
            digit_image(),
            "input",
            label="input",
            picture="grey",
            window=(*best, *weights.shape),
            cell=cell,
        ),
        Op("∗"),
        Grid(weights, "filter", label=what, cell=cell),
        Op("="),
        Grid(out, "output", label=name, mark=best, top=41, cell=cell),
        layout=layout,
    )


def draw(layout: str) -> Panel:
    """Above cross-correlation, below convolution."""
    turned = CORNER[::-1, ::-1]
    return column(
        _line(CORNER, "cross-correlation", "the filter", layout),
        _line(turned, "convolution", "after half a turn", layout),
        gap=34,
    )


def alt() -> str:
    """What the figure shows."""
    parts = []
    for name, weights in (("Cross-correlation", CORNER), ("Convolution", CORNER[::-1, ::-1])):
        r, c = _best(weights)
        value = conv2d(digit_image(), weights)[r, c]
        parts.append(f"{name} gives most, {value}, at row {r}, column {c}")
    return (
        f"The {by(digit_image())} image of a seven and a {by(CORNER)} filter in the shape of a corner, as it is and"
        f" after half a turn. {'. '.join(parts)}."
    )
