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
from scripts.drawing import Panel, Plot, axis, line, listed, note, number, spelled

FILTERS = {
    "Prewitt": PREWITT,
    "Sobel": SOBEL,
    "Scharr": SCHARR,
    "Gaussian": gaussian_derivative(90),
}


ANGLES = range(91)


def _errors(name: str) -> np.ndarray:
    kernel = FILTERS[name]
    size = len(kernel)
    return np.array([edge_angle(edge_at(a, n=size, blur=1.0), kernel) - a for a in ANGLES])


def _paint(ax: Axes) -> None:
    angles, ticks, heights = np.array(ANGLES), (0, 22.5, 45, 67.5, 90), (-2, -1, 0, 1, 2)
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
        xticks=ticks,
        xnames=[f"{tick:g}°" for tick in ticks],
        yticks=heights,
        ynames=[f"{number(height)}°" for height in heights],
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
    errors = np.abs([_errors(name) for name in FILTERS])
    zero = [angle for angle in ANGLES if errors[:, angle].max() < 1e-9]
    return (
        "Error of the direction read against the angle of an edge blurred by one pixel, from"
        f" {ANGLES[0]} to {ANGLES[-1]} degrees. All {spelled(len(FILTERS))}"
        f" lines are waves that are zero at {listed(zero)} degrees. Their largest errors in degrees:"
        f" {worst}."
    )
