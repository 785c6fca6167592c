"""What explorables get of convdemo: the build writes it as JavaScript.

`MODULES` are modules of constants that explorables import, `SCRIPTS` are scripts that set a variable
of the page, for what is long and loaded only where it is used.
"""

from __future__ import annotations

import base64
import inspect
import io
from collections.abc import Callable
from typing import Any

import numpy as np
from PIL import Image
from skimage.data import cat

import convdemo
from convdemo import history, learning
from scripts.drawing import palette


def constants(*names: str) -> dict[str, Any]:
    return {name: getattr(convdemo, name) for name in names}


def examples(*names: str) -> dict[str, Any]:
    return {name: getattr(convdemo, name)() for name in names}


def defaults(function: Callable[..., Any]) -> dict[str, Any]:
    """The choices that a function makes if it is not told otherwise."""
    parameters = inspect.signature(function).parameters.values()
    return {each.name: each.default for each in parameters if each.kind is each.KEYWORD_ONLY}


def with_rates(image: np.ndarray) -> tuple[np.ndarray, float, int]:
    """A picture to learn from, the largest rate at which that goes well, and its rank."""
    return image, learning.largest_rate(image), learning.identifiability(image).rank


def eye() -> np.ndarray:
    """The eye of the photograph, 8 × 8, brought to mean 0 and deviation 1."""
    grey = cat()[110:118, 160:168].mean(axis=2)
    rounded: np.ndarray = ((grey - grey.mean()) / grey.std()).round(1) + 0.0
    return rounded


def photograph() -> str:
    """The cat's colours averaged to one grey, to whole numbers, without loss, as a data address.

    A canvas on which a file has been drawn may not be read where the page is a file too; a picture
    that is part of a script may.
    """
    file = io.BytesIO()
    grey = np.rint(cat().mean(axis=2)).astype(np.uint8)
    Image.fromarray(grey).save(file, "WebP", lossless=True)
    return "data:image/webp;base64," + base64.b64encode(file.getvalue()).decode()


def other_filters() -> dict[str, np.ndarray]:
    """Filters of the chapter's list that are no edge filters of one direction, as it explains them."""
    image = np.zeros((3, 3))
    image[1, 1] = 1  # the filter that changes nothing
    second = np.zeros((3, 3))
    second[1] = [1, -2, 1]
    laplacian = second + second.T
    return {
        "BLUR": np.outer([1, 2, 1], [1, 2, 1]) / 16,
        "SHARPEN": image - laplacian,
        "EMBOSS": image - (convdemo.VERTICAL + convdemo.HORIZONTAL),
        "OUTLINE": image.size * image - 1,
        "LAPLACIAN": laplacian,
    }


def light(ramp: tuple[str, ...]) -> dict[str, Any]:
    """A ramp of brightness as its two straight halves: with light digits up to a step, then with dark ones."""
    pale = [palette.digits(ground) == palette.DIGITS[1] for ground in ramp]
    first = pale.index(True)
    return {"first": first, "dim": (ramp[0], ramp[first - 1]), "pale": (ramp[first], ramp[-1])}


FILTERS = constants("VERTICAL", "HORIZONTAL", "SOBEL", "SCHARR")
OTHERS = other_filters()
IMAGES = examples("edge_image", "check_image", "digit_image", "stripe_image")
NAMES = {
    "VERTICAL": "vertical",
    "HORIZONTAL": "horizontal",
    "SOBEL": "Sobel",
    "SCHARR": "Scharr",
    "BLUR": "blur",
    "SHARPEN": "sharpen",
    "EMBOSS": "emboss",
    "OUTLINE": "outline",
    "LAPLACIAN": "Laplacian",
    "edge_image": "edge",
    "check_image": "chessboard",
    "digit_image": "seven",
    "stripe_image": "stripes",
}
CELLS = (
    convdemo.edge_at,
    convdemo.bar_image,
    convdemo.simple_cell,
    convdemo.complex_cell,
    convdemo.end_stopped_cell,
)
HISTORY = {cell.__name__: defaults(cell) for cell in CELLS} | {"END": history.END}
NETWORKS = {
    "LeNet-5": (convdemo.LENET5_INPUT, convdemo.lenet5()),
    "AlexNet, two cards": (convdemo.ALEXNET_INPUT, convdemo.alexnet()),
    "AlexNet, one card": (convdemo.ALEXNET_INPUT, convdemo.alexnet(groups=False)),
    "VGG-16": (convdemo.VGG16_INPUT, convdemo.vgg16()),
}
# Pictures of 8 × 8, and a filter to begin with.
LEARNING = {
    "noise": with_rates(np.random.default_rng(0).normal(size=(8, 8)).round(1) + 0.0),
    "photograph": with_rates(eye()),
    "stripes": with_rates(convdemo.stripe_image()),
    "drawn": np.random.default_rng(1).standard_normal((3, 3)),
}

MODULES = {
    "numbers.js": {
        "FILTERS": FILTERS,
        "OTHERS": OTHERS,
        "NAMES": NAMES,
        "IMAGES": IMAGES,
        "HISTORY": HISTORY,
        "NETWORKS": NETWORKS,
        "LEARNING": LEARNING,
        "LIGHT": {name: light(ramp) for name, ramp in palette.RAMPS.items()},
        "DIGITS": palette.DIGITS,
    }
}
SCRIPTS = {"cat.js": {"explorableCat": photograph()}}
