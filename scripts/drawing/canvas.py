"""A sheet whose unit is one CSS pixel, and the marks that are drawn on it.

Everything a figure shows goes through a `Canvas`; nothing else in the kit talks to matplotlib
but `plots.py`. Marks are painted in the order in which they are asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.textpath import text_to_path

from . import palette

mpl.rcParams.update(
    {
        "svg.fonttype": "none",
        "svg.hashsalt": "figures",
        "path.simplify": False,
        "axes.unicode_minus": True,
        "font.family": ["DejaVu Sans"],
        "font.size": 13,
    }
)

SMALLEST = 12  # px: no text is shown smaller
MONO, SANS = "DejaVu Sans Mono", "DejaVu Sans"
ROOM = {"wide": 832, "narrow": 350}  # px: what each layout may take
BASELINE = 0.355  # em: from the middle of a digit down to its foot

Point = tuple[float, float]


@lru_cache(maxsize=4096)
def text_width(text: str, size: float = 14, family: str = SANS, weight: int = 400) -> float:
    """How wide a text stands, in px, in a font that is rather wide (the reader's may differ)."""
    if not text:
        return 0.0
    properties = FontProperties(family=family, size=size, weight=_weight(weight))
    # The text path measures at 72 points to the inch: one point is one pixel here.
    return float(text_to_path.get_text_width_height_descent(text, properties, ismath=False)[0])


class Canvas:
    """A transparent sheet of `width` × `height` px, y downwards from the top."""

    def __init__(self, width: float, height: float) -> None:
        self.width, self.height = width, height
        self.figure = Figure(figsize=(width / 72, height / 72), dpi=72)
        self.figure.patch.set_visible(False)
        self._order = 0
        self._sheet()

    def _sheet(self) -> None:
        self.axes: Axes = self.figure.add_axes((0, 0, 1, 1), zorder=self._next())
        self.axes.set_axis_off()
        self.axes.patch.set_visible(False)
        self.axes.set_xlim(0, self.width)
        self.axes.set_ylim(self.height, 0)
        self.axes.set_autoscale_on(False)

    def _next(self) -> int:
        self._order += 1
        return self._order

    def layer(self) -> Canvas:
        """The canvas, with what is painted from now on above all plots and pictures."""
        self._sheet()
        return self

    def path(
        self,
        path: Path,
        *,
        fill: str | None = None,
        stroke: str | None = None,
        width: float = 1.0,
        dash: Sequence[float] | None = None,
        cap: str = "butt",
    ) -> None:
        """Any path, filled and stroked with colours as "#rrggbb"."""
        patch = PathPatch(
            path,
            facecolor=fill or "none",
            edgecolor=stroke or "none",
            linewidth=width if stroke else 0,
            capstyle=cap,
            joinstyle="round",
            clip_on=False,
            zorder=self._next(),
        )
        if dash:
            patch.set_linestyle((0, tuple(d / width for d in dash)))
        self.axes.add_patch(patch)

    def rects(self, boxes: Iterable[tuple[float, float, float, float]], **style: Any) -> None:
        """Rectangles (x, y, width, height) of one style, as one mark."""
        parts = [_box(*box) for box in boxes]
        if parts:
            self.path(Path.make_compound_path(*parts), **style)

    def rect(self, x: float, y: float, w: float, h: float, **style: Any) -> None:
        """One rectangle from its top left corner."""
        self.rects([(x, y, w, h)], **style)

    def round_rect(
        self, x: float, y: float, w: float, h: float, radius: float = 3, **style: Any
    ) -> None:
        """A rectangle with rounded corners."""
        r = min(radius, w / 2, h / 2)
        points = [(x + r, y), (x + w - r, y), (x + w, y), (x + w, y + r)]
        points += [(x + w, y + h - r), (x + w, y + h), (x + w - r, y + h)]
        points += [(x + r, y + h), (x, y + h), (x, y + h - r)]
        points += [(x, y + r), (x, y), (x + r, y), (x, y)]
        line, curve = Path.LINETO, Path.CURVE3
        side = [line, curve, curve]
        codes = [Path.MOVETO, *side, *side, *side, *side, Path.CLOSEPOLY]
        self.path(Path(points, codes), **style)

    def lines(self, segments: Iterable[Sequence[Point]], **style: Any) -> None:
        """Open lines, each through its points, all of one style, as one mark."""
        parts = [Path(list(points)) for points in segments]
        if parts:
            self.path(Path.make_compound_path(*parts), **style)

    def line(self, *points: Point, **style: Any) -> None:
        """One open line through `points`."""
        self.lines([points], **style)

    def polygon(self, *points: Point, **style: Any) -> None:
        """A closed shape through `points`."""
        self.path(Path([*points, points[0]], closed=True), **style)

    def circle(self, x: float, y: float, radius: float, **style: Any) -> None:
        """A circle about (x, y)."""
        unit = Path.unit_circle()
        self.path(Path(np.asarray(unit.vertices) * radius + (x, y), unit.codes), **style)

    def arrow(
        self, start: Point, end: Point, *, stroke: str, width: float = 1.5, head: float = 6
    ) -> None:
        """A straight arrow with an open head."""
        (x0, y0), (x1, y1) = start, end
        length = max(((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5, 1e-9)
        ux, uy = (x1 - x0) / length, (y1 - y0) / length
        left = (x1 - head * ux - 0.6 * head * uy, y1 - head * uy + 0.6 * head * ux)
        right = (x1 - head * ux + 0.6 * head * uy, y1 - head * uy - 0.6 * head * ux)
        self.lines([(start, end), (left, end, right)], stroke=stroke, width=width, cap="round")

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: float = 14,
        role: str = "ink",
        fill: str | None = None,
        anchor: str = "middle",
        mono: bool = False,
        weight: int = 400,
    ) -> None:
        """A line of text whose digits are centred on the height `y`."""
        if size < SMALLEST:
            raise ValueError(f"text {text!r} at {size} px: no text may be under {SMALLEST} px")
        self.axes.text(
            x,
            y + BASELINE * size,
            text,
            fontsize=size,
            family=MONO if mono else SANS,
            weight=_weight(weight),
            color=fill or palette.colour(role),
            ha={"start": "left", "middle": "center", "end": "right"}[anchor],
            va="baseline",
            clip_on=False,
            zorder=self._next(),
            parse_math=False,
        )

    def plot_axes(self, x: float, y: float, w: float, h: float) -> Axes:
        """Matplotlib axes for a plot, with their frame at this place on the sheet."""
        box = (x / self.width, 1 - (y + h) / self.height, w / self.width, h / self.height)
        axes = self.figure.add_axes(box, zorder=self._next())
        axes.patch.set_visible(False)
        return axes


def _weight(weight: int) -> int:
    """The weight among those that DejaVu has; `svg.py` writes labels a little lighter."""
    return 700 if weight >= 600 else 400


def _box(x: float, y: float, w: float, h: float) -> Path:
    return Path([(x, y), (x + w, y), (x + w, y + h), (x, y + h), (x, y)], closed=True)
