"""The loss of one weight as a parabola, its slope at the start, and the steps down it."""

import numpy as np
from matplotlib.axes import Axes

from scripts.drawing import Panel, Plot, axis, colour, line, note, number, spelled

PIXEL, WANTED, RATE, STEPS = 10, 30, 0.002, 5


def loss(weight: np.ndarray | float) -> np.ndarray:
    """The square of the error."""
    squared: np.ndarray = np.square(np.asarray(weight) * PIXEL - WANTED)
    return squared


def slope(weight: float) -> float:
    """How fast the loss grows there."""
    return 2.0 * PIXEL * (weight * PIXEL - WANTED)


def path() -> np.ndarray:
    """The weight before each step, from zero."""
    weights = [0.0]
    for _ in range(STEPS):
        weights.append(weights[-1] - RATE * slope(weights[-1]))
    return np.array(weights)


def _paint(ax: Axes) -> None:
    bowl = np.linspace(-0.3, 6.3, 100)
    line(ax, bowl, loss(bowl), "output", linestyle="-")
    ends = np.array([-0.3, 1.3])
    line(ax, ends, loss(0) + slope(0) * ends, "plain", linewidth=1.75)
    # Each step goes to the right, by the rate times the slope; there the loss is less.
    stairs = np.repeat(path(), 2)
    line(ax, stairs[1:], np.repeat(loss(path()), 2)[:-1], "filter", linewidth=1.25)
    line(ax, path(), loss(path()), "filter", markers=True, linestyle="")
    note(ax, 0, float(loss(0)), f"start: loss {number(loss(0))},", "ink", offset=(16, 32))
    note(ax, 0, float(loss(0)), f"slope {number(slope(0))}", "ink", offset=(16, 15))
    first = float(path()[1])
    note(
        ax,
        first,
        float(loss(first)),
        f"one step: {number(loss(first))}",
        "filter",
        offset=(12, 12),
    )
    note(ax, WANTED / PIXEL, 0, "wanted", "output", offset=(6, 22))
    axis(
        ax,
        xticks=range(7),
        yticks=(0, 300, 600, 900),
        xlim=(-0.4, 6.4),
        ylim=(-30, 1120),
        grid=True,
    )
    ax.axvline(
        WANTED / PIXEL, color=colour("output"), linewidth=1.5, linestyle=(0, (1, 2)), ymax=0.1
    )


def draw(layout: str) -> Panel:
    """One plot."""
    return Plot(_paint, 620 if layout == "wide" else 344, 330, x="weight", y="loss")


def alt() -> str:
    """What the figure shows."""
    steps = ", ".join(number(weight) for weight in path()[1:])
    return (
        f"A parabola of the loss against the weight, zero at {number(WANTED / PIXEL)}. A straight"
        f" line touches it at the weight {number(path()[0])}, where the loss is {number(loss(0))} and"
        f" the slope {number(slope(0))}. {spelled(STEPS).capitalize()} steps go down the curve, shorter"
        f" and shorter, to the weights {steps}."
    )
