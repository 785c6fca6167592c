"""`conv2d`: one filter on one image, beside SciPy, OpenCV and PyTorch."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import numpy as np
from scipy import ndimage, signal

from convdemo import conv2d
from scripts.bench import peers
from scripts.bench.race import Call, Race, Turn

IMAGE = (1024, 1024)
SIDES = {"float32": [*range(1, 32), 63, 127], "float64": [11, 15, 31, 63, 127]}
QUICK_SIDES = {"float32": [1, 3, 11, 31], "float64": [11]}
# In double precision PyTorch writes out all windows; a matrix above this many bytes is left out.
MOST_WINDOWS = 2**31
# The largest error of an output, by the filter's side: what is added grows with it.
ERRORS = {"float32": 1e-4, "float64": 1e-11}

Floats = np.ndarray[Any, np.dtype[Any]]


def rows(race: Race, quick: bool = False) -> list[dict[str, Any]]:
    """A row for each precision and side."""
    found = []
    for dtype, sides in (QUICK_SIDES if quick else SIDES).items():
        for side in sides:
            print(f"{dtype}, filter {side} × {side}", file=sys.stderr)
            found.append(row(race, side, dtype))
    return found


def row(race: Race, side: int, dtype: str) -> dict[str, Any]:
    """The times of all who do it, which are first seen to agree with double precision."""
    rng = np.random.default_rng(side)
    image = rng.standard_normal(IMAGE).astype(dtype)
    kernel = rng.standard_normal((side, side)).astype(dtype)
    expected = signal.fftconvolve(image.astype(float), kernel[::-1, ::-1].astype(float), "valid")

    def agree(name: str, output: Any) -> None:
        inner = valid(np.asarray(output).reshape(np.shape(output)[-2:]), side)
        np.testing.assert_allclose(inner, expected, atol=ERRORS[dtype] * side, err_msg=name)

    return {"size": side, "dtype": dtype, "times": race(contenders(image, kernel), agree)}


def contenders(image: Floats, kernel: Floats) -> dict[str, Call | Turn]:
    """All who take part. Of SciPy's and OpenCV's functions two know no mode "valid"."""
    flipped = kernel[::-1, ::-1].copy()
    work: dict[str, Call | Turn] = {
        "convdemo": lambda: conv2d(image, kernel),
        "scipy.correlate2d": lambda: signal.correlate2d(image, kernel, "valid"),
        "scipy.ndimage": lambda: ndimage.correlate(image, kernel, mode="constant"),
        **peers.fft_turns(lambda: signal.fftconvolve(image, flipped, mode="valid")),
        **peers.opencv_turns(
            lambda: peers.cv2.filter2D(image, -1, kernel, borderType=peers.cv2.BORDER_CONSTANT)
        ),
    }
    windows = kernel.size * image.size * image.itemsize
    if image.itemsize == 4 or windows <= MOST_WINDOWS:
        work |= peers.torch_turns(by_torch(image, kernel))
    return work


def by_torch(image: Floats, kernel: Floats) -> Callable[[Any], Call]:
    """PyTorch's call, by layout. The layout counts even with one channel."""

    def make(layout: Any) -> Call:
        x, w = (
            peers.torch.tensor(each)[None, None].to(memory_format=layout)
            for each in (image, kernel)
        )
        return lambda: peers.torch.nn.functional.conv2d(x, w)

    return make


def valid(output: Floats, side: int) -> Floats:
    """The outputs whose windows lie in the image: some programs give those of the border too."""
    n_h, n_w = (n - side + 1 for n in IMAGE)
    if output.shape == (n_h, n_w):
        return output
    before = side // 2
    return output[before : before + n_h, before : before + n_w]
