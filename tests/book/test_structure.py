"""Each page is built as the others are, each term is defined once, each figure is used."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from scripts.press import page, sessions
from scripts.press.keep import ROOT
from tests.book.test_pages import PAGES

TERMS = {
    "history": "cortex simple-cell complex-cell end-stopped-cell tuning-curve",
    "convolution": "pixel dense-layer weight bias filter window feature-map cross-correlation"
    " convolution",
    "filter": "edge sobel steering",
    "learning": "loss gradient-descent learning-rate identifiable",
    "forward": "valid im2col",
    "padding": "padding zero-padding same full",
    "stride": "stride dilation",
    "volume": "channel volume pointwise",
    "layer": "parameter hyperparameter batch multiply-add activation receptive-field jump",
    "pooling": "pooling max-pooling average-pooling",
    "why": "parameter-sharing sparse-connections equivariance invariance",
    "backward": "gradient backpropagation",
    "networks": "groups relu",
}
TESTS = ROOT / "tests" / "convdemo"
CHAPTERS = [*TERMS, "calculator"]
SITE_PAGES = [page for page in PAGES if "README" not in str(page.id)]
CHAPTER_PAGES = [page for page in PAGES if page.id in CHAPTERS]


def text_of(path: Path) -> str:
    return path.read_text("utf-8")


def without_code(path: Path) -> str:
    """A page's prose without its inline code, which may show markup."""
    return re.sub(r"`[^`\n]*`", "", page.prose(text_of(path)))


def front_matter(path: Path) -> dict[str, Any]:
    match = page.FRONT_MATTER.match(text_of(path))
    assert match, f"{path.name} begins without front matter"
    matter = yaml.safe_load(match[1])
    assert isinstance(matter, dict)
    return matter


def test_all_chapters_exist() -> None:
    missing = set(CHAPTERS) - {page.id for page in PAGES}
    assert not missing


@pytest.mark.parametrize("path", SITE_PAGES)
def test_front_matter_says_what_the_page_is(path: Path) -> None:
    matter = front_matter(path)
    for key in ("title", "description"):
        assert isinstance(matter.get(key), str) and matter[key].strip(), f"{path.name}: no {key}"
    for key in ("question", "description"):
        assert not re.search(r"\d", matter.get(key, "")), (
            f"{path.name}: the {key} holds digits; use words"
        )
    heading = re.findall(r"^# (.+)$", page.prose(text_of(path)), re.MULTILINE)
    assert len(heading) == 1, f"{path.name}: a page has one h1, this has {len(heading)}"


@pytest.mark.parametrize("path", CHAPTER_PAGES)
def test_chapter_opens_with_question_and_figure(path: Path) -> None:
    matter = front_matter(path)
    assert isinstance(matter.get("chapter"), str), f"{path.name}: the chapter's number is a string"
    assert matter["question"].endswith("?")
    after = re.split(r"^# .+\n", text_of(path), maxsplit=1, flags=re.MULTILINE)[1]
    first = re.sub(r"<!--.*?-->", "", after, flags=re.DOTALL).lstrip()
    assert first.startswith("<figure"), (
        f"{path.name}: what follows the h1 is no figure but {first[:60]!r}"
    )


@pytest.mark.parametrize("path", CHAPTER_PAGES)
def test_chapter_ends_with_what_to_remember_and_questions(path: Path) -> None:
    sections = re.split(r"^## (.+)\n", page.prose(text_of(path)), flags=re.MULTILINE)
    titles = sections[1::2]
    assert titles[-2:] == ["Remember", "Check yourself"], f"{path.name} ends with {titles[-2:]}"
    lines = re.findall(r"^[-*] ", sections[-3], re.MULTILINE)
    assert 1 <= len(lines) <= 3, f"{path.name}: Remember has {len(lines)} lines"
    questions = re.findall(r'^\?\?\? question "(.+)"$', sections[-1], re.MULTILINE)
    assert 3 <= len(questions) <= 5, f"{path.name}: Check yourself has {len(questions)} questions"


@pytest.mark.parametrize("path", SITE_PAGES)
def test_every_figure_has_a_caption_and_a_script(path: Path) -> None:
    text = page.prose(text_of(path))
    for name, _ in re.findall(r"!\[[^\]]*\]\((?:\.\./)?figures/([\w-]+?)(-motion)?\.\w+\)", text):
        assert (ROOT / "scripts" / "figures" / f"{name}.py").exists(), (
            f"{path.name}: no script draws {name}"
        )
    figures = re.findall(r"<figure\b.*?</figure>", text, re.DOTALL)
    bare = [figure[:80] for figure in figures if "<figcaption" not in figure]
    assert not bare, f"{path.name}: figures without a caption: {bare}"


def test_every_figure_script_is_used() -> None:
    text = "".join(text_of(path) for path in [*sessions.pages(), *sessions.labs()])
    scripts = {path.stem for path in (ROOT / "scripts" / "figures").glob("[!_]*.py")}
    unused = {name for name in scripts if not re.search(rf"figures/{re.escape(name)}\.\w+\)", text)}
    assert not unused, f"scripts that draw what no page shows: {sorted(unused)}"


def test_figures_and_tests_are_named_as_is_told() -> None:
    """What making.md says under "One name for one thing"."""
    chapters = {page.id for page in PAGES}
    figures = {path.stem for path in (ROOT / "scripts" / "figures").glob("[!_]*.py")}
    others = {name for name in figures if name.split("_")[0] not in chapters}
    assert others == {"sliding_window", "sliding_window_strip"}
    modules = [path.stem for path in (ROOT / "convdemo").glob("[!_]*.py")]
    assert [name for name in modules if not (TESTS / f"test_{name}.py").exists()] == []


def test_every_term_is_defined_once_where_it_belongs() -> None:
    defined = [
        (name, path.relative_to(sessions.DOCS).with_suffix("").as_posix())
        for path in sessions.pages()
        for name in re.findall(r'<dfn id="([^"]+)"', without_code(path))
    ]
    twice = [name for name, count in Counter(name for name, _ in defined).items() if count > 1]
    assert not twice, f"defined more than once: {twice}"
    places = dict(defined)
    wrong = {
        name: places.get(name, "nowhere")
        for page, names in TERMS.items()
        for name in names.split()
        if places.get(name) != page
    }
    assert not wrong, f"terms that are not defined on their page, and where they are: {wrong}"
