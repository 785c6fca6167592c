"""One unknown weight under three learning rates: creeping, zigzag, diverging."""

import numpy as np
from matplotlib.axes import Axes

from scripts.drawing import Panel, Plot, axis, colour, column, line, note, number, row, spelled

PIXEL, WANTED = 10, 30
RATES = (0.002, 0.009, 0.0105)
STEPS = 9


def weights(rate: float) -> np.ndarray:
    """The weight before each step, from zero."""
    weight, path = 0.0, [0.0]
    for _ in range(STEPS):
        weight -= rate * 2 * (weight * PIXEL - WANTED) * PIXEL
        path.append(weight)
    return np.array(path)


def _panel(rate: float, width: float, first: bool) -> Panel:
    heights = (-3, 0, 3, 6, 9)

    def paint(ax: Axes) -> None:
        path = weights(rate)
        ax.axhline(WANTED / PIXEL, color=colour("output"), linewidth=1.5, linestyle=(0, (1, 2)))
        line(ax, np.arange(STEPS + 1), path, "filter", markers=True, linestyle="-")
        if first:
            note(ax, STEPS, WANTED / PIXEL, "wanted", "output", offset=(0, 12), anchor="end")
        axis(
            ax,
            xticks=range(0, STEPS + 1, 3),
            yticks=heights,
            ylim=(-4.2, 10.4),
            grid=True,
            ynames=[number(height) for height in heights],
        )

    left = f"rate {rate:g}"
    return Plot(paint, width, 230, x="step", y=left, left=30, right=10, smallest=100)


def draw(layout: str) -> Panel:
    """Three plots side by side, on a phone one under the other."""
    if layout == "wide":
        return row(*(_panel(rate, 192, rate == RATES[0]) for rate in RATES), gap=6)
    return column(*(_panel(rate, 320, rate == RATES[0]) for rate in RATES), gap=16)


def alt() -> str:
    """What the figure shows."""
    ends = [number(weights(rate)[-1]) for rate in RATES]
    return (
        f"{spelled(len(RATES)).capitalize()} plots of one weight against {STEPS} steps; the wanted weight is"
        f" {number(WANTED / PIXEL)}. With the rate {RATES[0]:g} it rises smoothly to {ends[0]};"
        f" with {RATES[1]:g} it zigzags around the goal and ends at {ends[1]}; with {RATES[2]:g}"
        f" the zigzag grows and it ends at {ends[2]}."
    )
