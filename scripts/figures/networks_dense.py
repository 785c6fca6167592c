"""A dense layer's weights as one filter: one score on its own size, more on a larger image."""

import numpy as np

from convdemo import conv2d, pool_image
from scripts.drawing import Grid, Op, Panel, by, column, listed, number, row, times

WEIGHTS = np.array([[0, 1, 0, -1], [1, 2, -1, 0], [0, 1, 0, 1], [-1, 0, 1, 0]])


def images() -> tuple[np.ndarray, np.ndarray]:
    """The image that the weights were made for, and one a row and a column larger."""
    small = pool_image()
    return small, np.pad(small, ((0, 1), (0, 1)), mode="wrap")


def draw(layout: str) -> Panel:
    cell = 30

    def line(image: np.ndarray, label: str) -> Panel:
        scores = conv2d(image, WEIGHTS)
        last = (scores.shape[0] - 1, scores.shape[1] - 1)
        return row(
            Grid(image, "plain", label=label, cell=cell, window=(*last, *WEIGHTS.shape)),
            Op("∗"),
            Grid(WEIGHTS, "filter", label=f"weights {times(WEIGHTS)}", cell=cell),
            Op("="),
            Grid(
                scores,
                "output",
                label="score" if scores.size == 1 else "scores",
                cell=cell,
                mark=last,
            ),
            layout=layout,
        )

    small, wider = images()
    return column(
        line(small, f"image {times(small)}"), line(wider, f"image {times(wider)}"), gap=30
    )


def alt() -> str:
    """What is drawn."""
    small, wider = images()
    scores = [number(value) for value in conv2d(wider, WEIGHTS).ravel()]
    return (
        f"Above, a {by(small)} image, {by(WEIGHTS)} weights that cover it, and the one score they give,"
        f" {number(conv2d(small, WEIGHTS)[0, 0])}. Below, the same weights on a {by(wider)} image: they lie"
        f" in {number(len(scores))} places and give the scores {listed(scores)}."
    )
