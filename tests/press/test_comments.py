"""Comments that check numbers leave the page; those that are shown stay."""

from __future__ import annotations

import pytest

from scripts.press import comments


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("A 6 × 6 image.<!-- = image.shape -->", "A 6 × 6 image."),
        ("a <!-- = 1 > 0,\n 2 --> b", "a b"),
        ("| 5 <!-- = a | b --> |", "| 5 |"),
        ("kept <!-- a remark -->", "kept <!-- a remark -->"),
        ("shown: `<!-- = 5 -->`", "shown: `<!-- = 5 -->`"),
    ],
)
def test_check_comments_leave_the_page_and_code_stays(written, read):
    assert comments.without_checks(written) == read
