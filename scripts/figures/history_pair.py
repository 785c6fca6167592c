"""Two fields a quarter of a wave apart: the edge at two places, both responses, and their energy."""

import numpy as np

from convdemo import edge_at, gabor_filter
from scripts.drawing import Arrow, Grid, Panel, Space, Text, column, fixed, listed, row, spelled

PHASES, PLACES = (0, 90), (0, 1, 2)


def fields() -> list[np.ndarray]:
    return [gabor_filter(90, phase=phase) for phase in PHASES]


def responses(place: float) -> list[float]:
    """What each field adds up to on the edge."""
    edge = edge_at(90, offset=place)
    return [float((edge * field).sum()) for field in fields()]


def _line(place: float, cell: float, size: float, gap: float) -> Panel:
    """The edge, what each field gives for it, and the root of the sum of the squares."""

    def written(value: float, role: str = "ink", weight: int = 400) -> Text:
        return Text(fixed(value, 2), role, mono=True, weight=weight, size=size)

    def two(values: list[float], role: str) -> Panel:
        room = Space(3.2 * size)  # so that the lines stand under each other
        return column(*(written(value, role) for value in values), room, gap=10, align="end")

    pair = responses(place)
    squares = [value**2 for value in pair]
    return row(
        Grid(edge_at(90, offset=place), picture="grey", numbers=False, cell=cell, top=1),
        Arrow(length=size),
        two(pair, "filter"),
        Arrow("squares"),
        two(squares, "ink"),
        Arrow("sum", length=size),
        written(sum(squares)),
        Arrow("root", length=size),
        written(float(np.sqrt(sum(squares))), "output", 700),
        gap=gap,
    )


def draw(layout: str) -> Panel:
    """Above the two fields, below a line for each place of the edge."""
    wide = layout == "wide"
    top = float(max(np.abs(field).max() for field in fields()))
    names = [f"phase {phase}°" for phase in PHASES]
    pair = row(
        *(
            Grid(field, "filter", label=name, numbers=False, cell=7 if wide else 6, top=top)
            for field, name in zip(fields(), names, strict=True)
        ),
        gap=14,
    )
    return column(
        pair, *(_line(place, *((4, 15, 9) if wide else (2, 13, 2))) for place in PLACES), gap=22
    )


def alt() -> str:
    """What the figure shows."""
    told = []
    for place in PLACES:
        one, other = responses(place)
        told.append(
            f"moved by {place}, {fixed(one, 2)} and {fixed(other, 2)}, so {fixed(float(np.hypot(one, other)), 2)}"
        )
    return (
        f"{spelled(len(PHASES)).capitalize()} striped fields, at phases of {listed(PHASES)} degrees: where the"
        " stripes of one are strongest, those of the other cross zero. Under them a vertical edge at"
        f" {spelled(len(PLACES))} places, with what each field gives, the squares, their sum and its root:"
        f" {'; '.join(told)}."
    )
