"""What is left of a gradient behind ten layers: with a ReLU, and with a sigmoid."""

import numpy as np
from matplotlib.axes import Axes

from scripts.drawing import Panel, Plot, axis, line, number, spelled

LAYERS, START = 10, 0.5


def sigmoid(z: float) -> float:
    return float(1 / (1 + np.exp(-z)))


def left_over() -> np.ndarray:
    """The product of the sigmoid's slopes after so many layers, each fed with the one before."""
    value, product, kept = START, 1.0, [1.0]
    for _ in range(LAYERS):
        value = sigmoid(value)
        product *= value * (1 - value)
        kept.append(product)
    return np.array(kept)


def _powers() -> range:
    return range(0, int(np.floor(np.log10(left_over()[-1]))) - 1, -2)


def draw(layout: str) -> Panel:
    """Two lines on a scale of factors of ten."""
    steps = np.arange(LAYERS + 1)

    def paint(ax: Axes) -> None:
        line(ax, steps, np.ones(LAYERS + 1), "output", label="ReLU", markers=True)
        line(ax, steps, left_over(), "filter", label="sigmoid", markers=True)
        ax.set_yscale("log")
        ax.minorticks_off()
        heights = [10.0**power for power in _powers()]
        names = [f"{10.0**power:.{-power}f}" for power in _powers()]
        axis(ax, xticks=[*range(0, LAYERS + 1, 2)], yticks=heights, ynames=names, grid=True)

    width = 600 if layout == "wide" else 346
    return Plot(paint, width, 260, x="layers on the way back", y="share", left=78, right=76)


def alt() -> str:
    """What is drawn."""
    kept = left_over()
    return (
        f"A line for a ReLU and one for a sigmoid over {spelled(LAYERS)} layers, on a logarithmic scale: with"
        f" a ReLU that is open the share stays as it is; with a sigmoid it falls at every layer, after the"
        f" first to {kept[1]:.3f} and after the last to about one in {number(round(1 / kept[-1]))}."
    )
