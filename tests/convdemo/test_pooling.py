"""Pooling: against windows taken one by one, by PyTorch's documented rules."""

import tracemalloc
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from convdemo import avg_pool, avg_pool_backward, max_pool, max_pool_backward, output_size
from convdemo._check import pair
from tests.convdemo.window_cases import TYPES, pairs, views

LAYOUTS = ["(n_h, n_w)", "(n_h, n_w, n_c)", "(m, n_h, n_w, n_c)"]


@st.composite
def pools(draw: st.DrawFn, kinds: Any = TYPES) -> tuple[Any, Any, dict[str, Any]]:
    """An array, a size and keywords; a padding of less than the window on each side."""
    shape = draw(st.tuples(st.integers(1, 9), st.integers(1, 9)))
    rank = draw(st.integers(2, 4))
    full = {2: shape, 3: (*shape, 2), 4: (2, *shape, 2)}[rank]
    x = draw(views(full, draw(st.sampled_from(kinds))))
    size = draw(pairs(1, 4))
    f_h, f_w = pair(size, "", 1)
    sides = [draw(st.integers(0, f - 1)) for f in (f_h, f_h, f_w, f_w)]
    keywords = {
        "stride": draw(st.none() | pairs(1, 4)),
        "padding": draw(st.sampled_from([((sides[0], sides[1]), (sides[2], sides[3])), "same"])),
        "dilation": draw(pairs(1, 2)),
        "ceil_mode": draw(st.booleans()),
    }
    return x, size, keywords


def places(n: int, f: int, s: int, d: int, ends: Any, ceil: bool) -> list[tuple[list[int], int]]:
    """For each window of a line, the true pixels it reads, and how many taps its mean counts.

    Written from PyTorch's documentation, with none of the package's own arithmetic.
    """
    span = d * (f - 1) + 1
    if ends == "same":
        total = max(0, (-(-n // s) - 1) * s + span - n)
        ends = total // 2, total - total // 2
    before, after = ends
    found = []
    start = -before
    while start + span <= n + after or (ceil and start < n and start + span < n + after + s):
        taps = [start + d * k for k in range(f)]
        found.append(([t for t in taps if 0 <= t < n], sum(t < n + after for t in taps)))
        start += s
    return found


def windows(x: Any, size: Any, keywords: dict[str, Any]) -> tuple[Any, Any]:
    f, d = pair(size, "", 1), pair(keywords["dilation"], "", 1)
    s = f if keywords["stride"] is None else pair(keywords["stride"], "", 1)
    axis = 1 if x.ndim == 4 else 0
    padding = keywords["padding"]
    ends = (padding, padding) if isinstance(padding, str) else padding
    lines = [
        places(x.shape[axis + k], f[k], s[k], d[k], ends[k], keywords["ceil_mode"])
        for k in range(2)
    ]
    assume(all(line and all(pixels for pixels, _ in line) for line in lines))
    return lines[0], lines[1]


def each_window(x: Any, rows: Any, columns: Any) -> Any:
    """(n_h', n_w') places, each with its pixels (m, taps, n_c)."""
    volume = x.reshape(as_volume(x.shape))
    for i, (down, height) in enumerate(rows):
        for j, (across, width) in enumerate(columns):
            pixels = volume[:, down][:, :, across].reshape(len(volume), -1, volume.shape[3])
            yield i, j, pixels, height * width


def as_volume(shape: tuple[int, ...]) -> tuple[int, ...]:
    """A shape with a batch and channels, of one each if it has none."""
    return {2: (1, *shape, 1), 3: (1, *shape), 4: shape}[len(shape)]


def in_rank(volume: Any, x: Any) -> Any:
    return {2: volume[0, :, :, 0], 3: volume[0], 4: volume}[x.ndim]


@given(pools())
def test_max_is_the_greatest_of_each_window(case: tuple[Any, Any, dict[str, Any]]) -> None:
    x, size, keywords = case
    rows, columns = windows(x, size, keywords)
    found = max_pool(x, size, **keywords)
    m, _, _, n_c = as_volume(x.shape)
    volume = np.empty((m, len(rows), len(columns), n_c))
    for i, j, pixels, _ in each_window(x, rows, columns):
        volume[:, i, j] = pixels.max(axis=1)
    np.testing.assert_array_equal(found, in_rank(volume, x))
    kind = {"f": "float64" if x.dtype.itemsize == 8 else "float32"}.get(x.dtype.kind, "int64")
    assert found.dtype == kind


@given(pools(), st.booleans())
def test_average_is_the_mean_of_each_window(
    case: tuple[Any, Any, dict[str, Any]], padded: bool
) -> None:
    x, size, keywords = case
    rows, columns = windows(x, size, keywords)
    found = avg_pool(x, size, count_include_pad=padded, **keywords)
    m, _, _, n_c = as_volume(x.shape)
    volume = np.empty((m, len(rows), len(columns), n_c))
    for i, j, pixels, count in each_window(x, rows, columns):
        total = pixels.astype(np.float64).sum(axis=1)
        volume[:, i, j] = total / (count if padded else pixels.shape[1])
    narrow = x.dtype.kind == "f" and x.dtype.itemsize < 8
    assert found.dtype == (np.float32 if narrow else np.float64)
    np.testing.assert_allclose(found, in_rank(volume, x), rtol=1e-5, atol=1e-5 if narrow else 1e-9)


@given(pools(["uint8", "float64"]), st.integers(0, 99))
def test_max_gradient_goes_to_the_first_greatest(
    case: tuple[Any, Any, dict[str, Any]], seed: int
) -> None:
    x, size, keywords = case
    x = x % 3 if x.dtype.kind == "u" else np.round(x)  # many ties
    rows, columns = windows(x, size, keywords)
    shape = max_pool(x, size, **keywords).shape
    grad = np.random.default_rng(seed).integers(-9, 9, shape)
    found = max_pool_backward(grad, x, size, **keywords)
    expected = np.zeros(as_volume(x.shape), int)
    slopes = grad.reshape(len(expected), len(rows), len(columns), expected.shape[3])
    volume = x.reshape(expected.shape)
    for i, (down, _) in enumerate(rows):
        for j, (across, _) in enumerate(columns):
            for example, channel in np.ndindex(len(expected), expected.shape[3]):
                window = volume[example, :, :, channel][np.ix_(down, across)]
                row, column = np.unravel_index(int(window.argmax()), window.shape)
                expected[example, down[row], across[column], channel] += slopes[
                    example, i, j, channel
                ]
    np.testing.assert_array_equal(found, expected.reshape(x.shape))
    assert found.dtype == np.int64


@given(pools(["float64", "int16"]), st.booleans(), st.integers(0, 99))
def test_average_gradient_is_the_slope(
    case: tuple[Any, Any, dict[str, Any]], padded: bool, seed: int
) -> None:
    x, size, keywords = case
    windows(x, size, keywords)
    rng = np.random.default_rng(seed)
    out = avg_pool(x, size, count_include_pad=padded, **keywords)
    grad, step = rng.standard_normal(out.shape), rng.standard_normal(x.shape)
    found = avg_pool_backward(grad, x, size, count_include_pad=padded, **keywords)
    rise = avg_pool(step, size, count_include_pad=padded, **keywords)  # a mean is linear
    np.testing.assert_allclose((grad * rise).sum(), (found * step).sum(), atol=1e-9)


def test_the_articles_example() -> None:
    image = [[1, 3, 2, 1], [2, 9, 1, 1], [1, 3, 2, 3], [5, 6, 1, 2]]
    assert max_pool(image, 2).tolist() == [[9, 2], [6, 3]]
    assert avg_pool(image, 2).tolist() == [[3.75, 1.25], [3.75, 2.0]]
    assert max_pool(image, 3, stride=1).tolist() == [[9, 9], [9, 9]]


def test_pytorchs_rules_by_hand() -> None:
    row = [[1.0, 2, 3, 4, 5]]
    # Rounded up: the last window reads one pixel, and counts one.
    assert max_pool(row, (1, 2), ceil_mode=True).tolist() == [[2, 4, 5]]
    assert avg_pool(row, (1, 2), ceil_mode=True).tolist() == [[1.5, 3.5, 5]]
    assert avg_pool(row, (1, 2), ceil_mode=True, count_include_pad=True)[0, 2] == 5
    # Padding counts as zeros or not at all; what hangs over it never counts.
    sides = ((0, 0), (1, 1))
    assert avg_pool(row, (1, 3), padding=sides).tolist() == [[1.5, 4]]
    assert avg_pool(row, (1, 3), padding=sides, count_include_pad=True).tolist() == [[1, 4]]
    ragged = avg_pool(row, (1, 4), padding=sides, ceil_mode=True, count_include_pad=True)
    assert ragged.tolist() == [[1.5, 3]]
    # A window that would start in the far padding is dropped.
    assert max_pool([[1.0, 2, 3]], (1, 2), padding=sides, ceil_mode=True).shape == (1, 2)


def test_padding_never_wins() -> None:
    assert max_pool([[-5, -7]], 2, stride=1, padding=1).tolist() == [[-5, -5, -7]] * 2
    least = np.iinfo(np.int64).min
    assert max_pool([[least]], 3, padding=1).item() == least
    assert max_pool([[-np.inf]], 3, padding=1).item() == -np.inf
    found = max_pool_backward([[1.0]], [[-np.inf, -np.inf]], (1, 3), padding=((0, 0), (1, 0)))
    assert found.tolist() == [[1, 0]]


def test_nan_wins_and_takes_the_gradient() -> None:
    x = np.array([[1.0, np.nan, 3, np.nan], [5, 6, 7, 8]])
    out = max_pool(x, 2)
    assert np.isnan(out).all()
    assert max_pool_backward([[1.0, 2.0]], x, 2).tolist() == [[0, 1, 0, 2], [0, 0, 0, 0]]
    assert max_pool_backward([[1.0]], [[1, np.nan, np.nan]], (1, 3)).tolist() == [[0, 1, 0]]
    assert np.isnan(avg_pool(x, 2)).all()
    infinite = avg_pool([[np.inf, 1, 2, 3]], (1, 2))
    assert infinite.tolist() == [[np.inf, 2.5]]


def test_integers() -> None:
    x = np.array([[200, 250], [255, 3]], np.uint8)
    assert max_pool(x, 2).dtype == np.int64 and max_pool(x, 2).item() == 255
    assert avg_pool(x, 2).item() == 177.0
    assert max_pool([[True, False]], (1, 2)).item() == 1
    big = np.array([[2**63 - 1, 5]], np.uint64)
    assert max_pool(big, (1, 2)).item() == 2**63 - 1
    with pytest.raises(OverflowError, match="^9223372036854775808 does not fit in int64"):
        max_pool(big + np.uint64(1), (1, 2))
    with pytest.raises(OverflowError, match="^9223372036854775808 does not fit in int64"):
        max_pool_backward([[2**62, 2**62]], [[0, 1, 0]], (1, 2), stride=1)


def test_inputs_stay() -> None:
    x, grad = np.arange(32.0).reshape(1, 4, 4, 2), np.ones((1, 2, 2, 2))
    before = x.copy()
    for call in (max_pool, avg_pool):
        call(x, 2)
    for back in (max_pool_backward, avg_pool_backward):
        back(grad, x, 2)
    np.testing.assert_array_equal(x, before)
    np.testing.assert_array_equal(grad, np.ones((1, 2, 2, 2)))


@given(pools(["float32"]))
def test_sizes_are_those_of_output_size(case: tuple[Any, Any, dict[str, Any]]) -> None:
    x, size, keywords = case
    windows(x, size, keywords)
    found = max_pool(x, size, **keywords).shape[1 if x.ndim == 4 else 0 :][:2]
    f, d = pair(size, "", 1), pair(keywords["dilation"], "", 1)
    s = f if keywords["stride"] is None else pair(keywords["stride"], "", 1)
    padding = keywords["padding"]
    expected = tuple(
        output_size(
            x.shape[(1 if x.ndim == 4 else 0) + k],
            f[k],
            padding=padding if padding == "same" else padding[k],
            stride=s[k],
            dilation=d[k],
            ceil_mode=keywords["ceil_mode"],
        )
        for k in range(2)
    )
    assert found == expected


@pytest.mark.parametrize("shape", [(3000, 3000), (2_000_000, 3), (3, 2_000_000), (40, 60, 60, 64)])
@pytest.mark.parametrize("dtype", ["uint8", "float32"])
@pytest.mark.parametrize("pool", ["max", "avg", "max back", "avg back"])
def test_temporary_memory_is_small(shape: tuple[int, ...], dtype: str, pool: str) -> None:
    x = np.ones(shape, dtype)
    keywords: dict[str, Any] = {"stride": 2, "padding": 1}
    forward = max_pool if pool.startswith("max") else avg_pool
    back = max_pool_backward if pool.startswith("max") else avg_pool_backward
    grad = forward(x, 3, **keywords) if pool.endswith("back") else None
    tracemalloc.start()
    result = forward(x, 3, **keywords) if grad is None else back(grad, x, 3, **keywords)
    most = tracemalloc.get_traced_memory()[1] - result.nbytes
    tracemalloc.stop()
    assert most < 32 * 2**20


@pytest.mark.parametrize("function", [max_pool, avg_pool])
@pytest.mark.parametrize(
    ("arguments", "keywords", "error", "words"),
    [
        (
            (np.ones((3, 3)), 5),
            {},
            ValueError,
            "size (5, 5) does not fit in the padded image (3, 3)",
        ),
        (
            (np.ones((3, 3)), 2),
            {"padding": 2},
            ValueError,
            "padding 2 must be smaller than the window, which covers 2",
        ),
        (
            (np.ones((2, 2)), 2),
            {"padding": 1, "dilation": 3},
            ValueError,
            "padding (1, 1) leaves a window of 2 taps at dilation 3 without a true pixel; "
            "use less of either",
        ),
        (
            (np.ones(3), 1),
            {},
            ValueError,
            f"x must have the shape {' or '.join(LAYOUTS)}, not (3,)",
        ),
        ((np.ones((3, 3)), 0), {}, ValueError, "size must be at least 1, not 0"),
        ((np.ones((3, 3)), 2), {"stride": 0}, ValueError, "stride must be at least 1, not 0"),
        (
            (np.ones((3, 3)), 2.0),
            {},
            TypeError,
            "size must be an integer, not 2.0 of type float",
        ),
        (
            ("x", 2),
            {},
            TypeError,
            "x must hold integers, booleans or floats of at most 64 bits, not str32",
        ),
    ],
)
def test_errors_name_what_came(
    function: Any, arguments: Any, keywords: dict[str, Any], error: type[Exception], words: str
) -> None:
    with pytest.raises(error) as caught:
        function(*arguments, **keywords)
    assert str(caught.value) == words


@pytest.mark.parametrize("function", [max_pool_backward, avg_pool_backward])
def test_gradients_of_another_shape(function: Any) -> None:
    with pytest.raises(ValueError) as caught:
        function(np.ones((2, 2)), np.ones((6, 6)), 2)
    assert str(caught.value) == "grad must have the shape of the pool's output, (3, 3), not (2, 2)"
