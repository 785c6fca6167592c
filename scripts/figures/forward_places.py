"""A 5 × 5 window on a 32 × 32 image: its first and its last place, and the output."""

from convdemo import output_size
from scripts.drawing import Arrow, Canvas, Drawing, Panel, colour, row, shade

N, F = 32, 5
CELL = 9.0
TOP = 54  # px above the cells: the label, and the size of the image
FOOT = 46  # px below: the steps


def _cells(canvas: Canvas, x: float, y: float, count: int, role: str) -> None:
    side = count * CELL
    ends = [k * CELL for k in range(count + 1)]
    canvas.rect(x, y, side, side, fill=shade(role, 0.07))
    canvas.lines(
        [[(x, y + e), (x + side, y + e)] for e in ends]
        + [[(x + e, y), (x + e, y + side)] for e in ends],
        stroke=shade(role, 0.4),
        width=0.75,
    )


def _image(canvas: Canvas, x: float, y: float) -> None:
    side, last = N * CELL, (N - F) * CELL
    canvas.text(x, y + 9, f"input {N} × {N}", role="input", weight=600, anchor="start")
    _span(canvas, x, x + side, y + 40, f"n = {N}", "input")
    y += TOP
    _cells(canvas, x, y, N, "input")
    for left in (0.0, last):
        canvas.rect(x + left, y, F * CELL, F * CELL, fill=shade("filter", 0.2))
        canvas.round_rect(x + left, y, F * CELL, F * CELL, stroke=colour("filter"), width=3)
    canvas.round_rect(
        x + last, y + last, F * CELL, F * CELL, stroke=colour("filter"), width=1.5, dash=(4, 3)
    )
    middle = y + F * CELL / 2
    canvas.text(x + F * CELL / 2, middle, f"f = {F}", role="filter", size=12, weight=600)
    canvas.arrow(
        (x + F * CELL + 6, middle), (x + last - 6, middle), stroke=colour("filter"), width=1.5
    )
    words = f"n − f = {N - F} steps"
    canvas.rect(x + side / 2 - 62, middle + 8, 124, 20, fill=shade("input", 0.07))
    canvas.text(x + side / 2, middle + 18, words, role="filter", size=13, weight=600)


def _span(canvas: Canvas, left: float, right: float, y: float, words: str, role: str) -> None:
    """A length, with its words in the middle."""
    middle, gap = (left + right) / 2, 34
    stroke = colour(role)
    canvas.lines(
        [
            [(left, y), (middle - gap, y)],
            [(middle + gap, y), (right, y)],
            [(left, y - 5), (left, y + 5)],
            [(right, y - 5), (right, y + 5)],
        ],
        stroke=stroke,
        width=1.25,
    )
    canvas.text(middle, y, words, role=role, size=13, weight=600)


def _output(canvas: Canvas, x: float, y: float) -> None:
    places = output_size(N, F)
    side = places * CELL
    x += 7
    canvas.text(x, y + 9, f"output {places} × {places}", role="output", weight=600, anchor="start")
    _span(canvas, x, x + side, y + 40, f"{places}", "output")
    y += TOP
    _cells(canvas, x, y, places, "output")
    canvas.rect(x - 7, y - 0.5, 3, side + 1, fill=colour("output"))
    for left in (0.0, side - CELL):
        canvas.rect(
            x + left, y, CELL, CELL, fill=shade("output", 0.45), stroke=colour("output"), width=2
        )
    last = side - CELL
    canvas.rect(x + last, y + last, CELL, CELL, stroke=colour("output"), width=1.5)


def draw(layout: str) -> Panel:
    """Image and output to one scale."""
    side, out = N * CELL, output_size(N, F) * CELL
    image = Drawing(side + 1, side + TOP + 2, _image, axis=TOP + side / 2)
    output = Drawing(out + 9, out + TOP + 2, _output, axis=TOP + out / 2)
    return row(image, Arrow(f"∗ {F} × {F}", "filter", length=60), output, layout=layout, gap=26)


def alt() -> str:
    """What the figure shows."""
    places = output_size(N, F)
    return (
        f"An image of {N} by {N} cells. A window of {F} by {F} stands in its top left corner and"
        f" again in its top right corner, {N - F} steps further; a third, dashed, in the bottom"
        f" right corner. Beside it the output of {places} by {places} cells, with the cells that"
        " these places give marked in its corners."
    )
