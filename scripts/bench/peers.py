"""The programs that convdemo is measured beside, each at its best: which are here, and how set.

PyTorch and OpenCV are measured where they are installed. Every way to set a peer has a name that
begins with the peer's, "torch, channels last, 2 threads"; the least time of all its ways counts.
"""

from __future__ import annotations

import platform
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np
import scipy
from threadpoolctl import threadpool_info

from scripts.bench.race import Call, Turn


def _if_installed(name: str) -> Any:
    """A module, or None."""
    try:
        return import_module(name)
    except ImportError:
        return None


torch, cv2 = _if_installed("torch"), _if_installed("cv2")
THREADS = (1, 2)
LAYOUTS = ("channels first", "channels last")


def versions() -> dict[str, str]:
    """What took part, by name."""
    found = {
        "python": platform.python_version(),
        "numpy": np.__version__,
        "scipy": scipy.__version__,
    }
    if torch is not None:
        found["torch"] = torch.__version__
    if cv2 is not None:
        found["opencv"] = _opencv_version()
    return found


def _opencv_version() -> str:
    for name in ("opencv-python-headless", "opencv-python"):
        try:
            return version(name)
        except PackageNotFoundError:
            continue
    return str(cv2.__version__)


def tell_missing() -> None:
    """Say who is left out, for a record without them is read as one without them."""
    for name, module in (("PyTorch", torch), ("OpenCV", cv2)):
        if module is None:
            print(f"{name} is not installed and is left out", file=sys.stderr)


def blas() -> dict[str, Any]:
    """NumPy's BLAS as it comes by default: its name, its version, and how many threads it uses."""
    # SciPy and OpenCV bring one of their own each.
    found = next(
        info
        for info in threadpool_info()
        if info["user_api"] == "blas" and "numpy" in Path(info["filepath"]).parent.name
    )
    return {
        "name": found["internal_api"],
        "version": found["version"],
        "threads": found["num_threads"],
    }


def many(threads: int) -> str:
    """A number of threads in words."""
    return f"{threads} thread" + "s" * (threads != 1)


@contextmanager
def torch_threads(threads: int) -> Iterator[None]:
    """PyTorch with so many threads, and with nothing kept for gradients."""
    before = torch.get_num_threads()
    torch.set_num_threads(threads)
    try:
        with torch.inference_mode():
            yield
    finally:
        torch.set_num_threads(before)


def torch_turns(make: Callable[[Any], Call]) -> dict[str, Turn]:
    """PyTorch's ways: `make(memory_format)` gives the call in a layout."""
    if torch is None:
        return {}
    formats = dict(zip(LAYOUTS, (torch.contiguous_format, torch.channels_last), strict=True))
    return {
        f"torch, {layout}, {many(threads)}": Turn(call, partial(torch_threads, threads))
        for layout, call in ((layout, make(each)) for layout, each in formats.items())
        for threads in THREADS
    }


@contextmanager
def opencv_threads(threads: int) -> Iterator[None]:
    """OpenCV with so many threads."""
    before = cv2.getNumThreads()
    cv2.setNumThreads(threads)
    try:
        yield
    finally:
        cv2.setNumThreads(before)


def opencv_turns(call: Call) -> dict[str, Turn]:
    """OpenCV's ways."""
    if cv2 is None:
        return {}
    return {
        f"opencv, {many(threads)}": Turn(call, partial(opencv_threads, threads))
        for threads in THREADS
    }


def fft_turns(call: Call) -> dict[str, Turn]:
    """SciPy's ways to do a Fourier transform, which it calls workers."""
    return {
        f"scipy.fftconvolve, {many(threads)}": Turn(call, partial(scipy.fft.set_workers, threads))
        for threads in THREADS
    }
