"""`conv_forward`: layers of LeNet-5 and VGG-16, and large filters, beside PyTorch."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import signal

from convdemo import conv_forward
from scripts.bench import peers
from scripts.bench.race import Call, Race, Turn

Floats = np.ndarray[Any, np.dtype[Any]]


@dataclass(frozen=True)
class Layer:
    """A layer and the batch that it reads: m images of n × n with n_c_prev channels."""

    name: str
    m: int
    n: int
    n_c_prev: int
    n_c: int
    f: int
    padding: int = 0


# The twelve layers that the mean is taken over.
TWELVE = [
    Layer("LeNet-5 C1", 32, 32, 1, 6, 5),
    Layer("LeNet-5 C3", 32, 14, 6, 16, 5),
    Layer("LeNet-5 C5", 32, 5, 16, 120, 5),
    Layer("VGG-16 conv1_1", 1, 224, 3, 64, 3, 1),
    Layer("VGG-16 conv1_2", 1, 224, 64, 64, 3, 1),
    Layer("VGG-16 conv2_1", 1, 112, 64, 128, 3, 1),
    Layer("VGG-16 conv2_2", 1, 112, 128, 128, 3, 1),
    Layer("VGG-16 conv3_1", 1, 56, 128, 256, 3, 1),
    Layer("VGG-16 conv3_2, conv3_3", 1, 56, 256, 256, 3, 1),
    Layer("VGG-16 conv4_1", 1, 28, 256, 512, 3, 1),
    Layer("VGG-16 conv4_2, conv4_3", 1, 28, 512, 512, 3, 1),
    Layer("VGG-16 conv5_1 to conv5_3", 1, 14, 512, 512, 3, 1),
]
# Small batches, where calls cost more than arithmetic, and filters half as large as the image.
OTHERS = [
    Layer("LeNet-5 C1", 1, 32, 1, 6, 5),
    Layer("LeNet-5 C3", 1, 14, 6, 16, 5),
    Layer("half the image", 1, 600, 1, 1, 300),
    Layer("half the image", 1, 128, 8, 8, 64),
]


def rows(race: Race, layers: list[Layer]) -> list[dict[str, Any]]:
    """A row for each layer."""
    found = []
    for layer in layers:
        print(f"{layer.name}, {layer.m} × {layer.n} × {layer.n}", file=sys.stderr)
        found.append(row(race, layer))
    return found


def row(race: Race, layer: Layer) -> dict[str, Any]:
    """The times of all who do it, which are first seen to agree with double precision."""
    a_prev, weights, bias = numbers(layer)
    expected = reference(a_prev, weights, bias, layer.padding)

    def agree(name: str, output: Any) -> None:
        if name.startswith("torch"):
            output = output.numpy().transpose(0, 2, 3, 1)
        np.testing.assert_allclose(output, expected, atol=1e-4, err_msg=name)

    return {
        "name": layer.name,
        "input": list(a_prev.shape),
        "weights": list(weights.shape),
        "padding": layer.padding,
        "times": race(contenders(a_prev, weights, bias, layer.padding), agree),
    }


def numbers(layer: Layer) -> tuple[Floats, Floats, Floats]:
    """Inputs, weights and biases in single precision; outputs are of about one."""
    rng = np.random.default_rng(layer.n)
    shape = (layer.f, layer.f, layer.n_c_prev, layer.n_c)
    a_prev = rng.standard_normal((layer.m, layer.n, layer.n, layer.n_c_prev), dtype=np.float32)
    weights = rng.standard_normal(shape, dtype=np.float32)
    weights /= np.float32(layer.f * np.sqrt(layer.n_c_prev))
    return a_prev, weights, rng.standard_normal(layer.n_c, dtype=np.float32)


def contenders(
    a_prev: Floats, weights: Floats, bias: Floats, padding: int
) -> dict[str, Call | Turn]:
    """convdemo as it comes, and PyTorch in all its ways."""
    return {
        "convdemo": lambda: conv_forward(a_prev, weights, bias, padding=padding),
        **peers.torch_turns(by_torch(a_prev, weights, bias, padding)),
    }


def by_torch(a_prev: Floats, weights: Floats, bias: Floats, padding: int) -> Callable[[Any], Call]:
    """PyTorch's call, by layout."""

    def make(layout: Any) -> Call:
        x = peers.torch.tensor(a_prev.transpose(0, 3, 1, 2).copy()).to(memory_format=layout)
        w = peers.torch.tensor(weights.transpose(3, 2, 0, 1).copy()).to(memory_format=layout)
        b = peers.torch.tensor(bias)
        return lambda: peers.torch.nn.functional.conv2d(x, w, b, padding=padding)

    return make


def reference(a_prev: Floats, weights: Floats, bias: Floats, padding: int) -> Floats:
    """The outputs in double precision, by none of the contenders."""
    side = ((0, 0), (padding, padding), (padding, padding), (0, 0))
    x, w = np.pad(a_prev.astype(float), side), weights.astype(float)
    f_h, f_w = w.shape[:2]
    n_h, n_w = x.shape[1] - f_h + 1, x.shape[2] - f_w + 1
    output = np.zeros((len(x), n_h, n_w, w.shape[3]))
    if f_h * f_w > 1000:
        # One tap at a time would take as many steps; channel by channel takes few.
        for k, c, n in np.ndindex(w.shape[3], w.shape[2], len(x)):
            flipped = w[::-1, ::-1, c, k]
            output[n, :, :, k] += signal.fftconvolve(x[n, :, :, c], flipped, mode="valid")
    else:
        for i, j in np.ndindex(f_h, f_w):
            output += x[:, i : i + n_h, j : j + n_w] @ w[i, j]
    output += bias
    return output
