"""The equivariance error by shift, with and without a stride and a pool."""

from matplotlib.axes import Axes
from skimage.color import rgb2gray
from skimage.data import cat

from convdemo import VERTICAL, equivariance_error
from scripts.drawing import Panel, Plot, axis, line, spelled

SHIFTS = range(8)
STRIDE, POOL = 2, 2
STRIDED, POOLED = f"stride {STRIDE}", f"max pool {POOL}"
# The name, its role, the stride and the pool.
WAYS = {
    STRIDED: ("filter", STRIDE, None),
    POOLED: ("output", 1, POOL),
    "both": ("plain", STRIDE, POOL),
    "neither": ("input", 1, None),
}


def errors(name: str) -> list[float]:
    """The error for each shift of the photograph."""
    _, stride, pool = WAYS[name]
    x = rgb2gray(cat())[40:168, 120:248]
    return [equivariance_error(x, VERTICAL, (0, by), stride=stride, pool=pool) for by in SHIFTS]


def draw(layout: str) -> Panel:
    def paint(ax: Axes) -> None:
        for name, (role, _, _) in WAYS.items():
            line(ax, list(SHIFTS), errors(name), role, markers=True, label=name)
        axis(ax, xticks=list(SHIFTS), yticks=[0, 0.5], ylim=(0, 0.9), grid=True)

    return Plot(paint, 600, 330, right=90, x="shift of the image in pixels", y="equivariance error")


def alt() -> str:
    """What is drawn."""
    strided, pooled, both = errors(STRIDED), errors(POOLED), errors("both")
    again = next(shift for shift in SHIFTS[1:] if both[shift] == 0)
    return (
        f"The equivariance error against the shift, from {SHIFTS[0]} to {SHIFTS[-1]} pixels. With a stride of one"
        f" and no pool it is zero throughout. With a stride of {spelled(STRIDE)} it is {strided[1]:.2f} at a shift"
        f" of one pixel and zero at every second shift; max pooling by {spelled(POOL)} does the same with"
        f" {pooled[1]:.2f}. With both it is {both[1]:.2f}, {both[2]:.2f} and {both[3]:.2f}, and zero"
        f" only at a shift of {spelled(again)} pixels."
    )
