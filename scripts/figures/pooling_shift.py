"""How much a feature map and its pooled map change when the picture moves by one pixel."""

import numpy as np
from convdemo import VERTICAL, conv2d, max_pool
from drawing import Panel, Photo, strip
from skimage.color import rgb2gray
from skimage.data import cat

FORMAT = "webp"


def maps() -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Each kind of map, and the size of its change."""
    edges = np.abs(conv2d(rgb2gray(cat())[92:188, 148:244], VERTICAL))
    moved = np.roll(edges, 1, axis=1)
    return {
        "feature map": (edges, np.abs(moved - edges)),
        "max pooling, 4": (max_pool(edges, 4), np.abs(max_pool(moved, 4) - max_pool(edges, 4))),
    }


def share(kept: np.ndarray, change: np.ndarray) -> float:
    """The length of the change as a share of the map's."""
    return float(np.linalg.norm(change) / np.linalg.norm(kept))


def draw(layout: str) -> Panel:
    width = 192 if layout == "wide" else 164
    above, below = [], []
    for name, (kept, change) in maps().items():
        words = f"change, {share(kept, change):.2f}"
        above.append(Photo(kept, width, scale=(0, 1.2), role="output", label=name, crisp=True))
        below.append(Photo(change, width, scale=(0, 1.2), role="plain", label=words, crisp=True))
    if layout == "wide":
        return strip(*above, *below, layout=layout, columns=2, room=480)
    pairs = [photo for pair in zip(above, below, strict=True) for photo in pair]
    return strip(*pairs, layout=layout, gap=12)


def alt() -> str:
    """What is drawn."""
    shares = [share(kept, change) for kept, change in maps().values()]
    return (
        "The vertical edges of the cat's face, and the same map pooled by four. Below"
        " each, how much it changes when the picture moves by one pixel:"
        f" {shares[0]:.2f} and {shares[1]:.2f} of its length."
    )
