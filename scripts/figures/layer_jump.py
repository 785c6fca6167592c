"""A row of pixels, a layer with a stride above it, and where two neighbours of the next layer look."""

from convdemo import output_size, receptive_field
from scripts.drawing import Canvas, Drawing, Panel, colour, shade, spelled

N, F, STRIDE = 9, 3, 2
FIRST = output_size(N, F, stride=STRIDE)
SECOND = output_size(FIRST, F)
RISE = 76
NAMES = 62  # px at the left for the names of the rows


def fields() -> list[tuple[int, int]]:
    """The first and the last pixel that each cell of the second layer sees."""
    seen = receptive_field([(F, STRIDE), (F, 1)])
    return [(STRIDE * index, STRIDE * index + seen - 1) for index in range(SECOND)]


def _middle(layers: int, index: int) -> float:
    """Where a cell stands, in pixels: over the middle of what it sees."""
    seen = receptive_field([(F, STRIDE), (F, 1)][:layers])
    return (STRIDE * index if layers else index) + seen / 2


def _paint(canvas: Canvas, at: float, y: float, cell: float) -> None:
    x = at + NAMES
    tops = [y + (2 - layers) * RISE for layers in range(3)]
    for layers, count in enumerate((N, FIRST, SECOND)):
        role = "output" if layers else "input"
        top = tops[layers]
        name = f"layer {layers}" if layers else "image"
        canvas.text(at, top + cell / 2, name, size=13, role="soft", anchor="start")
        for index in range(count):
            left = x + (_middle(layers, index) - 0.5) * cell
            box = (left, top, cell, cell)
            marked = layers == 2
            canvas.rect(*box, fill=shade(role, 0.25 if marked else 0.1), stroke=colour(role))
            text = chr(ord("A") + index) if marked else "" if layers else str(index)
            if text:
                canvas.text(left + cell / 2, top + cell / 2, text, size=14, role="ink")
            if layers:
                _cone(canvas, x, (tops[layers], tops[layers - 1]), cell, layers, index)
    for index, (first, last) in enumerate(fields()):
        under = tops[0] + cell + 9 + index * 22
        left, right = x + first * cell + 3, x + (last + 1) * cell - 3
        ends = [(left, under), (left, under + 4), (right, under + 4), (right, under)]
        stroke = colour("filter" if index else "output")
        canvas.line(*ends, stroke=stroke, width=2.5, dash=(6, 3) if index else None)
        canvas.text((left + right) / 2, under + 13, chr(ord("A") + index), size=13, role="soft")


def _cone(
    canvas: Canvas, x: float, tops: tuple[float, float], cell: float, layers: int, index: int
) -> None:
    """Two lines from a cell to the first and the last cell that it reads."""
    step = STRIDE if layers == 1 else 1
    middle = x + _middle(layers, index) * cell
    low = x + (_middle(layers - 1, step * index) - 0.5) * cell
    high = x + (_middle(layers - 1, step * index + F - 1) + 0.5) * cell
    second = layers == 2 and index
    style = {
        "stroke": colour("filter" if second else "output"),
        "width": 1.5 if layers == 2 else 0.75,
        "dash": (4.0, 3.0) if second else None,
    }
    upper, lower = tops[0] + cell, tops[1]
    canvas.lines(
        [[(middle - cell / 2, upper), (low, lower)], [(middle + cell / 2, upper), (high, lower)]],
        **style,
    )


def draw(layout: str) -> Panel:
    """Cells stand over the middle of what they see, so gaps show the jump."""
    cell = 42.0 if layout == "wide" else 30.0
    height = 2 * RISE + cell + 22 * SECOND + 6
    return Drawing(NAMES + N * cell, height, lambda c, x, y: _paint(c, x, y, cell))


def alt() -> str:
    """What is drawn."""
    (first, last), (again, end) = fields()
    return (
        f"A row of {spelled(N)} pixels. Above it {spelled(FIRST)} cells of a layer with a window of"
        f" {spelled(F)} and a stride of {spelled(STRIDE)}; above these {spelled(SECOND)} cells, A and B,"
        f" of a layer with a window of {spelled(F)} and a stride of one. A sees the pixels {first} to {last}, B the"
        f" pixels {again} to {end}."
    )
