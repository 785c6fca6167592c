"""A whole network on one letter: image, feature maps, smaller maps, feature maps, scores."""

import numpy as np

from convdemo import conv2d, conv_forward, max_pool
from scripts.drawing import Arrow, Grid, Op, Panel, Text, by, column, listed, number, row, times

# The letters that the network tells apart, as a pen writes them: 2 is ink, 1 is thin ink.
INK = {".": 0, "+": 1, "#": 2}
LETTERS = {
    "T": ".......... ..######+. .+######.. ....##.... ....##+..."
    " ....+#.... ....+#.... ....##.... ....##.... ..........",
    "L": ".......... ..##...... ..##...... ..##...... ..##......"
    " ..##...... ..######.. ..######.. .......... ..........",
    "E": ".......... .#######+. .########. .##....... .######..."
    " .######... .##....... .########. .+#######. ..........",
}
SHOWN = "T"
# The first layer: a vertical stroke, a horizontal stroke.
STROKE = np.array([[-1, 2, -1]] * 3)
STROKES = (STROKE, STROKE.T)
POOL = 2
# The second layer reads both maps: a vertical stroke under a horizontal one, and one above it.
STEM, ROOF = (
    np.array([[0, 0, 0], [0, 1, 0], [0, 1, 0]]),
    np.array([[1, 1, 1], [0, 0, 0], [-1, -1, -1]]),
)
JOINTS = np.stack(
    [np.stack([STEM, ROOF], axis=2), np.stack([STEM[::-1], ROOF[::-1]], axis=2)], axis=3
)
# The last layer: one row a letter, with the weight of each kind of joint, and the biases.
WEIGHTS, BIASES = np.array([[1, -1], [-1, 1], [-1, -1]]), np.array([0, 0, 60])


def image(letter: str) -> np.ndarray:
    """The pixels of a letter."""
    return np.array([[INK[mark] for mark in line] for line in LETTERS[letter].split()])


def stages(pixels: np.ndarray) -> tuple[np.ndarray, ...]:
    """What each layer gives for an image: maps, after the rectifier, pooled, second maps, scores."""
    maps = np.stack([conv2d(pixels, stroke) for stroke in STROKES])
    positive = np.maximum(maps, 0)
    pooled = np.stack([max_pool(each, POOL) for each in positive])
    volume = pooled.transpose(1, 2, 0)[np.newaxis]
    second = np.maximum(conv_forward(volume, JOINTS)[0], 0)
    return maps, positive, pooled, second, WEIGHTS @ second.sum(axis=(0, 1)) + BIASES


def _pair(maps: np.ndarray, label: str, cell: float, *, numbers: bool) -> Panel:
    top = float(np.abs(maps).max())
    grids = [
        Grid(each, "output", label=label if first else "", cell=cell, numbers=numbers, top=top)
        for first, each in zip((True, False), maps, strict=True)
    ]
    return column(*grids, gap=12, align="start")


def draw(layout: str) -> Panel:
    """Two lines of steps, each the layers that it is."""
    pixels = image(SHOWN)
    maps, positive, pooled, second, scores = stages(pixels)
    filters = [Grid(each, "filter", cell=26) for each in STROKES]
    filters[0] = Grid(STROKES[0], "filter", label="filters", cell=26)
    first = row(
        Grid(
            pixels,
            "input",
            label=f"image {times(pixels)}",
            picture="grey",
            numbers=False,
            cell=15,
            top=2,
        ),
        Op("∗"),
        column(*filters, gap=38, align="start"),
        Op("="),
        _pair(maps, "feature maps", 13, numbers=False),
        Arrow("ReLU"),
        _pair(positive, "rectified", 13, numbers=False),
        Arrow("pooling"),
        _pair(pooled, "smaller", 26, numbers=True),
        layout=layout,
        gap=9,
    )
    flat = second.reshape(-1, 1)
    named = row(
        column(*(Text(letter, "ink", size=16, weight=600) for letter in LETTERS), gap=16),
        Grid(scores[:, np.newaxis], "output", cell=38, mark=(int(scores.argmax()), 0)),
        gap=4,
    )
    last = row(
        Arrow("convolution, ReLU"),
        _pair(second.transpose(2, 0, 1), "feature maps", 34, numbers=True),
        Arrow("flatten"),
        Grid(flat, "output", cell=26),
        Arrow("dense layer"),
        column(Text("scores", "output", weight=600), named, gap=6),
        Arrow("largest"),
        Text([*LETTERS][int(scores.argmax())], "ink", size=40, weight=700),
        layout=layout,
        gap=9,
    )
    return column(
        Text("first layer", "soft", weight=600),
        first,
        Text("second layer, and the end", "soft", weight=600),
        last,
        gap=14,
    )


def alt() -> str:
    """What the figure shows."""
    maps, _, pooled, second, scores = stages(image(SHOWN))
    named = listed(f"{letter} {number(each)}" for letter, each in zip(LETTERS, scores, strict=True))
    best = [*LETTERS][int(scores.argmax())]
    return (
        f"An image of the letter {SHOWN}, {by(image(SHOWN))}; filters for a vertical and a horizontal stroke;"
        f" their feature maps, {by(maps[0])}; the same without what is negative; pooled to {by(pooled[0])}."
        f" From these a second layer makes feature maps of {by(second[:, :, 0])}, written out as"
        f" {second.size} numbers, from which a dense layer makes scores: {named}. The largest says {best}."
    )
