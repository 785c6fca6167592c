"""What a window cannot read costs nothing: every call here would once have taken very long."""

import tracemalloc
from collections.abc import Callable
from fractions import Fraction
from itertools import islice
from math import prod
from typing import Any

import numpy as np
import pytest

from convdemo import (
    avg_pool,
    avg_pool_backward,
    conv_backward,
    conv_forward,
    conv_matrix,
    max_pool,
    max_pool_backward,
    pixel_uses,
)
from convdemo._axis import Axis, axis, met_taps
from convdemo._blocks import blocks
from convdemo._check import shown
from convdemo._fast.sliding import NEAR, cuts, doubles
from convdemo.layers import Conv2d, MaxPool2d
from convdemo.summary import summarize

HUGE = [10**6, 2**63 - 1, 2**2000]
SAME: dict[str, Any] = {"stride": 1, "padding": "same"}
IMAGE = np.arange(16.0).reshape(4, 4)


@pytest.mark.parametrize("f", HUGE, ids=["million", "64 bits", "2000 bits"])
def test_a_huge_window_reads_the_whole_image(f: int) -> None:
    assert (max_pool(IMAGE, f, **SAME) == 15).all()
    assert (avg_pool(IMAGE, f, **SAME) == 7.5).all()
    np.testing.assert_array_equal(avg_pool(IMAGE, (f, 1), **SAME), [IMAGE.mean(axis=0)] * 4)
    assert np.count_nonzero(max_pool_backward(IMAGE, IMAGE, f, **SAME)) == 1
    assert max_pool_backward(IMAGE, IMAGE, f, **SAME)[3, 3] == IMAGE.sum()
    assert (avg_pool_backward(IMAGE, IMAGE, f, **SAME) == 7.5).all()
    # What PyTorch counts: every tap on the padding too.
    share = float(120 / Fraction(f**2))
    found = avg_pool(IMAGE, f, count_include_pad=True, **SAME)
    np.testing.assert_allclose(found, share, rtol=1e-12, atol=1e-290)


@pytest.mark.parametrize("f", HUGE, ids=["million", "64 bits", "2000 bits"])
def test_huge_strides_paddings_and_gaps(f: int) -> None:
    assert max_pool(IMAGE, 3, stride=f, padding=2).tolist() == [[0]]
    assert max_pool(IMAGE, 3, stride=f, padding=2, ceil_mode=True).tolist() == [[0]]
    # Four windows meet in the image's middle: each reads a corner, or all.
    assert max_pool(IMAGE, f, padding=f - 1).tolist() == [[0, 3], [12, 15]]
    with pytest.raises(ValueError, match=f"at dilation {shown(f)} without a true pixel"):
        max_pool(IMAGE, 2, stride=1, dilation=f, padding=f // 2)
    assert max_pool(IMAGE, 2, stride=f + 1, dilation=f, padding=f).shape == (2, 2)
    with pytest.raises(MemoryError, match="padding is too large: there is no memory for an array"):
        avg_pool(IMAGE, f, stride=1, padding=f - 1)


@pytest.mark.parametrize("f", HUGE, ids=["million", "64 bits", "2000 bits"])
def test_counts_are_worked_out(f: int) -> None:
    assert (pixel_uses((5, 5), (f, 1), padding="same") == 5).all()
    assert (pixel_uses((5, 5), 3, padding=f) == 9).all()
    corner = np.zeros((5, 5), int)
    corner[0, 0] = 9
    found = pixel_uses((5, 5), 3, padding=2 * f, stride=f, dilation=f)
    np.testing.assert_array_equal(found, corner)
    with pytest.raises(OverflowError, match="does not fit in int64"):
        pixel_uses((5, 5), f**2, padding=f**2)
    assert summarize([MaxPool2d((f, 1), padding="same")], (8, 8, 1)).rows[0].dropped == (0, 0)
    wide = summarize([Conv2d(1, 3, stride=6, dilation=4)], (f, f, 1)).rows[0]
    # Taps 0, 4 and 8 meet pixels of the remainders 0, 4 and 2 by the stride.
    line = axis(f, 3, (0, 0), 6, 4)
    assert wide.dropped == (f - 3 * line.out,) * 2


def test_counts_are_exact_where_products_leave_int64() -> None:
    """Against the definition: window k reads pixel p where p + before - t · dilation = k · stride."""
    rng = np.random.default_rng(4)
    for _ in range(50):
        d = int(rng.integers(2**33, 2**40))
        s = int(rng.integers(d // 3, d))
        # So that a window does read a pixel.
        k, t = int(rng.integers(1, 4)), int(rng.integers(4))
        line = Axis(50, 4, s, d, k * s + t * d - 20, 0, 4)
        places = [[p + line.before - t * d for t in range(4)] for p in range(50)]
        true = [sum(q % s == 0 and 0 <= q // s < line.out for q in row) for row in places]
        assert line.uses().tolist() == true and true[20]
        assert line.unread() == true.count(0)


def lines() -> list[Axis]:
    rng = np.random.default_rng(0)
    found: list[Axis] = []
    while len(found) < 3000:
        n, f, s, d = (int(k) for k in rng.integers(1, 14, 4))
        line = axis(n, f, (int(rng.integers(60)), int(rng.integers(60))), s, d, rng.random() < 0.3)
        if line.out >= 1:
            found.append(line)
    return found


@pytest.mark.parametrize("line", [lines()])
def test_an_axis_against_its_definition(line: list[Axis]) -> None:
    rng = np.random.default_rng(1)
    for a in line:
        starts = [k * a.stride - a.before for k in range(a.out)]
        reads = [[start + t * a.dilation for t in range(a.f)] for start in starts]
        true = [[p for p in window if 0 <= p < a.n] for window in reads]
        uses = np.bincount([p for window in true for p in window], minlength=a.n)
        assert a.uses().tolist() == uses.tolist()
        assert a.unread() == np.count_nonzero(uses == 0)
        met = {t for window in reads for t, p in enumerate(window) if 0 <= p < a.n}
        taps = list(a.meeting())
        assert met <= set(taps) and taps == sorted(set(taps)) and set(taps) <= set(range(a.f))
        assert len(taps) <= a.n + a.out + sum(map(len, true))
        assert [list(range(a.n))[a.pixels(k)] for k in range(a.out)] == true
        start = int(rng.integers(a.out))
        stop = int(rng.integers(start, a.out)) + 1
        part, pixels = a.part(slice(start, stop))
        shifted = range(pixels.start, pixels.stop)
        inside = [list(shifted[part.pixels(k)]) for k in range(part.out)]
        assert inside == true[start:stop]


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("f", HUGE, ids=["million", "64 bits", "2000 bits"])
def test_the_mean_of_infinity_and_a_huge_padding_is_infinite(f: int, dtype: str) -> None:
    x = np.array([[1, np.inf]], dtype)
    keywords: dict[str, Any] = {"padding": f - 1, "count_include_pad": True}
    mean = avg_pool(x, f, **keywords)
    assert np.isinf(mean[:, 1]).any() and not np.isnan(mean).any()
    assert not np.isnan(avg_pool_backward(mean, x, f, **keywords)).any()


@pytest.mark.parametrize("d", [10**9 + 1, 10**9 - 1])
def test_pixels_left_out_are_counted_without_looking(d: int) -> None:
    f = s = 10**9
    # The windows start on the multiples of s, so that all pixels but near the ends are read: at
    # the beginning, of the first s runs of taps, only those that begin there.
    line = axis(10**19, f, (0, 0), s, d)
    middle = axis(10**19, f, (10**18, 10**18), s, d)
    assert middle.unread() == 0
    # i * d + j * s below s * d that is no such sum: Sylvester's (s - 1) * (d - 1) / 2; from the
    # end backwards as many, of the pixels up to the last tap.
    last = (line.out - 1) * s + line.span
    assert line.unread() == (s - 1) * (d - 1) + 10**19 - last


@pytest.mark.parametrize("line", [lines()])
def test_taps_and_windows_on_padding_alone_are_trimmed(line: list[Axis]) -> None:
    for a in line:
        left, taps, windows = a.trimmed()
        # From the first tap to the last, a window lies over the image or does not.
        over = [k for k in range(a.out) if -a.span < k * a.stride - a.before < a.n]
        wide = (a.out - 1) * a.stride + 1
        under = [t for t in range(a.f) if -wide < t * a.dilation - a.before < a.n]
        assert list(range(a.out))[windows] == over and list(range(a.f))[taps] == under
        assert (left.out, left.f) == (len(over), len(under))
        if over and under:
            reads = [[k * a.stride + t * a.dilation - a.before for t in under] for k in over]
            ours = [
                [k * left.stride + t * left.dilation - left.before for t in range(left.f)]
                for k in range(left.out)
            ]
            assert ours == reads


def test_a_range_is_cut_into_blocks() -> None:
    assert blocks(5, 2) == [slice(0, 2), slice(2, 4), slice(4, 5)]
    assert blocks(2, 0) == blocks(2, -3) == [slice(0, 1), slice(1, 2)]
    assert blocks(2, 2) == blocks(2, 9) == [slice(0, 2)]


def test_only_taps_that_meet_a_pixel_are_visited() -> None:
    huge = axis(4, 10**6, "same", 1, 1)
    assert len(huge.meeting()) == 7
    apart = axis(4, 10**9, (10**10, 10**10), 10**8, 7)
    assert apart.out > 1 and 0 < len(apart.meeting()) <= apart.out


def test_a_filter_larger_than_its_image() -> None:
    kernel = np.zeros((1, 2000, 1, 1), np.int64)
    kernel[0, 1000] = 3
    x = np.array([1, 2, 3]).reshape(1, 1, 3, 1)
    grad = conv_forward(x, kernel, padding=((0, 0), (1000, 1001)))
    assert grad.ravel().tolist() == [3, 6, 9, 0, 0][: grad.size]
    found = conv_backward(grad, x, kernel, padding=((0, 0), (1000, 1001)))
    assert found.a_prev.ravel().tolist() == [9, 18, 27][: x.size]
    assert found.weights[0, 998:1003, 0, 0].tolist() == [9 * 1, 3 * 2 + 6 * 3, 42, 24, 9]
    matrix = conv_matrix((2, 2), np.ones((300, 300), int), padding="full")
    assert matrix.shape == (301**2, 4) and (matrix.sum(axis=0) == 300**2).all()


@pytest.mark.parametrize("backward", [False, True])
def test_tiles_of_pools_are_small_and_cover_each_output_once(backward: bool) -> None:
    """Unless a tile of one output is large already."""
    rng = np.random.default_rng(12)
    for _ in range(300):
        n, f, s = (tuple(int(k) for k in 2 ** rng.uniform(0, most, 2)) for most in (11, 7, 5))
        rows, columns = (axis(n[k], f[k], (f[k] // 2, f[k] // 2), s[k], 1) for k in (0, 1))
        shape = int(rng.integers(1, 4)), rows.out, columns.out, int(2 ** rng.uniform(0, 14))
        large, covered = prod(shape) > 10**6, 0
        met = None if large else np.zeros(shape, np.int8)
        for tile in islice(cuts(shape, rows, columns, backward), 300):
            sizes = [part.stop - part.start for part in tile]
            covered += prod(sizes)
            read = min(rows.n, (sizes[1] - 1) * rows.stride + rows.span)
            wide = min(columns.n, (sizes[2] - 1) * columns.stride + columns.span)
            cost = sizes[0] * sizes[3] * (read * sizes[2] if backward else sizes[1] * wide)
            assert cost <= NEAR or max(sizes) == 1
            if met is not None:
                met[tile] += 1
        assert met is None or covered < met.size or (met == 1).all()


CASES = [(31, 1, 1), (9, 2, 1), (40, 1, 1), (100, 1, 1), (3, 2, 1), (9, 1, 3), (64, 64, 1)]


def heavy(shape: tuple[int, ...], dtype: str) -> Any:
    """Numbers with one that is far greater, and a part that is zero."""
    x = np.random.default_rng(5).standard_cauchy(shape).astype(dtype)
    x[20:30] = 0
    x[3, 5] = 1e30
    return x


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize(("f", "s", "d"), CASES)
def test_each_mean_is_made_of_its_own_pixels(f: int, s: int, d: int, dtype: str) -> None:
    x = heavy((64, 70), dtype)
    span = d * (f - 1) + 1
    keywords: dict[str, Any] = {"stride": s, "dilation": d, "padding": min(f // 2, span - 1)}
    found = avg_pool(x, f, **keywords)
    rows, columns = (axis(n, f, (f // 2, f // 2), s, d) for n in x.shape)
    grad = heavy((64, 70), dtype)[: rows.out, : columns.out]
    if grad.shape != found.shape:
        grad = np.resize(grad, found.shape)
    back, eps = avg_pool_backward(grad, x, f, **keywords), np.finfo(dtype).eps
    exact, bound = np.zeros((2, *found.shape), np.longdouble)
    sent, most = np.zeros((2, *x.shape), np.longdouble)
    for i, j in np.ndindex(found.shape):
        place = rows.pixels(i), columns.pixels(j)
        window = x[place].astype(np.longdouble)
        exact[i, j], bound[i, j] = window.mean(), abs(window).mean() * window.size
        share = np.longdouble(grad[i, j]) / window.size
        sent[place] += share
        most[place] += abs(share)
    assert (abs(found - exact) <= 8 * eps * bound).all()
    assert (abs(back - sent) <= 8 * eps * np.outer(rows.uses(), columns.uses()) * most).all()
    assert (found[bound == 0] == 0).all() and (back[most == 0] == 0).all()


def test_the_cases_take_both_ways() -> None:
    assert {doubles(axis(64, f, (f // 2, f // 2), s, d)) for f, s, d in CASES} == {True, False}


@pytest.mark.parametrize("value", [np.inf, -np.inf, np.nan])
@pytest.mark.parametrize(("f", "s", "d"), CASES)
def test_what_is_not_finite_stays_in_its_windows(f: int, s: int, d: int, value: float) -> None:
    x = np.ones((64, 70), np.float32)
    x[33, 40] = value
    keywords: dict[str, Any] = {"stride": s, "dilation": d, "padding": f // 2}
    rows, columns = (axis(n, f, (f // 2, f // 2), s, d) for n in x.shape)
    found = avg_pool(x, f, **keywords)
    holds = np.array(
        [
            [
                33 in range(64)[rows.pixels(i)] and 40 in range(70)[columns.pixels(j)]
                for j in range(columns.out)
            ]
            for i in range(rows.out)
        ]
    )
    np.testing.assert_array_equal(found, np.where(holds, value, 1).astype(np.float32))
    greatest = max_pool(x, f, **keywords)
    expected = np.where(holds, value, 1) if not value < 0 else 1
    np.testing.assert_array_equal(greatest, np.broadcast_to(expected, greatest.shape))
    back = max_pool_backward(np.ones(found.shape), x, f, **keywords)
    assert back.sum() == found.size
    if not value < 0:
        assert back[33, 40] == np.count_nonzero(holds)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_a_mean_fits_where_its_sum_does_not(dtype: str) -> None:
    most = np.finfo(dtype).max
    assert (avg_pool(np.full((8, 9, 2), most), 4, stride=1) == most).all()
    mixed = np.array([[most, most, -most, -most, 1, 3]])
    assert avg_pool(mixed, (1, 2), stride=1).tolist()[0][::4] == [most, 2]
    assert avg_pool(mixed, (1, 4), stride=4).tolist() == [[0]]
    mixed[0, 5] = np.inf
    assert avg_pool(mixed, (1, 2)).tolist() == [[most, -most, np.inf]]


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_a_mean_that_cancels_is_zero_on_the_padding_too(dtype: str) -> None:
    most = np.finfo(dtype).max
    column = np.array([[most], [most], [-most], [-most]] * 2, dtype)
    for x, f, p in ((column, (4, 1), (3, 0)), (column.T, (1, 4), (0, 3))):
        found = avg_pool(x, f, stride=1, padding=p).ravel()
        assert found[[3, 5, 7]].tolist() == [0, 0, 0] and found[0] == most


def test_the_gradient_of_a_large_window_goes_to_the_first_of_many_maxima() -> None:
    x = np.random.default_rng(2).integers(0, 3, (2, 600, 700, 2)).astype(np.float32)
    x[1, :300] = 0
    back = max_pool_backward(np.ones((2, 1, 1, 2)), x, (600, 700))
    for m, c in np.ndindex(2, 2):
        expected = np.zeros((600, 700))
        expected.flat[np.argmax(x[m, :, :, c])] = 1
        np.testing.assert_array_equal(back[m, :, :, c], expected)


def test_windows_of_minus_infinity() -> None:
    x = np.full((1, 6), -np.inf)
    assert max_pool_backward([[1, 2, 3]], x, (1, 2)).tolist() == [[1, 0, 2, 0, 3, 0]]
    whole = max_pool_backward([[7.0]], x, (1, 8), padding=((0, 0), (2, 2)), stride=9)
    assert whole.tolist() == [[7, 0, 0, 0, 0, 0]]


@pytest.mark.parametrize("groups", [1, 2, 8])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_gradients_of_a_layer_keep_the_contract(groups: int, dtype: str) -> None:
    rng = np.random.default_rng(groups)
    x = rng.standard_cauchy((2, 9, 10, 8)).astype(dtype)
    x[0, 2, 3] = 1e20
    x[:, 5:] = 0
    w = rng.standard_normal((3, 3, 8 // groups, 8)).astype(dtype)
    grad = rng.standard_cauchy((2, 7, 8, 8)).astype(dtype)
    grad[:, :2] = 0
    found = conv_backward(grad, x, w, groups=groups)
    wide = [a.astype(np.longdouble) for a in (x, w, grad)]
    sums = [_loops(groups, *wide), _loops(groups, *(abs(a) for a in wide))]
    counts = [9 * 8 // groups, 2 * 7 * 8, 2 * 7 * 8]
    for ours, exact, bound, count in zip(found, *sums, counts, strict=True):
        assert (abs(ours - exact) <= 8 * np.finfo(dtype).eps * count * bound).all()
        assert (ours[bound == 0] == 0).all()


def _loops(groups: int, x: Any, w: Any, grad: Any) -> list[Any]:
    """A layer's gradients, window by window and filter by filter."""
    d_x, d_w = np.zeros_like(x), np.zeros_like(w)
    depth, each = w.shape[2], w.shape[3] // groups
    for m, i, j, n in np.ndindex(grad.shape):
        first = n // each * depth
        place = m, slice(i, i + 3), slice(j, j + 3), slice(first, first + depth)
        d_x[place] += w[..., n] * grad[m, i, j, n]
        d_w[..., n] += x[place] * grad[m, i, j, n]
    return [d_x, d_w, grad.sum(axis=(0, 1, 2))]


@pytest.mark.parametrize("f", [31, 3000, 10**6])
@pytest.mark.parametrize("name", ["max", "avg", "max back", "avg back"])
def test_temporary_memory_is_small_under_large_windows(f: int, name: str) -> None:
    x = np.ones((900, 900, 2), np.float32)
    x[0, 0] = np.nan
    keywords: dict[str, Any] = SAME if f == 31 else {"padding": "same", "stride": 450}
    grad = max_pool(x, f, **keywords) if "back" in name else None
    back = {"max back": max_pool_backward, "avg back": avg_pool_backward}
    tracemalloc.start()
    if grad is None:
        result = (max_pool if name == "max" else avg_pool)(x, f, **keywords)
    else:
        result = back[name](grad, x, f, **keywords)
    most = tracemalloc.get_traced_memory()[1] - result.nbytes
    tracemalloc.stop()
    assert most < 32 * 2**20


def test_temporary_memory_is_small_for_matrices_and_counts() -> None:
    makers: tuple[Callable[[], Any], ...] = (
        lambda: conv_matrix((1, 2500), np.ones((1, 3))),
        lambda: conv_matrix((10, 700), np.ones((10, 3))),
        lambda: pixel_uses((2500, 2500), 3),
    )
    for make in makers:
        tracemalloc.start()
        result = make()
        most = tracemalloc.get_traced_memory()[1] - result.nbytes
        tracemalloc.stop()
        assert most < 32 * 2**20


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("across", [False, True])
def test_a_mean_that_cancels_is_zero_where_runs_are_joined(dtype: str, across: bool) -> None:
    """Half a window on the padding, which must not count even where the sum is made again."""
    most, f = float(np.finfo(dtype).max), 16
    line = np.array([most, most, -most, -most] * 16, dtype)[:, None]
    assert doubles(axis(64, f, (8, 8), 1, 1))
    x, size, padding = (line.T, (1, f), (0, 8)) if across else (line, (f, 1), (8, 0))
    found = avg_pool(x, size, stride=1, padding=padding).ravel()
    exact = [Fraction(0)] * len(found)
    for k in range(len(found)):
        window = [Fraction(float(v)) for v in line.ravel()[max(0, k - 8) : k + 8]]
        exact[k] = sum(window, Fraction(0)) / len(window)
    assert exact.count(Fraction(0)) > 20
    np.testing.assert_allclose(found, [float(v) for v in exact], rtol=1e-6, atol=0)


@pytest.mark.parametrize("shape", [(300_000, 1), (1, 300_000), (900, 700)])
def test_a_window_of_one_direction_gives_to_the_first_maximum(shape: tuple[int, int]) -> None:
    """Where one line of pixels is more than is done at a time."""
    x = np.zeros(shape, np.float32)
    for axis_, size in ((0, (shape[0], 1)), (1, (1, shape[1]))):
        grad = np.ones([1 if k == axis_ else n for k, n in enumerate(shape)])
        expected = np.zeros(shape)
        expected[(slice(None),) * axis_ + (0,)] = 1
        np.testing.assert_array_equal(max_pool_backward(grad, x, size), expected)


@pytest.mark.parametrize("size", [(2700, 2700), (2700, 1), (1, 2700)])
def test_temporary_memory_is_small_under_a_window_of_the_whole_image(size: tuple[int, int]) -> None:
    x = np.ones((2700, 2700), np.float32)
    grad = max_pool(x, size)
    tracemalloc.start()
    result = max_pool_backward(grad, x, size)
    most = tracemalloc.get_traced_memory()[1] - result.nbytes
    tracemalloc.stop()
    assert most < 32 * 2**20


@pytest.mark.parametrize("shape", [(3000, 3000), (90_000, 100), (100, 90_000)])
def test_temporary_memory_is_small_where_a_mean_is_made_again(shape: tuple[int, int]) -> None:
    most = np.finfo(np.float32).max
    x = np.full(shape, most, np.float32)
    for size in (shape, (shape[0], 1)):
        tracemalloc.start()
        result = avg_pool(x, size)
        peak = tracemalloc.get_traced_memory()[1] - result.nbytes
        tracemalloc.stop()
        assert peak < 32 * 2**20
        np.testing.assert_allclose(result, most, rtol=1e-6)


def test_the_taps_of_a_very_wide_window() -> None:
    """More than are worked out beforehand: each tap of each window, from the definition."""
    rows, columns = axis(2, 1, (0, 0), 1, 1), axis(3, 5000, (4990, 4992), 2, 1)
    found = [
        (j, k, pixel)
        for _, j, here, pixels in met_taps(rows, columns, slice(0, 2), slice(0, columns.out))
        for k, pixel in zip(
            range(columns.out)[here[2]], range(*pixels[2].indices(columns.n)), strict=True
        )
    ]
    assert found == [
        (j, k, 2 * k + j - 4990)
        for j in range(5000)
        for k in range(columns.out)
        if 0 <= 2 * k + j - 4990 < 3
    ]
