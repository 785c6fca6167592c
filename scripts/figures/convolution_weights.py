"""Image side against weights: the dense layer grows with the image, the convolution does not."""

import numpy as np
from matplotlib.axes import Axes

from convdemo import conv_parameters, mlp_parameters
from scripts.drawing import Panel, Plot, axis, colour, line, note, number

UNITS = 300
CASES = (128, 1000)


def draw(layout: str) -> Panel:
    """Three lines on axes in powers of ten; the article's two cases marked."""
    sides = np.unique(np.geomspace(8, 1000, 60).round().astype(int))
    dense = [mlp_parameters((int(n), int(n)), UNITS) for n in sides]
    many = [conv_parameters(3, 1, UNITS)] * len(sides)
    one = [conv_parameters(3, 1, 1)] * len(sides)
    wide = layout == "wide"

    def paint(ax: Axes) -> None:
        ax.set_xscale("log")
        ax.set_yscale("log")
        ax.minorticks_off()
        line(ax, sides, dense, "input", label=f"dense,\n{UNITS} units" if wide else "")
        line(ax, sides, many, "filter", label=f"{UNITS} filters" if wide else "")
        line(ax, sides, one, "filter", label="1 filter 3 × 3" if wide else "")
        if not wide:
            note(ax, 1000, 4e5, f"dense, {UNITS} units", "input", offset=(0, 0), anchor="end")
            note(ax, 9, many[0], f"{UNITS} filters of 3 × 3", "filter", offset=(0, 13))
            note(ax, 9, one[0], "1 filter of 3 × 3", "filter", offset=(0, 13))
        for side in CASES:
            weights = mlp_parameters((side, side), UNITS)
            ax.plot([side], [weights], "o", ms=9, clip_on=False, color=colour("ink"), zorder=5)
            note(ax, side, weights, number(weights), "ink", offset=(-12, 6), anchor="end")
        axis(
            ax,
            xticks=[8, 32, 128, 1000],
            xnames=["8", "32", "128", "1000"],
            yticks=[10.0**k for k in (1, 3, 5, 7, 9)],
            ynames=["10", "1000", "100,000", "10 million", "1 billion"],
            xlim=(8, 1000),
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
    dense = ", ".join(f"{number(mlp_parameters((n, n), UNITS))} at {n} by {n}" for n in (8, *CASES))
    return (
        f"Numbers to learn against the image's side, 8 to 1000 pixels. A dense layer of {UNITS}"
        f" units has {dense}. {UNITS} filters of 3 by 3 have {number(conv_parameters(3, 1, UNITS))}"
        f" and one has {conv_parameters(3, 1, 1)}, at every size."
    )
