"""Sums written out: `<!-- sum: edge_image(), VERTICAL, 1, 2 -->` becomes every term of one output.

The four are an image, a filter, and the row and column of the output's cell, as Python with all
of convdemo's names and `np`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from scripts.drawing.number_format import number
from scripts.press import evaluated
from scripts.press.errors import PressError, refuse

MARK = re.compile(r"(?P<before>^[ \t]*)<!--\s*sum:(?P<sum>.*?)-->[ \t]*$", re.DOTALL | re.MULTILINE)


class SumError(PressError):
    """A sum that cannot be written out; the message has it, and says why."""


def insert(markdown: str, instead: Callable[[PressError, str], str] = refuse) -> str:
    """Return `markdown` with each sum comment replaced by the written-out sum.

    `instead` gives what stands in the place of one that fails.
    """
    asked = [mark["sum"].strip() for mark in MARK.finditer(markdown)]
    if not asked:
        return markdown
    found = evaluated.computed("sums", asked, "scripts.press.sums:render")

    def replace(mark: re.Match[str]) -> str:
        text = found[mark["sum"].strip()]
        if isinstance(text, PressError):
            text = instead(SumError(**text.data()), mark[0].strip())
        return mark["before"] + text

    return MARK.sub(replace, markdown)


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
    total = number((window * kernel).sum().item())
    return f'<p class="sum">{" + ".join(terms)} = <strong>{total}</strong></p>'


def _factor(value: float) -> str:
    """A factor; a negative one in brackets, for the dot before it."""
    text = number(value)
    return f"({text})" if text.startswith("−") else text


def render(text: str, names: dict[str, Any]) -> str:
    """Write out the sum whose four parts stand in `text`."""
    return written_out(*eval(f"({text})", names))
