"""The arrangement: a bar on a screen, an eye, an electrode in the cortex, an amplifier, spikes."""

from collections.abc import Sequence

import numpy as np
from matplotlib.path import Path

from convdemo import bar_image, simple_cell
from scripts.drawing import (
    Arrow,
    Canvas,
    Drawing,
    Panel,
    Text,
    brightness,
    colour,
    column,
    row,
    shade,
    spelled,
)

ANGLES = (90, 60, 0)
MOST = 14  # spikes for the best bar: the scale of the traces


def _response(angle: float) -> float:
    return simple_cell(bar_image(angle), 90)


def _bar(canvas: Canvas, x: float, y: float, angle: float, length: float, width: float) -> None:
    """A bar of light through (x, y), running at the angle."""
    turned = np.radians(angle)
    dx, dy = length / 2 * np.cos(turned), length / 2 * np.sin(turned)
    ends = (x - dx, y + dy), (x + dx, y - dy)
    canvas.line(*ends, stroke=brightness(1, 1), width=width)


def _screen() -> Drawing:
    def paint(canvas: Canvas, x: float, y: float) -> None:
        box = (x + 4.5, y + 0.5, 112, 112)
        canvas.rect(*box, fill=brightness(0, 1), stroke=shade("input", 0.75))
        _bar(canvas, x + 60.5, y + 56.5, 90, 78, 11)
        canvas.lines(
            [
                [(x + 60.5, y + 113), (x + 60.5, y + 138)],
                [(x + 36, y + 138.5), (x + 85, y + 138.5)],
            ],
            stroke=shade("input", 0.5),
            width=1.5,
        )

    return Drawing(121, 140, paint, axis=56)


def _smooth(points: Sequence[tuple[float, float]], x: float, y: float) -> Path:
    """A curve through the points, around and back to the first; a point given twice is a corner."""
    placed = [(x + px, y + py) for px, py in points]
    count = len(placed)
    vertices, codes = [placed[0]], [Path.MOVETO]
    for k in range(count):
        before, start, end, after = (placed[(k + j) % count] for j in (-1, 0, 1, 2))
        leave = [s + (e - b) / 6 for b, s, e in zip(before, start, end, strict=True)]
        reach = [e - (a - s) / 6 for s, e, a in zip(start, end, after, strict=True)]
        vertices += [(leave[0], leave[1]), (reach[0], reach[1]), end]
        codes += [Path.CURVE4] * 3
    return Path(vertices, codes)


HEAD = [(12, 92), (16, 80), (34, 60), (52, 42), (62, 34), (62, 34), (70, 4), (70, 4), (92, 26)]
HEAD += [(92, 26), (118, 22), (150, 36), (168, 66), (170, 98), (160, 128), (118, 132), (84, 126)]
HEAD += [(50, 122), (24, 110)]
CORTEX = [(122, 46), (138, 37), (154, 47), (162, 66), (160, 84), (147, 94), (135, 88), (141, 72)]
CORTEX += [(132, 60)]


def _head() -> Drawing:
    """From the side, facing the screen: eye, relay, cortex; and the wire to the amplifier."""
    ink, thin = colour("soft"), shade("soft", 0.55)

    def paint(canvas: Canvas, x: float, y: float) -> None:
        canvas.path(_smooth(HEAD, x, y), fill=shade("soft", 0.04), stroke=thin, width=1.5)
        eye, relay = (x + 46, y + 74), (x + 98, y + 88)
        canvas.line((eye[0] + 11, eye[1] + 3), relay, stroke=ink, width=1.5)
        canvas.line(relay, (x + 138, y + 74), stroke=ink, width=1.5)
        canvas.circle(*eye, 11, fill=shade("input", 0.1), stroke=ink, width=1.5)
        canvas.circle(eye[0] - 6, eye[1], 4.5, fill=ink)
        canvas.circle(*relay, 5, fill=shade("soft", 0.25), stroke=ink, width=1.5)
        canvas.path(
            _smooth(CORTEX, x, y), fill=shade("output", 0.22), stroke=colour("output"), width=1.5
        )
        canvas.text(x + 46, y + 98, "eye", size=12, role="soft")
        canvas.text(x + 98, y + 106, "relay", size=12, role="soft")
        canvas.text(x + 128, y + 146, "visual cortex", size=12, role="output")
        # The electrode comes from above; its tip is in the cortex, its wire goes to the amplifier.
        tip, end, box = (x + 150, y + 62), (x + 186, y + 12), (x + 234, y + 58)
        canvas.line(tip, end, stroke=colour("ink"), width=2.5)
        canvas.circle(*tip, 3, fill=colour("ink"))
        wire = Path([end, (x + 206, y - 14), (x + 196, y + 58), box], [1, 4, 4, 4])
        canvas.path(wire, stroke=ink, width=1.5)
        canvas.text(x + 204, y + 2, "electrode", size=12, role="soft", anchor="start")
        corners = box[0], box[1] - 28, box[0] + 46, box[1], box[0], box[1] + 28
        canvas.polygon(
            corners[:2], corners[2:4], corners[4:], fill=shade("soft", 0.1), stroke=ink, width=1.5
        )
        canvas.text(box[0] + 22, box[1] + 44, "amplifier", size=12, role="soft")

    return Drawing(286, 154, paint, axis=62)


def _trace(angle: float, length: float) -> Drawing:
    """The bar in the cell's field, and one second of spikes."""
    count = round(MOST * _response(angle) / _response(90))

    def paint(canvas: Canvas, x: float, y: float) -> None:
        canvas.circle(x + 18, y + 18, 17, fill=brightness(0, 1), stroke=shade("input", 0.75))
        _bar(canvas, x + 18, y + 18, angle, 26, 5)
        left, base = x + 48, round(y + 30) + 0.5
        canvas.line((left, base), (left + length, base), stroke=colour("soft"))
        jitter = np.random.default_rng(7).uniform(-0.3, 0.3, size=count)
        times = (np.arange(count) + 0.5 + jitter) / max(count, 1) * length
        spikes = [[(left + t, base), (left + t, base - 22)] for t in times]
        canvas.lines(spikes, stroke=colour("output"), width=2)

    return Drawing(52 + length, 36, paint)


def draw(layout: str) -> Panel:
    """The apparatus, and to its right (on a phone below it) the traces."""
    length = 150
    traces = column(
        Text("what is heard", "output", size=14, weight=600),
        *(_trace(angle, length) for angle in ANGLES),
        gap=10,
        align="start",
    )
    if layout == "narrow":
        screen = column(_screen(), Arrow("light", length=30, down=True), gap=2)
        return column(screen, _head(), traces, gap=16)
    return row(_screen(), Arrow("light", length=48), _head(), Arrow(length=28), traces, gap=8)


def alt() -> str:
    """What the figure shows."""
    best = _response(90)
    counts = ", ".join(f"{round(MOST * _response(a) / best)} at {a} degrees" for a in ANGLES)
    return (
        "A bar of light on a screen; the outline of a cat's head with an eye, a relay and the"
        " visual cortex, an electrode in the cortex, an amplifier; and the cell's spikes for bars"
        f" at {spelled(len(ANGLES))} angles: {counts}."
    )
