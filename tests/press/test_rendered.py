"""Pages that are not rendered again: only those that would be as they were."""

from __future__ import annotations

import logging
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from mkdocs.structure.toc import get_toc

from scripts.press import caching, rendered, subject

TOP: Any = {
    "name": "A <em>title</em>",
    "id": "a",
    "level": 1,
    "children": [{"name": "A section", "id": "b", "level": 2, "children": []}],
}
LOG = logging.getLogger("mkdocs.trial")


class File:
    """A file as MkDocs has it."""

    def __init__(self, uri: str, page: Page) -> None:
        self.src_uri = self.url = uri
        self.page, self.inclusion = page, "in"


class Page:
    """A page as MkDocs has it, whose rendering counts."""

    is_told_all = False

    def __init__(self, uri: str, times: list[str]) -> None:
        self.file = File(uri, self)
        self.url, self.title, self.front = f"{uri}.html", None, {"title": uri}
        self.meta: dict[str, Any] = {"title": uri}
        self.times, self.complaint, self.text = times, "", ""
        self.links_to: Any = None

    def render(self, config: Any, files: Any) -> None:
        self.times.append(self.file.src_uri)
        self.content, self.toc = f"<p>{self.text}</p>", get_toc([TOP])
        self._title_from_render, self.present_anchor_ids = "A title", {"a"}
        links: Any = {self.links_to: {"a": "other.md#a"}} if self.links_to else {}
        self.links_to_anchors: Any = None if self.is_told_all else links
        self.meta["explorables"] = ["one"]
        config.plugins["autorefs"].register_anchor(self, "name", primary=True)
        if self.complaint:
            LOG.warning(self.complaint)


class Files(list[Any]):
    def get_file_from_path(self, uri: str) -> Any:
        return next(file for file in self if file.src_uri == uri)


class References:
    def __init__(self) -> None:
        self.registered: list[Any] = []

    def register_anchor(self, *given: Any, **named: Any) -> None:
        self.registered.append((given, named))


@pytest.fixture(autouse=True)
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(rendered, "ROOT", tmp_path)
    package = tmp_path / subject.PACKAGE
    package.mkdir()
    (package / "one.py").write_text("ONE = 1\n")
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "a.json").write_text("1")
    monkeypatch.setattr(caching, "CACHE", tmp_path / ".cache")
    return tmp_path


def build(
    times: list[str], text: str = "Text.", complaint: str = "", other: str = "b", listed: str = ""
) -> tuple[Page, References]:
    """Render two pages as a build does, with all things new; give the first, and the references."""
    pages = [Page("a", times), Page(other, [])]
    pages[0].links_to, pages[0].complaint = pages[1].file, complaint
    files, references = Files(page.file for page in pages), References()
    config = SimpleNamespace(plugins={"autorefs": references}, site_url="/")
    for page in pages:
        page.text = text
        rendered.keep(page, text, config, files, listed)
        page.render(config, files)
    return pages[0], references


def test_a_page_as_it_was_takes_what_it_had_and_tells_its_anchors_again() -> None:
    times: list[str] = []
    first, told = build(times)
    again, told_again = build(times)
    assert times == ["a"]
    for name in ("content", "_title_from_render", "present_anchor_ids", "meta"):
        assert getattr(again, name) == getattr(first, name)
    assert str(again.toc) == str(first.toc) and len(again.toc) == 1
    assert vars(again.toc.items[0]).keys() == vars(first.toc.items[0]).keys()
    assert [named for _, named in told.registered] == [named for _, named in told_again.registered]
    assert told_again.registered[0][0] == (again, "name")
    # The page that is linked to is the new one.
    assert again.links_to_anchors and first.links_to_anchors
    (linked,) = again.links_to_anchors
    assert linked is again.links_to and linked is not first.links_to


@pytest.mark.parametrize(
    ("place", "text", "is_rendered"),
    [
        ("data/a.json", "2", True),
        ("convdemo/one.py", "ONE = 2\n", True),
        ("convdemo/one.py", "ONE = 1  # why\n", False),
        ("docs/labs/lab.py", "1", True),
        ("mkdocs.yml", "a: 1", True),
        ("scripts/tables/table.py", "1", True),
        ("scripts/figures/figure.py", "1", False),
        ("scripts/press/steps.py", "1", True),
    ],
)
def test_what_a_text_may_show_renders_it_again(
    root: Path, place: str, text: str, is_rendered: bool
) -> None:
    times: list[str] = []
    build(times)
    path = root / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    build(times)
    assert len(times) == 1 + is_rendered


def test_another_text_or_another_list_of_files_renders_it_again() -> None:
    times: list[str] = []
    build(times)
    page, _ = build(times, "Other text.")
    assert len(times) == 2 and page.content == "<p>Other text.</p>"
    build(times, "Other text.", other="c")
    assert len(times) == 3
    build(times, "Other text.", other="c", listed="a term of another page")
    assert len(times) == 4


def test_a_page_whose_links_were_not_looked_at_is_rendered_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    times: list[str] = []
    monkeypatch.setattr(Page, "is_told_all", True)
    build(times)
    build(times)
    assert len(times) == 2


def package(root: Path, **modules: str) -> None:
    for name, text in modules.items():
        (root / "convdemo" / f"{name}.py").write_text(text)


SHOWN = "Text.\n\n::: convdemo.one\n"
ONE = '"""One."""\n\nfrom convdemo.two import TWO\n'


@pytest.mark.parametrize(
    ("place", "text", "is_rendered"),
    [
        ("convdemo/one.py", ONE.replace("One", "Other"), True),
        ("convdemo/two.py", '"""Two."""\n\nTWO = 2\n', True),
        ("convdemo/three.py", "THREE = 3\n", False),
        ("data/a.json", "2", False),
        ("mkdocs.yml", "a: 1", True),
        ("requirements.txt", "mkdocstrings==2\n", True),
        ("scripts/press/build_order.py", "STEPS = (1,)\n", True),
    ],
)
def test_page_of_docstrings_is_rendered_again_when_what_it_shows_changes(
    root: Path, place: str, text: str, is_rendered: bool
) -> None:
    times: list[str] = []
    package(root, one=ONE, two="TWO = 2\n")
    build(times, SHOWN)
    path = root / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    build(times, SHOWN)
    assert len(times) == 1 + is_rendered


def test_page_of_a_name_in_a_module_depends_on_the_whole_package(root: Path) -> None:
    times: list[str] = []
    for count in (1, 2):
        package(root, three=f"THREE = {count}\n")
        build(times, "## ::: convdemo.one.ONE\n")
        assert len(times) == count


def test_what_complains_is_rendered_each_time() -> None:
    times: list[str] = []
    for count in (1, 2):
        build(times, complaint="no such link")
        assert len(times) == count
    build(times)
    build(times)
    assert len(times) == 3
