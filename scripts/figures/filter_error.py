"""How far off an edge's direction is, read by each of four pairs of filters."""

import numpy as np
from matplotlib.axes import Axes

from convdemo import (
    PREWITT,
    SCHARR,
    SOBEL,
    edge_angle,
    edge_at,
    gaussian_derivative,
    steering_error,
)
from scripts.drawing import Panel, Plot, axis, line, note

FILTERS = {
    "Prewitt": PREWITT,
    "Sobel": SOBEL,
    "Scharr": SCHARR,
    "Gaussian": gaussian_derivative(90),
}


def _errors(name: str) -> np.ndarray:
    kernel = FILTERS[name]
    size = len(kernel)
    return np.array([edge_angle(edge_at(a, n=size, blur=1.0), kernel) - a for a in range(91)])


def _paint(ax: Axes) -> None:
    angles = np.arange(91)
    for name, style in (("Prewitt", (0, (1.5, 2))), ("Sobel", (0, (5, 2))), ("Scharr", "-")):
        line(ax, angles, _errors(name), "filter", linestyle=style)
    line(ax, angles, _errors("Gaussian"), "plain", linestyle="-", linewidth=1)
    for name in ("Prewitt", "Sobel"):
        errors = _errors(name)
        top = int(errors.argmax())
        note(ax, top, errors[top], name, "filter", offset=(0, 12), anchor="middle")
    note(ax, 90, 0, "Scharr,", "filter", offset=(8, 8))
    note(ax, 90, 0, "Gaussian", "soft", offset=(8, -9))
    axis(
        ax,
        xticks=(0, 22.5, 45, 67.5, 90),
        xnames=("0°", "22.5°", "45°", "67.5°", "90°"),
        yticks=(-2, -1, 0, 1, 2),
        ynames=("−2°", "−1°", "0°", "1°", "2°"),
        ylim=(-2.3, 2.5),
        grid=True,
    )


def draw(layout: str) -> Panel:
    """Error against angle, four lines."""
    width = 700 if layout == "wide" else 344
    return Plot(_paint, width, 300, x="the edge's angle", y="error of the angle read", right=76)


def alt() -> str:
    """What the figure shows."""
    worst = ", ".join(f"{name} {steering_error(k):.2f}" for name, k in FILTERS.items())
    return (
        "Error of the direction read against the angle of an edge blurred by one pixel, from 0 to"
        " 90 degrees. All four"
        " lines are waves that are zero at 0, 45 and 90 degrees. Their largest errors in degrees:"
        f" {worst}."
    )
