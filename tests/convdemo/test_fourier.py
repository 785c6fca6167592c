"""How large filters are computed by spectra: the tiles, and which outputs are done again."""

from typing import Any

import numpy as np
import pytest
from scipy.signal import correlate

from convdemo._axis import Axis, axis
from convdemo._fast import fourier

Array = Any
EPS = np.finfo(np.float64).eps


def made(
    weights: Array,
    shape: tuple[int, int],
    work: str = "float64",
    bias: Array | None = None,
    stride: int = 1,
    dilation: int = 1,
    sides: tuple[int, int] = (64, 54),
) -> Any:
    """Filters (f_h, f_w, n_c_prev, n_c) in tiles of a shape, on an image without padding."""
    start = np.zeros(weights.shape[3], work) if bias is None else bias
    rows, columns = (
        axis(n, f, (0, 0), stride, dilation) for n, f in zip(sides, weights.shape[:2], strict=True)
    )
    return fourier._Filters(weights, start, (rows, columns), shape, np.dtype(work))


def sums(pixels: Array, weights: Array, stride: int = 1, dilation: int = 1) -> Array:
    """Σ pixel · weight of (n_c_prev, n_h, n_w), by SciPy's direct sums, (n_c, n_h', n_w')."""
    f_h, f_w, _, n_c = weights.shape
    spread = np.zeros(((f_h - 1) * dilation + 1, (f_w - 1) * dilation + 1, *weights.shape[2:]))
    spread[::dilation, ::dilation] = weights
    found = [
        sum(
            correlate(p, spread[:, :, c, k], "valid", "direct")
            for c, p in enumerate(pixels.astype(np.float64))
        )
        for k in range(n_c)
    ]
    return np.array(found)[:, ::stride, ::stride]


@pytest.mark.parametrize(("stride", "dilation"), [(1, 1), (3, 1), (1, 2), (2, 3)])
def test_the_estimate_of_what_is_added_is_a_lower_bound_and_close(
    stride: int, dilation: int
) -> None:
    """Σ |pixel · weight| in single precision, less what that may be off."""
    rng = np.random.default_rng(1)
    weights = 1e-5 * rng.standard_cauchy((7, 6, 2, 3))
    pixels = 1e7 * rng.standard_cauchy((2, 64, 54))
    filters = made(weights, (64, 54), stride=stride, dilation=dilation)
    true = sums(abs(pixels), abs(weights), stride, dilation)
    norm = np.linalg.norm(pixels)
    greatest = abs(pixels).max()
    # It is told as a share of the greatest pixel times each filter's greatest weight.
    found = filters._sizes(pixels, greatest, norm, true.shape[1:]) * (greatest * filters.greatest)
    slack = np.finfo(np.float32).eps * norm * np.linalg.norm(weights.reshape(-1, 3), axis=0)
    assert (found <= true).all()
    assert (true - found <= 2 * fourier.SAFETY * slack[:, None, None]).all()


@pytest.mark.parametrize("work", ["float32", "float64"])
@pytest.mark.parametrize("far", [1, 1e4, 1e8, 1e16, 1e30])
def test_an_output_is_doubtful_where_it_may_err_by_more_than_is_promised(
    work: str, far: float
) -> None:
    rng = np.random.default_rng(2)
    weights = rng.standard_normal((7, 6, 2, 3))
    pixels = rng.standard_normal((2, 64, 54))
    pixels[:, 30:] *= 1e-3 / far
    pixels[0, 3, 40] = far
    pixels[:, 50:, :] = 0
    filters = made(weights, (64, 54), work)
    true, sizes = sums(pixels, weights), sums(abs(pixels), abs(weights))
    found = filters._correlate(pixels, filters.spectra, true.shape[1:]).copy()
    norms = np.linalg.norm(weights.reshape(-1, 3), axis=0)[:, None, None]
    error = fourier.SAFETY * EPS * np.linalg.norm(pixels) * norms
    allowed = fourier.SHARE * np.finfo(work).eps * weights[..., 0].size
    doubtful = filters._doubtful(pixels, abs(pixels).max(), found)
    # In a window of zeros the spectra's noise is replaced by what is right.
    empty = (sizes == 0).all(axis=0)
    assert empty.any() and not doubtful[empty].any() and not found[:, empty].any()
    needed = (error > allowed * sizes).any(axis=0) & ~empty
    assert doubtful[needed].all()
    # All that is clearly large enough is not done again.
    coarse = 2 * fourier.SAFETY * np.finfo(np.float32).eps * np.linalg.norm(pixels) * norms
    sure = (
        1.01 * (error / allowed + error) + 2 * error < np.maximum(abs(true), sizes - coarse)
    ).all(axis=0)
    assert not doubtful[sure].any()
    assert (abs(found - true)[:, ~empty] <= (error / fourier.SAFETY * 1.5).max()).all()


def test_a_few_doubtful_outputs_are_not_looked_at_more_closely(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looked: list[int] = []
    sizes = fourier._Filters._sizes

    def counted(self: Any, *arguments: Any) -> Array:
        looked.append(1)
        return sizes(self, *arguments)

    monkeypatch.setattr(fourier._Filters, "_sizes", counted)
    pixels = np.ones((1, 64, 54))
    for rows, times in ((1, 0), (16, 0), (17, 1)):
        found = np.full((1, 58, 49), 1e3)
        found[0, :rows, 0] = 0
        filters = made(np.ones((7, 6, 1, 1)), (64, 54))
        doubtful = filters._doubtful(pixels, 1.0, found)
        # They are large after all, for the pixels and the weights are.
        assert doubtful.sum() == (0 if times else rows)
        assert sum(looked) == times


@pytest.mark.parametrize(("stride", "dilation"), [(1, 1), (3, 1), (2, 2)])
def test_windows_on_zeros_alone(stride: int, dilation: int) -> None:
    rng = np.random.default_rng(3)
    for share in (0.001, 0.02):
        pixels = rng.standard_normal((2, 64, 54)) * (rng.random((2, 64, 54)) < share)
        weights = np.ones((7, 6, 2, 1))
        filters = made(weights, (64, 54), stride=stride, dilation=dilation)
        # The pixels that a dilated filter jumps over count too: it is a quick look.
        span = np.ones(((7 - 1) * dilation + 1, (6 - 1) * dilation + 1, 2, 1))
        true = sums(abs(pixels), span)[:, ::stride, ::stride][0]
        np.testing.assert_array_equal(filters._empty(pixels, true.shape), true < 1e-12)


def test_rectangles_hold_all_marked_cells_and_no_long_gap() -> None:
    rng = np.random.default_rng(4)
    for share in (0, 0.0005, 0.005, 0.5):
        mask = rng.random((100, 400)) < share
        covered = np.zeros(mask.shape, int)
        for rows, columns in fourier._rectangles(mask):
            part = mask[rows, columns]
            covered[rows, columns] += 1
            assert rows.stop - rows.start <= fourier.BAND
            marked = np.flatnonzero(part.any(axis=0))
            assert marked[0] == 0 and marked[-1] == part.shape[1] - 1
            assert (np.diff(marked) <= fourier.BAND).all()
        assert covered.max(initial=0) <= 1 and (covered[mask] == 1).all()
    stretches = [[slice(0, 97)], [slice(0, 1), slice(33, 34), slice(66, 67)]]
    for gap, stretch in zip((32, 33), stretches, strict=True):
        found = fourier._rectangles(np.arange(99)[None] % gap == 0)
        assert list(found) == [(slice(0, 1), columns) for columns in stretch]


def lines() -> list[Axis]:
    rng = np.random.default_rng(5)
    found: list[Axis] = []
    while len(found) < 300:
        n, f, s, d = (int(k) for k in rng.integers(1, (900, 90, 5, 4)))
        line = axis(n, f, (int(rng.integers(40)), int(rng.integers(40))), s, d)
        if line.out >= 1:
            found.append(line)
    return found


@pytest.mark.parametrize("line", [lines()])
def test_tiles_hold_their_windows(line: list[Axis]) -> None:
    for a in line:
        sides = fourier._sides(a)
        assert list(sides) == sorted(sides) and sides
        counts = list(sides.values())
        assert counts == sorted(set(counts), reverse=True)
        places = (a.out - 1) * a.stride + 1
        for length, count in sides.items():
            # So many tiles of windows at stride 1 cover all places, and one fewer does not.
            assert (count - 1) * (length - a.span + 1) < places <= count * (length - a.span + 1)
            windows = fourier._windows(a, length)
            assert 1 <= windows <= a.out
            covers = (windows - 1) * a.stride + a.span
            assert covers <= length and (windows == a.out or covers + a.stride > length)
        # The longest length is the first that holds all; no shorter one that is smooth does.
        assert counts[-1] == 1
        shorter = [n for n in fourier.SMOOTH if n < list(sides)[-1]]
        assert not shorter or shorter[-1] < places + a.span - 1


@pytest.mark.parametrize("line", [lines()])
def test_pixels_of_a_tile(line: list[Axis]) -> None:
    for a in line:
        length = next(iter(fourier._sides(a)))
        windows = fourier._windows(a, length)
        padded = np.zeros(a.before + a.n + a.after + length)
        padded[a.before : a.before + a.n] = np.arange(1, a.n + 1)
        for start in range(0, a.out, windows):
            here, there = fourier._overlap(a, slice(start, min(start + windows, a.out)), length)
            tile = np.zeros(length)
            tile[here] = np.arange(1, a.n + 1)[there]
            first = start * a.stride
            np.testing.assert_array_equal(tile, padded[first : first + length])


def test_lengths_of_tiles_are_smooth() -> None:
    def smooth(n: int) -> bool:
        threes = 0
        while n % 3 == 0:
            n, threes = n // 3, threes + 1
        return threes <= 2 and n & (n - 1) == 0 and n >= 4

    assert [n for n in range(1, 2**16 + 1) if smooth(n)] == fourier.SMOOTH


@pytest.mark.parametrize("work", ["float32", "float64"])
def test_filters_are_cut_where_they_are_too_many_or_too_large(
    work: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pieces of filters, some filters, some tiles, and several volumes, each by itself."""
    rng = np.random.default_rng(6)
    x, w = rng.standard_normal((2, 60, 70, 2)), rng.standard_normal((9, 21, 2, 3))
    x, w, bias = x.astype(work), w.astype(work), np.array([1e3, -2e3, 3e3], work)
    rows, columns = axis(60, 9, (4, 0), 2, 1), axis(70, 21, (0, 9), 1, 2)
    padded = np.pad(x, ((0, 0), (4, 0), (0, 9), (0, 0))).astype(np.float64)
    spread = np.zeros((9, 41, 2, 3))
    spread[:, ::2] = w
    true = np.stack([sums(np.moveaxis(one, 2, 0), spread)[:, ::2] for one in padded])
    for taps, numbers in ((320, 300_000), (8, 300_000), (320, 9000), (7, 6000)):
        monkeypatch.setattr(fourier, "TAPS", taps)
        monkeypatch.setattr(fourier, "NUMBERS", numbers)
        fourier._tile.cache_clear()
        for added in (bias, None):
            out = np.full((2, rows.out, columns.out, 3), np.nan, work)
            with np.errstate(all="ignore"):
                fourier.fill(x, w, added, rows, columns, out, np.dtype(work))
            total = np.moveaxis(true, 1, 3) + (0 if added is None else added)
            np.testing.assert_allclose(out, total, atol=2e-3 if work == "float32" else 1e-9)
    fourier._tile.cache_clear()


@pytest.mark.parametrize("sides", [(12, 40), (36, 6)])
def test_a_filter_as_high_or_as_wide_as_its_tile(sides: tuple[int, int]) -> None:
    rng = np.random.default_rng(9)
    x, w = rng.standard_normal((1, *sides, 2)), rng.standard_normal((12, 6, 2, 1))
    rows, columns = axis(sides[0], 12, (0, 0), 1, 1), axis(sides[1], 6, (0, 0), 1, 1)
    out = np.full((1, rows.out, columns.out, 1), np.nan)
    fourier.fill(x, w, None, rows, columns, out, np.dtype(np.float64))
    np.testing.assert_allclose(out[0, :, :, 0], sums(x[0].transpose(2, 0, 1), w)[0], atol=1e-9)


def test_a_window_that_no_tile_holds_is_named() -> None:
    rows, columns = axis(70_000, 2, (0, 0), 1, 69_998), axis(4, 1, (0, 0), 1, 1)
    assert not fourier.pays(1, rows, columns, 1, 1, np.dtype(np.float64))
    words = "no tile holds a window of 69999 × 1 pixels"
    with pytest.raises(ValueError, match=f"^{words}$"):
        x, w = np.ones((1, 70_000, 4, 1)), np.ones((2, 1, 1, 1))
        fourier.fill(x, w, None, rows, columns, np.empty((1, 2, 4, 1)), np.dtype(np.float64))


def spoilt(work: str, size: float = 1.0) -> int:
    """How many outputs break the promise, where one pixel is so bright that it just could."""
    rng = np.random.default_rng(10)
    w = rng.standard_normal((7, 6, 1, 1)).astype(work)
    x = 1e-5 * EPS / np.finfo(work).eps * rng.standard_normal((64, 54))
    x[20, 30] = 1
    x = (size * x).astype(work)
    rows, columns = axis(64, 7, (0, 0), 1, 1), axis(54, 6, (0, 0), 1, 1)
    out = np.full((1, rows.out, columns.out, 1), np.nan, work)
    with np.errstate(all="ignore"):
        fourier.fill(x[None, :, :, None], w, None, rows, columns, out, np.dtype(work))
    scaled = x.astype(np.float64) / size
    true, sizes = sums(scaled[None], w), sums(abs(scaled)[None], abs(w))
    error = abs(out[..., 0].astype(np.float64) / size - true)
    return int(np.count_nonzero(~(error <= 8 * np.finfo(work).eps * w.size * sizes)))


@pytest.mark.parametrize("work", ["float32", "float64"])
def test_a_bright_pixel_needs_the_margins(work: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert spoilt(work) == 0
    for name, wrong in (("SAFETY", 1e-12), ("SHARE", 1e12)):
        with monkeypatch.context() as patched:
            patched.setattr(fourier, name, wrong)
            assert spoilt(work)


@pytest.mark.parametrize("size", [1e-200, 1e200])
def test_squares_that_vanish_or_overflow(size: float, monkeypatch: pytest.MonkeyPatch) -> None:
    assert spoilt("float64", size) == 0
    if size < 1:
        monkeypatch.setattr(fourier, "LEAST", 0)
        assert spoilt("float64", size)


def test_a_bright_pixel_spoils_others_by_half_of_what_is_assumed_at_most() -> None:
    rng, worst, shape = np.random.default_rng(1), 0.0, (48, 72)
    for _ in range(150):
        x, w = np.zeros((1, *shape)), np.zeros((9, 9, 1, 1))
        i, j = (int(k) for k in rng.integers(9, size=2))
        x[0, rng.integers(shape[0]), rng.integers(shape[1])] = w[i, j] = 1
        filters = made(w, shape, sides=shape)
        size = shape[0] - 8, shape[1] - 8
        found = filters._correlate(x, filters.spectra, size)
        dark = x[:, i : i + size[0], j : j + size[1]] == 0
        worst = max(worst, float(abs(found[dark]).max()) / EPS)
    assert 0.5 < worst <= fourier.SAFETY / 2
