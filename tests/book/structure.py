"""The rules that each page and each chapter keeps; which they are, nav and their front matter say.

A chapter is a page of the contents that lies beside the first one: what lies in a folder, as the
reference does, is to be looked up in. A rule reads a book and gives what breaks it, in words.
"""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import yaml

from scripts.press import contents, sessions
from scripts.press.markup import Element, elements, words
from scripts.press.page import COMMENT
from scripts.press.rendering import FRONT_MATTER, rendered, without_front

POINTS, QUESTIONS = range(1, 4), 3
NUMBER = re.compile(r"\d+(?:\.\d+)*")


@functools.cache
def html_of(text: str) -> str:
    """A page as Markdown renders it: what a reader sees as code is no heading and no figure there."""
    return COMMENT.sub("", rendered(without_front(text)))


@dataclass(frozen=True)
class Page:
    """One page: its file's name under docs, the section it is in, and its text."""

    name: str
    section: str
    text: str

    @property
    def front(self) -> dict[str, Any]:
        found = FRONT_MATTER.match(self.text)
        matter = yaml.safe_load(found[1]) if found else {}
        return matter if isinstance(matter, dict) else {}

    @property
    def number(self) -> tuple[int, ...]:
        """Its number to compare by; without one, it comes before all."""
        written = str(self.front.get("chapter", ""))
        return tuple(map(int, written.split("."))) if NUMBER.fullmatch(written) else ()

    @property
    def html(self) -> str:
        return html_of(self.text)

    def all(self, tag: str) -> list[Element]:
        return elements(self.html, tag)

    def sections(self) -> dict[str, str]:
        """The title of each section, and its HTML."""
        heads = self.all("h2")
        ends = [*(head.start for head in heads[1:]), len(self.html)]
        return {
            words(head.inside): self.html[head.end : end]
            for head, end in zip(heads, ends, strict=bool(heads))
        }


@dataclass(frozen=True)
class Book:
    """The contents, and the files they are about: pages as text, labs by name."""

    config: str
    texts: Mapping[str, str]
    labs: tuple[str, ...]

    @property
    def pages(self) -> list[Page]:
        """The pages in the order of the contents, each once."""
        listed = {entry.uri: entry.section for entry in reversed(contents.read(self.config))}
        return [
            Page(name, section, self.texts[name])
            for name, section in reversed(listed.items())
            if name in self.texts
        ]

    @property
    def chapters(self) -> list[Page]:
        return [page for page in self.pages[1:] if "/" not in page.name]


def present() -> Book:
    """The book as it is."""
    texts = {
        path.relative_to(sessions.DOCS).as_posix(): path.read_text("utf-8")
        for path in sessions.pages()
    }
    labs = tuple(path.relative_to(sessions.DOCS).as_posix() for path in sessions.labs())
    return Book(contents.CONFIG.read_text("utf-8"), texts, labs)


# --- what all pages keep ------------------------------------------------------------------------


def pages_and_labs_are_in_the_contents(book: Book) -> Iterator[str]:
    listed = Counter(entry.uri for entry in contents.read(book.config))
    there = {*book.texts, *book.labs}
    yield from (f"{name} is not in nav" for name in sorted(there - set(listed)))
    yield from (f"nav has {name}, and there is no such file" for name in set(listed) - there)
    yield from (f"nav has {name} twice" for name, count in listed.items() if count > 1)


def front_matter_says_what_a_page_is(book: Book) -> Iterator[str]:
    for page in book.pages:
        for key in ("title", "description"):
            if not str(page.front.get(key) or "").strip():
                yield f"{page.name}: the front matter has no {key}"
        for key in ("question", "description"):
            if re.search(r"\d", str(page.front.get(key, ""))):
                yield f"{page.name}: the {key} holds digits; use words"


def a_page_has_one_heading(book: Book) -> Iterator[str]:
    for page in book.pages:
        if len(found := page.all("h1")) != 1:
            yield f"{page.name}: a page has one h1, this has {len(found)}"


def figures_have_captions(book: Book) -> Iterator[str]:
    for page in book.pages:
        for figure in page.all("figure"):
            captions = elements(figure.inside, "figcaption")
            if not any(words(caption.inside).strip() for caption in captions):
                yield f"{page.name}: a figure without a caption: {figure.whole[:80]!r}"


def numbers_ascend_with_the_contents(book: Book) -> Iterator[str]:
    numbered = book.pages[1:]
    for page in numbered:
        written = page.front.get("chapter")
        if not (isinstance(written, str) and NUMBER.fullmatch(written)):
            yield f'{page.name}: chapter is to be a number in quotation marks, as in "4.2", not {written!r}'
    for one, next_one in pairwise(page for page in numbered if page.number):
        if one.number >= next_one.number:
            yield (
                f"{next_one.name}: chapter {next_one.front['chapter']} stands in nav below"
                f" {one.name}, which is {one.front['chapter']}"
            )


def numbers_are_those_of_the_section(book: Book) -> Iterator[str]:
    named = {page.section for page in book.pages if page.section[:1].isdigit()}
    firsts = {section: int(section.split()[0]) for section in named}
    for page in (page for page in book.pages if page.number):
        if page.section in firsts and (
            page.number[0] != firsts[page.section] or len(page.number) == 1
        ):
            yield f"{page.name}: {page.front['chapter']} is no number of the section {page.section}"
        if page.section not in firsts and page.number[0] in firsts.values():
            yield f"{page.name}: {page.front['chapter']} is the number of a section, and it is in none"


def terms_are_defined_once_where_it_is_said(book: Book) -> Iterator[str]:
    """What a page defines stands in its front matter too, so that no term is lost with a sentence."""
    places: dict[str, list[str]] = {}
    for page in book.pages:
        defined = [term.attributes.get("id", "") for term in page.all("dfn")]
        said = str(page.front.get("terms") or "").split()
        if sorted(defined) != sorted(said):
            yield f"{page.name}: terms says {sorted(said)}, its dfn define {sorted(defined)}"
        for name in defined:
            places.setdefault(name, []).append(page.name)
    for name, pages in places.items():
        if len(pages) > 1:
            yield f"the term {name!r} is defined more than once: {', '.join(pages)}"


# --- what chapters keep -------------------------------------------------------------------------


def a_chapter_asks_a_question(book: Book) -> Iterator[str]:
    for page in book.chapters:
        if not str(page.front.get("question", "")).endswith("?"):
            yield f"{page.name}: the front matter has no question that ends in a question mark"


def a_chapter_opens_with_a_figure(book: Book) -> Iterator[str]:
    for page in book.chapters:
        for heading in page.all("h1")[:1]:
            first = page.html[heading.end :].lstrip()
            if not first.startswith("<figure"):
                yield f"{page.name}: what follows the h1 is no figure but {first[:60]!r}"


def a_chapter_ends_with_what_to_remember_and_questions(book: Book) -> Iterator[str]:
    for page in book.chapters:
        found = page.sections()
        if [*found][-2:] != ["Remember", "Check yourself"]:
            yield f"{page.name} ends with {[*found][-2:]}, not with Remember and Check yourself"
            continue
        points = len(elements(found["Remember"], "li"))
        if points not in POINTS:
            yield f"{page.name}: Remember has {points} lines, not {_span(POINTS)}"
        folds = elements(found["Check yourself"], "details")
        questions = sum("question" in fold.classes for fold in folds)
        if questions < QUESTIONS:
            yield f"{page.name}: Check yourself has {questions} questions, not {QUESTIONS} or more"


def _span(allowed: range) -> str:
    return f"{allowed[0]} to {allowed[-1]}"


RULES: tuple[Callable[[Book], Iterator[str]], ...] = (
    pages_and_labs_are_in_the_contents,
    front_matter_says_what_a_page_is,
    a_page_has_one_heading,
    figures_have_captions,
    numbers_ascend_with_the_contents,
    numbers_are_those_of_the_section,
    terms_are_defined_once_where_it_is_said,
    a_chapter_asks_a_question,
    a_chapter_opens_with_a_figure,
    a_chapter_ends_with_what_to_remember_and_questions,
)
