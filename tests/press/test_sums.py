"""Sums that are written out, term by term."""

from __future__ import annotations

import pytest

from scripts.press import sums
from scripts.press.errors import PressError


def test_a_sum_is_written_out_term_by_term() -> None:
    text = sums.insert("Before.\n\n<!-- sum: np.array([[10, -2]]), VERTICAL[:1, 1:], 0, 0 -->\n")
    assert text == (
        'Before.\n\n<p class="sum"><i>10</i>·<b>0</b> + <i>(−2)</i>·<b>(−1)</b>'
        " = <strong>2</strong></p>\n"
    )


def test_a_sum_outside_the_output_is_an_error() -> None:
    with pytest.raises(sums.SumError, match=r"\(9, 2\) is no cell of the output, which is 4 × 4"):
        sums.insert("<!-- sum: edge_image(), VERTICAL, 9, 2 -->")


def test_what_fails_is_replaced_and_the_others_stay() -> None:
    told: list[tuple[str, str]] = []

    def instead(error: PressError, text: str) -> str:
        told.append((text, error.message))
        return "?"

    text = sums.insert(
        "<!-- sum: NOBEL, SOBEL, 0, 0 -->\n\n<!-- sum: edge_image(), VERTICAL, 0, 0 -->\n", instead
    )
    assert text.startswith('?\n\n<p class="sum">')
    assert told == [
        (
            "<!-- sum: NOBEL, SOBEL, 0, 0 -->",
            "NOBEL, SOBEL, 0, 0: NameError: name 'NOBEL' is not defined",
        )
    ]
