"""The receptive field of one cell through two layers, seen from the side."""

from convdemo import receptive_field
from scripts.drawing import Canvas, Drawing, Panel, colour, shade

CELL, RISE = 40, 92
ROWS = (("input", 7, "the image"), ("output", 5, "first layer"), ("output", 3, "second layer"))


def seen() -> int:
    """Pixels under one cell of the second layer."""
    return receptive_field([(3, 1), (3, 1)])


def _paint(canvas: Canvas, x: float, y: float) -> None:
    for level, (role, count, name) in enumerate(ROWS):
        top = y + (2 - level) * RISE
        left = x + level * CELL
        seen_here = 5 - 2 * level
        first = (count - seen_here) // 2
        for index in range(count):
            inside = first <= index < first + seen_here
            canvas.rect(
                left + index * CELL,
                top,
                CELL,
                CELL,
                fill=shade(role, 0.3 if inside else 0),
                stroke=shade(role, 0.6),
            )
        box = (left + first * CELL, top, seen_here * CELL, CELL)
        stroke = colour("output" if level == 2 else "filter")
        canvas.round_rect(*box, stroke=stroke, width=3)
        canvas.text(x + 7 * CELL / 2, top - 15, name, size=13, role="soft")
        if level:
            below = top + RISE
            middle = left + (first + seen_here / 2) * CELL
            reach = (seen_here + 2) * CELL / 2
            half = seen_here * CELL / 2
            canvas.lines(
                [
                    [(middle - half, top + CELL), (middle - reach, below)],
                    [(middle + half, top + CELL), (middle + reach, below)],
                ],
                stroke=colour("filter"),
                width=1.5,
                dash=(4.0, 3.0),
            )


def draw(layout: str) -> Panel:
    return Drawing(7 * CELL, 2 * RISE + CELL + 24, lambda c, x, y: _paint(c, x, y + 24))


def alt() -> str:
    """What is drawn."""
    return (
        "Three lines of cells, one above the other. One cell of the second layer rests on three"
        f" cells of the first, and these rest on {seen()} of the seven pixels of the image."
    )
