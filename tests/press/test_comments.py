"""Comments that check numbers leave the page; those that are shown stay."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from scripts.press import comments, page, sessions
from scripts.press.outside import OutsideFences
from scripts.press.rendering import rendered, without_front


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
def test_check_comments_leave_the_page_and_code_stays(written: str, read: str) -> None:
    assert comments.without_checks(written) == read


@pytest.mark.parametrize("path", [pytest.param(path, id=path.stem) for path in sessions.pages()])
def test_what_is_taken_out_of_a_page_is_what_was_checked(path: Path) -> None:
    text = path.read_text("utf-8")
    taken: list[str | None] = []

    def take(outside: str) -> str:
        taken.extend(match["check"] for match in comments.PIECE.finditer(outside))
        return outside

    rendered(without_front(text), OutsideFences(take))
    items = [item for block in page.Page(text).blocks for item in block.items]
    checked = [text[item.start : item.end] for item in items if isinstance(item, page.Check)]
    assert Counter(check.strip() for check in taken if check) == Counter(checked)
