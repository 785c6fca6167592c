"""The contents: read, added to as text, and told of when a page is not among them."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from mkdocs.config import load_config
from mkdocs.structure.files import File, Files, set_exclusions
from mkdocs.structure.nav import get_navigation

from scripts.press import contents, steps
from scripts.press.contents import ContentsError, Entry
from scripts.setup.environment import ROOT

TEXT = """\
site_name: One # of many
nav:
  - index.md
  # Named by what it is about.
  - 4 Layers:
      - forward.md   # first
      - Padding, and more: padding.md

  - Labs:
      - Digits: labs/digits.py

plugins:
  - forward.md
"""


def test_contents_are_read_in_order() -> None:
    assert contents.read(TEXT) == [
        Entry("index.md"),
        Entry("forward.md", "4 Layers"),
        Entry("padding.md", "4 Layers", "Padding, and more"),
        Entry("labs/digits.py", "Labs", "Digits"),
    ]
    with pytest.raises(ContentsError, match="no nav"):
        contents.read("site_name: One\n")


@pytest.mark.parametrize(
    ("uri", "after", "title", "line", "below"),
    [
        ("stride.md", "index.md", "", "  - stride.md", "  - index.md"),
        ("stride.md", "forward.md", "", "      - stride.md", "      - forward.md   # first"),
        ("a.md", "padding.md", "", "      - a.md", "      - Padding, and more: padding.md"),
        (
            "labs/b.py",
            "labs/digits.py",
            "B",
            "      - B: labs/b.py",
            "      - Digits: labs/digits.py",
        ),
    ],
)
def test_one_line_is_added_and_all_else_stays(
    uri: str, after: str, title: str, line: str, below: str
) -> None:
    new = contents.added(TEXT, uri, after, title)
    lines = new.splitlines()
    assert lines[lines.index(line) - 1] == below
    lines.remove(line)
    assert lines == TEXT.splitlines()
    before, now = contents.read(TEXT), contents.read(new)
    (entry,) = (each for each in now if each not in before)
    assert (entry.uri, entry.title) == (uri, title)
    assert now[now.index(entry) - 1].uri == after and now[now.index(entry) - 1].section == (
        entry.section
    )


def test_what_cannot_be_added_is_said() -> None:
    with pytest.raises(ContentsError, match=r"no line for elsewhere\.md"):
        contents.added(TEXT, "stride.md", "elsewhere.md")
    with pytest.raises(ContentsError, match=r"a line for padding\.md already"):
        contents.added(TEXT, "padding.md", "forward.md")


@pytest.mark.parametrize(
    ("uri", "after"),
    [("new.md", "padding.md"), ("labs/new.py", "labs/digits.py"), ("other/x.md", "labs/digits.py")],
)
def test_a_new_page_goes_below_the_last_of_its_folder(uri: str, after: str) -> None:
    assert contents.last_beside(TEXT, uri) == after


def config_of(root: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A book of one page in the contents, and three pages beside."""
    (root / "docs" / "labs").mkdir(parents=True)
    front = '---\ntitle: Late\nchapter: "2"\n---\n\n# Late\n'
    for name in ("index.md", "late.md", "not_yet.md", "labs/two.md"):
        (root / "docs" / name).write_text(front, "utf-8")
    config = root / "mkdocs.yml"
    text = """
        site_name: One
        site_url: https://example.org/one/
        use_directory_urls: false
        theme: {name: null, custom_dir: docs}
        nav:
          - index.md
        not_in_nav: not_yet.md
        validation: {nav: {omitted_files: ignore}}
        """
    config.write_text(dedent(text), "utf-8")
    monkeypatch.setattr(contents, "CONFIG", config)
    return load_config(str(config))


def test_a_page_outside_the_contents_is_a_page_and_told_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    config = config_of(tmp_path, monkeypatch)
    names = ("index.md", "late.md", "not_yet.md", "labs/two.md")
    files = Files([File(name, config.docs_dir, str(tmp_path / "site"), False) for name in names])
    files.append(File("labs/one.css", config.docs_dir, str(tmp_path / "site"), False))
    set_exclusions(files, config)
    nav = get_navigation(files, config)
    with caplog.at_level(logging.WARNING, "mkdocs"):
        steps.read_fronts(nav, files)
    pages: list[Any] = [file.page for file in files if file.page]
    assert config.site_url and pages[0].canonical_url == config.site_url
    assert pages[1].canonical_url == f"{config.site_url}late.html"
    assert [page.front["chapter"] for page in pages] == ["2"] * len(names)
    assert all(page.minutes == 1 for page in pages)
    assert [record.getMessage().partition(" is ")[0] for record in caplog.records] == [
        "late.md",
        "labs/two.md",
    ]
    assert "add the line `- late.md`, below index.md" in caplog.records[0].getMessage()
    assert "`- Late: labs/two.md`" in caplog.records[1].getMessage()


def test_the_book_leaves_omitted_files_to_the_press() -> None:
    """MkDocs would tell of them too, and not which line they want."""
    config = load_config(str(ROOT / "mkdocs.yml"))
    assert config.validation.nav.omitted_files < logging.INFO
    assert config.extra["quiet"] == "NO_MKDOCS_2_WARNING"


LOADED = "import sys; from mkdocs.config import load_config; sys.argv = ['mkdocs']; load_config()"


@pytest.mark.parametrize("line", ["quiet: !!python/name:scripts.press.quiet.QUIET", ""])
def test_mkdocs_by_hand_is_quiet(line: str, tmp_path: Path) -> None:
    """What is loaded with mkdocs.yml comes before the theme, which else prints its box."""
    assert not line or line in (ROOT / "mkdocs.yml").read_text("utf-8")
    (tmp_path / "docs").mkdir()
    text = f"site_name: One\ntheme: {{name: material}}\nextra:\n  one: two\n  {line}\n"
    (tmp_path / "mkdocs.yml").write_text(text, "utf-8")
    known = ("NO_MKDOCS_2_WARNING", "DISABLE_MKDOCS_2_WARNING")
    environment = {key: value for key, value in os.environ.items() if key not in known}
    done = subprocess.run(
        [sys.executable, "-c", LOADED],
        cwd=tmp_path,
        env=environment | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert not done.returncode, done.stderr
    assert ("end of life" in done.stderr + done.stdout) is not bool(line)
