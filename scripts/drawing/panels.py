"""Panels, and how they stand together.

A panel knows its size and paints itself. Its *axis* is the height at which its neighbours in a
row line up: the middle of a grid's cells, whatever label stands above them.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence

from matplotlib.figure import Figure

from . import palette
from .canvas import ROOM, SANS, Canvas, text_width

TEXT = 600  # px: what a figure within the text may take
MARGIN = 3  # px around a sheet, for strokes that are thicker than a cell's


class Panel:
    """Something with a size that paints itself at a place."""

    width: float
    height: float
    leads = False  # an operator: a row breaks before it, never after it

    @property
    def axis(self) -> float:
        """The height, from the panel's top, at which neighbours line up."""
        return self.height / 2

    def fit(self, room: float) -> Panel:
        """The same panel in at most `room` px of width, if it can be smaller."""
        return self

    def paint(self, canvas: Canvas, x: float, y: float) -> None:
        """Draw with the top left corner at (x, y)."""
        raise NotImplementedError


class Space(Panel):
    """Nothing, of a given size."""

    def __init__(self, width: float = 0, height: float = 0) -> None:
        self.width, self.height = width, height

    def paint(self, canvas: Canvas, x: float, y: float) -> None:
        """Draw nothing."""


class Drawing(Panel):
    """A panel from a function `paint(canvas, x, y)`: for anything that the kit has no panel for."""

    def __init__(
        self,
        width: float,
        height: float,
        paint: Callable[[Canvas, float, float], None],
        axis: float | None = None,
    ) -> None:
        self.width, self.height = width, height
        self._paint, self._axis = paint, axis

    @property
    def axis(self) -> float:
        """The height at which neighbours line up."""
        return self.height / 2 if self._axis is None else self._axis

    def paint(self, canvas: Canvas, x: float, y: float) -> None:
        """Call the function."""
        self._paint(canvas, x, y)


class Text(Panel):
    """Lines of text; `align` is start, middle or end."""

    def __init__(
        self,
        text: str,
        role: str = "ink",
        *,
        size: float = 14,
        weight: int = 400,
        align: str = "middle",
        mono: bool = False,
    ) -> None:
        self.lines, self.role, self.size = text.split("\n"), role, size
        self.weight, self.align, self.mono = weight, align, mono
        family = "DejaVu Sans Mono" if mono else SANS
        self.width = max(text_width(line, size, family, weight) for line in self.lines)
        self.leading = round(size * 1.4)
        self.height = self.leading * len(self.lines)

    def paint(self, canvas: Canvas, x: float, y: float) -> None:
        """Draw the lines."""
        left = {"start": 0.0, "middle": self.width / 2, "end": self.width}[self.align]
        for index, line in enumerate(self.lines):
            canvas.text(
                x + left,
                y + self.leading * (index + 0.5),
                line,
                size=self.size,
                role=self.role,
                anchor=self.align,
                mono=self.mono,
                weight=self.weight,
            )


class Op(Panel):
    """An operator between panels: ∗ = + − · × or any short sign."""

    leads = True

    def __init__(self, sign: str, *, size: float = 26) -> None:
        self.sign, self.size = sign.replace("*", "∗"), size
        self.width, self.height = max(16.0, text_width(self.sign, size)), size

    def paint(self, canvas: Canvas, x: float, y: float) -> None:
        """Draw the sign."""
        place = (x + self.width / 2, y + self.height / 2)
        canvas.text(*place, self.sign, size=self.size, role="soft")


class Arrow(Panel):
    """An arrow to the next panel, with a word or two at it; downwards if it is `down`.

    In a row that breaks (on a phone), an arrow that would start a line points down instead.
    """

    leads = True

    def __init__(
        self, text: str = "", role: str = "soft", *, length: float = 36, down: bool = False
    ) -> None:
        self.text, self.role, self.length, self.is_down = text, role, length, down
        words = text_width(text, 13)
        if down:
            self.width, self.height = 2 * (words + 10) if text else 12, length
        else:
            self.width, self.height = max(length, words + 4), 44 if text else 12

    def down(self) -> Arrow:
        """The same arrow, pointing down."""
        return Arrow(self.text, self.role, length=min(self.length, 30), down=True)

    def paint(self, canvas: Canvas, x: float, y: float) -> None:
        """Draw the arrow and its words."""
        stroke = palette.colour(self.role)
        middle = (x + self.width / 2, y + self.height / 2)
        if self.is_down:
            ends = (middle[0], y + 2), (middle[0], y + self.height - 2)
            if self.text:
                place = (middle[0] + 10, middle[1])
                canvas.text(*place, self.text, size=13, role=self.role, anchor="start")
        else:
            ends = (x + 2, middle[1]), (x + self.width - 2, middle[1])
            if self.text:
                canvas.text(middle[0], middle[1] - 14, self.text, size=13, role=self.role)
        canvas.arrow(*ends, stroke=stroke)


def _gaps(panels: Sequence[Panel], gap: float) -> list[float]:
    """The space after each panel but the last: more where no operator stands between two."""
    pairs = itertools.pairwise(panels)
    return [gap if a.leads or b.leads else 2 * gap for a, b in pairs]


class _Row(Panel):
    def __init__(self, panels: tuple[Panel, ...], gap: float) -> None:
        self.panels, self.gap = panels, gap
        self.gaps = _gaps(panels, gap)
        self.width = sum(p.width for p in panels) + sum(self.gaps)
        self._axis = max(p.axis for p in panels)
        self.height = self._axis + max(p.height - p.axis for p in panels)

    @property
    def axis(self) -> float:
        return self._axis

    def fit(self, room: float) -> Panel:
        return self if self.width <= room else wrap(self.panels, self.gap, room)

    def paint(self, canvas: Canvas, x: float, y: float) -> None:
        for panel, gap in zip(self.panels, [*self.gaps, 0], strict=True):
            panel.paint(canvas, round(x), round(y + self._axis - panel.axis))
            x += panel.width + gap


class _Column(Panel):
    def __init__(self, panels: tuple[Panel, ...], gap: float, align: str) -> None:
        self.panels, self.gap, self.align = panels, gap, align
        self.width = max(p.width for p in panels)
        self.height = sum(p.height for p in panels) + gap * (len(panels) - 1)

    def fit(self, room: float) -> Panel:
        if self.width <= room:
            return self
        return _Column(tuple(p.fit(room) for p in self.panels), self.gap, self.align)

    def paint(self, canvas: Canvas, x: float, y: float) -> None:
        for panel in self.panels:
            spare = self.width - panel.width
            left = {"start": 0.0, "middle": spare / 2, "end": spare}[self.align]
            panel.paint(canvas, round(x + left), round(y))
            y += panel.height + self.gap


def wrap(panels: tuple[Panel, ...], gap: float, room: float, between: float = 22) -> Panel:
    """Panels in lines of at most `room` px, like words; an operator starts the line it opens."""
    lines: list[list[Panel]] = []
    waiting: list[Panel] = []
    for panel in (p.fit(room) for p in panels):
        waiting.append(panel)
        if panel.leads and panel is not panels[-1]:
            continue
        line = lines[-1] + waiting if lines else waiting
        if lines and sum(p.width for p in line) + sum(_gaps(line, gap)) <= room:
            lines[-1] = line
        else:
            first = waiting[0]
            if lines and isinstance(first, Arrow):
                lines.append([first.down()])
                waiting = waiting[1:]
            lines.append(waiting)
        waiting = []
    rows = tuple(line[0] if len(line) == 1 else _Row(tuple(line), gap) for line in lines)
    return rows[0] if len(rows) == 1 else _Column(rows, between, "middle")


def row(*panels: Panel, layout: str | None = None, gap: float = 14, room: float = 0) -> Panel:
    """Panels side by side, lined up on their axes.

    With `layout` the row breaks into lines where it is wider than the layout allows (on a phone
    almost always); without it, it never breaks by itself. `room` overrides the allowed width.
    `gap` is the space beside an operator; panels with none between them stand twice as far apart.
    """
    whole = _Row(panels, gap)
    if layout is None and not room:
        return whole
    return whole.fit(room or allowed(layout))


def column(*panels: Panel, gap: float = 18, align: str = "middle") -> Panel:
    """Panels one under the other; `align` is start, middle or end."""
    return _Column(panels, gap, align)


def beneath(panel: Panel, text: str, role: str = "soft", *, weight: int = 400) -> Panel:
    """A panel with a line of text under it, centred."""
    return column(panel, Text(text, role, size=13, weight=weight), gap=6)


def above(panel: Panel, text: str, role: str = "ink", *, align: str = "middle") -> Panel:
    """A panel with a line of text over it, as a grid's label stands."""
    label = Text(text, role, size=14, weight=600)
    return _Labelled(label, panel, align)


class _Labelled(_Column):
    def __init__(self, label: Text, panel: Panel, align: str) -> None:
        super().__init__((label, panel), 6, align)
        self.label, self.panel = label, panel

    @property
    def axis(self) -> float:
        return self.label.height + self.gap + self.panel.axis

    def fit(self, room: float) -> Panel:
        return _Labelled(self.label, self.panel.fit(room), self.align)


def allowed(layout: str | None) -> float:
    """The width in px that a layout's panels may take."""
    if layout not in ROOM:
        raise ValueError(f"layout {layout!r} is unknown; use one of {', '.join(ROOM)}")
    return ROOM[layout] - 2 * MARGIN


def sheet(panel: Panel, layout: str) -> Figure:
    """The figure of a panel, as large as it needs; an error says what does not fit."""
    room = allowed(layout)
    panel = panel.fit(room)
    if panel.width > room + 0.5:
        raise ValueError(
            f"the {layout} layout is {panel.width:.0f} px wide and has room for {room:.0f}: use"
            " smaller cells, row(…, layout=layout) or a column"
        )
    canvas = Canvas(round(panel.width + 2 * MARGIN), round(panel.height + 2 * MARGIN))
    panel.paint(canvas, MARGIN, MARGIN)
    return canvas.figure
