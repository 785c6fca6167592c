"""Pools, backward passes and counts, beside PyTorch: does time grow with the work alone?"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import numpy as np

from convdemo import (
    avg_pool,
    avg_pool_backward,
    conv_backward,
    conv_forward,
    max_pool,
    max_pool_backward,
    pixel_uses,
)
from convdemo.layers import MaxPool2d
from convdemo.networks import VGG16_INPUT, vgg16
from convdemo.summary import summarize
from scripts.bench import peers
from scripts.bench.peers import torch
from scripts.bench.race import Call, Race, Turn

Turns = dict[str, Turn]

# What a reader may use: name, (m, n_h, n_w, n_c), window, stride, padding.
POOLS: list[tuple[str, tuple[int, int, int, int], tuple[int, int], int, int]] = [
    ("global, 224 × 224 × 8", (1, 224, 224, 8), (224, 224), 224, 0),
    ("global, 32 of 7 × 7 × 512", (32, 7, 7, 512), (7, 7), 7, 0),
    ("3 / 2, 112 × 112 × 64", (1, 112, 112, 64), (3, 3), 2, 1),
    ("2 / 2, 224 × 224 × 64", (1, 224, 224, 64), (2, 2), 2, 0),
    ("2 / 2, 256 of 28 × 28 × 6", (256, 28, 28, 6), (2, 2), 2, 0),
    ("2 / 2, one image of 1024 × 1024", (1, 1024, 1024, 1), (2, 2), 2, 0),
    ("one row of 50,000 × 8", (1, 1, 50_000, 8), (1, 3), 2, 0),
    ("4,096 channels of 7 × 7", (1, 7, 7, 4096), (3, 3), 1, 1),
    ("31 / 1, 256 × 256", (1, 256, 256, 1), (31, 31), 1, 15),
]
# name, (m, n_h, n_w, n_c), filter's side, groups
LAYERS = [
    ("depthwise, 56 × 56 × 128", (1, 56, 56, 128), 3, 128),
    ("depthwise, 7 × 7 × 2,048", (1, 7, 7, 2048), 3, 2048),
    ("32 groups, 28 × 28 × 256", (1, 28, 28, 256), 3, 32),
    ("28 × 28 × 128", (1, 28, 28, 128), 3, 1),
]
HUGE = 10**6


def _first(x: Any) -> Any:
    """An array (m, n_h, n_w, n_c) as PyTorch's tensor, channels first in memory too."""
    return torch.tensor(np.ascontiguousarray(x.transpose(0, 3, 1, 2)))


def _theirs(call: Callable[..., Any], *tensors: Any) -> Turns:
    """A call in all of PyTorch's ways."""

    def make(layout: Any) -> Call:
        laid = [tensor.contiguous(memory_format=layout) for tensor in tensors]
        return lambda: call(*laid)

    return peers.torch_turns(make)


def _row(race: Race, name: str, ours: Call, theirs: Turns) -> dict[str, Any]:
    """Our time and theirs."""
    print(name, file=sys.stderr)
    return {"name": name, "times": race({"convdemo": ours, **theirs})}


def _agree(ours: Any, theirs: Any) -> None:
    np.testing.assert_allclose(ours, theirs.detach().numpy().transpose(0, 2, 3, 1), atol=1e-3)


def pool_rows(race: Race) -> list[dict[str, Any]]:
    """Each pool forward and backward. Going back, both have to find the greatest pixels again."""
    found = []
    for number, (name, shape, size, stride, padding) in enumerate(POOLS):
        rng = np.random.default_rng(number)
        x = rng.standard_normal(shape, dtype=np.float32)
        sides = (0, 0) if size[0] == 1 else (padding, padding)
        keywords: dict[str, Any] = {"stride": stride, "padding": sides}
        grad = rng.standard_normal(max_pool(x, size, **keywords).shape, dtype=np.float32)
        ours = pools(x, grad, size, keywords)
        theirs = torch_pools(size, stride, sides)
        for what, call in ours.items():
            arrays = (x, grad) if what.endswith("back") else (x,)
            found.append(beside(race, f"{what}, {name}", call, theirs[what], *arrays))
    return found


def pools(x: Any, grad: Any, size: Any, keywords: dict[str, Any]) -> dict[str, Call]:
    """Our four functions of one pool."""
    return {
        "max": lambda: max_pool(x, size, **keywords),
        "avg": lambda: avg_pool(x, size, **keywords),
        "max back": lambda: max_pool_backward(grad, x, size, **keywords),
        "avg back": lambda: avg_pool_backward(grad, x, size, **keywords),
    }


def torch_pools(size: Any, stride: int, sides: Any) -> dict[str, Callable[..., Any]]:
    """PyTorch's four functions of the same pool, which counts only true pixels."""
    step, near = [stride, stride], [1, 1]

    def mean_back(t: Any, grad: Any) -> Any:
        back = torch.ops.aten.avg_pool2d_backward
        return back(grad, t, size, step, sides, False, False, None)

    def greatest_back(t: Any, grad: Any) -> Any:
        _, where = torch.ops.aten.max_pool2d_with_indices(t, size, step, sides, near)
        back = torch.ops.aten.max_pool2d_with_indices_backward
        return back(grad, t, size, step, sides, near, False, where)

    return {
        "max": lambda t: torch.nn.functional.max_pool2d(t, size, stride, sides),
        "avg": lambda t: torch.nn.functional.avg_pool2d(t, size, stride, sides, False, False),
        "max back": greatest_back,
        "avg back": mean_back,
    }


def beside(
    race: Race, name: str, ours: Call, theirs: Callable[..., Any], *arrays: Any
) -> dict[str, Any]:
    """Our call beside PyTorch's on the same arrays, where it is installed."""
    if torch is None:
        return _row(race, name, ours, {})
    tensors = [_first(array) for array in arrays]
    _agree(ours(), theirs(*tensors))
    return _row(race, name, ours, _theirs(theirs, *tensors))


def layer_rows(race: Race) -> list[dict[str, Any]]:
    """Layers of many groups, forward and backward."""
    found = []
    for name, shape, f, groups in LAYERS:
        rng = np.random.default_rng(groups)
        n_c = shape[3]
        x, grad = (rng.standard_normal(shape, dtype=np.float32) for _ in range(2))
        w = rng.standard_normal((f, f, n_c // groups, n_c), dtype=np.float32)
        found += layer_pair(race, name, x, w, grad, groups)
    return found


def layer_pair(
    race: Race, name: str, x: Any, w: Any, grad: Any, groups: int
) -> list[dict[str, Any]]:
    """One layer forward and backward."""
    keywords: dict[str, Any] = {"padding": w.shape[0] // 2, "groups": groups}
    side, one = [w.shape[0] // 2] * 2, [1, 1]

    def forward(t: Any, v: Any) -> Any:
        return torch.nn.functional.conv2d(t, v, None, 1, side, 1, groups)

    def back(t: Any, v: Any, g: Any) -> Any:
        settings = ([w.shape[3]], one, side, one, False, [0, 0], groups, [True] * 3)
        return torch.ops.aten.convolution_backward(g, t, v, *settings)

    forth: dict[str, Turn] = {}
    and_back: dict[str, Turn] = {}
    if torch is not None:
        t, v, g = _first(x), torch.tensor(w.transpose(3, 2, 0, 1).copy()), _first(grad)
        _agree(conv_forward(x, w, **keywords), forward(t, v))
        _agree(conv_backward(grad, x, w, **keywords).a_prev, back(t, v, g)[0])
        forth, and_back = _theirs(forward, t, v), _theirs(back, t, v, g)
    return [
        _row(race, f"layer, {name}", lambda: conv_forward(x, w, **keywords), forth),
        _row(race, f"layer back, {name}", lambda: conv_backward(grad, x, w, **keywords), and_back),
    ]


def large_rows(race: Race) -> list[dict[str, Any]]:
    """Windows far larger than their image, and tables. PyTorch does not have these."""
    x = np.ones((4, 4))
    same: dict[str, Any] = {"stride": 1, "padding": "same"}
    work: dict[str, Call] = {
        "avg, a million rows on 4 × 4": lambda: avg_pool(x, (HUGE, 1), **same),
        "max back, 3000 × 3000 on 4 × 4": lambda: max_pool_backward(x, x, 3000, **same),
        "counts, a million rows on 5 × 5": lambda: pixel_uses((5, 5), (HUGE, 1), padding="same"),
        "table, a million rows on 8 × 8": lambda: summarize(
            [MaxPool2d((HUGE, 1), padding="same")], (8, 8, 1)
        ),
        "table, VGG-16": lambda: summarize(vgg16(), VGG16_INPUT),
    }
    return [_row(race, name, call, {}) for name, call in work.items()]


def rows(race: Race) -> list[dict[str, Any]]:
    """Each piece of work with our time and PyTorch's best, in milliseconds."""
    return [*pool_rows(race), *layer_rows(race), *large_rows(race)]
