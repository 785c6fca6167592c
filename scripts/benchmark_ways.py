"""Measure the ways to convolve that the chapter "Convolution forward" shows.

    python scripts/benchmark_ways.py

measures these alone and puts them into data/benchmark.json as the section "ways", with their own
date and machine. `scripts/benchmark.py` measures them with all the rest.
"""

import json
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import numpy as np  # noqa: E402
from numpy.lib.stride_tricks import sliding_window_view  # noqa: E402
from threadpoolctl import threadpool_limits  # noqa: E402

from convdemo import conv_forward, im2col  # noqa: E402

Floats = np.ndarray[Any, np.dtype[np.float32]]
Race = Callable[[dict[str, Callable[[], Any]]], dict[str, float]]

SIZE = 5
# (n_h, n_w) and how many filters; the second is the size of the photograph.
CASES = [(32, 32, 1), (300, 451, 1), (300, 451, 32)]


def by_loops(image: Floats, bank: Floats) -> Floats:
    """The definition: one window at a time."""
    f_h, f_w, n_c = bank.shape
    n_h, n_w = image.shape[0] - f_h + 1, image.shape[1] - f_w + 1
    output = np.empty((n_h, n_w, n_c), np.float32)
    for i in range(n_h):
        for j in range(n_w):
            window = image[i : i + f_h, j : j + f_w]
            output[i, j] = (window[:, :, None] * bank).sum(axis=(0, 1))
    return output


def by_windows(image: Floats, bank: Floats) -> Floats:
    """All windows at once, as a view."""
    windows = sliding_window_view(image, bank.shape[:2])
    output: Floats = np.einsum("ijab,abk->ijk", windows, bank)
    return output


def by_matrix(image: Floats, bank: Floats) -> Floats:
    """One matrix product."""
    f_h, f_w, n_c = bank.shape
    matrix = im2col(image[None, :, :, None], (f_h, f_w))
    output: Floats = matrix @ bank.reshape(f_h * f_w, n_c)
    return output.reshape(image.shape[0] - f_h + 1, image.shape[1] - f_w + 1, n_c)


def by_package(image: Floats, bank: Floats) -> Floats:
    """What the package does."""
    return conv_forward(image[None, :, :, None], bank[:, :, None, :])[0]


WAYS = {"loops": by_loops, "windows": by_windows, "matrix": by_matrix, "package": by_package}


def rows(race: Race) -> list[dict[str, Any]]:
    """Each case with the times of all ways, which are first seen to agree."""
    found = []
    for n_h, n_w, n_c in CASES:
        rng = np.random.default_rng(n_h)
        image = rng.standard_normal((n_h, n_w), dtype=np.float32)
        bank = rng.standard_normal((SIZE, SIZE, n_c), dtype=np.float32)
        expected = by_loops(image, bank)
        work: dict[str, Callable[[], Any]] = {}
        for name, way in WAYS.items():
            np.testing.assert_allclose(way(image, bank), expected, atol=1e-4)
            work[name] = lambda way=way: way(image, bank)
        found.append({"image": [n_h, n_w], "filters": [SIZE, SIZE, n_c], "times": race(work)})
    return found


def main() -> None:
    """Measure this section alone and put it into the record."""
    from scripts import benchmark

    record = json.loads(benchmark.RECORD.read_text()) if benchmark.RECORD.exists() else {}
    record["ways"] = section(benchmark.race, benchmark.processor())
    benchmark.RECORD.parent.mkdir(exist_ok=True)
    benchmark.RECORD.write_text(json.dumps(record, indent=1) + "\n")
    for row in record["ways"]["rows"]:
        print(row["image"], row["filters"], row["times"])


def section(race: Race, processor: str) -> dict[str, Any]:
    """The section as it stands in the record: on one core, since not all ways would use two."""
    with threadpool_limits(1):
        found = rows(race)
    return {"date": date.today().isoformat(), "processor": processor, "rows": found}


if __name__ == "__main__":
    main()
