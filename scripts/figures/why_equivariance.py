"""The equivariance error by shift, with and without a stride and a pool."""

from matplotlib.axes import Axes
from skimage.color import rgb2gray
from skimage.data import cat

from convdemo import VERTICAL, equivariance_error
from scripts.drawing import Panel, Plot, axis, line

SHIFTS = range(8)
# The name, its role, the stride and the pool.
WAYS = {
    "stride 2": ("filter", 2, None),
    "max pool 2": ("output", 1, 2),
    "both": ("plain", 2, 2),
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
    strided, pooled, both = errors("stride 2"), errors("max pool 2"), errors("both")
    return (
        f"The equivariance error against the shift, from {SHIFTS[0]} to {SHIFTS[-1]} pixels. With a stride of one"
        f" and no pool it is zero throughout. With a stride of two it is {strided[1]:.2f} at a shift"
        f" of one pixel and zero at every second shift; max pooling by two does the same with"
        f" {pooled[1]:.2f}. With both it is {both[1]:.2f}, {both[2]:.2f} and {both[3]:.2f}, and zero"
        " only at a shift of four pixels."
    )
