"""The proposal of 1962: round fields in a line, simple cells side by side, a complex cell."""

from scripts.drawing import Canvas, Drawing, Panel, Text, colour, column, row, shade, spelled

TALL = 190
ROUND, ALIKE = 5, 3  # fields in a line, and simple cells side by side


def _round_fields() -> Drawing:
    """Centre-surround fields along a line."""

    def paint(canvas: Canvas, x: float, y: float) -> None:
        for k in range(ROUND):
            place = (x + 60, y + 27 + 34 * k)
            canvas.circle(*place, 21, stroke=shade("input", 0.45), dash=(3, 2))
            canvas.circle(*place, 10, fill=shade("input", 0.35), stroke=colour("input"), width=1.5)
            canvas.text(*place, "+", size=14, role="ink", weight=700)

    return Drawing(120, TALL, paint)


def _simple_fields(count: int) -> Drawing:
    """One or more fields with an exciting stripe between two that hold back."""
    gap = 0 if count == 1 else 34

    def paint(canvas: Canvas, x: float, y: float) -> None:
        for k in range(count):
            left, top = x + 14 + gap * k, y + 25 + (0 if count == 1 else 8 * k)
            for part in range(3):
                box = (left + 18 * part + 0.5, top + 0.5, 18, 124)
                middle = part == 1
                fill = shade("filter", 0.3 if middle else 0.06)
                canvas.rect(*box, fill=fill, stroke=shade("filter", 0.6), dash=(3, 2))
            for height in (24, 62, 100):
                canvas.text(left + 9, top + height, "−", size=14, role="ink")
                canvas.text(left + 27, top + height, "+", size=14, role="ink", weight=700)
                canvas.text(left + 45, top + height, "−", size=14, role="ink")

    return Drawing(82 + gap * (count - 1), TALL, paint)


def _complex_field() -> Drawing:
    """A field without stripes: a vertical line anywhere in it will do."""

    def paint(canvas: Canvas, x: float, y: float) -> None:
        box = (x + 4.5, y + 25.5, 132, 140)
        canvas.rect(*box, fill=shade("output", 0.14), stroke=colour("output"), width=1.5)
        canvas.rect(x, y + 25, 3, 141, fill=colour("output"))
        for k, place in enumerate((28, 56, 84, 112)):
            solid = k == 1
            ends = (x + place, y + 46), (x + place, y + 146)
            stroke = colour("ink") if solid else shade("soft", 0.5)
            canvas.line(*ends, stroke=stroke, width=4 if solid else 2.5)

    return Drawing(140, TALL, paint)


def _joint(words: str) -> Drawing:
    def paint(canvas: Canvas, x: float, y: float) -> None:
        middle = y + TALL / 2
        canvas.text(x + 30, middle - 14, words, size=12, role="soft")
        canvas.arrow((x + 2, middle), (x + 58, middle), stroke=colour("soft"))

    return Drawing(60, TALL, paint)


def _named(panel: Panel, name: str, role: str, words: str) -> Panel:
    return column(panel, Text(name, role, size=14, weight=600), Text(words, "soft", size=12), gap=2)


def _steps() -> tuple[Panel, ...]:
    return (
        _named(_round_fields(), "round fields", "input", "spots of light"),
        _named(_simple_fields(1), "one simple cell", "filter", "a filter"),
        _named(
            _simple_fields(ALIKE), "its like, side by side", "filter", "the same filter, elsewhere"
        ),
        _named(_complex_field(), "a complex cell", "output", "pooling: any of them will do"),
    )


def draw(layout: str) -> Panel:
    """From left to right; on a phone one under the other."""
    steps = _steps()
    if layout == "narrow":
        return column(*steps, gap=24)
    panels: list[Panel] = [steps[0]]
    for words, step in zip(("add up", "repeat", "any of them"), steps[1:], strict=True):
        panels += [_joint(words), step]
    return row(*panels, gap=4)


def alt() -> str:
    """What the figure shows."""
    return (
        f"{spelled(len(_steps())).capitalize()} drawings from left to right: {spelled(ROUND)}"
        " round receptive fields in a vertical line; the"
        " striped field of one simple cell, plus in the middle and minus at both sides;"
        f" {spelled(ALIKE)} such fields side by side; and the field of a complex cell, in which"
        " a vertical line may lie anywhere."
    )
