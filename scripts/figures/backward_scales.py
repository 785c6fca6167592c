"""How large the numbers are behind ten ReLU layers, for three sizes of the first weights."""

import functools

import numpy as np
from matplotlib.axes import Axes

from scripts.drawing import Panel, Plot, axis, fixed, line, number, spelled

UNITS, LAYERS, ROLES = 256, 10, ("plain", "output", "filter")
FACTORS = (1, 2, 4)


@functools.cache
def squares(factor: int) -> tuple[float, ...]:
    """The mean square after each layer, the input first, with weights of variance factor / n."""
    rng = np.random.default_rng(0)
    values = rng.normal(size=(100, UNITS))
    found = [float((values**2).mean())]
    for _ in range(LAYERS):
        weights = rng.normal(size=(UNITS, UNITS)) * np.sqrt(factor / UNITS)
        values = np.maximum(values @ weights, 0)
        found.append(float((values**2).mean()))
    return tuple(found)


def draw(layout: str) -> Panel:
    """Three lines on a scale of factors of ten."""
    steps = np.arange(LAYERS + 1)

    def paint(ax: Axes) -> None:
        for factor, role in zip(FACTORS, ROLES, strict=True):
            line(ax, steps, squares(factor), role, label=f"{factor} / n", markers=True)
        ax.set_yscale("log")
        ax.minorticks_off()
        heights = (1000, 10, 0.1, 0.001)
        axis(
            ax,
            xticks=[*range(0, LAYERS + 1, 2)],
            yticks=heights,
            ynames=[number(h, 3) for h in heights],
            grid=True,
        )

    width = 600 if layout == "wide" else 346
    return Plot(paint, width, 280, x="layer", y="mean square of its outputs", left=54, right=66)


def alt() -> str:
    """What is drawn."""
    told = "; ".join(
        f"{factor} over n, {number(round(last)) if last > 10 else fixed(last, 4)}"
        for factor, last in ((factor, squares(factor)[-1]) for factor in FACTORS)
    )
    return (
        f"{spelled(len(FACTORS)).capitalize()} lines over {spelled(LAYERS)} layers, on a logarithmic scale."
        " They begin together; one falls, one stays, one rises. The mean squares at the end, by the"
        f" variance of the weights: {told}."
    )
