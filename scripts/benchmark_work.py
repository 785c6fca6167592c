"""Measure pools, backward passes and counts beside PyTorch: does time grow with the work alone?

`scripts/benchmark.py` measures them with all the rest; `rows` takes its race.
"""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import numpy as np  # noqa: E402

from convdemo import (  # noqa: E402
    avg_pool, avg_pool_backward, conv_backward, conv_forward, max_pool, max_pool_backward,
    pixel_uses,
)
from convdemo.layers import MaxPool2d  # noqa: E402
from convdemo.networks import VGG16_INPUT, vgg16  # noqa: E402
from convdemo.summary import summarize  # noqa: E402

try:
    import torch
except ImportError:
    torch = None  # type: ignore[assignment]

Work = dict[str, Callable[[], Any]]
Race = Callable[[Work], dict[str, float]]

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


def _theirs(call: Callable[..., Any], *tensors: Any) -> Work:
    """A call in both layouts, on one thread and on as many as PyTorch takes by itself."""
    most = torch.get_num_threads()
    work: Work = {}
    for layout, memory in (("", torch.contiguous_format), (", last", torch.channels_last)):
        laid = [t.contiguous(memory_format=memory) for t in tensors]
        for threads in sorted({1, most}):

            def run(laid: list[Any] = laid, threads: int = threads) -> Any:
                torch.set_num_threads(threads)
                return call(*laid)

            work[f"torch{layout}, {threads}"] = run
    return work


def _row(race: Race, name: str, ours: Callable[[], Any], theirs: Work) -> dict[str, Any]:
    """Our time and the best of theirs."""
    found = race({"convdemo": ours, **theirs})
    times = {"convdemo": found.pop("convdemo")}
    if found:
        times["torch"] = min(found.values())
    return {"name": name, "times": times}


def _agree(ours: Any, theirs: Any) -> None:
    np.testing.assert_allclose(ours, theirs.detach().numpy().transpose(0, 2, 3, 1), atol=1e-3)


def pool_rows(race: Race) -> list[dict[str, Any]]:
    """Each pool forward and backward. Going back, both have to find the greatest pixels again."""
    found = []
    for name, shape, size, stride, padding in POOLS:
        rng = np.random.default_rng(len(found))
        x = rng.standard_normal(shape, dtype=np.float32)
        sides = (0, 0) if size[0] == 1 else (padding, padding)
        keywords: dict[str, Any] = {"stride": stride, "padding": sides}
        grad = rng.standard_normal(max_pool(x, size, **keywords).shape, dtype=np.float32)
        plain = avg_pool(x, size, **keywords), max_pool(x, size, **keywords)

        def mean(t: Any, size: Any = size, stride: int = stride, sides: Any = sides) -> Any:
            return torch.nn.functional.avg_pool2d(t, size, stride, sides, False, False)

        def greatest(t: Any, size: Any = size, stride: int = stride, sides: Any = sides) -> Any:
            return torch.nn.functional.max_pool2d(t, size, stride, sides)

        def mean_back(t: Any, g: Any, size: Any = size, stride: int = stride, sides: Any = sides) -> Any:
            return torch.ops.aten.avg_pool2d_backward(
                g, t, size, [stride, stride], sides, False, False, None
            )

        def greatest_back(t: Any, g: Any, size: Any = size, stride: int = stride, sides: Any = sides) -> Any:
            step, near = [stride, stride], [1, 1]
            _, where = torch.ops.aten.max_pool2d_with_indices(t, size, step, sides, near)
            return torch.ops.aten.max_pool2d_with_indices_backward(
                g, t, size, step, sides, near, False, where
            )

        cases: list[tuple[str, Callable[[], Any], Any, tuple[Any, ...]]] = [
            ("max", lambda: max_pool(x, size, **keywords), greatest, (x,)),
            ("avg", lambda: avg_pool(x, size, **keywords), mean, (x,)),
            ("max back", lambda: max_pool_backward(grad, x, size, **keywords), greatest_back, (x, grad)),
            ("avg back", lambda: avg_pool_backward(grad, x, size, **keywords), mean_back, (x, grad)),
        ]
        for what, ours, call, arrays in cases:
            theirs: Work = {}
            if torch is not None:
                tensors = [_first(a) for a in arrays]
                _agree(ours(), call(*tensors))
                theirs = _theirs(call, *tensors)
            found.append(_row(race, f"{what}, {name}", ours, theirs))
        assert plain[0].shape == plain[1].shape == grad.shape
    return found


def layer_rows(race: Race) -> list[dict[str, Any]]:
    """Layers of many groups, forward and backward."""
    found = []
    for name, shape, f, groups in LAYERS:
        rng = np.random.default_rng(groups)
        n_c = shape[3]
        x, grad = (rng.standard_normal(shape, dtype=np.float32) for _ in range(2))
        w = rng.standard_normal((f, f, n_c // groups, n_c), dtype=np.float32)
        keywords: dict[str, Any] = {"padding": f // 2, "groups": groups}

        def forward(t: Any, v: Any, f: int = f, groups: int = groups) -> Any:
            return torch.nn.functional.conv2d(t, v, None, 1, f // 2, 1, groups)

        def back(t: Any, v: Any, g: Any, f: int = f, groups: int = groups, n_c: int = n_c) -> Any:
            side, one = [f // 2] * 2, [1, 1]
            return torch.ops.aten.convolution_backward(
                g, t, v, [n_c], one, side, one, False, [0, 0], groups, [True] * 3
            )

        forth: Callable[[], Any] = lambda: conv_forward(x, w, **keywords)  # noqa: E731
        ours: Callable[[], Any] = lambda: conv_backward(grad, x, w, **keywords)  # noqa: E731
        one: Work = {}
        two: Work = {}
        if torch is not None:
            t, g = _first(x), _first(grad)
            v = torch.tensor(np.ascontiguousarray(w.transpose(3, 2, 0, 1)))
            _agree(forth(), forward(t, v))
            _agree(ours().a_prev, back(t, v, g)[0])
            one, two = _theirs(forward, t, v), _theirs(back, t, v, g)
        found.append(_row(race, f"layer, {name}", forth, one))
        found.append(_row(race, f"layer back, {name}", ours, two))
    return found


def large_rows(race: Race) -> list[dict[str, Any]]:
    """Windows far larger than their image, and tables. PyTorch does not have these."""
    x = np.ones((4, 4))
    same: dict[str, Any] = {"stride": 1, "padding": "same"}
    work: Work = {
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


def main() -> None:
    """Measure these alone and print them."""
    from scripts import benchmark

    for row in rows(benchmark.race):
        ours, peer = row["times"]["convdemo"], row["times"].get("torch")
        ratio = f"{peer:10.3f} {ours / peer:6.2f}" if peer else ""
        print(f"{row['name']:45} {ours:10.3f} {ratio}", flush=True)


if __name__ == "__main__":
    main()
