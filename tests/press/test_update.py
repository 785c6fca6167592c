"""Outputs are written anew where the code prints something else, and nothing but outputs."""

from __future__ import annotations

import os
import re
from pathlib import Path
from textwrap import dedent

import pytest

from scripts.press import sessions, update

PAGE = dedent("""\
    # A page

    ```python
    from convdemo import VERTICAL, conv2d, edge_image
    out = conv2d(edge_image(), VERTICAL)
    print(out[:2])
    ```

    ```text
    [[ 0 30 30  0]
     [ 0 30 30  0]]
    ```

    !!! note "In an admonition"

        - In a list:

            ```python
            print(out.sum(), "\\n\\nand", out.shape)
            ```

            ```text
            240

            and (4, 4)
            ```

        ```console
        $ python -m convdemo size 7 3
        5
        $ python -m convdemo size 3 7
        convdemo size: kernel 7 does not fit in the padded length 3
        ```

    The sum is 240.<!-- = out.sum() -->
    """)
OF_CHAPTER = (sessions.DOCS / "padding.md").read_text("utf-8")
ABOUT_PAGES = (sessions.DOCS / "reference" / "making.md").read_text("utf-8")
OUTPUT = re.compile(r"(^(?P<lead>[ ]*)```text\n)(.*?)(^[ ]*```$)", re.MULTILINE | re.DOTALL)
CONSOLE = re.compile(r"^[ ]*```console\n(.*?)^[ ]*```$", re.MULTILINE | re.DOTALL)


def spoilt(text: str) -> str:
    """The page with an output of one line in each fence, and none under the commands."""
    bare = CONSOLE.sub(lambda fence: re.sub(r"^ *[^$` ].*\n", "", fence[0], flags=re.M), text)
    return OUTPUT.sub(r"\g<1>\g<lead>other\n\g<4>", bare)


@pytest.mark.parametrize(
    ("text", "name"), [(PAGE, "page.md"), (OF_CHAPTER, "padding.md"), (ABOUT_PAGES, "making.md")]
)
def test_spoilt_outputs_become_what_they_were(text: str, name: str) -> None:
    wrong = spoilt(text)
    assert wrong != text
    found = update.update(wrong, Path(name))
    assert found.text == text and not found.failures
    outputs = ("```text", "```console")
    opening = [n for n, line in enumerate(text.splitlines(), 1) if line.strip() in outputs]
    assert list(found.lines) == opening


def test_output_that_says_the_same_is_left_as_it_is_written() -> None:
    spaced = PAGE.replace("[[ 0 30 30  0]\n [", "[[ 0 30   30 0]\n\n      [")
    assert spaced != PAGE
    assert update.update(spaced, Path("page.md")).text == spaced
    wrong = spaced.replace("and (4, 4)", "and (4, 5)")
    assert update.update(wrong, Path("page.md")).text == spaced


def test_number_in_prose_is_told_with_its_new_line_and_left() -> None:
    wrong = spoilt(PAGE.replace("sum is 240", "sum is 241"))
    found = update.update(wrong, Path("page.md"))
    assert found.text == PAGE.replace("sum is 240", "sum is 241")
    line = 1 + PAGE.splitlines().index("The sum is 240.<!-- = out.sum() -->")
    assert found.failures == (f"page.md:{line}: written 241, but out.sum() is 240",)


def test_what_comes_after_code_that_raises_is_left_alone() -> None:
    wrong = spoilt(PAGE).replace('print(out.sum(), "', 'print(out.sum() / 0, nobody, "')
    wrong += "\n```python\nprint(1)\n```\n\n```text\nother\n```\n"
    found = update.update(wrong, Path("page.md"))
    assert len(found.lines) == 1 and found.text.count("other") == 2
    raised = 1 + next(n for n, line in enumerate(found.text.splitlines()) if "nobody" in line)
    assert any(said.startswith(f"page.md:{raised}: this fence raises") for said in found.failures)


@pytest.mark.parametrize(
    "code",
    [
        "pass",
        "print('```')",
        "print('a\\n  ````\\nb')",
        "import time\nprint(time.time_ns())",
    ],
)
def test_output_that_cannot_be_written_down_is_told(code: str) -> None:
    page = f"```python\n{code}\n```\n\n```text\nother\n```\n"
    found = update.update(page, Path("page.md"))
    assert "the fence above prints something else" in "".join(found.failures)
    assert found.text == page or "time" in code


@pytest.fixture
def pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for module in (sessions, update):
        monkeypatch.setattr(module, "ROOT", tmp_path)
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "good.md").write_text(PAGE, "utf-8")
    (tmp_path / "docs" / "stale.md").write_text(spoilt(PAGE), "utf-8")
    files = sorted((tmp_path / "docs").glob("*.md"))
    for path in files:
        os.utime(path, (1, 1))
    monkeypatch.setattr(sessions, "texts", lambda: files)
    return tmp_path / "docs"


def test_only_a_page_that_changes_is_written(
    pages: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert update.main([]) == 0
    assert (pages / "good.md").stat().st_mtime == 1
    assert (pages / "stale.md").read_text("utf-8") == PAGE
    told = capsys.readouterr().out.splitlines()
    assert told[:3] == [f"{Path('docs', 'stale.md')}:{line}: written anew" for line in (9, 22, 28)]


def test_one_page_is_updated_by_its_name(pages: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert update.main(["good"]) == 0
    assert (pages / "stale.md").read_text("utf-8") == spoilt(PAGE)
    with pytest.raises(SystemExit, match="no page god; there are good, stale"):
        update.main(["god"])


def test_what_is_wrong_is_printed_and_fails(
    pages: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (pages / "good.md").write_text(PAGE.replace("out = ", "out = nobody, "), "utf-8")
    assert update.main([]) == 1
    told = capsys.readouterr().out
    assert f"{Path('docs', 'good.md')}:5: this fence raises" in told
    assert "NameError: name 'nobody' is not defined" in told
