"""Simple against complex as an edge moves; complex against end-stopped as a bar grows."""

import numpy as np
from matplotlib.axes import Axes

from convdemo import bar_image, complex_cell, edge_at, end_stopped_cell, simple_cell
from scripts.drawing import Panel, Plot, axis, column, line, note, number, row, spelled

PLACES = np.arange(-8, 8.25, 0.25)
LENGTHS = np.arange(1, 20.5, 0.5)
# The names of each plot's axes.
PLOTS = {
    "the edge's place, in pixels": "response to an edge",
    "the bar's length, in pixels": "response to a bar",
}


def _moving() -> tuple[list[float], list[float]]:
    edges = [edge_at(90, offset=float(place)) for place in PLACES]
    simple = [simple_cell(edge, 90, phase=90) for edge in edges]
    return simple, [complex_cell(edge, 90) for edge in edges]


def _growing() -> tuple[list[float], list[float]]:
    bars = [bar_image(90, length=float(length)) for length in LENGTHS]
    return [complex_cell(bar, 90) for bar in bars], [end_stopped_cell(bar, 90) for bar in bars]


def draw(layout: str) -> Panel:
    """Two plots; the complex cell is the dotted line of both."""
    simple, moving = _moving()
    growing, stopped = _growing()
    wide, ticks = layout == "wide", [-8, -4, 0, 4, 8]

    def places(ax: Axes) -> None:
        line(ax, PLACES, moving, "plain")
        line(ax, PLACES, simple, "output")
        note(ax, 3.6, 0.34, "complex", "plain", offset=(0, 0))
        note(ax, 1.9, 0.1, "simple", "output", offset=(0, 0))
        axis(
            ax,
            xticks=ticks,
            xnames=[number(tick) for tick in ticks],
            yticks=[0, 0.2, 0.4],
            ylim=(0, 0.52),
            grid=True,
        )

    def lengths(ax: Axes) -> None:
        line(ax, LENGTHS, growing, "plain")
        line(ax, LENGTHS, stopped, "output")
        note(ax, 13, 0.7, "complex", "plain", offset=(0, 0), anchor="middle")
        note(ax, 13.6, 0.4, "end-stopped", "output", offset=(0, 0))
        axis(ax, xticks=[0, 5, 10, 15, 20], yticks=[0, 0.2, 0.4, 0.6], ylim=(0, 0.78), grid=True)

    width = 390 if wide else 340
    plots = [
        Plot(paint, width, 260, x=x, y=y)
        for paint, (x, y) in zip((places, lengths), PLOTS.items(), strict=True)
    ]
    return row(*plots, gap=14) if wide else column(*plots, gap=22)


def alt() -> str:
    """What the figure shows."""
    simple, moving = map(np.array, _moving())
    _, stopped = _growing()
    narrow = PLACES[simple >= simple.max() / 2]
    broad = PLACES[moving >= moving.max() / 2]
    best = LENGTHS[int(np.argmax(stopped))]
    return (
        f"{spelled(len(PLOTS)).capitalize()} plots. As an edge moves, the simple cell gives half its best over"
        f" {narrow[-1] - narrow[0]:g} pixels, the complex cell over {broad[-1] - broad[0]:g}. As a"
        f" bar grows, the complex cell's response grows and stays; the end-stopped cell's is"
        f" largest at a length of {best:g} pixels and {stopped[-1]:.2f} at {LENGTHS[-1]:g}."
    )
