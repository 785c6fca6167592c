"""What `new` makes: all of it or nothing, in its place. That it works is tried in tests/site/test_author.py."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from scripts.press import __main__ as press
from scripts.press import contents, new, worker
from scripts.press.errors import PressError
from scripts.press.new import NewError, Order
from scripts.press.rendering import FRONT_MATTER
from scripts.setup.environment import ROOT

CONFIG = """\
# A comment.
nav:
  - index.md   # Home
  - padding.md
  - 4 Layers:
      - stride.md
      - volume.md
  - networks.md
  - 10 Reference:
      - reference/api.md
  - Labs:
      - Digits: labs/digits.py
theme: material
"""
NUMBERS = {
    "padding": "3",
    "stride": "4.1",
    "volume": "4.2",
    "networks": "9",
    "reference/api": "10.1",
}
FOLDERS = (
    "docs/labs",
    "docs/explorables",
    "docs/reference",
    "scripts/figures",
    "scripts/tables",
    "tests/convdemo",
    "tests/site/explorables",
)
REMEMBER = "## Remember\n\n- One.\n\n## Check yourself\n"


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A small book."""
    for folder in FOLDERS:
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "mkdocs.yml").write_text(CONFIG, "utf-8")
    (tmp_path / "docs" / "index.md").write_text("---\ntitle: Home\n---\n\n# Home\n", "utf-8")
    (tmp_path / "docs" / "labs" / "digits.py").write_text("# %%\n", "utf-8")
    for name, number in NUMBERS.items():
        front = f'---\ntitle: A page\nchapter: "{number}"\n---\n'
        text = f"{front}\n# A page\n\nText.\n\n{REMEMBER}"
        (tmp_path / "docs" / f"{name}.md").write_text(text, "utf-8")
    return tmp_path


def state(root: Path) -> dict[str, str]:
    return {
        path.relative_to(root).as_posix(): path.read_text("utf-8")
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


def changes(before: dict[str, str], after: dict[str, str]) -> set[str]:
    assert before.keys() <= after.keys()
    return {name for name, text in after.items() if before.get(name) != text}


# --- what is made -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "order", "made"),
    [
        (
            "chapter",
            {"name": "why_not"},
            {
                "docs/why_not.md",
                "scripts/figures/why_not_window.py",
                "tests/convdemo/test_why_not.py",
                "mkdocs.yml",
            },
        ),
        (
            "figure",
            {"name": "stride_two"},
            {"scripts/figures/stride_two.py", "docs/stride.md"},
        ),
        (
            "table",
            {"name": "costs", "page": "reference/api"},
            {"scripts/tables/costs.py", "docs/reference/api.md"},
        ),
        ("lab", {"name": "blur"}, {"docs/labs/blur.py", "mkdocs.yml"}),
        (
            "explorable",
            {"name": "walk", "page": "stride"},
            {
                "docs/explorables/walk.js",
                "scripts/figures/stride_walk.py",
                "tests/site/explorables/test_walk.py",
                "docs/stride.md",
            },
        ),
    ],
)
def test_all_that_belongs_together_is_made(
    kind: str, order: dict[str, str], made: set[str], book: Path
) -> None:
    before = state(book)
    said = new.make(kind, Order(root=book, **order))
    after = state(book)
    assert changes(before, after) == made
    for name in made:
        assert ("edited  " if name in before else "made    ") + name in said
        assert not new.PLACE.search(after[name]), f"{name} has a name that is not filled in"
    # What is edited has lines more, and all of its own in their order.
    for name in made & before.keys():
        lines = iter(after[name].splitlines())
        assert all(line in lines for line in before[name].splitlines())
    assert set(new.KINDS) == {"chapter", "figure", "table", "lab", "explorable"}


def test_what_a_page_shows_stands_before_what_to_remember(book: Path) -> None:
    new.make("table", Order("stride_sums", book))
    new.make("figure", Order("stride_more", book))
    text = (book / "docs" / "stride.md").read_text("utf-8")
    places = [text.index(part) for part in ("Text.", "<!-- table", "<figure", "## Remember")]
    assert places == sorted(places) and text.endswith(REMEMBER)
    page = book / "docs" / "index.md"
    page.write_text("---\ntitle: Home\n---\n\n# Home\n", "utf-8")
    new.make("table", Order("index_sums", book))
    assert page.read_text("utf-8").endswith("# Home\n\n<!-- table: index_sums -->\n")


@pytest.mark.parametrize(
    ("after", "number", "section"),
    [
        ("", "9.1", ""),
        ("padding", "3.1", ""),
        ("stride", "4.1.1", "4 Layers"),
        ("volume", "4.3", "4 Layers"),
    ],
)
def test_a_chapter_gets_the_next_free_number(
    after: str, number: str, section: str, book: Path
) -> None:
    new.make("chapter", Order("late", book, after=after))
    entries = contents.read((book / "mkdocs.yml").read_text("utf-8"))
    place = [entry.uri for entry in entries].index("late.md")
    assert entries[place].section == section
    assert entries[place - 1].uri == f"{after or 'networks'}.md"
    front = FRONT_MATTER.match((book / "docs" / "late.md").read_text("utf-8"))
    assert front and yaml.safe_load(front[1])["chapter"] == number


def test_numbers_go_on_where_there_is_room(book: Path) -> None:
    for name, after, number in (("a", "padding", "3.1"), ("b", "a", "3.2"), ("c", "a", "3.1.1")):
        new.make("chapter", Order(name, book, after=after))
        assert f'chapter: "{number}"' in (book / "docs" / f"{name}.md").read_text("utf-8")


@pytest.mark.parametrize(("name", "title"), [("on", "On"), ("two_words", "Two words")])
def test_a_title_is_a_title_whatever_yaml_makes_of_the_word(
    name: str, title: str, book: Path
) -> None:
    new.make("lab", Order(name, book))
    new.make("chapter", Order(name, book))
    front = FRONT_MATTER.match((book / "docs" / f"{name}.md").read_text("utf-8"))
    assert front and yaml.safe_load(front[1])["title"] == title
    listed = contents.read((book / "mkdocs.yml").read_text("utf-8"))
    assert contents.Entry(f"labs/{name}.py", "Labs", title) in listed


# --- what is not made ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "order", "said"),
    [
        ("chapter", {"name": "a-b"}, "'a-b' is no name: letters, digits and underscores"),
        ("chapter", {"name": "../a"}, "is no name"),
        ("chapter", {"name": "1a"}, "and a letter first"),
        ("chapter", {"name": "ä"}, "is no name"),
        ("chapter", {"name": ""}, "is no name"),
        ("chapter", {"name": "stride"}, "stride.md"),
        ("chapter", {"name": "Stride"}, "docs/stride.md is there already"),
        ("chapter", {"name": "x", "after": "nope"}, "nav has no nope.md"),
        ("chapter", {"name": "x", "after": "index"}, "index.md has no chapter number"),
        ("figure", {"name": "other"}, "say --page PAGE"),
        ("figure", {"name": "other", "page": "stride"}, "stride_other"),
        ("table", {"name": "x", "page": "nope"}, "no page nope in nav; there are index, padding"),
        ("lab", {"name": "digits"}, "labs/digits.py"),
        ("explorable", {"name": "slide", "page": "volume"}, 'has an id="slide" already'),
    ],
)
def test_what_cannot_be_made_is_said_in_a_line(
    kind: str, order: dict[str, str], said: str, book: Path
) -> None:
    with (book / "docs" / "volume.md").open("a", encoding="utf-8") as page:
        page.write('<figure id="slide"></figure>\n')
    before = state(book)
    with pytest.raises(PressError) as error:
        new.make(kind, Order(root=book, **order))
    assert said in str(error.value) and "\n" not in str(error.value)
    assert state(book) == before


@pytest.mark.parametrize(("kind", "name"), [("figure", "stride_two"), ("table", "stride_two")])
def test_nothing_is_overwritten(kind: str, name: str, book: Path) -> None:
    new.make(kind, Order(name, book))
    before = state(book)
    with pytest.raises(NewError, match=rf"{kind}s/{name}\.py is there already"):
        new.make(kind, Order(name, book))
    assert state(book) == before


@pytest.mark.parametrize("failing", range(4))
def test_what_cannot_be_finished_leaves_nothing(
    failing: int, book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, plain, written = state(book), Path.write_text, []

    def write_text(path: Path, text: str, *given: str, **named: str) -> int:
        written.append(path)
        if len(written) > failing:
            plain(path, text[:9], *given, **named)
            raise KeyboardInterrupt
        return plain(path, text, *given, **named)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_text", write_text)
        with pytest.raises(KeyboardInterrupt):
            new.make("chapter", Order("late", book))
    assert len(written) == failing + 1 and written[failing].name.startswith(
        ("late", "test_late", "mkdocs.yml")
    )
    assert state(book) == before


def test_the_command_says_what_it_takes(
    capsys: pytest.CaptureFixture[str], book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(press, "ROOT", book)
    assert press.main(["new", "chapter", "late.md"]) == 1
    assert capsys.readouterr().err.startswith("'late.md' is no name")
    assert press.main(["new", "chapter", "late", "--after", "stride.md"]) == 0
    assert "It is chapter 4.1.1, in nav below stride.md." in capsys.readouterr().out
    for wrong in (["new", "poem", "x"], ["new"], ["new", "lab", "x", "--after", "stride"]):
        with pytest.raises(SystemExit, match="2"):
            press.main(wrong)
    with pytest.raises(SystemExit, match="2"):
        press.main(["new", "chapter", "x", "--page", "stride"])
    assert "--page is not for a chapter" in capsys.readouterr().err


def test_the_preview_works_from_the_root_as_it_says() -> None:
    script = (ROOT / "scripts" / "drawing" / "preview.py").read_text("utf-8")
    assert "`python -m scripts.drawing.preview NAME …`" in script
    for names, code, said in (([], 2, "python -m scripts.drawing.preview"), (["nope"], 1, "nope")):
        done = subprocess.run(
            [sys.executable, "-m", "scripts.drawing.preview", *names],
            cwd=ROOT,
            env=worker.environment(),
            capture_output=True,
            text=True,
        )
        assert done.returncode == code and said in done.stderr and "Traceback" not in done.stderr
