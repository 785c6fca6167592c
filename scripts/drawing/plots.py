"""Plots and photographs in the book's style: quiet spines, direct labels, no legends."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from . import palette
from .canvas import SANS, SMALLEST, Canvas, text_width
from .panels import Panel

# Told apart without colour: by the dash, the thickness and the marker.
LINES: dict[str, dict[str, Any]] = {
    "input": {"linewidth": 1.75, "linestyle": "-", "marker": "o", "markersize": 5},
    "filter": {"linewidth": 1.75, "linestyle": (0, (4, 2)), "marker": "s", "markersize": 5},
    "output": {"linewidth": 2.75, "linestyle": "-", "marker": "D", "markersize": 6},
    "plain": {"linewidth": 1.25, "linestyle": (0, (1.5, 2)), "marker": "^", "markersize": 5},
}


class Plot(Panel):
    """A plot as a panel: `paint(ax)` draws on matplotlib axes of the book's style.

    `x` and `y` name the axes (the y name stands above the axis, never sideways); `right` leaves
    room in px for labels at the lines' ends. In less room the plot becomes narrower.
    """

    def __init__(
        self,
        paint: Callable[[Axes], None],
        width: float = 560,
        height: float = 280,
        *,
        x: str = "",
        y: str = "",
        left: float = 44,
        right: float = 16,
        smallest: float = 200,
    ) -> None:
        self.width, self.height = width, height
        self._paint, self.x, self.y = paint, x, y
        self.left, self.right, self.smallest = left, right, smallest
        self.upper = 26 if y else 8
        self.lower = 44 if x else 24

    @property
    def axis(self) -> float:
        """The middle of the plotting area."""
        return (self.upper + self.height - self.lower) / 2

    def fit(self, room: float) -> Panel:
        """A narrower plot."""
        if self.width <= room or room < self.smallest:
            return self
        return Plot(
            self._paint,
            room,
            self.height,
            x=self.x,
            y=self.y,
            left=self.left,
            right=self.right,
            smallest=self.smallest,
        )

    def paint(self, canvas: Canvas, x: float, y: float) -> None:
        """Draw the axes, then what `paint` draws, then the names."""
        w = self.width - self.left - self.right
        h = self.height - self.upper - self.lower
        axes = canvas.plot_axes(x + self.left, y + self.upper, w, h)
        style(axes)
        self._paint(axes)
        for tick in (*axes.get_xticklabels(), *axes.get_yticklabels()):
            tick.set_fontfamily(SANS)
        if self.y:
            canvas.text(x + 2, y + 9, self.y, size=13, role="soft", anchor="start")
        if self.x:
            place = (x + self.left + w, y + self.height - 9)
            canvas.text(*place, self.x, size=13, role="soft", anchor="end")


def style(ax: Axes) -> None:
    """The book's axes: two thin spines, no ticks' marks, numbers in the soft colour."""
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        ax.spines[side].set_color(palette.shade("soft", 0.6))
        ax.spines[side].set_linewidth(1)
    ax.tick_params(length=0, pad=6, labelsize=SMALLEST, labelcolor=palette.colour("soft"))
    ax.margins(x=0.02, y=0.06)


def axis(
    ax: Axes,
    *,
    xticks: Sequence[float] | None = None,
    yticks: Sequence[float] | None = None,
    xnames: Sequence[str] | None = None,
    ynames: Sequence[str] | None = None,
    xlim: tuple[float, float] | None = None,
    ylim: tuple[float, float] | None = None,
    grid: bool = False,
) -> None:
    """Ticks, their names and limits; `grid` draws thin lines across at the y ticks."""
    if xticks is not None:
        ax.set_xticks(xticks, xnames)
    if yticks is not None:
        ax.set_yticks(yticks, ynames)
    if xlim:
        ax.set_xlim(*xlim)
    if ylim:
        ax.set_ylim(*ylim)
    if grid:
        ax.grid(axis="y", color=palette.colour("rule"), linewidth=1)
        ax.set_axisbelow(True)


def line(
    ax: Axes,
    xs: Any,
    ys: Any,
    role: str = "input",
    *,
    label: str = "",
    markers: int | bool = False,
    offset: tuple[float, float] = (8, 0),
    **more: Any,
) -> None:
    """A line in a role's colour and dash, with its name at its last point.

    `markers` is True, or at how many points from marker to marker. `offset` moves the name, in
    px to the right and up. `more` goes to `ax.plot`.
    """
    look = {**LINES[role], "color": palette.colour(role), "clip_on": False, **more}
    if markers:
        look["markevery"] = 1 if markers is True else markers
        look["markeredgewidth"] = 0
    else:
        look.pop("marker")
        look.pop("markersize")
    ax.plot(xs, ys, **look)
    if label:
        note(ax, np.asarray(xs)[-1], np.asarray(ys)[-1], label, role, offset=offset)


def note(
    ax: Axes,
    x: float,
    y: float,
    text: str,
    role: str = "soft",
    *,
    offset: tuple[float, float] = (8, 0),
    anchor: str = "start",
    weight: int = 600,
    size: float = 13,
) -> None:
    """Words at a point of the plot; `offset` is in px to the right and up."""
    ax.annotate(
        text,
        (x, y),
        xytext=(offset[0], offset[1] - 0.355 * size),
        textcoords="offset points",
        color=palette.colour(role),
        fontsize=size,
        family=SANS,
        weight=700 if weight >= 600 else 400,
        ha={"start": "left", "middle": "center", "end": "right"}[anchor],
        va="baseline",
        annotation_clip=False,
        parse_math=False,
    )


def bars(
    ax: Axes,
    names: Sequence[str],
    values: Sequence[float],
    role: str | Sequence[str] = "output",
    *,
    texts: Sequence[str] | None = None,
    height: float = 0.62,
) -> None:
    """Bars to the right, the first on top, each with its number at its end.

    A filter's bars are dashed, an output's have a thick left end, as cells have.
    """
    roles = [role] * len(names) if isinstance(role, str) else list(role)
    for index, (value, one) in enumerate(zip(values, roles, strict=True)):
        stroke = palette.colour(one)
        ax.barh(
            index,
            value,
            height,
            color=palette.shade(one, 0.28),
            edgecolor=stroke,
            linewidth=1.25,
            linestyle=(0, (3, 2)) if one == "filter" else "-",
            clip_on=False,
        )
        if one == "output":
            half = height / 2
            ax.plot([0, 0], [index - half, index + half], color=stroke, lw=4, clip_on=False)
        if texts:
            note(ax, value, index, texts[index], "ink", offset=(7, 0), weight=400)
    ax.set_yticks(range(len(names)), names)
    ax.invert_yaxis()
    ax.set_xticks([])
    ax.spines["bottom"].set_visible(False)
    for tick in ax.get_yticklabels():
        tick.set_color(palette.colour("ink"))


class Photo(Panel):
    """A picture as a raster: grey (2-D) or colour (h, w, 3). Its figure sets `FORMAT = "webp"`.

    Parameters
    ----------
    image
        uint8, or any numbers with `scale`.
    width
        Of the picture, in px; the height follows.
    scale
        The values shown black and white, for grey pictures; (0, 255) if left out. For signed
        results (−top, top) shows nothing as middle grey.
    role
        "input", "output", "filter" or "plain": the frame, as cells have it.
    label
        Text above, in the role's colour.
    window
        (row, col, height, width) in pixels of the image: the thick frame.
    crisp
        True shows the pixels as squares.
    """

    def __init__(
        self,
        image: Any,
        width: float = 260,
        *,
        scale: tuple[float, float] = (0, 255),
        role: str = "input",
        label: str = "",
        window: Sequence[int] | None = None,
        crisp: bool = False,
    ) -> None:
        self.image = np.asarray(image)
        if self.image.ndim not in (2, 3):
            raise ValueError(f"image {self.image.shape} is neither (h, w) nor (h, w, 3)")
        self.scale, self.role, self.label = scale, role, label
        self.window, self.crisp = window, crisp
        self.bar = 7 if role == "output" else 0
        self.head = 26 if label else 0
        self._resize(width)

    def _resize(self, width: float) -> None:
        rows, cols = self.image.shape[:2]
        self.across = width
        self.down: float = round(self.across * rows / cols)
        words = text_width(self.label, 14, weight=600)
        self.width = max(width, words) + self.bar
        self.height = self.head + self.down

    @property
    def axis(self) -> float:
        """The middle of the picture."""
        return self.head + self.down / 2

    def fit(self, room: float) -> Panel:
        """A smaller picture."""
        if self.across + self.bar <= room:
            return self
        return Photo(
            self.image,
            room - self.bar,
            scale=self.scale,
            role=self.role,
            label=self.label,
            window=self.window,
            crisp=self.crisp,
        )

    def paint(self, canvas: Canvas, x: float, y: float) -> None:
        """Draw the label, the picture and its frame."""
        x, y = round(x), round(y)
        role = "ink" if self.role == "plain" else self.role
        if self.label:
            canvas.text(x + self.bar, y + 9, self.label, role=role, weight=600, anchor="start")
        x, y = x + self.bar, y + self.head
        ax = canvas.plot_axes(x, y, self.across, self.down)
        ax.set_axis_off()
        low, high = self.scale
        ax.imshow(
            self.image,
            cmap="gray",
            vmin=low,
            vmax=high,
            aspect="auto",
            interpolation="nearest" if self.crisp else "antialiased",
        )
        top = canvas.layer()
        edge = palette.shade(self.role, 0.6)
        dash = (3.0, 2.0) if self.role == "filter" else None
        top.rect(x, y, self.across, self.down, stroke=edge, dash=dash)
        if self.bar:
            top.rect(x - 7, y - 0.5, 3, self.down + 1, fill=palette.colour("output"))
        if self.window is not None:
            scale = self.across / self.image.shape[1]
            r, c, h, w = (v * scale for v in self.window)
            top.round_rect(x + c, y + r, w, h, stroke=palette.colour("filter"), width=3)
