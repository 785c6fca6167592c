"""The names that stand in signatures, for those who annotate code of their own.

`ArrayLike` and `NDArray` are NumPy's (`numpy.typing`): what can be made an array, and an array.

Examples
--------
>>> from convdemo import pad
>>> from convdemo.types import Array, PadMode
>>> def framed(image: Array, mode: PadMode = "edge") -> Array:
...     return pad(image, 1, mode=mode)
>>> print(framed(np.array([[1, 2]])))
[[1 1 2 2]
 [1 1 2 2]
 [1 1 2 2]]
"""

from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "Array",
    "Floats",
    "Shape",
    "Pair",
    "Size",
    "Sides",
    "PaddingWord",
    "Padding",
    "PadMode",
    "Border",
    "LayerGradients",
]

Array: TypeAlias = NDArray[Any]
"""An array of numbers of any type."""

Floats: TypeAlias = NDArray[np.float64]
"""An array of float64."""

Shape: TypeAlias = tuple[int, ...]
"""The shape of one example: (n_h, n_w, n_c), or (n,) once flat."""

Pair: TypeAlias = tuple[int, int]
"""Height and width, (h, w); in one direction, (before, after)."""

Size: TypeAlias = int | Pair
"""One int for height and width, or (h, w)."""

Sides: TypeAlias = tuple[Pair, Pair]
"""An amount for each side, ((top, bottom), (left, right))."""

PaddingWord: TypeAlias = Literal["valid", "same", "full"]
"""How much padding, by what comes out: none, as many places as ⌈n / s⌉, or every place where the
window touches a pixel."""

Padding: TypeAlias = int | Pair | Sides | PaddingWord
"""Zeros around an image: an int for all sides, (h, w), one for each side, or a word."""

PadMode: TypeAlias = Literal["constant", "reflect", "edge", "wrap"]
"""What new pixels hold, by NumPy's names; see `pad`."""

Border: TypeAlias = Literal["valid", PadMode]
"""What stands at the border: nothing ("valid"), or one of the modes of `pad`."""

LayerGradients: TypeAlias = tuple[Array, Array | None, Array | None]
"""The gradients by a layer's input, its weights and its biases; None for what it does not have."""
