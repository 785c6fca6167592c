"""Every built page is sound: its tags, its links, its pictures, its formulas, its code."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from scripts.press import fences, lab_runs, sessions
from tests.book.seen import squeeze
from tests.site import builds, markup, recorded

PAGES = [*builds.page_names(), "404.html"]
every_page = pytest.mark.parametrize("name", PAGES)
RAW_TEX = re.compile(r"\\[A-Za-z]{2,}|\\[()\[\]]|\$[^$\s][^$]*\$|\^\{|_\{")


@every_page
def test_tags_are_nested_and_ids_are_single(site: Path, name: str) -> None:
    page = markup.read(site / name)
    assert not page.problems, page.problems
    twice = [
        value
        for value, count in Counter(page.ids).items()
        if count > 1 or not value or " " in value
    ]
    assert not twice, f"ids that are there twice, empty or in two words: {twice}"
    empty = [(tag, line) for tag, attributes, line in page.tags if attributes.get("src") == ""]
    assert not empty, f"empty src: {empty}"


@every_page
def test_page_has_language_title_description_and_one_h1(site: Path, name: str) -> None:
    page = markup.read(site / name)
    html = next(attributes for tag, attributes, _ in page.tags if tag == "html")
    assert html.get("lang")
    assert any(tag == "title" for tag, _, _ in page.tags)
    described = [a for tag, a, _ in page.tags if tag == "meta" and a.get("name") == "description"]
    assert name == "404.html" or (len(described) == 1 and described[0].get("content"))
    levels = [level for level, _ in page.headings]
    assert levels.count(1) == 1, f"h1: {[text for level, text in page.headings if level == 1]}"
    steps = [page.headings[i + 1] for i in range(len(levels) - 1) if levels[i + 1] > levels[i] + 1]
    assert not steps, f"headings that skip a level: {steps}"


def test_titles_and_descriptions_are_different(site: Path) -> None:
    for pattern in (r"<title>(.*?)</title>", r'<meta name="?description"? content="([^"]*)"'):
        said = Counter(
            re.findall(
                pattern, "".join((site / name).read_text("utf-8") for name in PAGES), re.DOTALL
            )
        )
        assert said and not [text for text, count in said.items() if count > 1]


def target_of(site: Path, page: Path, path: str) -> Path:
    """The file a link leads to; the page for missing pages is shown at any depth, so it says /."""
    if path.startswith("/") and page.name == "404.html":
        target = site / path.lstrip("/")
        return target / "index.html" if target.is_dir() else target
    return (page.parent / path) if path else page


def has_anchor(target: Path, anchor: str) -> bool:
    """Whether a page has the place a link names; other files have no places."""
    if not anchor or target.suffix != ".html":
        return True
    return anchor in markup.read(target.resolve()).anchors


@every_page
def test_every_link_inside_the_site_resolves(site: Path, name: str) -> None:
    """To a file (a folder would show its list when opened from disk), and to an anchor in it."""
    page = markup.read(site / name)
    broken = []
    for link, line in page.links():
        parts = urlsplit(link)
        if parts.scheme or parts.netloc:
            continue
        target = target_of(site, page.path, unquote(parts.path))
        if not target.resolve().is_relative_to(site.resolve()) or not target.is_file():
            broken.append(f"line {line}: {link}: no such file")
        elif not has_anchor(target, unquote(parts.fragment)):
            broken.append(f"line {line}: {link}: no such anchor")
    assert not broken, "\n".join(broken)


@every_page
def test_nothing_is_loaded_from_another_host(site: Path, name: str) -> None:
    loaded = [
        (tag, value)
        for tag, attributes, _ in markup.read(site / name).tags
        for value in [attributes.get("src"), attributes.get("href") if tag == "link" else None]
        if value
        and re.match(r"(?:https?:)?//", value)
        and attributes.get("rel") not in ("canonical", "license")
    ]
    assert not loaded


@every_page
def test_every_picture_has_its_words_and_its_size(site: Path, name: str) -> None:
    for tag, attributes, line in markup.read(site / name).tags:
        if tag != "img":
            continue
        decorative = (
            attributes.get("role") == "presentation" or attributes.get("aria-hidden") == "true"
        )
        words = (attributes.get("alt") or "").strip()
        assert decorative or words, (
            f"{name}, line {line}: {attributes.get('src')} has no alternative text"
        )
        assert "description has been provided" not in words, f"{name}, line {line}"
        assert {"width", "height"} <= attributes.keys(), (
            f"{name}, line {line}: {attributes.get('src')} has no size"
        )


@every_page
def test_no_formula_is_left_as_tex(site: Path, name: str) -> None:
    raw = [
        (line, text.strip()) for text, line in markup.read(site / name).text if RAW_TEX.search(text)
    ]
    assert not raw


@pytest.mark.parametrize("path", [pytest.param(path, id=path.stem) for path in sessions.pages()])
def test_code_shown_is_the_code_that_was_tested(site: Path, path: Path) -> None:
    """Blocks of code are the page's fences and snippets, in order.

    Of a console fence each command is one, without its prompt, and what it prints another.
    """
    name = path.relative_to(sessions.DOCS).with_suffix(".html")
    shown = [squeeze(code) for code in markup.read(site / name).code]
    written = [
        squeeze(part)
        for fence in fences.find_fences(recorded.written_out(path.read_text("utf-8")))
        for part in (
            re.split(r"^\$ (.*)", fence.source, flags=re.MULTILINE)
            if fence.language == fences.CONSOLE
            else [fence.source]
        )
        if part.strip()
    ]
    assert shown == written


def test_lab_pages_carry_nothing_of_the_plugins_own(site: Path) -> None:
    for lab in lab_runs.all_labs():
        page = (site / "labs" / f"{lab.name}.html").read_text("utf-8")
        for unwanted in (
            "jp-",
            "jupyter-wrapper",
            'src=""',
            "clipboard-copy",
            "No description",
            "highlight-ipynb",
            "lab-cell",
            "](output)",
            "mermaid",
        ):
            assert unwanted not in page, f"{lab.name}: {unwanted}"
        download = json.loads((site / "labs" / f"{lab.name}.ipynb").read_text("utf-8"))
        assert f'href="{lab.name}.ipynb"' in page and download["nbformat"] == 4
