"""The bytes of a page and its front matter: what is wrong is told with its line."""

from __future__ import annotations

import pytest

from scripts.press import fronts

GOOD = "---\ntitle: A page\nchapter: 9\n---\n# A page\n"


@pytest.mark.parametrize(
    "text", [GOOD, "# A page\n", "---\n---\n# A\n", "---\n# a comment\n---\n", "--- no front", ""]
)
def test_good_page_is_given_back(text: str) -> None:
    assert fronts.read(text.encode()) == (text, [])


def test_byte_order_mark_and_line_ends_of_other_systems_are_no_fault() -> None:
    assert fronts.read(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode()) == (GOOD, [])


@pytest.mark.parametrize(
    ("front", "line", "why"),
    [
        ("title: A page\nquestion: New: what?", 3, "a colon in it belongs in quotation marks"),
        ("title: [a", 3, "cannot be read"),
        ("- title", 2, "needs lines like"),
        ("chapter: 9\ntitle: 2012", 3, "title in the front matter must be text"),
        ("title: 2012-13-45", 2, "cannot be read"),
    ],
)
def test_front_matter_that_cannot_be_read_is_told_and_left_out(
    front: str, line: int, why: str
) -> None:
    text, problems = fronts.read(f"---\n{front}\n---\n# A page\n".encode())
    assert text == "# A page\n"
    ((found, said),) = problems
    assert found == line and why in said


def test_front_matter_without_an_end_is_told() -> None:
    text, problems = fronts.read(b"---\ntitle: A page\n# A page\n")
    assert problems == [(1, "the front matter does not end; below it belongs a line with ---")]
    assert text.startswith("---\n")


def test_other_encodings_are_told_with_line_and_byte() -> None:
    text, ((line, said),) = fronts.read(GOOD.encode() + "\nCafé\n".encode("latin-1"))
    assert line == 7 and "not in UTF-8" in said and "0xE9" in said
    assert text == GOOD + "\nCaf\ufffd\n"
