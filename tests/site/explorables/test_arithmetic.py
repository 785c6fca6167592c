"""The explorables' arithmetic is convdemo's: random cases, answered by both in this run."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pytest
from playwright.sync_api import Browser

import convdemo
from convdemo.types import PadMode
from scripts.press import explorables
from tests.site import visits

CASES = 120  # of each kind
MODES = get_args(PadMode)
# Calls the module's functions, and says "error" where one refuses.
CALL = """async ([module, calls]) => {
    const found = await import(module);
    return calls.map(([name, parts]) => {
        try { return found[name](...parts); } catch (error) { return "error"; }
    });
}"""


def _sides(rng: np.random.Generator) -> Any:
    kind = rng.integers(4)
    if kind == 0:
        return str(rng.choice(["valid", "same", "full"]))
    return int(rng.integers(0, 4))


def _image(rng: np.random.Generator, most: int = 9) -> np.ndarray:
    shape = rng.integers(1, most, 2)
    if rng.integers(2):
        return rng.integers(-99, 100, shape)
    return rng.normal(size=shape).round(6)


def _conv2d(rng: np.random.Generator) -> tuple[list[Any], Callable[[], Any]]:
    image, kernel = _image(rng), _image(rng, 5)
    options = {
        "padding": _sides(rng),
        "stride": int(rng.integers(1, 4)),
        "dilation": int(rng.integers(1, 4)),
    }
    return [image, kernel, options], lambda: convdemo.conv2d(image, kernel, **options)


def _padded_conv2d(rng: np.random.Generator) -> tuple[list[Any], Callable[[], Any]]:
    """With a mode, which convdemo takes in two steps."""
    image, kernel, p = _image(rng), _image(rng, 5), int(rng.integers(0, 4))
    mode, stride = MODES[rng.integers(len(MODES))], int(rng.integers(1, 4))
    options = {"padding": p, "mode": mode, "stride": stride}
    return [image, kernel, options], lambda: convdemo.conv2d(
        convdemo.pad(image, p, mode=mode), kernel, stride=stride
    )


def _pad(rng: np.random.Generator) -> tuple[list[Any], Callable[[], Any]]:
    image, sides = _image(rng), rng.integers(0, 5, (2, 2)).tolist()
    mode = MODES[rng.integers(len(MODES))]
    number = int(rng.integers(-5, 6))
    options, value = (
        {"mode": mode, "value": number},
        {"value": number} if mode == "constant" else {},
    )
    if image.dtype.kind == "f" and mode == "constant":
        image = image.astype(int)
    return [image, sides, options], lambda: convdemo.pad(image, sides, mode=mode, **value)


def _output_size(rng: np.random.Generator) -> tuple[list[Any], Callable[[], Any]]:
    n, f = (int(v) for v in rng.integers(1, 30, 2))
    options = {
        "padding": _sides(rng),
        "stride": int(rng.integers(1, 6)),
        "dilation": int(rng.integers(1, 4)),
        "ceil_mode": bool(rng.integers(2)),
    }
    return [n, f, options], lambda: convdemo.output_size(n, f, **options)


def _pool(name: str) -> Callable[[np.random.Generator], tuple[list[Any], Callable[[], Any]]]:
    def case(rng: np.random.Generator) -> tuple[list[Any], Callable[[], Any]]:
        image, size = _image(rng), int(rng.integers(1, 5))
        options = {
            "stride": int(rng.integers(1, 5)),
            "padding": int(rng.integers(0, 3)),
            "ceil_mode": bool(rng.integers(2)),
        }
        return [image, size, options], lambda: getattr(convdemo, name)(image, size, **options)

    return case


def _pixel_uses(rng: np.random.Generator) -> tuple[list[Any], Callable[[], Any]]:
    shape, size = rng.integers(1, 10, 2).tolist(), rng.integers(1, 5, 2).tolist()
    options = {
        "padding": _sides(rng),
        "stride": int(rng.integers(1, 4)),
        "dilation": int(rng.integers(1, 4)),
    }
    return [shape, size, options], lambda: convdemo.pixel_uses(shape, size, **options)


def _conv_matrix(rng: np.random.Generator) -> tuple[list[Any], Callable[[], Any]]:
    shape, kernel = rng.integers(1, 8, 2).tolist(), _image(rng, 5)
    options = {"padding": int(rng.integers(0, 3)), "stride": int(rng.integers(1, 4))}
    return [shape, kernel, options], lambda: convdemo.conv_matrix(shape, kernel, **options)


def _error(name: str) -> Callable[[np.random.Generator], tuple[list[Any], Callable[[], Any]]]:
    def case(rng: np.random.Generator) -> tuple[list[Any], Callable[[], Any]]:
        image, kernel = rng.integers(0, 10, (8, 8)), rng.integers(-3, 4, (3, 3))
        by = rng.integers(-3, 4, 2).tolist()
        options = {
            "mode": str(rng.choice(["valid", "constant", "reflect", "edge", "wrap"])),
            "stride": int(rng.integers(1, 4)),
            "pool": [None, 2][rng.integers(2)],
        }
        return [image, kernel, by, options], lambda: getattr(convdemo, name)(
            image, kernel, tuple(by), **options
        )

    return case


def _edge_filter(rng: np.random.Generator) -> tuple[list[Any], Callable[[], Any]]:
    angle = int(rng.integers(-360, 720)) if rng.integers(2) else 45 * int(rng.integers(-8, 9))
    return [angle, convdemo.SOBEL], lambda: convdemo.edge_filter(angle)


KINDS: dict[
    str, tuple[str, Callable[[np.random.Generator], tuple[list[Any], Callable[[], Any]]]]
] = {
    "conv2d": ("conv2d", _conv2d),
    "conv2d with a mode": ("conv2d", _padded_conv2d),
    "pad": ("pad", _pad),
    "output_size": ("output_size", _output_size),
    "max_pool": ("max_pool", _pool("max_pool")),
    "avg_pool": ("avg_pool", _pool("avg_pool")),
    "pixel_uses": ("pixel_uses", _pixel_uses),
    "conv_matrix": ("conv_matrix", _conv_matrix),
    "equivariance_error": ("equivariance_error", _error("equivariance_error")),
    "invariance_error": ("invariance_error", _error("invariance_error")),
    "edge_filter": ("edge_filter", _edge_filter),
}


def _wanted(answer: Callable[[], Any]) -> Any:
    try:
        return np.asarray(answer()).tolist()
    except ValueError:
        return "error"


def test_each_function_gives_what_convdemo_gives(browser: Browser, address: str) -> None:
    """The same numbers, and the same refusals."""
    rng = np.random.default_rng(7)
    asked = [(kind, name, make(rng)) for kind, (name, make) in KINDS.items() for _ in range(CASES)]
    calls = [[name, parts] for _, name, (parts, _) in asked]
    with visits.opened(browser) as (_, page):
        page.goto(f"{address}/404.html")
        plain = json.loads(json.dumps(calls, default=lambda array: array.tolist()))
        found = page.evaluate(CALL, [f"{address}/explorables/convdemo.js", plain])
    refused = 0
    for (kind, _, (parts, answer)), got in zip(asked, found, strict=True):
        wanted = _wanted(answer)
        refused += wanted == "error"
        if "error" in (got, wanted):
            assert got == wanted, (kind, parts, got)
        elif (
            all(np.asarray(part).dtype.kind in "iOU" for part in parts[:2]) and "error" not in kind
        ):
            assert np.allclose(got, wanted, rtol=0, atol=1e-12), (kind, parts, got, wanted)
        else:
            assert np.allclose(got, wanted, rtol=1e-9, atol=1e-9), (kind, parts, got, wanted)
    # Both kinds of answer are there in numbers.
    assert len(asked) >= 1000 and 100 < refused < len(asked) / 2


def test_named_arrays_are_convdemos(site: Path, browser: Browser, address: str) -> None:
    with visits.opened(browser) as (_, page):
        page.goto(f"{address}/404.html")
        found = page.evaluate(
            "async (module) => ({...await import(module)})", f"{address}/explorables/numbers.js"
        )
    assert {name: np.asarray(rows).tolist() for name, rows in found["FILTERS"].items()} == {
        name: getattr(convdemo, name).tolist()
        for name in ("VERTICAL", "HORIZONTAL", "SOBEL", "SCHARR")
    }
    assert all(rows == getattr(convdemo, name)().tolist() for name, rows in found["IMAGES"].items())
    first, *_ = found["NETWORKS"]["VGG-16"][1]
    assert first == {"type": "Conv2d", "filters": 64, "size": 3, "padding": 1}


def test_a_wrong_explorable_stops_the_build() -> None:
    figure = '<details class="explorable" id="x" data-explorable="{}" data-label="L"{}></details>'
    good = explorables.insert(figure.format("sliding_window", ' data-start="kernel=SOBEL"'))
    assert "&quot;kernel&quot;:[[1,0,-1],[2,0,-2],[1,0,-1]]" in good
    for text, told in (
        (figure.format("sliding_windows", ""), "no sliding_windows.js"),
        (figure.format("grid", ""), "no grid.js that exports build"),
        (figure.format("sliding_window", "").replace(' id="x"', ""), "has no id"),
        (figure.format("sliding_window", ' data-start="kernel=NOBEL"'), "NOBEL"),
    ):
        with pytest.raises(explorables.ExplorableError, match=told):
            explorables.insert(text)
