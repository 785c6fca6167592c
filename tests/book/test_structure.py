"""Each page is built as the others are, each term is defined once; and each rule notices a spoilt book.

The rules are in `structure.py`. They hold for whatever is in nav: no list has to be extended.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from scripts.press import contents
from scripts.setup.environment import ROOT
from tests.book import structure
from tests.book.structure import RULES, Book

TESTS = ROOT / "tests" / "convdemo"


@pytest.fixture(scope="module")
def book() -> Book:
    return structure.present()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_book_keeps_the_rule(rule: Callable[[Book], Iterator[str]], book: Book) -> None:
    if problems := list(rule(book)):
        pytest.fail("\n" + "\n".join(problems), pytrace=False)


def test_the_rules_are_about_a_book(book: Book) -> None:
    names = [page.name for page in book.chapters]
    assert len(names) > 10 and names[0] == "history.md" and "stride.md" in names
    assert "index.md" not in names and "reference/api.md" not in names
    assert any(page.front.get("terms") for page in book.chapters)


def with_page(book: Book, name: str, text: str, after: str = "calculator.md") -> Book:
    """The book with one page more, in its contents."""
    return replace(
        book, config=contents.added(book.config, name, after), texts={**book.texts, name: text}
    )


def edited(book: Book, name: str, old: str, new: str) -> Book:
    """The book with one page changed; `old` is a pattern that the page has."""
    text, count = re.subn(old, new, book.texts[name], count=1, flags=re.DOTALL | re.MULTILINE)
    assert count, f"{name} has no {old}"
    return replace(book, texts={**book.texts, name: text})


QUESTION = r"^\?\?\? question .*?(?=^\?\?\? question|\Z)"
SPOILT: list[tuple[str, Callable[[Book], Book], list[str]]] = [
    (
        "a second chapter 9",
        lambda book: with_page(
            book, "again.md", re.sub(r"<dfn.*?>", "", book.texts["calculator.md"])
        ),
        ["again.md: chapter 9 stands in nav below calculator.md, which is 9"],
    ),
    (
        "a chapter too early",
        lambda book: edited(book, "why.md", 'chapter: "6"', 'chapter: "11"'),
        ["backward.md: chapter 7 stands in nav below why.md, which is 11"],
    ),
    (
        "a number that is none",
        lambda book: edited(book, "why.md", 'chapter: "6"', "chapter: 6"),
        ["why.md: chapter is to be a number in quotation marks"],
    ),
    (
        "no number",
        lambda book: edited(book, "why.md", 'chapter: "6"\n', ""),
        ["why.md: chapter is to be a number in quotation marks"],
    ),
    (
        "a number of another section",
        lambda book: edited(book, "layer.md", 'chapter: "4.5"', 'chapter: "4"'),
        ["layer.md: chapter 4 stands in nav below", "layer.md: 4 is no number of the section"],
    ),
    (
        "a section's number",
        lambda book: edited(book, "pooling.md", 'chapter: "5"', 'chapter: "4.99"'),
        ["pooling.md: 4.99 is the number of a section"],
    ),
    (
        "a page outside",
        lambda book: replace(book, texts={**book.texts, "late.md": book.texts["why.md"]}),
        ["late.md is not in nav"],
    ),
    (
        "a lab outside",
        lambda book: replace(book, labs=(*book.labs, "labs/late.py")),
        ["labs/late.py is not in nav"],
    ),
    (
        "a page that is gone",
        lambda book: replace(book, config=contents.added(book.config, "gone.md", "why.md")),
        ["nav has gone.md, and there is no such file"],
    ),
    (
        "a page that is there twice",
        lambda book: replace(book, config=book.config.replace("  - why.md", "  - why.md\n" * 2)),
        ["nav has why.md twice"],
    ),
    (
        "no description",
        lambda book: edited(book, "why.md", "^description: .*?$", ""),
        ["why.md: the front matter has no description"],
    ),
    (
        "a digit in the question",
        lambda book: edited(book, "why.md", "^question: ", "question: 3 times "),
        ["why.md: the question holds digits"],
    ),
    (
        "no question",
        lambda book: edited(book, "why.md", "^question: .*?$", "question: Why."),
        ["why.md: the front matter has no question that ends"],
    ),
    (
        "two headings",
        lambda book: edited(book, "why.md", "^## Remember$", "# Another\n\n## Remember"),
        ["why.md: a page has one h1, this has 2"],
    ),
    (
        "no figure at the top",
        lambda book: edited(book, "why.md", "^<figure.*?</figure>$", "Text first."),
        ["why.md: what follows the h1 is no figure but '<p>Text first."],
    ),
    (
        "no caption",
        lambda book: edited(book, "why.md", "<figcaption.*?</figcaption>", ""),
        ["why.md: a figure without a caption"],
    ),
    (
        "an empty caption",
        lambda book: edited(book, "reference/numbers.md", r"\Z", "\n<figure></figure>\n"),
        ["reference/numbers.md: a figure without a caption"],
    ),
    (
        "one question",
        lambda book: edited(book, "why.md", f"(^## Check yourself$.*?{QUESTION}).*", r"\1"),
        ["why.md: Check yourself has 1 questions, not 3 or more"],
    ),
    (
        "nothing to remember",
        lambda book: edited(
            book, "why.md", "(?<=^## Remember$).*(?=^## Check)", "\n\nNothing.\n\n"
        ),
        ["why.md: Remember has 0 lines, not 1 to 3"],
    ),
    (
        "another end",
        lambda book: edited(book, "why.md", r"\Z", "\n\n## More\n\nMore.\n"),
        ["why.md ends with ['Check yourself', 'More']"],
    ),
    (
        "a term that is lost",
        lambda book: edited(book, "stride.md", '<dfn id="dilation"[^>]*>(.*?)</dfn>', r"\1"),
        [
            "stride.md: terms says ['aliasing', 'dilation', 'stride'], its dfn define ['aliasing', 'stride']"
        ],
    ),
    (
        "a term that is there twice",
        lambda book: edited(
            edited(book, "why.md", "^terms: ", "terms: stride "),
            "why.md",
            "^## Remember$",
            'A <dfn id="stride">stride</dfn>.\n\n## Remember',
        ),
        ["the term 'stride' is defined more than once: stride.md, why.md"],
    ),
]


@pytest.mark.parametrize(("spoil", "expected"), [pytest.param(*s[1:], id=s[0]) for s in SPOILT])
def test_a_spoilt_book_is_noticed(
    spoil: Callable[[Book], Book], expected: list[str], book: Book
) -> None:
    problems = [problem for rule in RULES for problem in rule(spoil(book))]
    assert len(problems) == len(expected), problems
    for problem, start in zip(problems, expected, strict=True):
        assert problem.startswith(start)


def test_every_rule_is_broken_by_a_spoilt_book(book: Book) -> None:
    spoilt = [spoil(book) for _, spoil, _ in SPOILT]
    assert [rule.__name__ for rule in RULES if not any(any(rule(each)) for each in spoilt)] == []


def test_figures_and_tests_are_named_as_is_told(book: Book) -> None:
    """What making.md says under "One name for one thing"."""
    begins = tuple(f"{page.name.removesuffix('.md')}_" for page in book.pages)
    figures = {path.stem for path in (ROOT / "scripts" / "figures").glob("[!_]*.py")}
    others = {name for name in figures if not name.startswith(begins)}
    assert others == {"sliding_window", "sliding_window_strip"}
    modules = [path.stem for path in (ROOT / "convdemo").glob("[!_]*.py")]
    assert [name for name in modules if not (TESTS / f"test_{name}.py").exists()] == []
