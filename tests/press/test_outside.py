"""What a fence shows stays as it is, however the fence is spelled; what stands outside is changed."""

from __future__ import annotations

from collections.abc import Callable

import markdown
import pytest

from scripts.press import comments, explorables, sums, tables
from scripts.press.outside import OutsideFences
from scripts.press.page import CONFIGURED, EXTENSIONS

FENCES = [
    "```\n{}\n```",
    "```text\n{}\n```\n",
    "~~~text\n{}\n~~~",
    "````markdown\n```html\n{}\n```\n````",
    '??? question "Why?"\n    ```text\n    {}\n    ```',
    '??? question "Why?"\n    Text.\n\n    ````text\n    ```\n    {}\n    ````',
    "> ```text\n> {}\n> ```",
]
FIGURE = '<figure id="x" data-explorable="no_such" data-label="L">'
STEPS = [
    (comments.without_checks, "<!-- = no_such -->"),
    (sums.insert, "<!-- sum: no_such -->"),
    (explorables.insert, FIGURE),
    (tables.insert, "<!-- table: no_such -->"),
]


def rendered(text: str, step: Callable[[str], str]) -> str:
    extensions = [*EXTENSIONS, OutsideFences(step)]
    return str(markdown.markdown(text, extensions=extensions, extension_configs=CONFIGURED))


@pytest.mark.parametrize("fence", FENCES)
@pytest.mark.parametrize(("step", "mark"), STEPS, ids=["check", "sum", "start", "table"])
def test_what_a_fence_shows_stays(fence: str, step: Callable[[str], str], mark: str) -> None:
    text = fence.format(mark)
    assert rendered(text, step) == markdown.markdown(
        text, extensions=EXTENSIONS, extension_configs=CONFIGURED
    )
    assert "no_such" in rendered(text, step)


def test_what_stands_outside_is_changed() -> None:
    assert rendered("```\n<!-- = 5 -->\n```\n5<!-- = 5 -->", comments.without_checks).endswith(
        "\n5</p>"
    )
    row = rendered("| a |\n| --- |\n| 5 <!-- = a | b --> |", comments.without_checks)
    assert "<td>5</td>" in row
    below = rendered("$$\nx = 3\n$$\n<!-- = 3 -->", comments.without_checks)
    assert '<div class="arithmatex">' in below
    with pytest.raises(explorables.ExplorableError, match="no_such"):
        rendered(FIGURE, explorables.insert)
