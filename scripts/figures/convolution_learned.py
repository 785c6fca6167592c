"""What a learner that cross-correlates finds, from outputs made by either operation."""

import numpy as np

from convdemo import conv2d, learn_filter
from scripts.drawing import Arrow, Grid, Panel, column, row

CORNER = np.array([[1, 1, 1], [0, 0, 1], [0, 0, 1]])


def _learned(weights: np.ndarray) -> np.ndarray:
    images = np.random.default_rng(1).normal(size=(4, 8, 8))
    wanted = np.stack([conv2d(image, weights) for image in images])
    return learn_filter(images, wanted, 3, rate=0.2, steps=300).kernel


def draw(layout: str) -> Panel:
    """Two lines: the filter that made the wanted outputs, and the one that was learned."""
    lines = []
    for name, weights in (
        ("cross-correlation", CORNER),
        ("convolution", CORNER[::-1, ::-1]),
    ):
        lines.append(
            row(
                Grid(CORNER, "filter", label="given", cell=36),
                Arrow(name, length=150 if layout == "wide" else 128),
                Grid(np.round(_learned(weights), 2), "filter", label="learned", cell=36),
            )
        )
    return column(*lines, gap=26)


def alt() -> str:
    """What the figure shows."""
    right = [np.round(_learned(w), 2) == w for w in (CORNER, CORNER[::-1, ::-1])]
    return (
        "Two pairs of 3 by 3 filters. From outputs made by cross-correlation the corner itself is"
        " learned; from outputs made by convolution, the corner turned by half. To two decimals,"
        f" {np.sum(right)} of the {np.size(right)} weights learned are right."
    )
