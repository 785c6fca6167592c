"""Arrays as brightness: what a screen makes of the numbers."""

from __future__ import annotations

from typing import Any

import numpy as np

from . import palette
from .canvas import Canvas, text_width
from .panels import Panel

GREYS = 24  # shades told apart


class Tiles(Panel):
    """A matrix as grey squares, black at `low` and white at `high`; line art, not a raster.

    For small pictures (`Photo` is for large ones). `role` gives the frame and the label their
    colour, and an output its bar.
    """

    def __init__(
        self,
        values: Any,
        role: str = "input",
        *,
        low: float,
        high: float,
        label: str = "",
        cell: float = 20,
    ) -> None:
        self.values = np.atleast_2d(np.asarray(values, dtype=float))
        self.role, self.low, self.high = role, low, high
        self.label, self.cell = label, cell
        self.bar = 7 if role == "output" else 0
        self.head = 26 if label else 0
        rows, cols = self.values.shape
        self.body: tuple[float, float] = (cols * cell, rows * cell)
        words = text_width(label, 14, weight=600) if label else 0
        self.width = self.bar + max(self.body[0], words)
        self.height = self.head + self.body[1]

    @property
    def axis(self) -> float:
        """The middle of the squares."""
        return self.head + self.body[1] / 2

    def paint(self, canvas: Canvas, x: float, y: float) -> None:
        """Draw the label, the squares and the frame."""
        x, y = round(x) + 0.5, round(y) + 0.5
        if self.label:
            role = "ink" if self.role == "plain" else self.role
            canvas.text(x + self.bar, y + 9, self.label, role=role, weight=600, anchor="start")
        x, y = x + self.bar, y + self.head
        share = np.clip((self.values - self.low) / (self.high - self.low), 0, 1)
        steps = np.rint(share * GREYS).astype(int)
        # One shade lies under all others, so that no hairline shows between equal squares.
        ground = int(np.bincount(steps.ravel()).argmax())
        canvas.rect(x, y, *self.body, fill=_grey(ground))
        for step in sorted(set(steps.ravel().tolist()) - {ground}):
            canvas.rects(self._runs(steps, step, x, y), fill=_grey(step))
        dash = (3.0, 2.0) if self.role == "filter" else None
        canvas.rect(x, y, *self.body, stroke=palette.colour(self.role), dash=dash)
        if self.bar:
            bar = (x - self.bar + 0.5, y - 0.5, 3, self.body[1] + 1)
            canvas.rect(*bar, fill=palette.colour("output"))

    def _runs(
        self, steps: Any, step: int, x: float, y: float
    ) -> list[tuple[float, float, float, float]]:
        """Squares of one shade, joined along the rows, and down where whole runs repeat."""
        s = self.cell
        open_runs: dict[tuple[int, int], int] = {}
        boxes = []
        for r in range(len(steps) + 1):
            runs = _spans(steps[r] == step) if r < len(steps) else []
            for span in [span for span in open_runs if span not in runs]:
                first = open_runs.pop(span)
                width = (span[1] - span[0]) * s
                boxes.append((x + span[0] * s, y + first * s, width, (r - first) * s))
            for span in runs:
                open_runs.setdefault(span, r)
        return boxes


def _spans(mask: Any) -> list[tuple[int, int]]:
    """Where a row is true, as (first, after the last)."""
    edges = np.flatnonzero(np.diff(np.r_[0, np.asarray(mask, dtype=int), 0]))
    return [(int(a), int(b)) for a, b in edges.reshape(-1, 2)]


def _grey(step: int) -> str:
    """A shade from black (0) to white, evenly spaced as screens space them."""
    # Pure black is what matplotlib leaves unsaid in an SVG, and the page would show nothing.
    value = max(1, round(255 * step / GREYS))
    return f"#{value:02x}{value:02x}{value:02x}"
