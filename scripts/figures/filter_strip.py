"""One row of the output, window by window."""

from convdemo import VERTICAL, conv2d, edge_image
from scripts.drawing import Grid, Panel, number, spelled, strip

ROW = 1


def draw(layout: str) -> Panel:
    """Four frames, each with the window one place further right."""
    image = edge_image()
    sums = conv2d(image, VERTICAL)[ROW]
    cell = 31 if layout == "wide" else 27
    frames = [
        (Grid(image, "input", picture="grey", window=(ROW, c, 3, 3), cell=cell), number(total))
        for c, total in enumerate(sums)
    ]
    return strip(*frames, layout=layout, gap=20 if layout == "wide" else 16)


def alt() -> str:
    """What the figure shows."""
    sums = conv2d(edge_image(), VERTICAL)[ROW]
    return (
        f"The same image {spelled(len(sums))} times, the window one column further right each time. Beneath, its"
        f" sums: {', '.join(map(number, sums))}."
    )
