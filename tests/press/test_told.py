"""What an author is told of a page: each way to spoil one, with file, line and place; and what is kept."""

from __future__ import annotations

import shutil
from pathlib import Path
from textwrap import dedent

import pytest

from scripts.press import caching, comments, imports, rests, sessions, told, worker
from scripts.press.findings import PATIENCE, Finding, of_failure, offer
from scripts.setup.environment import ROOT

GOOD = dedent("""\
    # A page

    ```python
    from convdemo import VERTICAL, conv2d, edge_image
    out = conv2d(edge_image(), VERTICAL)
    print(out[0])
    ```

    ```text
    [ 0 30 30  0]
    ```

    It holds 240 in all.<!-- = out.sum() -->

    More of *it* is told.<!-- = () -->

    ![](figures/padding_ring.svg)
    """)
PAGE = ROOT / "docs" / "page.md"


def found(text: str) -> list[Finding]:
    return told.findings(PAGE, text)


def test_a_good_page_is_told_of_with_no_word() -> None:
    assert found(GOOD) == [] and offer("docs/page.md", []) == ""


@pytest.mark.parametrize(
    ("old", "new", "says", "place"),
    [
        ("[ 0 30 30  0]", "[ 0 30 31  0]", f"9: {sessions.STALE}", "030310"),
        ("240", "241", "13: written 241, but out.sum() is 240", "Itholds241inall"),
        ("<!-- = out.sum() -->", "", "13: no comment answers for: 240", "Itholds240inall"),
        ("out.sum() -->", "out.sum( -->", "13: out.sum(: SyntaxError: ", "Itholds240inall"),
        ("= out.sum() -->", "= out.sum()", "13: this comment is never closed, and swallows", ""),
        ("# A page\n", "# A page <!-- = ()\n", "1: this comment is never closed", ""),
        ("= () -->", "= ()", "15: this comment is never closed, and swallows", "Moreofitistold"),
        ("= out.sum()", "= 240", "13: 240 by 240 is bare; compute it, or quote it", "Itholds240"),
        ("print(out[0])", "print(out[0]", "6: this fence raises", "fromconvdemoimport"),
    ],
)
def test_what_is_spoilt_is_told_with_its_line_and_place(
    old: str, new: str, says: str, place: str
) -> None:
    assert GOOD.count(old) == 1
    finding = found(GOOD.replace(old, new))[0]
    assert str(finding).startswith(f"docs/page.md:{says}")
    assert finding.place.startswith(place)


def test_a_number_that_a_figure_types_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    script = tmp_path / "scripts" / "figures" / "padding_ring.py"
    script.parent.mkdir(parents=True)
    script.write_text('def alt():\n    return "of 6"\n', "utf-8")
    monkeypatch.setattr(told, "ROOT", tmp_path)
    monkeypatch.setattr(rests, "ROOT", tmp_path)
    (finding,) = told.findings(tmp_path / "docs" / "page.md", GOOD)
    assert str(finding).startswith(
        "scripts/figures/padding_ring.py:2: '6' in “of 6” is typed; compute it from what is shown"
    )
    assert finding.figure == "padding_ring"
    # It fails where it is drawn.
    script.write_text("def alt(:", "utf-8")
    assert not told.findings(tmp_path / "docs" / "page.md", GOOD)


def test_update_is_offered_where_an_output_has_changed() -> None:
    stale = found(GOOD.replace("30 30  0]", "30 31  0]"))
    assert offer("docs/reference/page.md", stale).startswith(
        "`./scripts/test --update reference/page`"
    )
    assert not offer("docs/page.md", found(GOOD.replace("240", "241")))


def test_a_page_shows_the_scripts_of_its_figures_and_tables() -> None:
    text = "![](figures/padding_ring.svg)\n\n<!-- table: loop -->\n\n```text\nfigures/stride_steps.svg\n```\n"
    names = [path.relative_to(ROOT / "scripts").as_posix() for path in rests.scripts(text)]
    assert names == ["figures/padding_ring.py", "tables/loop.py"]


def test_comments_that_nothing_closes_are_found() -> None:
    text = "1<!-- = 1 -->\n2<!-- = 2\n3<!-- = 3 -->\n`<!-- = 4` <!-- no check\n<!-- = 5\n"
    assert comments.unclosed(text) == [2, 5]


# --- what is kept -------------------------------------------------------------------------------


def test_key_is_that_of_the_text_and_of_what_it_asks_for(monkeypatch: pytest.MonkeyPatch) -> None:
    first = told.key(GOOD)
    assert told.key(GOOD) == first != told.key(GOOD + "\nMore.\n")
    asked: list[str] = []

    def new(*code: object) -> str:
        asked.append(str(code))
        return "new"

    for name in ("key_of_code", "key_of_text"):
        with monkeypatch.context() as patch:
            patch.setattr(imports, name, new)
            assert told.key(GOOD) != first
    assert "conv2d" in asked[0] and "out.sum()" in asked[1]


def test_a_page_inside_a_page_asks_too() -> None:
    inside = rests.asks(f"````markdown\n{GOOD}````\n")
    assert inside == rests.asks(GOOD) and len(inside["code"]) == 1


def test_the_worker_checks_a_page_once_and_recalls_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    times: list[Path] = []

    def counted(path: Path, text: str) -> list[Finding]:
        times.append(path)
        return [Finding("docs/padding.md", 3, "wrong")]

    monkeypatch.setattr(caching, "CACHE", tmp_path / "cache")
    monkeypatch.setattr(told, "findings", counted)
    monkeypatch.setattr("faulthandler.dump_traceback_later", lambda *given, **more: None)
    monkeypatch.setattr("os.nice", lambda more: None)
    monkeypatch.setattr("tempfile.tempdir", None)
    assert told.kept(["docs/padding.md", "docs/none.md"]) == {
        "docs/padding.md": None,
        "docs/none.md": [],
    }
    question = {"name": "docs/padding.md", "folder": str(tmp_path), "behind": True}
    answers = [told.check(question) for _ in range(2)]
    assert answers[0] == answers[1] == told.kept(["docs/padding.md"])["docs/padding.md"]
    assert len(times) == 1


# --- a session that does not end ----------------------------------------------------------------


def never(question: str) -> None:
    PATIENCE[".md"] = 1
    page = Path(question, "docs", "never.md")
    page.parent.mkdir()
    page.write_text("One\n\n```python\nwhile True:\n    pass\n```\n", "utf-8")
    vars(told)["ROOT"] = vars(sessions)["ROOT"] = Path(question)
    shutil.copytree(ROOT / "data", Path(question, "data"))
    told.check({"name": "docs/never.md", "folder": question, "behind": False})


def test_a_fence_that_never_ends_is_given_up_and_told(tmp_path: Path) -> None:
    with pytest.raises(worker.WorkerError) as raised:
        worker.ask(f"{__name__}:never", str(tmp_path))
    finding = of_failure("docs/never.md", str(raised.value))
    assert str(finding).startswith("docs/never.md:4: this has run for 60 s") or finding.line == 5


def test_a_page_that_cannot_be_read_is_told() -> None:
    finding = of_failure("docs/labs/a.py", "Traceback\n  …\nValueError: a lab begins with a cell")
    assert str(finding).startswith(
        "docs/labs/a.py:1: the page cannot be checked: ValueError: a lab begins with a cell\n"
    )
