"""What memory is asked for, before it is taken: arrays of just the sizes that are made."""

import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import convdemo
from convdemo import (
    Conv2d,
    Dense,
    Network,
    _check,
    avg_pool,
    conv2d,
    conv2d_loops,
    conv_backward,
    conv_forward,
    conv_forward_loops,
    conv_matrix,
    edge_image,
    im2col,
    learn_filter,
    max_pool,
    pad,
    pixel_uses,
    stripe_image,
)

IMAGE, KERNEL = np.ones((4, 5), np.float32), np.ones((2, 3), np.float32)
BATCH, BANK = np.ones((2, 4, 5, 3), np.int16), np.ones((2, 3, 3, 6), np.int16)
SOME: dict[str, Any] = {"padding": ((1, 2), (3, 4)), "stride": 2}
Asked = tuple[tuple[int, ...], str, str]
# Of the image with its padding, and of the output.
ONE: list[Asked] = [((1, 7, 12, 1), "float64", "padding"), ((1, 3, 5, 1), "float64", "padding")]
MANY: list[Asked] = [((2, 7, 12, 3), "float64", "padding"), ((2, 3, 5, 6), "float64", "padding")]
# Of the windows from which a filter is learned.
BANDS: list[Asked] = [
    ((1, 4, 5, 1), "float64", "padding"),
    ((1, 3, 3, 1), "float64", "padding"),
    ((9, 6), "float64", "size"),
]
CASES: list[tuple[Callable[[], Any], list[Asked]]] = [
    (lambda: conv2d(IMAGE, KERNEL, **SOME), ONE),
    (lambda: conv2d_loops(IMAGE, KERNEL, **SOME), ONE),
    (lambda: conv_forward(BATCH, BANK, **SOME), MANY),
    (lambda: conv_forward_loops(BATCH, BANK, **SOME), MANY),
    (lambda: conv_backward(np.ones((2, 3, 5, 6), int), BATCH, BANK, **SOME), MANY),
    (
        lambda: im2col(BATCH, (2, 3), **SOME),
        [MANY[0], ((2, 3, 5, 1), "float64", "padding"), ((30, 18), "int16", "size")],
    ),
    (lambda: conv_matrix((4, 5), KERNEL), [((3, 3, 4, 5), "float32", "shape")]),
    (lambda: conv_matrix((4, 5), KERNEL, padding="same"), [((4, 5, 4, 5), "float32", "shape")]),
    (lambda: conv_matrix((4, 5), KERNEL, padding=1), [((5, 5, 4, 5), "float32", "padding")]),
    (lambda: conv_matrix((1, 2), [[1]], padding=(1, 0)), [((3, 2, 1, 2), "int64", "padding")]),
    (lambda: conv_matrix((2, 1), [[1]], padding=(0, 1)), [((2, 3, 2, 1), "int64", "padding")]),
    (lambda: pixel_uses((4, 5), 2, padding=1), [((4, 5), "int64", "shape")]),
    (lambda: pad(BATCH, ((1, 2), (3, 4))), [((2, 7, 12, 3), "int16", "padding")]),
    (lambda: pad(IMAGE, 1, mode="edge"), [((6, 7), "float32", "padding")]),
    (lambda: avg_pool(IMAGE, 2), [((1, 2, 2, 1), "float64", "padding")]),
    (lambda: max_pool(BATCH, 2, stride=1), [((2, 3, 4, 3), "float64", "padding")]),
    (lambda: edge_image(4), [((4, 4), "int64", "n")]),
    (lambda: stripe_image(5), [((5, 5), "int64", "n")]),
    (lambda: convdemo.edge_at(30, n=4), [((4, 4), "float64", "n")]),
    (
        lambda: learn_filter(IMAGE, np.ones((3, 3)), KERNEL.shape, steps=4),
        [((7, 7), "float64", "size"), *BANDS, ((5, 6), "float64", "steps")],
    ),
    (lambda: convdemo.identifiability(IMAGE, (2, 3)), [((6, 6), "float64", "size"), *BANDS]),
    (
        lambda: Network([Conv2d(6, 3), convdemo.Flatten(), Dense(7)], (4, 5, 2)),
        [((3, 3, 2, 6), "float64", "Conv2d(6, 3)"), ((36, 7), "float64", "Dense(7)")],
    ),
]


@pytest.mark.parametrize("sizes, asked", [((2**28 - 1,), False), ((2**14, 2**14), True)])
def test_from_a_gigabyte_on_it_is_asked_first(
    sizes: tuple[int, ...], asked: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any) -> None:
        raise MemoryError

    monkeypatch.setattr(np, "empty", full)
    if not asked:
        _check.has_room(sizes, np.dtype(np.float32))
        return
    with pytest.raises(MemoryError) as caught:
        _check.has_room(sizes, np.dtype(np.float32), "it")
    words = "it is too large: there is no memory for an array (16384, 16384) of float32"
    assert str(caught.value) == words


@pytest.mark.parametrize("call, expected", CASES)
def test_what_memory_is_asked_for(
    call: Callable[[], Any], expected: list[Asked], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Asked] = []

    def ask(sizes: tuple[int, ...], dtype: Any, name: str = "padding") -> None:
        asked.append((tuple(sizes), dtype.name, name))

    for name, module in list(sys.modules.items()):
        if name.startswith("convdemo.") and hasattr(module, "has_room"):
            monkeypatch.setattr(module, "has_room", ask)
    call()
    assert asked == expected
