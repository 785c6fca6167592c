"""How much a feature map and its pooled map change when the image moves by one pixel."""

import numpy as np
from skimage.color import rgb2gray
from skimage.data import cat

from convdemo import VERTICAL, conv2d, invariance_error, max_pool, pad
from scripts.drawing import Panel, Photo, spelled, strip

FORMAT = "webp"
SCALE = (-1.2, 1.2)
# The name, and the window of the pool.
POOL = 4
MAPS = {"feature map": None, f"max pooling, {POOL}": POOL}


def photograph() -> np.ndarray:
    """One eye of the cat, as in the text of two chapters."""
    grey: np.ndarray = rgb2gray(cat())[40:168, 120:248]
    return grey


def maps() -> dict[str, tuple[np.ndarray, np.ndarray, float]]:
    """Each kind of map, how a shift by one pixel changes it, and the invariance error."""
    edges = conv2d(pad(photograph(), 1, mode="wrap"), VERTICAL)
    found = {}
    for name, pool in MAPS.items():
        before, after = (
            image if pool is None else max_pool(image, pool)
            for image in (edges, np.roll(edges, 1, axis=1))
        )
        error = invariance_error(photograph(), VERTICAL, (0, 1), pool=pool)
        found[name] = before, after - before, error
    return found


def draw(layout: str) -> Panel:
    width = 192 if layout == "wide" else 164
    above, below = [], []
    for name, (kept, change, error) in maps().items():
        words = f"change, {error:.2f}"
        above.append(Photo(kept, width, scale=SCALE, role="output", label=name, crisp=True))
        below.append(Photo(change, width, scale=SCALE, role="output", label=words, crisp=True))
    if layout == "wide":
        return strip(*above, *below, layout=layout, columns=2, room=480)
    pairs = [photo for pair in zip(above, below, strict=True) for photo in pair]
    return strip(*pairs, layout=layout, gap=12)


def alt() -> str:
    """What is drawn."""
    feature_map, pooled = (error for _, _, error in maps().values())
    return (
        "The vertical edges around one eye of the cat on middle grey, and the same map pooled by"
        f" {spelled(POOL)}. With each, how much it changes when the image moves by one pixel:"
        f" {feature_map:.2f} and {pooled:.2f} of what it varies."
    )
