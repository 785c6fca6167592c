"""A page that says what its code gives passes; each way to spoil it fails, and is told with its line."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from scripts.press import sessions
from tests.book import seen
from tests.press.trial import failures

GOOD = """\
    ---
    title: A page
    ---

    # Four by four

    ```python
    from convdemo import VERTICAL, conv2d, edge_image
    out = conv2d(edge_image(), VERTICAL)
    print(out[0])
    ```

    ```text
    [ 0 30 30  0]
    ```

    A 6 × 6 image and a 3 × 3 filter give
    4 × 4.<!-- = edge_image().shape, VERTICAL.shape, out.shape -->

    ??? question "What is the sum?"
        It is **240**.<!-- = out.sum() -->

        ```python
        print(out.sum())
        ```

        ```text
        240
        ```
    """


def test_good_page_passes() -> None:
    session = sessions.run_text(dedent(GOOD), Path("page.md"))
    assert not session.failures
    assert len(session.outputs) == 2 and len(session.answers) == 2
    assert not seen.survivors(session)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("[ 0 30 30  0]", "[ 0 30 31  0]", "page.md:13: the fence above prints something else"),
        ("A 6 × 6", "A 6 × 7", "page.md:17: written 7, but edge_image().shape is 6"),
        ("A 6 × 6", "A 6", "page.md:17: 5 numerals, 6 values"),
        ("**240**", "**241**", "page.md:21: written 241, but out.sum() is 240"),
        ("out.sum() -->", "out.missing() -->", "page.md:21: out.missing(): AttributeError"),
        ("<!-- = out.sum() -->", "", "page.md:21: no comment answers for: 240"),
        ("the sum?", "the sum of 4?", "page.md:20: a title holds no digits, use words: 4"),
        ("Four by four", "Four by 4", "page.md:5: no comment answers for: 4"),
        (
            "title: A page\n    ---",
            "title: A page\n    ---\n\n    A 3.",
            "page.md:5: no comment answers for: 3",
        ),
        ("print(out.sum())", "out.sum()", "the fence above prints something else"),
        ("print(out.sum())", "print(out.sum(), 7)", "the fence above prints something else"),
        ("print(out[0])", "print(out[0] / 0)", "page.md:10: this fence raises"),
        (
            "print(out[0])",
            "import sys; sys.stderr.write('oh')\n    print(out[0])",
            "standard error",
        ),
        ("print(out[0])", "import warnings; warnings.warn('oh')", "page.md:10: this fence raises"),
        ("print(out[0])", "print(out[0]", "page.md:10: this fence raises"),
        ("```text\n    [ 0 30 30  0]\n    ```", "", "this fence prints, and no ```text fence"),
        (
            "    ```text\n    [",
            "    So:\n\n    ```text\n    [",
            "page.md:15: a ```text fence stands right below",
        ),
        ("**240**", "**LeNet-6** 240", "page.md:21: 'LeNet-6' is no name we know"),
        ("**240**", "240MB", "'240MB' is no name we know"),
        ("**240**", "`conv3d` 240", "'conv3d' is no name we know"),
        ("**240**", "x² 240", "as maths"),
    ],
)
def test_spoilt_page_fails_and_says_where(old: str, new: str, message: str) -> None:
    assert old in GOOD
    assert message in failures(GOOD.replace(old, new))


def test_a_number_rounded_otherwise_fails() -> None:
    """Sybil's NUMBER would let the last digit be one off; ELLIPSIS would let anything pass."""
    page = "```python\nprint(0.25)\n```\n\n```text\n{}\n```\n"
    assert not failures(page.format("0.25"))
    for wrong in ("0.26", "0.2", "0...", "..."):
        assert "prints something else" in failures(page.format(wrong))


def test_true_is_not_one_and_a_blank_line_is_one() -> None:
    assert "something else" in failures("```python\nprint(True)\n```\n\n```text\n1\n```\n")
    assert "something else" in failures(
        "```python\nprint('a\\n\\nb')\n```\n\n```text\na\n<BLANKLINE>\nb\n```\n"
    )


CONSOLE = """\
    ```python
    from pathlib import Path

    Path("net.txt").write_text("c1-3.m2")
    ```

    - In a list:

        ```console
        $ python -m convdemo field @net.txt
        4
        $ python -m convdemo size 3 7
        convdemo size: kernel 7 does not fit in the padded length 3
        $ echo $?
        1
        ```
    """


def test_what_a_terminal_shows_is_run_in_the_folder_of_the_page() -> None:
    session = sessions.run_text(dedent(CONSOLE), Path("page.md"))
    assert not session.failures and not seen.survivors(session)
    ((fence, shown),) = session.outputs
    assert fence.source == shown and session.ran == [(1, ""), (9, shown)]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("4\n", "5\n", "page.md:9: the commands of this fence print something else"),
        ("    4\n    ", "    ", "page.md:9: the commands of this fence print something else"),
        ("length 3", "length 4", "page.md:9: the commands of this fence print something else"),
        ("?\n        1", "?\n        0", "page.md:9: the commands of this fence print something"),
        ("size 3 7", "size 3 8", "page.md:9: the commands of this fence print something else"),
        ("$ python -m convdemo size", "$ ls", "page.md:12: 'ls 3 7' is not run here; commands are"),
        ("size 3 7", "size 3 7 | cat", "page.md:12: no shell is there for '|'"),
        (
            "$ python -m convdemo field @net.txt\n        4",
            "4",
            "begins with a command: $ python -m",
        ),
    ],
)
def test_spoilt_console_fails_and_says_where(old: str, new: str, message: str) -> None:
    assert old in CONSOLE
    assert message in failures(CONSOLE.replace(old, new))


def test_pages_do_not_see_each_other() -> None:
    first = "```python\nimport numpy as np\nnp.set_printoptions(precision=2)\nx = 1\n```\n"
    assert not failures(first)
    assert "NameError" in failures("```python\ny = x\n```\n")
    assert not failures(
        "```python\nimport numpy as np\nprint(np.pi * np.ones(1))\n```\n\n"
        "```text\n[3.14159265]\n```\n"
    )


def test_example_of_a_page_is_run_as_a_page() -> None:
    inside = "Three is 3.<!-- = 1 + 1 -->\n\n```python\nprint(2)\n```\n\n```text\n3\n```\n"
    page = f"````markdown\n{inside}````\n"
    said = failures(page, "making.md")
    assert "making.md:2: written 3, but 1 + 1 is 2" in said
    assert "making.md:8: the fence above prints something else" in said
    assert "page.md:1" in failures(page)


LAB = """\
# ---
# jupyter: header
# ---

# %% [markdown]
# # A lab

# %%
x = 3
x

# %% [markdown]
# Three is 3.<!-- = x -->
"""


def lab_failures(lab: str) -> str:
    session = sessions.run_text(sessions.lab_as_page(lab), Path("lab.py"), silent=True)
    return "\n".join(session.failures)


def test_lab_becomes_a_page_of_the_same_lines() -> None:
    page = sessions.lab_as_page(LAB).splitlines()
    kept = [(9, "x = 3"), (12, ""), (13, "Three is 3.<!-- = x -->")]
    assert [(number, page[number - 1]) for number, _ in kept] == kept
    assert not lab_failures(LAB)
    assert "lab.py:13: written 3, but x is 4" in lab_failures(LAB.replace("x = 3", "x = 4"))
    assert "lab.py:9: this fence raises" in lab_failures(LAB.replace("x = 3", "x = y"))
    with pytest.raises(ValueError, match="begins with a cell"):
        lab_failures("import numpy\n" + LAB)
