"""The shapes of one layer: a volume, six filters, a volume."""

from convdemo import Conv2d, summarize
from scripts.drawing import Arrow, Canvas, Drawing, Panel, by, colour, row, shade, spelled, times

SCALE = 5.2
IMAGE = (32, 32, 3)
FILTERS, SIDE = 6, 5
FILTER = (SIDE, SIDE, IMAGE[-1])


def layer() -> tuple[tuple[int, ...], int]:
    """The output's shape and the number of parameters."""
    table = summarize([Conv2d(FILTERS, SIDE)], IMAGE)
    return table.rows[0].output_shape, table.parameters


def _block(shape: tuple[int, int, int], role: str, name: str, step: float = 7) -> Drawing:
    """A volume as sheets one behind the other."""
    n_h, n_w, n_c = shape
    w, h = max(20.0, n_w * SCALE), max(20.0, n_h * SCALE)
    shift = step * (n_c - 1)

    def paint(canvas: Canvas, x: float, y: float) -> None:
        canvas.text(x + 7, y + 9, f"{name} {times(shape)}", role=role, weight=600, anchor="start")
        dash = (3.0, 2.0) if role == "filter" else None
        for channel in range(n_c - 1, -1, -1):
            left, top = x + 7 + step * channel, y + 28 + shift - step * channel
            fill = shade(role, 0.12)
            canvas.rect(left, top, w, h, fill=shade(role, 0), dash=None)
            canvas.rect(left, top, w, h, fill=fill, stroke=colour(role), dash=dash)
        if role == "output":
            canvas.rect(x, y + 28 + shift, 3, h, fill=colour("output"))
        if role == "input":
            canvas.round_rect(
                x + 40,
                y + 28 + shift + 40,
                SIDE * SCALE,
                SIDE * SCALE,
                stroke=colour("filter"),
                width=3,
            )

    return Drawing(max(w + shift + 10, 160), h + shift + 32, paint, axis=28 + (h + shift) / 2)


def _filters() -> Drawing:
    def paint(canvas: Canvas, x: float, y: float) -> None:
        canvas.text(
            x,
            y + 9,
            f"{FILTERS} filters {times(FILTER)}",
            role="filter",
            weight=600,
            anchor="start",
        )
        side = SIDE * SCALE
        for index in range(FILTERS):
            left, top = x + (index % 3) * 50, y + 34 + (index // 3) * 56
            for channel in reversed(range(FILTER[-1])):
                box = (left + 6 * channel, top + 12 - 6 * channel, side, side)
                canvas.rect(*box, fill=shade("filter", 0))
                canvas.rect(
                    *box,
                    fill=shade("filter", 0.14),
                    stroke=colour("filter"),
                    dash=(3.0, 2.0),
                )

    return Drawing(160, 150, paint, axis=90)


def draw(layout: str) -> Panel:
    shape, _ = layer()
    image = _block(IMAGE, "input", "input")
    output = _block((shape[0], shape[1], shape[2]), "output", "output")
    parts = (image, Arrow(), _filters(), Arrow(), output)
    return row(*parts, layout=layout, gap=18)


def alt() -> str:
    """What is drawn."""
    shape, parameters = layer()
    return (
        f"A volume of {by(IMAGE)}, drawn as {spelled(IMAGE[-1])} sheets; {spelled(FILTERS)} filters of"
        f" {by(FILTER)}; and the output of {by(shape)}, drawn as {spelled(shape[-1])} sheets. The layer has"
        f" {parameters} parameters."
    )
