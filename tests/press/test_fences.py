"""Each way to get a fence past the tests fails, and is told with its line."""

from __future__ import annotations

import pytest

from scripts.press import fences
from scripts.press.rendering import rendered
from tests.book import seen
from tests.press.trial import failures


@pytest.mark.parametrize(
    "opening",
    [
        '```python title="a.py"',
        '```python hl_lines="1"',
        '```python linenums="1"',
        "``` python",
        "```py",
        "```pycon",
        "```{.python}",
        "``` {.python .numberLines}",
        "```Python",
        "```sh-session",
        "```console $",
        "```bash",
        "```",
        "````python",
        "~~~python",
        "> ```python",
        "- ```python",
        "1. ```python",
    ],
)
def test_every_other_spelling_of_a_fence_fails(opening: str) -> None:
    closing = "```" if "`" in opening else "~~~"
    closing = "````" if "````" in opening else closing
    said = failures(f"Text.\n\n{opening}\nprint(1 + )\n{closing}\n")
    assert "page.md:3:" in said and "fence" in said


@pytest.mark.parametrize(
    ("page", "lines"),
    [
        ("Text.\n\n    ```python\n    print(1)\n    ```\n", [3, 5]),
        ("```python\nx = 1\n````\n", [1, 3]),
        ("- ```text\n  1\n  ```\n", [1, 3]),
        ("<!--\n```text\n1\n```\n-->\n", [2, 4]),
        ("```text\n1\n```\n\n```text\n2\n", [5]),
        ("```in a line```\n", []),
        ("````markdown\n```text\n1\n```\n````\n", []),
    ],
)
def test_what_looks_like_a_fence_and_is_shown_as_none_fails(page: str, lines: list[int]) -> None:
    allowed = fences.PLAIN | fences.SHOWN
    assert [line for line, why in fences.misspelt(page, allowed) if "looks like" in why] == lines


def test_fence_that_is_never_closed_fails() -> None:
    assert "never closed" in failures("```python\nx = 1\n")


def test_fence_has_its_place_and_the_text_that_is_shown() -> None:
    page = '---\ntitle: A\n---\n\n??? note "B"\n    ```python\n    if 1:\n\n    \tx\n    ```\nC'
    (fence,) = fences.find_fences(page)
    assert (fence.line, fence.last_line, fence.lead) == (6, 10, "    ")
    assert page[fence.start : fence.end].splitlines()[0] == "    ```python"
    assert page[fence.end :] == "C" and fence.source == "if 1:\n\n    x\n"


def test_bash_on_a_page_about_pages_holds_no_digits() -> None:
    assert not failures("```bash\nls\n```\n", "README.md")
    assert "checked by nothing" in failures("```bash\nls 1\n```\n", "README.md")


@pytest.mark.parametrize("page", ["Text.\n\n    print(1)\n", "Text.\n\n<pre>print(1)</pre>\n"])
def test_code_that_is_shown_without_a_fence_is_found(page: str) -> None:
    assert seen.code_shown(page) and not fences.find_fences(page)


def test_line_scan_finds_a_fence_that_was_not_given() -> None:
    page = "Text.\n\n    ```python\n    print(1)\n    ```\n"
    assert seen.fence_lines_outside(page, []) == [3, 5]
    assert seen.fence_lines_outside(page, [(3, 5)]) == []


def test_what_is_wrong_with_fences_is_seen_without_running_them() -> None:
    page = (
        "# A\n\n```python\nx = 1\ny = (\n```\n\n- ```python\n\n```python\nraise ValueError\n```\n"
    )
    syntax, loose = fences.broken(page)
    assert syntax.line == 5 and syntax.why == "SyntaxError: '(' was never closed"
    assert loose.line == 8 and "none" in loose.why
    assert page[: syntax.at].rstrip().endswith("y = (\n```")
    assert page[loose.at :].startswith("- ```python")
    assert not fences.broken("```python\nraise ValueError\n```\n")


@pytest.mark.parametrize(
    "page",
    [
        "1. One\n\n    ```python\n    x = (\n    ```\n\n    Two.\n\nThree.\n",
        "# A\n\n```python\nx = (\n```",
        "a\n```python\nb\n",
        "# A\n\n```python\nx = (\n```\n\n```text\n3\n```\n",
    ],
)
def test_word_about_a_fence_becomes_a_paragraph_where_the_fence_is(page: str) -> None:
    (found,) = fences.broken(page)
    html = rendered(found.told(page, "WORD"))
    assert "<p>WORD</p>" in html
    if "<li>" in html:
        assert "WORD" in html.partition("</li>")[0] and "Two" in html.partition("</li>")[0]
