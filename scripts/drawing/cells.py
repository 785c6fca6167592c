"""Grids of cells that show their numbers: the book's input, filter and output."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from . import palette
from .canvas import MONO, SMALLEST, Canvas, text_width
from .number_format import number
from .palette import STEPS
from .panels import Panel

CELL = 34  # px: the side of a cell where nothing else is said
LABEL = 26  # px: from the top of a label to the cells
DEPTH = {"input": 0.24, "filter": 0.24, "output": 0.28, "plain": 0.16}
EDGE = {"input": 0.45, "filter": 0.6, "output": 0.5, "plain": 0.4}
# On a picture the input's colour must be seen on black and on white, so it takes a tone between.
PICTURE_EDGE = 0.75
CHANNELS = ("red", "green", "blue")
HALO = 1.5  # px around a frame on a picture

Cell = tuple[int, int]
Format = Callable[[Any], str]


def _shown(value: Any) -> str:
    """What a cell shows of a value, and of NaN nothing."""
    return "" if value != value else number(value)


@dataclass(frozen=True)
class Window:
    """Where a filter lies: its top left cell, its size and its dilation, in a grid's own rows."""

    row: int
    col: int
    height: int = 3
    width: int = 3
    dilation: int = 1

    @property
    def cells(self) -> list[Cell]:
        """The cells that the window reads."""
        d = self.dilation
        rows = range(self.row, self.row + d * self.height, d)
        return [(r, c) for r in rows for c in range(self.col, self.col + d * self.width, d)]

    @property
    def span(self) -> tuple[int, int]:
        """How many rows and columns it covers."""
        d = self.dilation
        return d * (self.height - 1) + 1, d * (self.width - 1) + 1


class Grid(Panel):
    """A matrix as cells.

    Parameters
    ----------
    values
        A 1-D or 2-D array; a row if 1-D. NaN is a cell with nothing in it.
    role
        "input" (plain cells), "filter" (dashed cells), "output" (a bar at the left) or "plain".
    label
        Text above the cells, in the role's colour: "input 6 × 6". It may have two lines.
    cell
        The side of a cell in px. Where it is left out, 34, and less where there is less room.
    window
        One (row, col, height, width[, dilation]), a `Window`, or a list of them: the thick frame.
        Row and column count in `values`, so a padded grid's ring counts too.
    mark
        One (row, col) or a list: these cells get the bold frame and a bold number.
    ring
        How wide a frame of `values` is padding: an int, or ((top, bottom), (left, right)).
    unreached
        Cells that no window reads, as a list of (row, col) or a mask: crossed at their corners.
    hidden
        Cells not yet computed, as a list or a mask: drawn empty.
    picture
        "grey" where the numbers are brightness: each cell is as bright as its number says, in both
        schemes. "red", "green" or "blue" where they are that channel of a colour image; its
        label must say which. What is no brightness (a filter, an output, a count, a gradient)
        has no `picture`, and its shade follows |value|.
    numbers
        False for shades alone, no numbers, no inner lines.
    top
        The absolute value that is shaded fully, or the brightness of white. Where it is left out,
        the largest in `values`, and in a picture at least 10, which is white in the book's small
        pictures; a photograph's pixels need 255. Give the same to grids that are compared.
    format
        A function from a value to its text, if `number` will not do.
    signed
        Whether negative cells are striped (the number carries the sign as well).
    """

    def __init__(
        self,
        values: Any,
        role: str = "input",
        *,
        label: str = "",
        cell: float | None = None,
        window: Window | Sequence[int] | Iterable[Any] | None = None,
        mark: Cell | Iterable[Cell] | None = None,
        ring: int | tuple[tuple[int, int], tuple[int, int]] = 0,
        unreached: Any = None,
        hidden: Any = None,
        picture: str = "",
        numbers: bool = True,
        shaded: bool = True,
        signed: bool = True,
        top: float | None = None,
        format: Format | None = None,
    ) -> None:
        self.values = np.atleast_2d(np.asarray(values))
        if self.values.ndim != 2 or self.values.size == 0:
            raise ValueError(f"values {self.values.shape} is not a matrix with cells")
        if role not in DEPTH:
            raise ValueError(f"role {role!r} is not one of {', '.join(DEPTH)}")
        if picture and picture not in palette.RAMPS:
            raise ValueError(f"picture {picture!r} is not one of {', '.join(palette.RAMPS)}")
        if picture and role != "input":
            raise ValueError(
                f"picture {picture!r} in the role {role!r}: only an input is a picture"
            )
        self.role, self.label, self.format = role, label, format or _shown
        self.picture = picture
        self.rows, self.cols = self.values.shape
        self.windows, self.marks = _windows(window), _cells(mark)
        (up, down), (left, right) = ((ring, ring),) * 2 if isinstance(ring, int) else ring
        self.inner = (up, left, self.rows - down, self.cols - right)
        self.unreached, self.hidden = set(_cells(unreached)), set(_cells(hidden))
        self.numbers, self.shaded, self.signed = numbers, shaded, signed
        self.top, self.in_front = top, True
        self._fixed = cell is not None
        self._resize(CELL if cell is None else cell)

    def _resize(self, cell: float) -> None:
        self.cell = cell
        self.size = max(SMALLEST, round(cell * 0.41, 1))
        self.lines = self.label.split("\n") if self.label else []
        self.head = LABEL + 18 * (len(self.lines) - 1) if self.lines else 0
        self.bar = 7 if self.role == "output" else 0
        words = max((text_width(line, 14, weight=600) for line in self.lines), default=0)
        self.body: tuple[float, float] = (self.cols * cell, self.rows * cell)
        self.width = max(self.body[0], words) + self.bar
        self.height = self.body[1] + self.head

    @property
    def axis(self) -> float:
        """The middle of the cells."""
        return self.head + self.body[1] / 2

    def fit(self, room: float) -> Grid:
        """The grid with cells small enough for `room` px; a given `cell` is kept."""
        if self._fixed or self.body[0] + self.bar <= room:
            return self
        return self.with_cell(int((room - self.bar) // self.cols))

    def with_cell(self, cell: float) -> Grid:
        """The same grid with cells of `cell` px."""
        other = copy.copy(self)
        other._resize(cell)
        return other

    def place(self, row: float, col: float) -> tuple[float, float]:
        """Where a cell's top left corner is, from the panel's: for arrows between grids."""
        return self.bar + col * self.cell, self.head + row * self.cell

    def paint(self, canvas: Canvas, x: float, y: float) -> None:
        """Draw label, cells, numbers, marks and windows."""
        # Half a pixel makes thin lines sharp on a screen of one dot to the pixel.
        x, y = round(x) + 0.5, round(y) + 0.5
        for index, line in enumerate(self.lines):
            role = "ink" if self.role == "plain" else self.role
            place = (x + self.bar - 0.5, y + 9 + 18 * index)
            canvas.text(*place, line, role=role, weight=600, anchor="start")
        x, y = x + self.bar, y + self.head
        self._fills(canvas, x, y)
        self._rules(canvas, x, y)
        self._crosses(canvas, x, y)
        if self.bar:
            bar = (x - self.bar + 0.5, y - 0.5, 3, self.body[1] + 1)
            canvas.rect(*bar, fill=palette.colour("output"))
        for r, c in self.marks:
            self._mark(canvas, x + c * self.cell, y + r * self.cell)
        if self.numbers and self.in_front:
            self._numbers(canvas, x, y)
        for window in self.windows:
            self._window(canvas, x, y, window)

    @property
    def _mark_role(self) -> str:
        return "ink" if self.role == "plain" else self.role

    def _is_ring(self, r: int, c: int) -> bool:
        r0, c0, r1, c1 = self.inner
        return not (r0 <= r < r1 and c0 <= c < c1)

    @property
    def _edge(self) -> str:
        """The colour of the cells' borders."""
        return palette.shade(self.role, PICTURE_EDGE if self.picture else EDGE[self.role])

    @property
    def _finite(self) -> np.ndarray:
        """The values, and 0 where there is none."""
        return np.where(np.isfinite(self.values.astype(float)), self.values, 0).astype(float)

    @property
    def _white(self) -> float:
        """The brightness of a picture's brightest step."""
        return self.top or max(10.0, float(self._finite.max()))

    def _ground(self, r: int, c: int) -> str:
        """The colour of a picture's cell."""
        return palette.brightness(self._finite[r, c], self._white, self.picture)

    def _brightness(self, canvas: Canvas, x: float, y: float) -> None:
        """Fill the cells of a picture; what is below zero is dark, with light stripes."""
        s, boxes = self.cell, dict[str, list[tuple[float, float, float, float]]]()
        striped = []
        for r, c in np.ndindex(self.rows, self.cols):
            if (r, c) in self.hidden or np.isnan(self.values[r, c]):
                continue
            boxes.setdefault(self._ground(r, c), []).append((x + c * s, y + r * s, s, s))
            if self.values[r, c] < 0 and self.signed:
                striped.append((x + c * s, y + r * s))
        for ground, places in sorted(boxes.items()):
            canvas.rects(places, fill=ground, stroke=None if self.numbers else ground, width=0.5)
        # No lighter than this, for light digits lie on the stripes.
        self._stripes(canvas, striped, palette.RAMPS[self.picture][STEPS // 4])

    def _fills(self, canvas: Canvas, x: float, y: float) -> None:
        if self.picture:
            self._brightness(canvas, x, y)
            return
        values = self._finite
        top = self.top or float(np.abs(values).max()) or 1.0
        depth = DEPTH[self.role] if self.numbers else 0.92
        by_shade: dict[int, list[tuple[float, float, float, float]]] = {}
        striped: dict[int, list[tuple[float, float]]] = {}
        for r in range(self.rows):
            for c in range(self.cols):
                shown = self.shaded and (r, c) not in self.hidden | self.unreached
                strength = min(1.0, abs(values[r, c]) / top) if shown else 0.0
                step = round(strength * STEPS)
                place = (x + c * self.cell, y + r * self.cell)
                negative = self.signed and step and values[r, c] < 0
                if negative:
                    striped.setdefault(step, []).append(place)
                boxes = by_shade.setdefault(0 if negative else step, [])
                if boxes and boxes[-1][1] == place[1] and sum(boxes[-1][::2]) == place[0]:
                    boxes[-1] = (*boxes[-1][:2], boxes[-1][2] + self.cell, self.cell)
                else:
                    boxes.append((*place, self.cell, self.cell))
        for step, boxes in sorted(by_shade.items()):
            colour = palette.shade(self.role, depth * step / STEPS)
            # A hair of its own colour closes the seams between cells that touch.
            canvas.rects(boxes, fill=colour, stroke=None if self.numbers else colour, width=0.5)
        for step, places in sorted(striped.items()):
            self._stripes(canvas, places, palette.shade(self.role, depth * step / STEPS))

    def _stripes(self, canvas: Canvas, places: list[tuple[float, float]], colour: str) -> None:
        """Diagonal stripes as strong as the flat shade of the same size would be."""
        s = self.cell
        gap = s / max(3, round(s / 6)) if self.numbers else s / max(2, round(s / 4))
        offsets = np.arange(gap / 2, 2 * s, gap)
        segments = []
        for x, y in places:
            for k in offsets:
                start = (x + min(k, s), y + max(0.0, k - s))
                segments.append([start, (x + max(0.0, k - s), y + min(k, s))])
        canvas.lines(segments, stroke=colour, width=round(gap * 0.42, 2))

    def _rules(self, canvas: Canvas, x: float, y: float) -> None:
        """The cells' borders: each line once, so that dashes never run over each other."""
        edge = self._edge
        (r0, c0, r1, c1), s = self.inner, self.cell
        dash = (3.0, 2.0) if self.role == "filter" else None
        if not self.numbers:
            canvas.rect(x, y, *self.body, stroke=edge, dash=dash)
            return
        if (r0, c0, r1, c1) != (0, 0, self.rows, self.cols):
            ring = edge if self.picture else palette.shade(self.role, EDGE[self.role] * 0.75)
            outer = self._lines(x, y, (0, 0, self.rows, self.cols))
            canvas.lines(outer, stroke=ring, dash=(2.0, 2.0))
        canvas.lines(self._lines(x, y, self.inner), stroke=edge, dash=dash)
        if (r0, c0, r1, c1) != (0, 0, self.rows, self.cols):
            box = (x + c0 * s, y + r0 * s, (c1 - c0) * s, (r1 - r0) * s)
            if self.picture:
                canvas.rect(*box, stroke=edge, width=2.5)
            else:
                canvas.rect(*box, stroke=palette.colour(self._mark_role), width=1.5)

    def _lines(self, x: float, y: float, area: tuple[int, int, int, int]) -> list[Any]:
        (r0, c0, r1, c1), s = area, self.cell
        across = [[(x + c0 * s, y + r * s), (x + c1 * s, y + r * s)] for r in range(r0, r1 + 1)]
        down = [[(x + c * s, y + r0 * s), (x + c * s, y + r1 * s)] for c in range(c0, c1 + 1)]
        return across + down

    def _crosses(self, canvas: Canvas, x: float, y: float) -> None:
        s, arm = self.cell, self.cell * 0.2
        segments = []
        for r, c in sorted(self.unreached):
            left, up = x + c * s, y + r * s
            for px, sx in ((left, 1), (left + s, -1)):
                for py, sy in ((up, 1), (up + s, -1)):
                    segments.append([(px, py), (px + sx * arm, py + sy * arm)])
        canvas.lines(segments, stroke=palette.colour("soft"), width=1.25)

    def _numbers(self, canvas: Canvas, x: float, y: float) -> None:
        texts = {
            (r, c): self.format(self.values[r, c])
            for r in range(self.rows)
            for c in range(self.cols)
            if (r, c) not in self.hidden
        }
        size = self._text_size(max(texts.values(), key=len, default=""))
        for (r, c), text in texts.items():
            if text:
                faint = self._is_ring(r, c) or (r, c) in self.unreached
                bold = (r, c) in self.marks
                canvas.text(
                    x + (c + 0.5) * self.cell,
                    y + (r + 0.5) * self.cell,
                    text,
                    size=size,
                    role="soft" if faint else "ink",
                    fill=self._digits(r, c, faint),
                    mono=True,
                    weight=700 if bold else 400,
                )

    def _digits(self, r: int, c: int, faint: bool) -> str | None:
        """The colour of a number that lies on a picture."""
        if not self.picture:
            return None
        ground = self._ground(r, c)
        return palette.soft_digits(ground) if faint else palette.digits(ground)

    def _text_size(self, longest: str) -> float:
        """One size for all numbers of a grid, so that none looks more important than another."""
        size = self.size
        wide = text_width(longest, size, MONO)
        if wide > self.cell - 3:
            size = max(SMALLEST, int(size * (self.cell - 3) / wide * 2) / 2)
        if text_width(longest, size, MONO) > self.cell - 1:
            raise ValueError(
                f"{longest!r} is wider than its cell of {self.cell} px: round it, or make the"
                " cells larger"
            )
        return size

    def _window(self, canvas: Canvas, x: float, y: float, window: Window) -> None:
        s = self.cell
        rows, cols = window.span
        if window.row < 0 or window.col < 0:
            raise ValueError(f"{window} starts outside the grid")
        if window.row + rows > self.rows or window.col + cols > self.cols:
            raise ValueError(f"{window} leaves the grid of {self.rows} × {self.cols}")
        if window.dilation > 1:
            boxes = [(x + c * s + 2.5, y + r * s + 2.5, s - 5, s - 5) for r, c in window.cells]
            canvas.rects(boxes, stroke=palette.colour("filter"), width=1.75, dash=(3.5, 2.0))
        box = (x + window.col * s, y + window.row * s, cols * s, rows * s)
        self._halo(canvas, box)
        canvas.round_rect(*box, radius=3, stroke=palette.colour("filter"), width=3)

    def _mark(self, canvas: Canvas, x: float, y: float) -> None:
        box = (x, y, self.cell, self.cell)
        self._halo(canvas, box)
        canvas.rect(*box, stroke=palette.colour(self._mark_role), width=3)

    def _halo(self, canvas: Canvas, box: tuple[float, float, float, float]) -> None:
        """The page around a frame on a picture, so that it stands out from black and from white."""
        if self.picture:
            ground = palette.colour("ground")
            canvas.round_rect(*box, radius=3, stroke=ground, width=3 + 2 * HALO)


class Stack(Panel):
    """Channels one behind the other, the first in front: a volume.

    `grids` are `Grid`s of one size; only the front one shows its label (give it to the stack).
    Where they are the channels of a colour image, their letters stand at the corners.
    """

    def __init__(self, *grids: Grid, label: str = "", step: float = 12) -> None:
        self.grids, self.label, self.step = grids, label, step
        self.letters = [g.picture[0].upper() if g.picture in CHANNELS else "" for g in grids]
        self.head = LABEL if label else 0
        if any(self.letters):
            self.step, self.head = max(step, 14), self.head + 9 if label else 14
        step = self.step
        shift = step * (len(grids) - 1)
        words = text_width(label, 14, weight=600) if label else 0
        self.width = max(grids[0].width + shift, words)
        self.height = self.head + grids[0].height + shift

    @property
    def axis(self) -> float:
        """The middle of the whole pile."""
        return self.head + (self.height - self.head) / 2

    def fit(self, room: float) -> Stack:
        """The stack with cells small enough for `room` px."""
        if self.width <= room:
            return self
        inner = room - self.step * (len(self.grids) - 1)
        return Stack(*(g.fit(inner) for g in self.grids), label=self.label, step=self.step)

    def paint(self, canvas: Canvas, x: float, y: float) -> None:
        """Draw from the back to the front, each a step further left and down."""
        if self.label:
            role = self.grids[0]._mark_role
            place = (x + self.grids[0].bar, y + 9.5)
            canvas.text(*place, self.label, role=role, weight=600, anchor="start")
        last = len(self.grids) - 1
        for depth in range(last, -1, -1):
            shift = self.step * depth
            grid = copy.copy(self.grids[depth])
            grid.in_front = depth == 0
            top = y + self.head + self.step * last - shift
            grid.paint(canvas, x + shift, top)
            if letter := self.letters[depth]:
                place = (round(x + shift + self.step / 2), round(top - 7))
                canvas.text(*place, letter, size=SMALLEST, role=grid.role, weight=600)


def _windows(given: Any) -> list[Window]:
    if given is None:
        return []
    if isinstance(given, Window):
        return [given]
    given = list(given)
    if given and all(isinstance(v, (int, np.integer)) for v in given):
        return [Window(*map(int, given))]
    return [v if isinstance(v, Window) else Window(*map(int, v)) for v in given]


def _cells(given: Any) -> list[Cell]:
    if given is None:
        return []
    if isinstance(given, np.ndarray) and given.dtype == bool:
        return [(int(r), int(c)) for r, c in np.argwhere(given)]
    given = list(given)
    if len(given) == 2 and all(isinstance(v, (int, np.integer)) for v in given):
        return [(int(given[0]), int(given[1]))]
    return [(int(r), int(c)) for r, c in given]
