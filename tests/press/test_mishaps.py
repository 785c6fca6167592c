"""What goes wrong: a box in its place where the site is served, one warning, or else a failed build."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts.press import errors, links, mishaps
from scripts.press.errors import PressError

PAGE = """\
---
title: A page
---
# A page

Before. <!-- sum: a -->

```text
<!-- sum: b -->
```

<!-- sum: b -->

And $x +
y$, <!-- sum: b -->
"""


@pytest.fixture(autouse=True)
def builds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A project with a page, which is served."""
    monkeypatch.setattr(mishaps, "ROOT", tmp_path)
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "page.md").write_text(PAGE, "utf-8")
    mishaps.serves("serve")
    mishaps.begin(strict=False)
    yield
    mishaps.serves("build")
    mishaps.begin(strict=False)


@pytest.mark.parametrize(
    ("command", "strict"), [("build", False), ("build", True), ("serve", True)]
)
def test_where_no_author_reads_an_error_is_raised_with_its_place(
    command: str, strict: bool
) -> None:
    mishaps.serves(command)
    mishaps.begin(strict)
    assert not mishaps.lenient()
    with pytest.raises(PressError, match=r"^docs/page\.md:12: wrong$"):
        mishaps.mark(PressError("wrong"), "docs/page.md:12")


def test_place_is_the_line_of_the_file_and_fences_do_not_count() -> None:
    assert mishaps.place("page.md", "<!-- sum: a -->") == "docs/page.md:6"
    assert mishaps.place("page.md", "<!-- sum: b -->") == "docs/page.md:12"
    assert mishaps.place("page.md", "<!-- sum: b -->", 2) == "docs/page.md:15"
    assert mishaps.place("page.md", "x + y") == "docs/page.md:14"
    assert mishaps.place("page.md", "absent") == "docs/page.md"
    assert mishaps.place("made.md", "absent") == "docs/made.md"


def test_place_counts_a_byte_order_mark_and_other_bytes_as_nothing(tmp_path: Path) -> None:
    data = b"\xef\xbb\xbf" + PAGE.replace("Before", "Bef\xf6re").encode("latin-1")
    (tmp_path / "docs" / "page.md").write_bytes(data)
    assert mishaps.place("page.md", "<!-- sum: b -->") == "docs/page.md:12"


def test_place_in_a_lab_is_found_in_its_comments(tmp_path: Path) -> None:
    (tmp_path / "docs" / "lab.py").write_text("# %% [markdown]\n# A sum $a\n# + b$.\n", "utf-8")
    assert mishaps.place("lab.py", "a + b") == "docs/lab.py:2"


def test_marks_become_boxes_that_say_what_and_where() -> None:
    put = mishaps.marker("page.md")
    error = PressError("a < b", detail="line 1\nline 2")
    first, second = (put(error, "<!-- sum: b -->") for _ in range(2))
    html = mishaps.shown(f"<p>{second}</p><p>{first}</p>", "page.md")
    one, other = html.split("</p><p>")
    assert 'role="note"' in one and "This went wrong" in one and "a &lt; b" in one
    assert "docs/page.md:15" in one and "docs/page.md:12" in other and "line 1\nline 2" in one


def test_what_concerns_a_page_or_all_pages_stands_on_top() -> None:
    mishaps.top(PressError("of one"), "page.md")
    mishaps.top(PressError("of all"))
    assert mishaps.shown("<h1>", "page.md").index("of all") < len(mishaps.shown("<h1>", "x.md"))
    assert "of one" in mishaps.shown("<h1>", "page.md")
    assert "of one" not in mishaps.shown("<h1>", "other.md")


def test_same_error_is_told_once_with_all_that_it_concerns(
    caplog: pytest.LogCaptureFixture,
) -> None:
    for count in range(10):
        error = PressError("SyntaxError: bad", "", "package/a.py:3", f"by way of {count}")
        mishaps.note(error, f"figure f{count}")
    mishaps.note(PressError("wrong", "docs/page.md:4"), "docs/page.md")
    mishaps.tell()
    mishaps.tell()
    first, second = caplog.messages
    assert first.startswith(
        "package/a.py:3: SyntaxError: bad\n    It concerns figure f0, figure f1"
    )
    assert first.count("SyntaxError") == 1 and "figure f5 and 4 more." in first
    assert "by way of 0" in first and "by way of 1" not in first
    assert second == "docs/page.md:4: wrong"


def test_different_errors_at_one_place_are_both_told(caplog: pytest.LogCaptureFixture) -> None:
    for said in ("one", "other"):
        mishaps.note(PressError(said), "docs/page.md:4")
    mishaps.tell()
    assert caplog.messages == ["docs/page.md:4: one", "docs/page.md:4: other"]


def heard(url: str, said: str = "but the target is not found") -> str | None:
    text = f"Doc file 'page.md' contains a link '{url}', {said}"
    record = logging.LogRecord("", logging.WARNING, "", 0, text, (), None)
    return record.getMessage() if mishaps.heard(record) else None


def test_what_mkdocs_says_of_a_link_gets_its_line_and_is_said_once() -> None:
    assert (
        heard("x + y")
        == "docs/page.md:14: this page contains a link 'x + y', but the target is not found"
    )
    assert heard("x + y") is None
    assert mishaps.now.links["page.md"].keys() == {"x + y"}
    mishaps.begin(strict=True)
    assert [heard("x + y"), heard("x + y")].count(None) == 0 and not mishaps.now.links


def test_picture_of_a_figure_that_failed_is_no_broken_link() -> None:
    mishaps.now.figures["ring"] = ""
    assert heard("../figures/ring-motion.svg") is None and heard("figures/rings.svg")


def test_box_stands_beside_its_link_or_on_top() -> None:
    html = '<p><a href="b.html#x">b</a> <a href="c.html">c</a> <img src="figures/n.svg"></p>'
    boxes = {"b.md#x": "[1]", "figures/n.svg": "[2]", "gone.md": "[3]"}
    assert links.boxed(html, boxes) == (
        '[3]<p><a href="b.html#x">b</a>[1] <a href="c.html">c</a> <img src="figures/n.svg">[2]</p>'
    )
    assert links.boxed(html, {}) == html


def raised(code: str, path: Path) -> BaseException:
    path.write_text(code, "utf-8")
    try:
        exec(compile(path.read_text("utf-8"), str(path), "exec"), {})
    except Exception as error:
        return error
    raise AssertionError("it did not fail")


def test_error_knows_its_line_and_the_one_to_mend(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    error = errors.told(raised("\n1 / 0\n", script), root=tmp_path)
    assert (error.place, error.message) == ("script.py:2", "ZeroDivisionError: division by zero")
    assert "Traceback" in error.detail
    error = errors.told(raised("\n\nx = (\n", script), root=tmp_path)
    assert error.place == "script.py:3" and error.message.startswith("SyntaxError: '('")
    # Raised in the package, by way of a script.
    (tmp_path / "package.py").write_text("def fail():\n    raise ValueError('no')\n", "utf-8")
    code = f"import runpy\nrunpy.run_path({str(tmp_path / 'package.py')!r})['fail']()\n"
    error = errors.told(raised(code, script), script, tmp_path)
    assert (error.place, error.origin) == ("script.py:2", "package.py:2")
    assert errors.told(error) is error
    assert PressError(**error.data()).data() == error.data()
