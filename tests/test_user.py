"""What a type checker says of a user's script, right and wrong."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from scripts.setup.environment import ROOT

# A line that is wrong says by which of mypy's rules.
SCRIPT = """
import numpy as np

import convdemo
from convdemo import Conv2d, MaxPool2d, conv2d, equivariance_error, output_size, pad, pixel_uses
from convdemo.types import Array, Border, Padding, PadMode, Size

version: str = convdemo.__version__
image = np.eye(6)
out: Array = conv2d(image, [[1, 0, -1]] * 3, padding="same", stride=(1, 2))
conv2d(image, image, padding="sam")  # wrong: arg-type
conv2d(image, image, strides=2)  # wrong: call-arg
conv2d("image", image, padding=(1, "2"))  # wrong: arg-type
pad(image, ((0, 1), (2, 3)), mode="reflect")
pad(image, 1, mode="mirror")  # wrong: arg-type
pad(image, "same")  # wrong: arg-type
equivariance_error(image, image, mode="valid")
equivariance_error(image, image, mode="same")  # wrong: arg-type
places: int = output_size(6, 3, padding="full")
output_size(6, 3, padding=((1, 1), (1, 1)))  # wrong: arg-type
pixel_uses((6, 6), 3, padding="fully")  # wrong: arg-type
Conv2d(8, 3, padding="valid")
Conv2d(8, 3, padding="vaild")  # wrong: arg-type
MaxPool2d(2, padding="none")  # wrong: arg-type


def framed(x: Array, padding: Padding, size: Size = 3, mode: PadMode = "wrap") -> Array:
    border: Border = mode
    print(equivariance_error(x, np.ones((3, 3)), mode=border))
    return conv2d(pad(x, 1, mode=mode), np.ones((3, 3)), padding=padding, stride=size)
"""


def test_a_checker_finds_what_is_wrong_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "script.py").write_text(SCRIPT, "utf-8")
    wrong = {
        (number, line.rpartition("wrong: ")[2])
        for number, line in enumerate(SCRIPT.splitlines(), 1)
        if "# wrong" in line
    }
    # As a user has it, with the package found by its py.typed; what mypy keeps saves seconds.
    kept = f"--cache-dir={ROOT / '.cache' / 'mypy'}"
    options = ["--strict", "--config-file=", "--no-error-summary", "--hide-error-context", kept]
    done = subprocess.run(
        [sys.executable, "-m", "mypy", *options, "script.py"],
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
    )
    lines = [line for line in done.stdout.splitlines() if ": error: " in line]
    found = {(int(line.split(":")[1]), line.rpartition("[")[2].rstrip("]")) for line in lines}
    assert len(wrong) == 10 and found == wrong, done.stdout + done.stderr
