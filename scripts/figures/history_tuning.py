"""A simple cell's responses to bars at many angles, and its tuning curve."""

import numpy as np
from matplotlib.axes import Axes

from convdemo import simple_cell, tuning_curve
from scripts.drawing import (
    Canvas,
    Drawing,
    Panel,
    Plot,
    axis,
    brightness,
    colour,
    column,
    line,
    note,
    number,
    row,
    shade,
    spelled,
)

ANGLES = (45, 60, 75, 90, 105, 120, 135)
EVERY = np.arange(0, 181, 3)  # the angles of the curve


def _cell(image: np.ndarray) -> float:
    return simple_cell(image, 90)


def _best() -> int:
    """The angle of the largest response."""
    return int(EVERY[tuning_curve(_cell, EVERY).argmax()])


def _bars(length: float) -> Panel:
    """Each bar in the cell's field, with the response as a bar of its own."""
    responses = tuning_curve(_cell, ANGLES)
    best = float(responses.max())

    def one(angle: float, response: float) -> Drawing:
        def paint(canvas: Canvas, x: float, y: float) -> None:
            cx, cy, turned = x + 18, y + 18, np.radians(angle)
            canvas.circle(cx, cy, 17, fill=brightness(0, 1), stroke=shade("input", 0.75))
            dx, dy = 13 * np.cos(turned), 13 * np.sin(turned)
            ends = (cx - dx, cy + dy), (cx + dx, cy - dy)
            canvas.line(*ends, stroke=brightness(1, 1), width=5)
            left, width = x + 52, length * response / best
            canvas.rect(left, y + 9, max(width, 1), 18, fill=shade("output", 0.28))
            canvas.rect(left, y + 9, 3, 18, fill=colour("output"))
            canvas.text(left + width + 8, y + 18, number(response), mono=True, anchor="start")

        return Drawing(52 + length + 50, 36, paint)

    pairs = zip(ANGLES, responses, strict=True)
    return column(*(one(a, float(v)) for a, v in pairs), gap=4, align="start")


def draw(layout: str) -> Panel:
    """Left the bars, right the curve."""
    curve, shown = tuning_curve(_cell, EVERY), tuning_curve(_cell, ANGLES)
    best, ticks = _best(), [0, 45, 90, 135, 180]

    def paint(ax: Axes) -> None:
        line(ax, EVERY, curve, "output")
        ax.plot(ANGLES, shown, "D", ms=7, color=colour("output"), clip_on=False)
        note(ax, best, float(curve.max()), f"{best}°", "ink", offset=(0, 14), anchor="middle")
        axis(
            ax,
            xticks=ticks,
            xnames=[f"{tick}°" for tick in ticks],
            yticks=[0, 0.2, 0.4, 0.6],
            xlim=(0, 180),
            ylim=(0, 0.74),
            grid=True,
        )

    wide = layout == "wide"
    plot = Plot(paint, 430 if wide else 340, 290, x="the bar's angle", y="response")
    bars = _bars(190 if wide else 180)
    return row(bars, plot, gap=24) if wide else column(bars, plot, gap=24)


def alt() -> str:
    """What the figure shows."""
    pairs = zip(ANGLES, tuning_curve(_cell, ANGLES), strict=True)
    responses = ", ".join(f"{number(v)} at {a}" for a, v in pairs)
    return (
        f"Bars at {spelled(len(ANGLES))} angles with a model cell's responses, and the smooth curve"
        f" through all angles, highest at {_best()} degrees: {responses}."
    )
