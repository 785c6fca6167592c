"""One layer on the photograph: six filters, six channels, of which the eye is shown."""

import functools

import numpy as np
from skimage.data import cat

from convdemo import conv_forward, gaussian_derivative
from scripts.drawing import Panel, Photo, strip

FORMAT = "webp"
ANGLES = (0, 30, 60, 90, 120, 150)
PIECE = (70, 118, 92, 128)  # row, column, height and width: the eye at the left and the brow


@functools.cache
def channels() -> np.ndarray:
    """The layer's output: without its sign, at each angle."""
    weights = np.zeros((5, 5, 3, len(ANGLES)))
    for k, angle in enumerate(ANGLES):
        weights[:, :, :, k] = gaussian_derivative(angle, size=5)[:, :, np.newaxis]
    output: np.ndarray = np.abs(conv_forward(cat()[np.newaxis] / 255, weights)[0])
    return output


def _cut() -> np.ndarray:
    top, left, height, width = PIECE
    return channels()[top : top + height, left : left + width]


def draw(layout: str) -> Panel:
    """The same piece of each channel, enlarged."""
    output = _cut()
    top = float(np.quantile(output, 0.995))
    photos = [
        Photo(
            output[:, :, k],
            226 if layout == "wide" else 156,
            scale=(0, top),
            role="output",
            label=f"{angle}°",
        )
        for k, angle in enumerate(ANGLES)
    ]
    return strip(*photos, layout=layout, columns=3 if layout == "wide" else 2, gap=12)


def alt() -> str:
    """What is drawn."""
    n_h, n_w, n_c = _cut().shape
    return (
        f"A piece of {n_c} dark feature maps of a tabby cat, {n_h} by {n_w} numbers each: an eye and the brow."
        " Each channel of the layer shows the lines of one direction: the first the horizontal ones, such as the"
        f" lids, the fourth, at {ANGLES[3]} degrees, the vertical ones, such as the sides of the eye and the pupil."
    )
