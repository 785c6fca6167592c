"""Two threads at once: each gets what it would get alone, to the last bit."""

from __future__ import annotations

from collections.abc import Callable
from threading import Barrier, Thread

import numpy as np
import pytest

from convdemo import conv2d, conv_forward, max_pool
from convdemo._check import Array

ROUNDS = 4
# Inputs that differ in shape, so that memory which two threads share is spoilt at once.
SIDES = (32, 41)


def one_filter(rng: np.random.Generator, side: int) -> Array:
    return conv2d(rng.standard_normal((side, side)), rng.standard_normal((5, 5)))


def layer(rng: np.random.Generator, side: int) -> Array:
    a_prev = rng.standard_normal((2, side, side, 3), dtype=np.float32)
    return conv_forward(a_prev, rng.standard_normal((5, 5, 3, 8), dtype=np.float32))


def deep_layer(rng: np.random.Generator, side: int) -> Array:
    a_prev = rng.standard_normal((1, side, side, 32), dtype=np.float32)
    weights = rng.standard_normal((3, 3, 32, 32), dtype=np.float32)
    return conv_forward(a_prev, weights, padding=1)


def large_filter(rng: np.random.Generator, side: int) -> Array:
    return conv2d(rng.standard_normal((3 * side, 3 * side)), rng.standard_normal((side, side)))


def pool(rng: np.random.Generator, side: int) -> Array:
    return max_pool(rng.standard_normal((2, side, side, 4)), 3, stride=2, padding=1)


WAYS: list[Callable[[np.random.Generator, int], Array]] = [
    one_filter,
    layer,
    deep_layer,
    large_filter,
    pool,
]


def outputs(way: Callable[..., Array], side: int) -> list[Array]:
    return [way(np.random.default_rng(seed), side) for seed in range(ROUNDS)]


def at_once(way: Callable[..., Array]) -> list[list[Array]]:
    """What two threads get that start together."""
    barrier = Barrier(len(SIDES))
    found: list[list[Array]] = [[] for _ in SIDES]

    def work(index: int) -> None:
        barrier.wait()
        found[index] = outputs(way, SIDES[index])

    threads = [Thread(target=work, args=[index]) for index in range(len(SIDES))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


@pytest.mark.parametrize("way", WAYS)
def test_two_threads_get_what_each_gets_alone(way: Callable[..., Array]) -> None:
    for side, found in zip(SIDES, at_once(way), strict=True):
        for ours, alone in zip(found, outputs(way, side), strict=True):
            assert np.array_equal(ours, alone)
