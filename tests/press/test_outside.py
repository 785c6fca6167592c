"""What a fence shows stays as it is, however the fence is spelled; what stands outside is changed."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from scripts.press import comments, explorables, sums, tables
from scripts.press.outside import OutsideFences
from scripts.press.rendering import rendered

FENCES = [
    "```\n{}\n```",
    "```text\n{}\n```\n",
    "~~~text\n{}\n~~~",
    "````markdown\n```html\n{}\n```\n````",
    '??? question "Why?"\n    ```text\n    {}\n    ```',
    '??? question "Why?"\n    Text.\n\n    ````text\n    ```\n    {}\n    ````',
    "> ```text\n> {}\n> ```",
]
FIGURE = '<details id="x" data-explorable="no_such" data-label="L"></details>'
STEPS = [
    (comments.without_checks, "<!-- = no_such -->"),
    (sums.insert, "<!-- sum: no_such -->"),
    (explorables.insert, FIGURE),
    (tables.insert, "<!-- table: no_such -->"),
]


@pytest.mark.parametrize("fence", FENCES)
@pytest.mark.parametrize(("step", "mark"), STEPS, ids=["check", "sum", "start", "table"])
def test_what_a_fence_shows_stays(fence: str, step: Callable[[str], str], mark: str) -> None:
    text = fence.format(mark)
    after = rendered(text, OutsideFences(step))
    assert after == rendered(text) and "no_such" in after


def test_what_stands_outside_is_changed() -> None:
    without_checks = OutsideFences(comments.without_checks)
    after = rendered("```\n<!-- = 5 -->\n```\n5<!-- = 5 -->", without_checks)
    assert after.endswith("\n5</p>")
    row = rendered("| a |\n| --- |\n| 5 <!-- = a | b --> |", without_checks)
    assert "<td>5</td>" in row
    below = rendered("$$\nx = 3\n$$\n<!-- = 3 -->", without_checks)
    assert '<div class="arithmatex">' in below
    with pytest.raises(explorables.ExplorableError, match="no_such"):
        rendered(FIGURE, OutsideFences(explorables.insert))
