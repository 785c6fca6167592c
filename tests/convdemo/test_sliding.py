"""Windows along one axis, against each window's pixels taken by themselves."""

from typing import Any

import numpy as np
import pytest

from convdemo._axis import Axis, axis
from convdemo._fast import sliding
from convdemo._fast.sliding import doubles, reduced, send, spread

LEAST = np.iinfo(np.int64).min


def lines() -> list[Axis]:
    """Of all kinds: windows larger than the line, gaps, padding on either side, large jumps."""
    rng = np.random.default_rng(21)
    found = [
        axis(1, 1, (0, 0), 1, 1), axis(9, 1, (0, 0), 1, 1), axis(9, 1, (1, 0), 1, 1),
        axis(9, 1, (0, 0), 2, 1), axis(9, 1, (0, 1), 1, 1), axis(5, 9, (8, 8), 1, 1),
        axis(5, 9, (8, 8), 3, 1), axis(5, 9, (4, 8), 2, 1), axis(40, 8, (7, 7), 1, 1),
        axis(40, 16, (0, 0), 1, 1), axis(60, 15, (3, 9), 2, 1), axis(60, 9, (8, 20), 1, 3),
        axis(64, 31, (30, 30), 1, 1), axis(64, 8, (4, 3), 1, 2), axis(61, 30, (0, 0), 2, 1),
    ]  # fmt: skip
    while len(found) < 300:
        n, f = (int(k) for k in rng.integers(1, 30, 2))
        s, d = (int(k) for k in rng.integers(1, 6, 2))
        ends = int(rng.integers(f * d)), int(rng.integers(f * d))
        line = axis(n, f, ends, s, d, bool(rng.random() < 0.3))
        if line.out >= 1:
            found.append(line)
    return found


LINES = lines()


def pixels(line: Axis) -> list[list[int]]:
    """The true pixels of each window, from the definition."""
    taps = [
        [k * line.stride + t * line.dilation - line.before for t in range(line.f)]
        for k in range(line.out)
    ]
    return [[p for p in window if 0 <= p < line.n] for window in taps]


def volume(rng: np.random.Generator, n: int, along: int) -> Any:
    return rng.integers(-9, 9, (2, n, 3, 2) if along == 1 else (2, 3, n, 2))


@pytest.mark.parametrize("along", [1, 2])
@pytest.mark.parametrize("join, start", [(np.add, 0), (np.maximum, LEAST)], ids=["add", "maximum"])
def test_each_window_is_joined(join: Any, start: int, along: int) -> None:
    rng = np.random.default_rng(2)
    for line in LINES:
        x = volume(rng, line.n, along)
        rows = [
            join.reduce(np.take(x, window, along), along, initial=start) for window in pixels(line)
        ]
        found = reduced(join, x, line, along, np.dtype(np.int64), start)
        np.testing.assert_array_equal(found, np.stack(rows, along), err_msg=str(line))


@pytest.mark.parametrize("along", [1, 2])
def test_each_window_gives_its_share_to_all_its_pixels(along: int) -> None:
    rng = np.random.default_rng(3)
    for line in LINES:
        shares = volume(rng, line.out, along)
        expected = np.moveaxis(volume(rng, line.n, along) * 0, along, 0)
        for share, window in zip(np.moveaxis(shares, along, 0), pixels(line), strict=True):
            expected[window] += share
        found = np.moveaxis(spread(shares, line, along), along, 0)
        np.testing.assert_array_equal(found, expected, err_msg=str(line))


@pytest.mark.parametrize("along", [1, 2])
@pytest.mark.parametrize("dtype", ["int64", "float32", "object"])
@pytest.mark.parametrize("nan", [False, True])
def test_each_window_gives_all_to_its_first_best(nan: bool, dtype: str, along: int) -> None:
    rng = np.random.default_rng(4)
    for line in LINES[:15] + LINES[15::4]:
        windows = pixels(line)
        if not all(windows):
            continue  # of which a pool makes nothing
        x = volume(rng, line.n, along) % 3 * 1.0
        if nan:
            x[rng.random(x.shape) < 0.1] = np.nan
        best = np.stack([np.take(x, window, along).max(along) for window in windows], along)
        grad = volume(rng, line.out, along)
        given, lined = np.moveaxis(grad, along, -1), np.moveaxis(x, along, -1)
        expected = np.zeros(lined.shape, int)
        for place in np.ndindex(given.shape[:-1]):
            for k, window in enumerate(windows):
                first = window[int(np.argmax(lined[place][window]))]
                expected[(*place, first)] += given[(*place, k)]
        found = np.moveaxis(send(grad.astype(dtype), x, best, line, along), along, -1)
        assert found.dtype == dtype
        np.testing.assert_array_equal(found, expected.astype(dtype), err_msg=str(line))


def test_the_lines_take_every_way(monkeypatch: pytest.MonkeyPatch) -> None:
    ways: set[str] = set()
    for name in ("_join_ends", "_join_taps", "_join_doubled"):
        way = getattr(sliding, name)

        def noted(*given: Any, way: Any = way, name: str = name) -> Any:
            ways.add(name)
            return way(*given)

        monkeypatch.setattr(sliding, name, noted)
    for line in LINES:
        reduced(np.add, np.ones((1, line.n, 1, 1)), line, 1, np.dtype(np.float64), 0)
    assert ways == {"_join_ends", "_join_taps", "_join_doubled"}
    assert {doubles(line) for line in LINES} == {True, False}
    assert {line.out < len(line.meeting()) for line in LINES} == {True, False}
