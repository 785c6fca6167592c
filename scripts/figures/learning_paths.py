"""Nine weights on their way to the filter for 70 degrees: on noise, and on a photograph."""

import numpy as np
from matplotlib.axes import Axes
from skimage.data import cat

from convdemo import conv2d, edge_filter, learn_filter
from scripts.drawing import Panel, Plot, axis, colour, column, number, row, spelled

TARGET = edge_filter(70)
FIRST, EARLY, STEPS = 1, 10, 1000
START = FIRST / 4  # where the start is drawn, on a scale of factors
HEIGHTS = (-2, -1, 0, 1, 2)


def paths(image: np.ndarray, rate: float) -> np.ndarray:
    """The kernel after each step, one row of nine each."""
    run = learn_filter(
        image, conv2d(image, TARGET), rate=rate, steps=STEPS, initial=np.zeros((3, 3))
    )
    return run.kernels.reshape(-1, TARGET.size)


def images() -> dict[str, tuple[np.ndarray, float]]:
    """Each image of the page with its rate."""
    eye = cat().mean(axis=2)[80:160, 130:210]
    noise = np.random.default_rng(0).normal(size=(32, 32))
    return {"on noise": (noise, 0.4), "on the cat's eye": ((eye - eye.mean()) / eye.std(), 0.1)}


def _plot(name: str, image: np.ndarray, rate: float, width: float) -> Panel:
    # Step 0 has no place on a scale of factors: it stands in a strip of its own at the left.
    powers = (FIRST, EARLY, 100, STEPS)
    steps = np.unique(np.geomspace(FIRST, STEPS, 90).round().astype(int))

    def paint(ax: Axes) -> None:
        kernels = paths(image, rate)
        for value in TARGET.ravel():
            ax.plot([START, STEPS], [value] * 2, color=colour("rule"), linewidth=1.5)
        for weight in kernels.T:
            ax.plot(steps, weight[steps], color=colour("filter"), linewidth=1.6)
            first = weight[[0, FIRST]]
            ax.plot([START, FIRST], first, ":", color=colour("filter"), linewidth=1.6)
        ax.plot([START], kernels[0, :1], "o", color=colour("filter"), markersize=6, clip_on=False)
        ax.plot(
            [STEPS] * TARGET.size,
            TARGET.ravel(),
            "D",
            color=colour("output"),
            markersize=5,
            clip_on=False,
            markeredgewidth=0,
        )
        ax.set_xscale("log")
        ax.minorticks_off()
        axis(
            ax,
            xticks=(START, *powers),
            xnames=[str(step) for step in (0, *powers)],
            xlim=(START, STEPS),
            yticks=HEIGHTS,
            ynames=[number(height) for height in HEIGHTS],
            ylim=(-2.1, 2.1),
        )

    return Plot(paint, width, 300, x="step", y=f"weights, {name}", left=30, right=14)


def draw(layout: str) -> Panel:
    """Two plots on one scale."""
    width = 400 if layout == "wide" else 340
    plots = [_plot(name, *image, width) for name, image in images().items()]
    return row(*plots, gap=10) if layout == "wide" else column(*plots, gap=20)


def alt() -> str:
    """What the figure shows."""
    off = {
        name: [np.abs(paths(*image)[k] - TARGET.ravel()).max() for k in (EARLY, STEPS)]
        for name, image in images().items()
    }
    started = {number(value) for image in images().values() for value in paths(*image)[0]}
    (start,) = started
    told = "; ".join(f"{name} {a:.2f} and {b:.2f}" for name, (a, b) in off.items())
    return (
        f"{spelled(TARGET.size).capitalize()} lines in each of {spelled(len(off))} plots, weights against"
        f" steps up to {STEPS}. All begin at {start}. On noise all reach their marks within {spelled(EARLY)} steps."
        " On the cat's eye they rise and fall together first and part slowly. The worst weight's"
        f" distance from its mark after {spelled(EARLY)} steps and at the end: {told}."
    )
