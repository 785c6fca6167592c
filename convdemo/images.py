"""The small images of the book. Each function returns a fresh int64 array."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from convdemo._check import array, has_room, pixel, whole
from convdemo.types import Array


def edge_image(n: int = 6, bright: int = 10) -> NDArray[np.int64]:
    """A square image: bright at the left, 0 at the right, one vertical edge between.

    Parameters
    ----------
    n
        Side in pixels. If it is odd, the right part is one column wider.
    bright
        Brightness of the left part.

    Returns
    -------
    ndarray, shape (n, n), int64

    Raises
    ------
    TypeError, ValueError
        If `n` or `bright` is not an integer, `n` is less than 2 or `bright` beyond int64.
    MemoryError
        If there is no memory for an image of that side.

    Examples
    --------
    >>> print(edge_image(4))
    [[10 10  0  0]
     [10 10  0  0]
     [10 10  0  0]
     [10 10  0  0]]
    """
    side = whole(n, "n", 2)
    has_room((side, side), np.dtype(np.int64), "n")
    image = np.zeros((side, side), dtype=np.int64)
    image[:, : side // 2] = pixel(whole(bright, "bright"), "bright", image.dtype)
    return image


def check_image() -> NDArray[np.int64]:
    """Four squares like a chessboard's: bright at the upper left and the lower right.

    Returns
    -------
    ndarray, shape (6, 6), int64
        Blocks of 3 × 3 pixels, of 10 and 0.

    Examples
    --------
    >>> print(check_image())
    [[10 10 10  0  0  0]
     [10 10 10  0  0  0]
     [10 10 10  0  0  0]
     [ 0  0  0 10 10 10]
     [ 0  0  0 10 10 10]
     [ 0  0  0 10 10 10]]
    """
    blocks = np.array([[10, 0], [0, 10]], dtype=np.int64)
    return blocks.repeat(3, axis=0).repeat(3, axis=1)


def digit_image() -> NDArray[np.int64]:
    """A handwritten seven, with grey where the pen only brushed a pixel.

    No flip and no turn of it gives it back, so it shows whether a filter was flipped.

    Returns
    -------
    ndarray, shape (7, 7), int64
        Brightness 0 to 9.

    Examples
    --------
    >>> print(digit_image())
    [[0 0 0 0 0 0 0]
     [0 8 9 9 9 9 0]
     [0 2 1 1 3 9 0]
     [0 0 0 1 8 5 0]
     [0 0 0 6 8 0 0]
     [0 0 3 9 2 0 0]
     [0 0 7 6 0 0 0]]
    """
    rows = ["0000000", "0899990", "0211390", "0001850", "0006800", "0039200", "0076000"]
    return np.array([[int(pixel) for pixel in row] for row in rows], dtype=np.int64)


def stripe_image(n: int = 8) -> NDArray[np.int64]:
    """Vertical stripes, two pixels bright and two pixels dark.

    All rows are alike, so a filter's output depends only on the sums of its columns: from this
    image nobody can learn how a column's sum is shared out among its weights.

    Parameters
    ----------
    n
        Side in pixels.

    Returns
    -------
    ndarray, shape (n, n), int64
        Brightness 10 and 0.

    Raises
    ------
    TypeError, ValueError
        If `n` is not an integer of at least 1.
    MemoryError
        If there is no memory for an image of that side.

    Examples
    --------
    >>> print(stripe_image()[0])
    [10 10  0  0 10 10  0  0]
    """
    side = whole(n, "n", 1)
    has_room((side, side), np.dtype(np.int64), "n")
    image = np.zeros((side, side), dtype=np.int64)
    image[:, np.arange(side) % 4 < 2] = 10
    return image


def pool_image() -> NDArray[np.int64]:
    """The sixteen numbers on which pooling is shown.

    Returns
    -------
    ndarray, shape (4, 4), int64

    Examples
    --------
    >>> print(pool_image())
    [[1 3 2 1]
     [2 9 1 1]
     [1 3 2 3]
     [5 6 1 2]]
    """
    rows = [[1, 3, 2, 1], [2, 9, 1, 1], [1, 3, 2, 3], [5, 6, 1, 2]]
    return np.array(rows, dtype=np.int64)


def volume_image() -> NDArray[np.int64]:
    """A colour image whose only vertical edge is in the red channel.

    Red is bright at the left, green is bright above, blue is uniform. A filter for vertical edges
    that looks at red alone finds the edge; one that looks at green or blue alone gives 0
    everywhere.

    Returns
    -------
    ndarray, shape (6, 6, 3), int64
        (n_h, n_w, n_c), the channels red, green, blue; brightness 0, 5 or 10.

    Examples
    --------
    >>> red, green, blue = np.moveaxis(volume_image(), -1, 0)
    >>> print(red[0], green[0], blue[0])
    [10 10 10  0  0  0] [10 10 10 10 10 10] [5 5 5 5 5 5]
    >>> print(red[5], green[5], blue[5])
    [10 10 10  0  0  0] [0 0 0 0 0 0] [5 5 5 5 5 5]
    """
    red = edge_image()
    return np.stack([red, red.T, np.full_like(red, 5)], axis=-1)


def shift(x: ArrayLike, rows: int, cols: int, *, fill: float = 0) -> Array:
    """The image moved down by `rows` and right by `cols`; what leaves it is gone.

    Parameters
    ----------
    x
        The image, (n_h, n_w), (n_h, n_w, n_c) or (m, n_h, n_w, n_c).
    rows, cols
        Pixels to move, down and to the right; a negative number moves up or left.
    fill
        What stands where nothing came in. In floats it may be infinite or NaN.

    Returns
    -------
    ndarray, of `x`'s shape and dtype
        A fresh array.

    Raises
    ------
    TypeError, ValueError
        If `x` has another rank, the distances are not integers, or `x`'s dtype cannot hold `fill`.

    Examples
    --------
    >>> print(shift([[1, 2, 3], [4, 5, 6]], 0, 1))
    [[0 1 2]
     [0 4 5]]
    >>> print(shift([[1, 2, 3], [4, 5, 6]], -1, 0, fill=9))
    [[4 5 6]
     [9 9 9]]
    """
    picture = array(x, "x", "(n_h, n_w)", "(n_h, n_w, n_c)", "(m, n_h, n_w, n_c)")
    first = 1 if picture.ndim == 4 else 0
    moved = np.full_like(picture, pixel(fill, "fill", picture.dtype))
    to: list[slice] = [slice(None)] * picture.ndim
    source = list(to)
    for axis, amount, name in ((first, rows, "rows"), (first + 1, cols, "cols")):
        distance = whole(amount, name)
        n = picture.shape[axis]
        reach = min(abs(distance), n)
        near, far = slice(0, n - reach), slice(reach, n)
        to[axis], source[axis] = (far, near) if distance >= 0 else (near, far)
    moved[tuple(to)] = picture[tuple(source)]
    return moved
