"""Sums written out: `<!-- sum: edge_image(), VERTICAL, 1, 2 -->` becomes every term of one output.

The four are an image, a filter, and the row and column of the output's cell, as Python with all
of convdemo's names and `np`. They are evaluated in another process and kept by the hash of what
they come from, as tables are.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PIECE = re.compile(
    r"(?P<fence>^(?P<indent>[ \t]*)(?P<tick>`{3,}|~{3,}).*?^[ \t]*(?P=tick)[ \t]*$)"
    r"|(?P<before>^[ \t]*)<!--\s*sum:(?P<sum>.*?)-->[ \t]*$",
    re.DOTALL | re.MULTILINE,
)


class SumError(Exception):
    """A sum that cannot be written out; the message has it, and says why."""


def insert(markdown: str, root: Path = ROOT) -> str:
    """Return `markdown` with each sum comment replaced by the written-out sum."""
    asked = [m["sum"].strip() for m in PIECE.finditer(markdown) if m["sum"]]
    if not asked:
        return markdown
    found = computed(asked, root)

    def replace(match: re.Match[str]) -> str:
        return match["before"] + found[match["sum"].strip()] if match["sum"] else match[0]

    return PIECE.sub(replace, markdown)


def computed(asked: list[str], root: Path = ROOT) -> dict[str, str]:
    """The HTML of each sum, from the cache where nothing it comes from has changed."""
    shared = hashlib.sha256()
    for path in [*sorted((root / "convdemo").rglob("*.py")), Path(__file__)]:
        shared.update(path.name.encode() + path.read_bytes())
    folder = root / ".cache" / "sums"
    places = {}
    for text in asked:
        key = hashlib.sha256(shared.digest() + text.encode()).hexdigest()[:20]
        places[text] = folder / f"{key}.html"
    missing = [text for text, place in places.items() if not place.exists()]
    if missing:
        folder.mkdir(parents=True, exist_ok=True)
        for text, answer in zip(missing, _evaluated(missing, root), strict=True):
            part = places[text].with_suffix(f".{os.getpid()}")
            part.write_text(answer, "utf-8")
            part.replace(places[text])
    return {text: place.read_text("utf-8") for text, place in places.items()}


def _evaluated(asked: list[str], root: Path) -> list[str]:
    path = os.pathsep.join(filter(None, [str(root), os.environ.get("PYTHONPATH", "")]))
    done = subprocess.run(
        [sys.executable, "-m", "scripts.site.sums"],
        cwd=root,
        input=json.dumps(asked),
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise SumError(done.stderr.strip().splitlines()[-1])
    answers: list[str] = json.loads(done.stdout)
    return answers


def written_out(image: Any, kernel: Any, row: int, col: int) -> str:
    """The sum for one output cell, its terms marked as input, filter and output."""
    import numpy as np

    image, kernel = np.asarray(image), np.asarray(kernel)
    (n_h, n_w), (f_h, f_w) = image.shape, kernel.shape
    if not (0 <= row <= n_h - f_h and 0 <= col <= n_w - f_w):
        size = f"{n_h - f_h + 1} × {n_w - f_w + 1}"
        raise ValueError(f"({row}, {col}) is no cell of the output, which is {size}")
    window = image[row : row + f_h, col : col + f_w]
    pairs = zip(window.ravel().tolist(), kernel.ravel().tolist(), strict=True)
    terms = [f"<i>{_factor(x)}</i>·<b>{_factor(w)}</b>" for x, w in pairs]
    total = _number((window * kernel).sum().item())
    return f'<p class="sum">{" + ".join(terms)} = <strong>{total}</strong></p>'


def _number(value: float) -> str:
    return f"{round(value, 3):g}".replace("-", "−")


def _factor(value: float) -> str:
    """A factor; a negative one in brackets, for the dot before it."""
    text = _number(value)
    return f"({text})" if text.startswith("−") else text


def main() -> None:
    """Write out the sums that stand, as JSON, on standard input."""
    import numpy as np

    import convdemo

    names = {name: getattr(convdemo, name) for name in convdemo.__all__}
    answers = []
    for text in json.load(sys.stdin):
        try:
            answers.append(written_out(*eval(f"({text})", {"np": np, **names})))
        except Exception as error:
            sys.exit(f"<!-- sum: {text} -->: {type(error).__name__}: {error}")
    json.dump(answers, sys.stdout)


if __name__ == "__main__":
    main()
