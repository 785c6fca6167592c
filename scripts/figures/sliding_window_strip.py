"""Four places of the window along one row of the image, and the number that each gives."""

from convdemo import VERTICAL, conv2d, edge_image
from scripts.drawing import Grid, Panel, number, spelled, strip

ROW = 1


def draw(layout: str) -> Panel:
    image = edge_image()
    results = conv2d(image, VERTICAL)[ROW]
    places = enumerate(results)
    return strip(
        *(
            (Grid(image, "input", picture="grey", window=(ROW, col, 3, 3)), number(sum_))
            for col, sum_ in places
        ),
        layout=layout,
    )


def alt() -> str:
    results = conv2d(edge_image(), VERTICAL)[ROW]
    steps = ", ".join(f"{number(sum_)} at column {col + 1}" for col, sum_ in enumerate(results))
    return (
        f"{spelled(len(results)).capitalize()} copies of the image. The window starts at row"
        f" {ROW + 1} and moves one column to the right each time. Beneath stands the sum it gives: {steps}."
    )
