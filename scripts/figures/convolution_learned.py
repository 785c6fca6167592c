"""What a learner that cross-correlates finds, from outputs made by either operation."""

import numpy as np

from convdemo import conv2d, learn_filter
from scripts.drawing import Arrow, Grid, Panel, by, column, row, spelled

CORNER = np.array([[1, 1, 1], [0, 0, 1], [0, 0, 1]])
# The operation, and the filter with which a learner that cross-correlates has the same outputs.
MADE_BY = {"cross-correlation": CORNER, "convolution": CORNER[::-1, ::-1]}
DECIMALS = 2


def _learned(weights: np.ndarray) -> np.ndarray:
    images = np.random.default_rng(1).normal(size=(4, 8, 8))
    wanted = np.stack([conv2d(image, weights) for image in images])
    return learn_filter(images, wanted, 3, rate=0.2, steps=300).kernel


def draw(layout: str) -> Panel:
    """Two lines: the filter that made the wanted outputs, and the one that was learned."""
    lines = []
    for name, weights in MADE_BY.items():
        lines.append(
            row(
                Grid(CORNER, "filter", label="given", cell=36),
                Arrow(name, length=150 if layout == "wide" else 128),
                Grid(np.round(_learned(weights), DECIMALS), "filter", label="learned", cell=36),
            )
        )
    return column(*lines, gap=26)


def alt() -> str:
    """What the figure shows."""
    right = [np.round(_learned(w), DECIMALS) == w for w in MADE_BY.values()]
    return (
        f"{spelled(len(MADE_BY)).capitalize()} pairs of {by(CORNER)} filters. From outputs made by"
        " cross-correlation the corner itself is learned; from outputs made by convolution, the"
        f" corner turned by half. To {spelled(DECIMALS)} decimals, {np.sum(right)}"
        f" of the {np.size(right)} weights learned are right."
    )
