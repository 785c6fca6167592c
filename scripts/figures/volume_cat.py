"""The cat's nose in red, green and blue, and the output of one filter in each channel."""

import numpy as np
from skimage.data import cat

from convdemo import VERTICAL, conv2d
from scripts.drawing import Panel, Photo, beneath, column, listed, row

FORMAT = "webp"
NAMES = ("red", "green", "blue")
PIECE = (160, 205, 112, 126)  # row, column, height and width: the nose and the stripe above it


def _cut(image: np.ndarray) -> np.ndarray:
    top, left, height, width = PIECE
    return image[top : top + height, left : left + width]


def outputs() -> list[np.ndarray]:
    """The filter's output, without its sign, in each channel of the piece."""
    return [_cut(np.abs(conv2d(cat()[:, :, c], VERTICAL))) for c in range(len(NAMES))]


def draw(layout: str) -> Panel:
    """The photograph with the piece marked; beside it, or on a phone below it, the channels."""
    width = 180.0 if layout == "wide" else 150.0
    pairs = [
        (
            Photo(_cut(cat()[:, :, c]), width, label=name),
            Photo(output, width, scale=(0, 200), role="output"),
        )
        for c, (name, output) in enumerate(zip(NAMES, outputs(), strict=True))
    ]
    whole = beneath(Photo(cat(), 170, window=PIECE), "the photograph")
    if layout == "wide":
        return row(whole, *(column(*pair, gap=8) for pair in pairs), gap=14)
    return column(whole, *(row(*pair, gap=8) for pair in pairs), gap=16)


def alt() -> str:
    """What is drawn."""
    alike = np.corrcoef([a.ravel() for a in outputs()]).min()
    return (
        f"A tabby cat's nose as brightness in {listed(NAMES)}, and with each the vertical edges found in it."
        " The nose is bright in red and dark in blue. The white stripe above it has clear edges in blue"
        f" and faint ones in red. The least correlation of a pair of these outputs is {alike:.2f}."
    )
