"""Two threads at once: each gets what it would get alone, to the last bit."""

from __future__ import annotations

from collections.abc import Callable
from threading import Barrier, Thread, active_count, get_ident

import numpy as np
import pytest

from convdemo import conv2d, conv_forward, max_pool
from convdemo._check import Array
from convdemo._fast import together

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


@pytest.mark.parametrize("count", [0, 1, 2, 7])
@pytest.mark.parametrize("processors", [1, 2, 8])
def test_each_piece_is_done_once_and_no_thread_is_left(
    count: int, processors: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(together, "processors", lambda: processors)
    before, done = active_count(), []
    together.together(lambda piece: done.append((piece, get_ident())), range(count))
    assert sorted(piece for piece, _ in done) == list(range(count))
    alone = count < 2 or processors < 2
    assert {thread == get_ident() for _, thread in done} <= {alone}
    assert active_count() == before


def test_two_pieces_are_done_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(together, "processors", lambda: 2)
    both = Barrier(2, timeout=60)

    def meet(_: int) -> None:
        both.wait()

    together.together(meet, range(6))
    assert not both.broken


def test_what_a_piece_raises_is_raised_and_the_others_are_done(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(together, "processors", lambda: 2)
    done = []

    def work(piece: int) -> None:
        if piece == 1:
            raise KeyError("piece 1")
        done.append(piece)

    with pytest.raises(KeyError, match="piece 1"):
        together.together(work, range(5))
    assert sorted(done) == [0, 2, 3, 4]


def test_threads_warn_as_their_caller_is_told_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(together, "processors", lambda: 2)
    large, found = np.full(3, 1e200), []
    with np.errstate(over="ignore"):
        together.together(lambda _: found.append(large * large), range(4))
    assert np.isinf(found).all()
    with np.errstate(over="raise"), pytest.raises(FloatingPointError, match="overflow"):
        together.together(lambda _: large * large, range(4))


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_one_processor_gives_what_two_give(dtype: str, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(5)
    image = rng.standard_normal((700, 650)).astype(dtype)
    kernel = rng.standard_normal((31, 29)).astype(dtype)
    by_two = conv2d(image, kernel, padding=9)
    monkeypatch.setattr(together, "processors", lambda: 1)
    assert np.array_equal(by_two, conv2d(image, kernel, padding=9))
