"""The receptive field of one cell through two layers, seen from the side."""

from convdemo import output_size, receptive_field
from scripts.drawing import Canvas, Drawing, Panel, colour, shade, spelled

CELL, RISE = 40, 92
N, F = 7, 3  # pixels of the image, and the side of the filter
ROWS = (
    ("input", N, "the image"),
    ("output", output_size(N, F), "first layer"),
    ("output", output_size(output_size(N, F), F), "second layer"),
)


def seen() -> int:
    """Pixels under one cell of the second layer."""
    return receptive_field([(F, 1), (F, 1)])


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
        canvas.text(x + N * CELL / 2, top - 15, name, size=13, role="soft")
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
    return Drawing(N * CELL, 2 * RISE + CELL + 24, lambda c, x, y: _paint(c, x, y + 24))


def alt() -> str:
    """What is drawn."""
    return (
        f"{spelled(len(ROWS)).capitalize()} lines of cells, one above the other. One cell of the second"
        f" layer rests on {spelled(F)} cells of the first, and these rest on {seen()} of the"
        f" {spelled(N)} pixels of the image."
    )
