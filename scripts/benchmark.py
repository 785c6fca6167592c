"""Measure the package beside its peers in one run, and record it in data/benchmark.json.

    python scripts/benchmark.py

SciPy is measured always, PyTorch where it is installed. All take turns, and between them stands a
rest in which the threads of the one before fall asleep. The least of the times counts, for what
else the machine does can only add to it. The figures in the record are milliseconds.
"""

import json
import os
import platform
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from statistics import geometric_mean
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import numpy as np  # noqa: E402
import scipy  # noqa: E402
from scipy import ndimage, signal  # noqa: E402

from convdemo import conv2d, conv_forward  # noqa: E402
from scripts import benchmark_ways  # noqa: E402

try:
    import torch
except ImportError:
    torch = None  # type: ignore[assignment]

RECORD = ROOT / "data" / "benchmark.json"
IMAGE = 1024
KERNELS = range(1, 32)
ROUNDS = 4
# Seconds of rest before each turn, and how long a turn goes on.
REST, TURN = 0.08, 0.06

Work = dict[str, Callable[[], Any]]

# name, m, n_h = n_w, n_c_prev, n_c, f, padding
LENET5 = [
    ("LeNet-5 C1", 32, 32, 1, 6, 5, 0),
    ("LeNet-5 C3", 32, 14, 6, 16, 5, 0),
    ("LeNet-5 C5", 32, 5, 16, 120, 5, 0),
]
VGG16 = [
    ("VGG-16 conv1_1", 1, 224, 3, 64, 3, 1),
    ("VGG-16 conv1_2", 1, 224, 64, 64, 3, 1),
    ("VGG-16 conv2_1", 1, 112, 64, 128, 3, 1),
    ("VGG-16 conv2_2", 1, 112, 128, 128, 3, 1),
    ("VGG-16 conv3_1", 1, 56, 128, 256, 3, 1),
    ("VGG-16 conv3_2, conv3_3", 1, 56, 256, 256, 3, 1),
    ("VGG-16 conv4_1", 1, 28, 256, 512, 3, 1),
    ("VGG-16 conv4_2, conv4_3", 1, 28, 512, 512, 3, 1),
    ("VGG-16 conv5_1 to conv5_3", 1, 14, 512, 512, 3, 1),
]


def race(work: Work) -> dict[str, float]:
    """The least time of each, in milliseconds. A turn's first call wakes its threads, no more."""
    times = dict.fromkeys(work, float("inf"))
    for _ in range(ROUNDS):
        for name, call in work.items():
            time.sleep(REST)
            call()
            end = time.perf_counter() + TURN
            start = 0.0
            while start < end:
                start = time.perf_counter()
                call()
                times[name] = min(times[name], time.perf_counter() - start)
    return {name: round(1000 * each, 4) for name, each in times.items()}


def kernel_row(size: int) -> dict[str, Any]:
    """One filter on one image of 1024 × 1024 numbers in single precision."""
    rng = np.random.default_rng(size)
    image = rng.standard_normal((IMAGE, IMAGE), dtype=np.float32)
    kernel = rng.standard_normal((size, size), dtype=np.float32)
    work: Work = {
        "convdemo": lambda: conv2d(image, kernel),
        "scipy.signal": lambda: signal.correlate2d(image, kernel, "valid"),
        "scipy.ndimage": lambda: ndimage.correlate(image, kernel, mode="constant"),
    }
    if torch is not None:
        one, other = torch.tensor(image)[None, None], torch.tensor(kernel)[None, None]
        work["torch"] = lambda: torch.nn.functional.conv2d(one, other)
    expected = signal.correlate2d(image[:80].astype(float), kernel.astype(float), "valid")
    np.testing.assert_allclose(conv2d(image[:80], kernel), expected, atol=1e-4 * size)
    return {"size": size, "times": race(work)}


def layer_row(
    name: str, m: int, n: int, n_c_prev: int, n_c: int, f: int, padding: int
) -> dict[str, Any]:
    """One layer, a batch of volumes in and out. PyTorch gets its own layout, channels first."""
    rng = np.random.default_rng(n)
    a_prev = rng.standard_normal((m, n, n, n_c_prev), dtype=np.float32)
    weights = rng.standard_normal((f, f, n_c_prev, n_c), dtype=np.float32)
    weights /= np.float32(f * np.sqrt(n_c_prev))
    bias = rng.standard_normal(n_c, dtype=np.float32)
    work: Work = {"convdemo": lambda: conv_forward(a_prev, weights, bias, padding=padding)}
    if torch is not None:
        x = torch.tensor(a_prev.transpose(0, 3, 1, 2).copy())
        w = torch.tensor(weights.transpose(3, 2, 0, 1).copy())
        b = torch.tensor(bias)
        last = torch.channels_last
        x_last, w_last = x.to(memory_format=last), w.to(memory_format=last)
        work["torch"] = lambda: torch.nn.functional.conv2d(x, w, b, padding=padding)
        work["torch, channels last"] = lambda: torch.nn.functional.conv2d(
            x_last, w_last, b, padding=padding
        )
        theirs = work["torch"]().numpy().transpose(0, 2, 3, 1)
        np.testing.assert_allclose(work["convdemo"](), theirs, atol=1e-4)
    return {
        "name": name,
        "input": [m, n, n, n_c_prev],
        "weights": [f, f, n_c_prev, n_c],
        "padding": padding,
        "times": race(work),
    }


def processor() -> str:
    """The processor's name, as the system tells it."""
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        for line in cpuinfo.read_text().splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()


def record() -> dict[str, Any]:
    """All measurements, with the date and the machine."""
    kernels = []
    for size in KERNELS:
        print(f"kernel {size} of {KERNELS[-1]}", file=sys.stderr)
        kernels.append(kernel_row(size))
    layers = []
    for arguments in LENET5 + VGG16:
        print(arguments[0], file=sys.stderr)
        layers.append(layer_row(*arguments))
    versions = {"python": platform.python_version(), "numpy": np.__version__}
    versions["scipy"] = scipy.__version__
    if torch is not None:
        versions["torch"] = torch.__version__
    return {
        "date": date.today().isoformat(),
        "machine": {
            "processor": processor(),
            "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else None,
            "system": platform.system(),
        },
        "versions": versions,
        "image": [IMAGE, IMAGE],
        "kernels": kernels,
        "layers": layers,
        "ways": benchmark_ways.section(race, processor()),
    }


def lines(rows: list[dict[str, Any]], key: str) -> list[str]:
    """The rows as text: the times, and how many times ours each of the others took."""
    peers = list(rows[0]["times"])
    found = ["  ".join([f"{'':26}", *(f"{peer:>20}" for peer in peers)])]
    for row in rows:
        ours = row["times"]["convdemo"]
        cells = [f"{row['times'][p]:10.3f} ({row['times'][p] / ours:5.2f}×)" for p in peers]
        found.append("  ".join([f"{row[key]!s:26}", *(f"{cell:>20}" for cell in cells)]))
    return found


def main() -> None:
    """Measure, write the record, and print it."""
    found = record()
    RECORD.parent.mkdir(exist_ok=True)
    RECORD.write_text(json.dumps(found, indent=1) + "\n")
    print("\n".join([*lines(found["kernels"], "size"), "", *lines(found["layers"], "name")]))
    if torch is not None:
        for peer in ("torch", "torch, channels last"):
            ratios = [row["times"]["convdemo"] / row["times"][peer] for row in found["layers"]]
            mean = geometric_mean(ratios)
            print(f"convdemo / {peer}: geometric mean {mean:.2f}, worst {max(ratios):.2f}")


if __name__ == "__main__":
    main()
