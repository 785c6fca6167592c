"""Image side against weights: the dense layer grows with the image, the convolution does not."""

import numpy as np
from matplotlib.axes import Axes

from convdemo import conv_parameters, mlp_parameters
from scripts.drawing import Panel, Plot, axis, by, colour, line, note, number, spelled, times

UNITS, ALONE = 300, 1
FILTER = (3, 3)
FIRST, LAST = 8, 1000  # sides of the image, in pixels
CASES = (128, LAST)


def _filters(count: int) -> int:
    """What so many filters have to learn."""
    return conv_parameters(FILTER[0], 1, count)


def _power(value: int) -> str:
    for name, unit in (("billion", 10**9), ("million", 10**6)):
        if value >= unit:
            return f"{value // unit} {name}"
    return str(value) if value < 10**4 else number(value)


def draw(layout: str) -> Panel:
    """Three lines on axes in powers of ten; the two cases of the chapter marked."""
    sides = np.unique(np.geomspace(FIRST, LAST, 60).round().astype(int))
    dense = [mlp_parameters((int(n), int(n)), UNITS) for n in sides]
    many = [_filters(UNITS)] * len(sides)
    one = [_filters(ALONE)] * len(sides)
    wide = layout == "wide"
    sides_named, powers = [FIRST, 32, *CASES], [10**k for k in (1, 3, 5, 7, 9)]

    def paint(ax: Axes) -> None:
        ax.set_xscale("log")
        ax.set_yscale("log")
        ax.minorticks_off()
        line(ax, sides, dense, "input", label=f"dense,\n{UNITS} units" if wide else "")
        line(ax, sides, many, "filter", label=f"{UNITS} filters" if wide else "")
        line(ax, sides, one, "filter", label=f"{ALONE} filter {times(FILTER)}" if wide else "")
        if not wide:
            note(ax, LAST, 4e5, f"dense, {UNITS} units", "input", offset=(0, 0), anchor="end")
            note(ax, 9, many[0], f"{UNITS} filters of {times(FILTER)}", "filter", offset=(0, 13))
            note(ax, 9, one[0], f"{ALONE} filter of {times(FILTER)}", "filter", offset=(0, 13))
        for side in CASES:
            weights = mlp_parameters((side, side), UNITS)
            ax.plot([side], [weights], "o", ms=9, clip_on=False, color=colour("ink"), zorder=5)
            note(ax, side, weights, number(weights), "ink", offset=(-12, 6), anchor="end")
        axis(
            ax,
            xticks=sides_named,
            xnames=[str(side) for side in sides_named],
            yticks=[float(value) for value in powers],
            ynames=[_power(value) for value in powers],
            xlim=(FIRST, LAST),
            ylim=(4, 2e9),
            grid=True,
        )

    return Plot(
        paint,
        800 if wide else 344,
        340,
        x="side of the image, in pixels",
        y="numbers to learn",
        left=80,
        right=130 if wide else 18,
    )


def alt() -> str:
    """What the figure shows."""
    dense = ", ".join(
        f"{number(mlp_parameters((n, n), UNITS))} at {n} by {n}" for n in (FIRST, *CASES)
    )
    return (
        f"Numbers to learn against the image's side, {FIRST} to {LAST} pixels. A dense layer of"
        f" {UNITS} units has {dense}. {UNITS} filters of {by(FILTER)} have {number(_filters(UNITS))} and"
        f" {spelled(ALONE)} has {_filters(ALONE)}, at every size."
    )
