"""The cat, and the output of one filter in each of its channels."""

import numpy as np
from skimage.data import cat

from convdemo import VERTICAL, conv2d
from scripts.drawing import Panel, Photo, spelled, strip

FORMAT = "webp"
NAMES = ("red", "green", "blue")


def outputs() -> list[np.ndarray]:
    return [np.abs(conv2d(cat()[:, :, c], VERTICAL)) for c in range(3)]


def draw(layout: str) -> Panel:
    width = 192 if layout == "wide" else 164
    photos = [Photo(cat(), width, label="the photograph")]
    for name, output in zip(NAMES, outputs(), strict=True):
        photos.append(Photo(output, width, scale=(0, 300), role="output", label=name))
    return strip(*photos, layout=layout, gap=12)


def alt() -> str:
    """What is drawn."""
    alike = np.corrcoef([a.ravel() for a in outputs()]).min()
    return (
        f"A tabby cat's face, and {spelled(len(NAMES))} dark outputs with its vertical edges as found in red, green"
        f" and blue. They are much alike: the least correlation between two of them is {alike:.2f}."
    )
