"""A book that is served and edited: what is built, what is drawn, and what a browser gets."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from mkdocs import livereload

from scripts.press import imports, serving, subject
from scripts.setup.environment import ROOT
from tests.press import served
from tests.press.served import Command, Served

pytestmark = pytest.mark.early
READY, AGAIN = "Serving on", "Reloading browsers"
MADE = re.compile(r"^(?:figure|lab) \d+ of \d+: (\w+)", re.MULTILINE)
QUIET = 1.5  # seconds in which a build that was asked for would have begun


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    root = served.make(tmp_path_factory.mktemp("served") / "book")
    with Served(root) as command:
        command.wait_for(READY)
        command.get("two.html")
        yield command
        assert "Traceback" not in command.said


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def after(book: Served, do: Callable[[], object], builds: int = 1) -> str:
    """Do something, and return what is said in the builds that follow, and until all is quiet."""
    book.rest()
    do()
    said = "".join(book.wait_for(AGAIN) for _ in range(builds))
    time.sleep(QUIET)
    said += book.rest()
    assert said.count("Building documentation") == builds, said
    return said


def made(said: str) -> list[str]:
    return MADE.findall(said)


def test_a_word_is_seen_and_nothing_else_is_done(book: Served) -> None:
    page = book.root / "docs" / "one.md"
    said = after(book, lambda: edit(page, "# one", "# one\n\nA new word.\n"))
    assert "A new word." in book.get("one.html") and not made(said)


def test_a_script_is_drawn_at_once_and_built_once(book: Served) -> None:
    script = book.root / "scripts" / "figures" / "ring.py"
    assert "The filter, first," in book.get("one.html")
    book.get("two.html")
    assert made(after(book, lambda: edit(script, '"first"', '"second"'))) == ["ring"]
    assert "The filter, second," in book.get("one.html")
    # Undone, it comes from the cache.
    assert made(after(book, lambda: edit(script, '"second"', '"first"'))) == []
    assert "The filter, second," not in book.get("one.html")


def test_the_open_page_comes_first_and_the_rest_behind_it(book: Served) -> None:
    filters = book.root / subject.PACKAGE / "filters.py"
    before = filters.read_text("utf-8")
    book.get("two.html")
    book.rest()
    filters.write_text(before + "\nCHANGED = 1\n", "utf-8")
    first = book.wait_for(AGAIN)
    # The rest may have begun when the page is there.
    assert set(made(first)[:3]) == {"edge", "corner", "last"}
    second = book.wait_for(AGAIN)
    assert sorted(made(first + second)) == ["corner", "edge", "last", "ring", "shrink", "trial"]
    time.sleep(QUIET)
    assert book.rest() == ""
    said = after(book, lambda: filters.write_text(before, "utf-8"))
    assert not made(said)


@pytest.mark.parametrize("more", ["# A comment.\n", '"""A text that nothing reads."""\n'])
def test_a_comment_in_the_package_draws_nothing(book: Served, more: str) -> None:
    filters = book.root / subject.PACKAGE / "filters.py"
    before = filters.read_text("utf-8")
    assert not made(after(book, lambda: filters.write_text(before + more, "utf-8")))
    assert not made(after(book, lambda: filters.write_text(before, "utf-8")))


def test_a_table_is_made_again_when_its_script_is_saved(book: Served) -> None:
    script = book.root / "scripts" / "tables" / "trial.py"
    after(book, lambda: edit(script, "of one row", "of another row"))
    assert "of another row" in book.get("index.html")


def test_saves_in_a_row_are_built_once(book: Served) -> None:
    page = book.root / "docs" / "one.md"

    def save() -> None:
        for count in range(5):
            page.write_text(page.read_text("utf-8") + f"\nSave {count}.\n", "utf-8")
            time.sleep(0.05)

    after(book, save)
    assert "Save 4." in book.get("one.html")


def test_what_stands_beside_the_sources_builds_nothing(book: Served) -> None:
    book.rest()
    for place in (
        "docs/.one.md.swp",
        "docs/one.md~",
        "docs/4913",
        f"{subject.PACKAGE}/__pycache__/new.cpython-311.pyc",
        "scripts/figures/#ring.py#",
    ):
        path = book.root / place
        path.parent.mkdir(exist_ok=True)
        path.write_text("beside", "utf-8")
    time.sleep(QUIET)
    assert book.rest() == ""


def test_after_all_edits_pages_are_those_of_a_build(book: Served, tmp_path: Path) -> None:
    filters = book.root / subject.PACKAGE / "filters.py"
    after(book, lambda: edit(book.root / "docs" / "two.md", "title: two", "title: New"))
    after(book, lambda: edit(filters, '"""', '"""Changed. '))
    with Command(book.root, "mkdocs", "build", "--site-dir", str(tmp_path)) as build:
        build.process.wait(served.PATIENCE)
    for name in ("index", "one", "two", "labs/trial"):
        of_a_build = (tmp_path / f"{name}.html").read_text("utf-8")
        # A served page says on paper where it is served.
        served_page = re.sub(rf"{book.address}/[\w/.]*", "", book.get(f"{name}.html"))
        assert main(served_page) == main(of_a_build)


def main(page: str) -> str:
    """A page's own part, and the list of pages beside it."""
    found = re.search(r"<body.*?</main>", page, re.DOTALL)
    assert found
    # Numerals can be asked when what the page and its scripts give is known: a save does not wait.
    without_switch = re.sub(r"\s*<button [^>]*data-asking=[^>]*>[^<]*</button>\s*", "\n", found[0])
    return re.sub(r"\n\s+", "\n", without_switch)


@pytest.mark.parametrize(
    "place", ["docs/padding.md", "convdemo/padding.py", "mkdocs.yml", "data/record.json"]
)
def test_sources_are_told_from_what_stands_beside_them(place: str) -> None:
    assert serving.is_source(str(ROOT / place))
    assert not serving.is_source(str(ROOT / f"{place}~"))


def test_all_that_pages_are_made_of_is_watched() -> None:
    starts = [
        *ROOT.glob("scripts/figures/*.py"),
        *ROOT.glob("scripts/tables/*.py"),
        ROOT / "docs/explorables/given.py",
    ]
    watched = [*serving.WATCHED, "docs"]
    # The press is loaded once, and the set-up makes the environment; both want a new start.
    loaded = ["scripts/press", "scripts/setup"]
    reached = {path.relative_to(ROOT) for path in imports.reached(starts)}
    known = [path for path in reached if any(path.is_relative_to(p) for p in [*watched, *loaded])]
    assert sorted(reached.difference(known)) == []
    assert all((ROOT / place).exists() for place in watched)


def test_open_page_is_that_which_a_browser_shows() -> None:
    site = serving.Site()
    for asked, page in (
        ({"PATH_INFO": "/book/padding.html"}, "docs/padding.md"),
        ({"PATH_INFO": "/book/"}, "docs/index.md"),
        ({"PATH_INFO": "/book/labs/digits.html"}, "docs/labs/digits.py"),
        ({"PATH_INFO": "/book/assets/book.js"}, "docs/labs/digits.py"),
        (
            {"PATH_INFO": "/livereload/1/2", "HTTP_REFERER": "http://here/book/reference/api.html"},
            "docs/reference/api.md",
        ),
    ):
        site.note(asked, "/book/")
        assert site.open == ROOT / page


def test_a_server_left_before_it_answers_is_left_in_silence() -> None:
    server = livereload.LiveReloadServer(lambda: None, "127.0.0.1", 0, str(ROOT))
    serving.Site().attend(server)
    server.server_bind()
    server.server_activate()
    server.shutdown()
    server.serve_thread.start()  # what it raised here would be a warning, and so an error
    server.serve_thread.join(5)
    assert not server.serve_thread.is_alive()
