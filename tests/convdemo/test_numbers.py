"""The contract of the numbers: how far an output may be off, and what it may depend on.

Each output errs by at most 8 · eps · products · Σ |pixel · weight|, the sum over its own window,
where eps is that of the result's type; below the least normal number, by one step a product
besides. So a window of zeros gives exactly the bias, and what lies outside of a window is nothing
to it. Exact values come from sums in long doubles, tap by tap.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from convdemo import conv2d, conv2d_loops, conv_forward, conv_forward_loops, im2col
from convdemo._axis import Axis, axes
from convdemo._check import padding_amount
from convdemo._fast import fourier, runs, taps

Array = Any
TYPES = ("float32", "float64")


def exact(x: Array, w: Array, rows: Axis, columns: Axis, groups: int) -> tuple[Array, Array, Array]:
    """Σ pixel · weight, Σ |pixel · weight|, and whether a window holds but zeros."""
    frame = ((0, 0), (rows.before, rows.after), (columns.before, columns.after), (0, 0))
    padded = np.pad(x, frame).astype(np.longdouble)
    bank = w.astype(np.longdouble)
    m, n_c, depth = len(x), w.shape[3], w.shape[2]
    total = np.zeros((m, rows.out, columns.out, n_c), np.longdouble)
    sizes = np.zeros_like(total)
    for i in range(rows.f):
        for j in range(columns.f):
            top, left = i * rows.dilation, j * columns.dilation
            seen = padded[
                :,
                top : top + (rows.out - 1) * rows.stride + 1 : rows.stride,
                left : left + (columns.out - 1) * columns.stride + 1 : columns.stride,
            ]
            for k in range(groups):
                c = slice(k * depth, (k + 1) * depth)
                n = slice(k * n_c // groups, (k + 1) * n_c // groups)
                total[..., n] += seen[..., c] @ bank[i, j][:, n]
                sizes[..., n] += abs(seen[..., c]) @ abs(bank[i, j][:, n])
    return total, sizes, sizes == 0


def hold(
    z: Array, x: Array, w: Array, bias: Array | None, line: tuple[Axis, Axis], groups: int = 1
) -> None:
    """Hold outputs to the contract."""
    if groups == 1:
        # A few filters tell of all, and long doubles take their time.
        few = slice(0, None, -(-w.shape[3] // 3))
        z, w, bias = z[..., few], w[..., few], None if bias is None else bias[few]
    total, sizes, blank = exact(x, w, *line, groups)
    kind = np.finfo(z.dtype)
    added = np.zeros(w.shape[3], z.dtype) if bias is None else bias.astype(z.dtype)
    products = w[..., 0].size
    bound = 8 * kind.eps * products * (sizes + abs(added)) + products * kind.smallest_subnormal
    fits = sizes + abs(added) < kind.max
    error = np.where(fits, abs(z.astype(np.longdouble) - total - added), 0)
    worst = np.unravel_index(np.argmax(error - bound), z.shape)
    assert (error <= bound).all(), f"{worst}: {z[worst]}, not {total[worst]} ± {bound[worst]}"
    np.testing.assert_array_equal(z[blank], np.broadcast_to(added, z.shape)[blank])


def gauss(rng: np.random.Generator, shape: tuple[int, ...]) -> Array:
    return rng.standard_normal(shape)


def one(size: float) -> Callable[..., Array]:
    """Noise, and one pixel of another size."""

    def make(rng: np.random.Generator, shape: tuple[int, ...]) -> Array:
        x = rng.standard_normal(shape)
        x[tuple(n // 3 for n in shape)] = size
        return x

    return make


def times(factor: float) -> Callable[..., Array]:
    return lambda rng, shape: factor * rng.standard_normal(shape)


PIXELS: dict[str, Callable[..., Array]] = {
    "noise": gauss,
    "brightness": lambda rng, shape: rng.random(shape),
    "cauchy": lambda rng, shape: rng.standard_cauchy(shape),
    "of all sizes": lambda rng, shape: gauss(rng, shape) * 10 ** rng.uniform(-15, 15, shape),
    "after a ReLU": lambda rng, shape: np.maximum(gauss(rng, shape) - 1, 0),
    "sparse": lambda rng, shape: gauss(rng, shape) * (rng.random(shape) < 0.01),
    "half black": lambda rng, shape: gauss(rng, shape) * (np.arange(shape[2]) % 40 < 20)[:, None],
    "black": lambda rng, shape: np.zeros(shape),
    "even": lambda rng, shape: np.ones(shape),
    "a bright pixel": one(1e3),
    "a glaring pixel": one(1e9),
    "a blinding pixel": one(1e30),
    "huge": times(1e30),
    "tiny": times(1e-30),
    "denormal": times(1e-40),
}
WEIGHTS: dict[str, Callable[..., Array]] = {
    "noise": gauss,
    "one weight": lambda rng, shape: (
        one(1.0)(rng, shape) * (gauss(rng, shape) > 9)
        + (np.indices(shape[:2]).sum(axis=0) == shape[0] // 2)[:, :, None, None]
    ),
    "of all sizes": lambda rng, shape: gauss(rng, shape) * 10 ** rng.uniform(-6, 6, shape),
    "an edge": lambda rng, shape: np.broadcast_to(
        np.sign(np.arange(shape[1]) - shape[1] // 2)[None, :, None, None], shape
    ),
}

# (m, n_h, n_w, n_c_prev), (f_h, f_w, n_c_prev // groups, n_c) and the rest, on both sides of each
# switch between ways: taps or products, how many windows in a run, spectra, tiles, groups.
LAYERS: list[tuple[tuple[int, ...], tuple[int, ...], dict[str, Any]]] = [
    ((1, 40, 41, 1), (3, 3, 1, 1), {"padding": 1}),
    ((1, 40, 90, 1), (7, 7, 1, 1), {"padding": "same"}),
    ((2, 30, 33, 1), (5, 5, 1, 6), {}),
    ((2, 14, 14, 6), (5, 5, 6, 8), {}),
    ((1, 34, 34, 64), (3, 3, 64, 64), {"padding": 1}),
    ((1, 12, 12, 64), (3, 3, 64, 64), {}),
    ((1, 20, 20, 8), (3, 3, 1, 8), {"groups": 8, "padding": 1}),
    ((1, 20, 20, 4), (3, 3, 1, 12), {"groups": 4, "padding": 1}),
    ((1, 20, 20, 8), (3, 3, 4, 6), {"groups": 2, "stride": 2}),
    ((1, 41, 41, 2), (3, 3, 2, 3), {"dilation": 9, "padding": "full"}),
    ((1, 40, 41, 2), (21, 20, 2, 2), {"padding": "same"}),
]


@pytest.mark.parametrize("dtype", TYPES)
@pytest.mark.parametrize("pixels", PIXELS)
@pytest.mark.parametrize("layer", LAYERS, ids=str)
def test_every_layer_keeps_the_contract(layer: Any, pixels: str, dtype: str) -> None:
    shape, size, keywords = layer
    rng = np.random.default_rng(len(pixels))
    x = PIXELS[pixels](rng, shape).astype(dtype)
    weights = list(WEIGHTS)[sum(map(len, (pixels, dtype))) % len(WEIGHTS)]
    w = WEIGHTS[weights](rng, size).astype(dtype)
    bias = rng.standard_normal(size[3]).astype(dtype)
    groups = keywords.get("groups", 1)
    line = _line(shape, size, keywords)
    hold(conv_forward(x, w, bias, **keywords), x, w, bias, line, groups)
    if shape[3] == size[3] == 1:
        plain = {key: value for key, value in keywords.items() if key != "groups"}
        z = conv2d(x[0, :, :, 0], w[:, :, 0, 0], **plain)
        hold(z[None, :, :, None], x[:1], w, None, line)


@pytest.mark.parametrize("dtype", TYPES)
@pytest.mark.parametrize("pixels", PIXELS)
@pytest.mark.parametrize("weights", WEIGHTS)
@pytest.mark.parametrize("way", ["taps", "runs", "fourier"])
def test_every_way_keeps_the_contract(way: str, weights: str, pixels: str, dtype: str) -> None:
    """Also where another way would be taken."""
    channels, filters = (1, 1) if way == "taps" else (2, 3)
    shape, size = (1, 20, 64, channels), (6, 7, channels, filters)
    rng = np.random.default_rng(7)
    x, w = PIXELS[pixels](rng, shape).astype(dtype), WEIGHTS[weights](rng, size).astype(dtype)
    some = rng.standard_normal(filters).astype(dtype)
    for bias, keywords in (
        (some, {"padding": ((3, 0), (0, 4))}),
        (None, {"padding": 2}),
        (some, {"stride": 3, "dilation": 2}),
    ):
        rows, columns = line = _line(shape, size, keywords)
        out = np.full((1, rows.out, columns.out, filters), np.nan, dtype)
        with np.errstate(all="ignore"):
            if way == "taps":
                taps.fill(x, w[:, :, 0], bias, rows, columns, out, x.dtype)
            else:
                module = runs if way == "runs" else fourier
                module.fill(x, w, bias, rows, columns, out, x.dtype)
        hold(out, x, w, bias, line)


@pytest.mark.parametrize("dtype", TYPES)
@pytest.mark.parametrize("pixels", PIXELS)
def test_the_definitions_keep_the_contract(pixels: str, dtype: str) -> None:
    rng = np.random.default_rng(3)
    x, w = PIXELS[pixels](rng, (1, 9, 44, 2)).astype(dtype), gauss(rng, (3, 3, 2, 2)).astype(dtype)
    line = _line(x.shape, w.shape, {"padding": 1})
    hold(conv_forward_loops(x, w, padding=1), x, w, None, line)
    single = x[0, :, :, 0], w[:, :, 0, 0]
    found = conv2d_loops(*single, padding=1)[None, :, :, None]
    hold(found, x[..., :1], w[:, :, :1, :1], None, line)
    with np.errstate(all="ignore"):
        product = im2col(x, 3, padding=1) @ w.reshape(-1, 2)
    hold(product.reshape(1, 9, 44, 2), x, w, None, line)


def held_by_spectra(x: Array, w: Array, keywords: dict[str, Any]) -> None:
    """Hold to the contract what spectra give of one volume."""
    rows, columns = line = _line(x.shape, w.shape, keywords)
    out = np.full((len(x), rows.out, columns.out, w.shape[3]), np.nan)
    with np.errstate(all="ignore"):
        fourier.fill(x, w, None, rows, columns, out, out.dtype)
    hold(out, x, w, None, line)


@pytest.mark.parametrize("scale", [1e-90, 1e-40, 1.0, 1e36, 1e40, 1e90])
def test_spectra_keep_the_contract_at_every_scale(scale: float) -> None:
    """Also where single precision, in which outputs are weighed, does not hold them."""
    rng = np.random.default_rng(0)
    x = one(1e5)(rng, (1, 40, 64, 1)) * scale
    held_by_spectra(x, gauss(rng, (7, 7, 1, 1)), {})
    held_by_spectra(x / scale, gauss(rng, (7, 7, 1, 1)) * scale, {})


def test_each_filter_has_a_scale_of_its_own() -> None:
    """One so small that its squares vanish, which reads pixels that the other does not."""
    x = np.full((1, 40, 128, 1), 1e-8)
    x[:, :, ::2], x[0, 3, 4] = 1, 500
    w = np.zeros((7, 8, 1, 2))
    w[:, ::2, :, 0], w[3, 3, 0, 1] = 1, 1e-170
    held_by_spectra(x, w, {"stride": 2})


@pytest.mark.parametrize("small", [1e-250, 0.0])
def test_each_piece_of_a_filter_has_a_scale_of_its_own(small: float) -> None:
    rng = np.random.default_rng(0)
    w = gauss(rng, (1, 400, 1, 1))
    w[:, fourier.TAPS :] *= small
    x = one(1e20)(rng, (1, 40, 1000, 1))
    x[:, :, :330], x[0, 0, 350] = 0, 1e20
    held_by_spectra(x, w, {})


@pytest.mark.parametrize("shape", [(192, 48), (72, 576), (64, 64), (8, 1024)])
def test_transforms_err_by_less_than_half_of_what_is_allowed(shape: tuple[int, int]) -> None:
    """One bright pixel under one weight errs most, outside of the one output that it reaches."""
    rng = np.random.default_rng(0)
    line = axes(shape, (8, 8), padding_amount(0), (1, 1), (1, 1))
    for _ in range(100):
        w, pixels = np.zeros((8, 8, 1, 1)), np.zeros((1, *shape))
        top, left = (int(k) for k in rng.integers(8, size=2))
        i, j = (int(rng.integers(n)) for n in shape)
        w[top, left], pixels[0, i, j] = rng.uniform(1, 2, 2)
        filters = fourier._Filters(w, np.zeros(1), line, shape, np.dtype(np.float64))
        found = filters._correlate(pixels, filters.spectra, (line[0].out, line[1].out))[0]
        if 0 <= i - top < line[0].out and 0 <= j - left < line[1].out:
            found[i - top, j - left] = 0
        most = fourier.SAFETY * np.finfo(np.float64).eps * pixels.max() * w.max()
        assert np.abs(found).max() < most / 2


def test_a_bright_pixel_is_nothing_to_other_windows() -> None:
    x, w = np.ones((1, 34, 34, 64), np.float32), np.full((3, 3, 64, 64), np.float32(1 / 576))
    x[0, 1, 1, 0] = 1e9
    z = conv_forward(x, w)
    np.testing.assert_allclose(z[0, 3:], 1, rtol=1e-5)
    np.testing.assert_allclose(z[0, :, 3:], 1, rtol=1e-5)
    assert (z > 0).all()


@pytest.mark.parametrize("dtype", TYPES)
@pytest.mark.parametrize("bad", [np.inf, -np.inf, np.nan])
@pytest.mark.parametrize("layer", LAYERS, ids=str)
def test_infinities_and_nan_reach_the_windows_that_hold_them(
    layer: Any, bad: float, dtype: str
) -> None:
    shape, size, keywords = layer
    rng = np.random.default_rng(11)
    x, w = gauss(rng, shape).astype(dtype), gauss(rng, size).astype(dtype)
    w[0, 0, 0, 0] = 0
    x[0, shape[1] // 2, shape[2] // 3, 0] = bad
    groups = keywords.get("groups", 1)
    with np.errstate(all="ignore"):
        total, _, _ = exact(x, w, *_line(shape, size, keywords), groups)
    z = conv_forward(x, w, **keywords)
    finite = np.isfinite(total)
    assert not finite.all()
    np.testing.assert_array_equal(np.isfinite(z), finite)
    np.testing.assert_array_equal(z[~finite], total[~finite].astype(dtype))
    np.testing.assert_allclose(z[finite], total[finite].astype(dtype), rtol=0, atol=1e-2)


def test_each_way_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """The layers above take products of runs and single taps; a large filter takes spectra."""
    taken: dict[str, int] = {}
    for module in (taps, runs, fourier):
        monkeypatch.setattr(module, "fill", _counted(module, taken))
    for shape, size, keywords in LAYERS:
        conv_forward(np.ones(shape), np.ones(size), **keywords)
    assert set(taken) == {"convdemo._fast.taps", "convdemo._fast.runs"}
    conv2d(np.ones((600, 500)), np.ones((99, 100)))
    assert set(taken) == {"convdemo._fast.taps", "convdemo._fast.runs", "convdemo._fast.fourier"}
    lengths = {
        runs.best_length(*_line(shape, size, keywords), size[2], size[3])[0] > 1
        for shape, size, keywords in LAYERS
        if "groups" not in keywords
    }
    assert lengths == {True, False}


def test_large_filters_on_single_channels_take_spectra(monkeypatch: pytest.MonkeyPatch) -> None:
    taken: dict[str, int] = {}
    for module in (taps, runs, fourier):
        monkeypatch.setattr(module, "fill", _counted(module, taken))
    rng = np.random.default_rng(2)
    x, w = gauss(rng, (1, 240, 250, 2)), gauss(rng, (40, 41, 1, 2))
    x[0, 3, 5], x[0, 60:, :, 1] = 1e20, 0
    z = conv_forward(x, w, groups=2)
    hold(z[..., 1:], x[..., 1:], w[..., 1:], None, _line(x.shape, w.shape, {}))
    np.testing.assert_allclose(z[0, 200, 200, 0], (x[0, 200:, 200:241, 0] * w[..., 0, 0]).sum())
    assert taken["convdemo._fast.fourier"] == 2 and "convdemo._fast.taps" not in taken


def _counted(module: Any, taken: dict[str, int]) -> Callable[..., None]:
    fill = module.fill

    def counted(*arguments: Any) -> None:
        taken[module.__name__] = taken.get(module.__name__, 0) + 1
        fill(*arguments)

    return counted


def _line(
    shape: tuple[int, ...], size: tuple[int, ...], keywords: dict[str, Any]
) -> tuple[Axis, Axis]:
    """The rows and the columns of a layer."""
    stride, dilation = keywords.get("stride", 1), keywords.get("dilation", 1)
    return axes(
        (shape[1], shape[2]),
        (size[0], size[1]),
        padding_amount(keywords.get("padding", 0)),
        (stride, stride),
        (dilation, dilation),
    )
