"""Three filters that agree on the stripes and disagree on the chessboard."""

import numpy as np

from convdemo import SOBEL, check_image, conv2d, learn_filter, stripe_image
from scripts.drawing import Grid, Panel, column, number, row, spelled


def kernels() -> dict[str, np.ndarray]:
    """Sobel's filter, and two that the stripes take for it."""
    stripes = stripe_image()
    wanted = conv2d(stripes, SOBEL)
    zero = learn_filter(stripes, wanted, rate=0.002, steps=400, initial=np.zeros((3, 3)))
    other = learn_filter(stripes, wanted, rate=0.002, steps=400, seed=1)
    return {"Sobel's": SOBEL, "found from zeros": zero.kernel, "found from elsewhere": other.kernel}


def _text(value: float) -> str:
    return number(value, 1)


def _column(name: str, kernel: np.ndarray, cell: float) -> Panel:
    return column(
        Grid(kernel, "filter", label=name, cell=cell + 8, top=2.5),
        Grid(
            conv2d(stripe_image(), kernel)[0],
            "output",
            label="on the stripes",
            cell=cell,
            top=40,
            format=_text,
        ),
        Grid(
            conv2d(check_image(), kernel),
            "output",
            label="on the chessboard",
            cell=cell + 8,
            top=40,
            format=_text,
        ),
        gap=20,
        align="start",
    )


def draw(layout: str) -> Panel:
    """One column for each filter."""
    columns = [_column(name, kernel, 36) for name, kernel in kernels().items()]
    return row(*columns, gap=18) if layout == "wide" else column(*columns, gap=36, align="start")


def alt() -> str:
    """What the figure shows."""
    rows = [conv2d(check_image(), kernel)[1] for kernel in kernels().values()]
    same = ", ".join(_text(v) for v in conv2d(stripe_image(), SOBEL)[0])
    told = "; ".join(", ".join(_text(v) for v in output) for output in rows)
    return (
        f"Sobel's filter and {spelled(len(rows) - 1)} other filters of {spelled(SOBEL.size)} weights. On the"
        f" stripes all {spelled(len(rows))} give"
        f" {same} in every row. On the chessboard they differ; the second rows of their outputs"
        f" are {told}."
    )
