"""The side of an image after each of seven layers, without padding and with it."""

from convdemo import output_size
from scripts.drawing import TEXT, Canvas, Drawing, Panel, Text, colour, column, shade, spelled

F, LAYERS, START, P = 5, 7, 32, 2
ROWS = {"no padding": 0, f"p = {P}": P}


def _sides(padding: int) -> list[int]:
    sides = [START]
    for _ in range(LAYERS):
        sides.append(output_size(sides[-1], F, padding=padding))
    return sides


def _squares(sides: list[int], width: float) -> Drawing:
    """One square for each layer's image, true to scale, its side written beneath."""
    slot = width / len(sides)
    scale = (slot - 8) / START

    def paint(canvas: Canvas, x: float, y: float) -> None:
        for index, side in enumerate(sides):
            s, middle = side * scale, x + (index + 0.5) * slot
            role = "input" if index == 0 else "output"
            box = (round(middle - s / 2) + 0.5, round(y + slot - 8 - s) + 0.5, round(s), round(s))
            canvas.rect(*box, fill=shade(role, 0.2), stroke=shade(role, 0.6))
            if role == "output":
                canvas.rect(box[0] - 1, box[1] - 0.5, 3, box[3] + 1, fill=colour("output"))
            text = str(side)
            canvas.text(middle, y + slot + 6, text, size=13, role=role, weight=600, mono=True)

    return Drawing(width, slot + 18, paint)


def draw(layout: str) -> Panel:
    """Two lines of squares."""
    width = TEXT - 10 if layout == "wide" else 340
    lines: list[Panel] = []
    for name, padding in ROWS.items():
        lines += [Text(name, size=14, weight=600), _squares(_sides(padding), width)]
    return column(
        *lines,
        gap=8,
        align="start",
    )


def alt() -> str:
    """What the figure shows."""
    plain = ", ".join(map(str, _sides(0)))
    return (
        f"{spelled(len(ROWS)).capitalize()} rows of squares, true to scale. Without padding the sides are {plain}. With"
        f" {spelled(P)} pixels of padding before each layer every side is {_sides(P)[-1]}."
    )
