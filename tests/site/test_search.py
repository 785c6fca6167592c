"""What readers type leads to the place that answers: the built index is asked as a page asks it, without one."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from py_mini_racer import MiniRacer

from scripts.press import search, terms
from scripts.press.markup import elements
from scripts.setup.environment import ROOT
from tests.site import builds

ASKED: dict[str, dict[str, list[str]]] = tomllib.loads(
    (ROOT / "tests" / "press" / "questions.toml").read_text("utf-8")
)
FIRST = 3


class Finder:
    """The search of the site, and what it finds."""

    def __init__(self, site: Path) -> None:
        self.engine = MiniRacer()
        for name in (search.ENGINE, search.INDEX):
            self.engine.eval((site / name).read_text("utf-8") + ";0")
        self.engine.eval("var finder = bookSearch.open(bookIndex);0")

    def ask(self, how: str, question: str, most: int) -> Any:
        call = f"finder.{how}({json.dumps(question)}, {most})"
        return json.loads(str(self.engine.eval(f"JSON.stringify({call})")))

    def find(self, question: str, most: int = FIRST) -> Any:
        return self.ask("find", question, most)

    def places(self, question: str, most: int = FIRST) -> list[str]:
        return [hit["doc"]["location"] for hit in self.find(question, most)["hits"]]


@pytest.fixture(scope="module")
def finder(site: Path) -> Iterator[Finder]:
    made = Finder(site)
    yield made
    made.engine.close()


@pytest.fixture(scope="module")
def docs(site: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = builds.written(site / search.INDEX)["docs"]
    return found


def leads(place: str, wanted: list[str]) -> bool:
    """Whether a place is wanted: itself, or its whole page."""
    return place in wanted or place.partition("#")[0] in wanted


def test_there_are_many_questions_and_their_places_exist(docs: list[dict[str, Any]]) -> None:
    assert len(ASKED["questions"]) >= 60 and len(ASKED["misspelled"]) >= 20
    known = {doc["location"] for doc in docs}
    named = {place for kind in ASKED.values() for places in kind.values() for place in places}
    assert not named - known


@pytest.mark.parametrize(
    ("question", "wanted"), [pair for kind in ASKED.values() for pair in kind.items()]
)
def test_a_question_leads_to_its_place(finder: Finder, question: str, wanted: list[str]) -> None:
    found = finder.places(question)
    assert any(leads(place, wanted) for place in found), found


def test_a_public_name_comes_first_with_its_page(
    finder: Finder, docs: list[dict[str, Any]]
) -> None:
    import convdemo

    names = {doc["title"]: doc for doc in docs if doc["kind"] == "name"}
    assert names.keys() >= set(convdemo.__all__)
    for name, doc in names.items():
        for asked in (name, f"{name}()", f"convdemo.{name}"):
            if asked.startswith("convdemo.") and doc["location"].count(".") > 2:
                asked = doc["location"].partition("#")[2]
            (hit,) = finder.find(asked, 1)["hits"]
            assert (hit["doc"]["title"], hit["doc"]["page"]) == (name, doc["page"]), asked


def test_a_definition_comes_before_a_passing_mention(
    finder: Finder, docs: list[dict[str, Any]]
) -> None:
    names = {doc["title"] for doc in docs if doc["kind"] == "name"}
    defined = [doc for doc in docs if doc["kind"] == "term"]
    assert len(defined) > 40
    for doc in defined:
        found = finder.places(doc["title"], 2)
        assert doc["location"] in found[: 1 + (doc["title"] in names)], (doc["title"], found)


def test_chapters_come_before_the_api(finder: Finder) -> None:
    for question in ("padding", "stride", "receptive field", "max pool", "backward"):
        first, *_ = finder.places(question)
        assert not first.startswith("reference/"), (question, first)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("3 x 3 filter", "3 × 3 filter"),
        ("1x1 convolution", "1 × 1 convolution"),
        ("NHWC", "nhwc"),
        ("cross correlation", "cross-correlation"),
        ("what is the stride", "stride"),
    ],
)
def test_what_is_typed_in_two_ways_is_one_question(finder: Finder, one: str, other: str) -> None:
    assert finder.places(one, 10) == finder.places(other, 10) != []


def test_forms_of_a_word_find_each_other(finder: Finder) -> None:
    for word in ("pad", "padded", "padding", "pads", "paddi", "pading"):
        assert any(place.startswith("padding.html") for place in finder.places(word)), word


def test_what_was_meant_is_told_and_marked(finder: Finder) -> None:
    found = finder.find("pading")
    assert found["changed"] == ["padding"]
    for hit in found["hits"]:
        words = [word for piece in ("title", "text") for word, sought in hit[piece] if sought]
        assert any(word.lower().startswith("pad") for word in words), hit
    for piece in ("title", "text"):
        told = "".join(word for word, _ in found["hits"][0][piece])
        assert told.strip("… ") in found["hits"][0]["doc"][piece]


def test_other_words_for_it_are_marked_as_the_book_has_them(finder: Finder) -> None:
    (hit,) = finder.find("fully connected", 1)["hits"]
    assert hit["doc"]["location"] == "convolution.html#dense-layer"
    assert [word for word, sought in hit["title"] if sought] == ["dense", "layer"]


def test_nothing_found_offers_the_nearest_pages(finder: Finder) -> None:
    assert finder.find("zzxqj")["count"] == 0
    assert finder.find("")["count"] == finder.find("what is the")["count"] == 0
    near = finder.ask("near", "convolusionalish", 5)
    assert near and {doc["kind"] for doc in near} == {"page"}


def test_a_terms_entry_is_its_paragraph_and_no_more(docs: list[dict[str, Any]]) -> None:
    (groups,) = (doc for doc in docs if doc["location"] == "networks.html#groups")
    assert groups["text"].startswith("A variant of AlexNet won")
    assert groups["text"].endswith("are said to be in groups.")
    assert max(len(doc["text"]) for doc in docs if doc["kind"] == "term") < 800


def test_each_term_has_its_line_in_the_index_of_terms(
    site: Path, docs: list[dict[str, Any]]
) -> None:
    told = builds.written(site / terms.SCRIPT)
    assert told.keys() == {doc["location"] for doc in docs if doc["kind"] == "term"}
    names = [doc["title"].casefold() for doc in docs if doc["kind"] == "term"]
    page = next(doc["text"] for doc in docs if doc["location"] == "reference/terms.html")
    assert all(name in page.casefold() for name in names)
    assert all(line[-1] == "." and len(line) < 200 for line in told.values()), told


def test_each_public_name_is_in_the_overview_and_on_the_page_of_its_module(
    site: Path, docs: list[dict[str, Any]]
) -> None:
    import convdemo

    overview = elements((site / "reference" / "api.html").read_text("utf-8"), "a", "span")
    led = {
        link.attributes["id"]: link.attributes["href"]
        for link in overview
        if link.tag == "a" and "data-moved" in link.written
    }
    spans = [span for span in overview if span.tag == "span" and "id" in span.attributes]
    for span in spans:
        if span.around and span.around.tag == "a":
            led[span.attributes["id"]] = f"{span.around.attributes['href']}"
    explained = {doc["location"]: doc["kind"] for doc in docs if doc["kind"] in ("name", "member")}
    assert {place.partition("#")[2] for place in explained} == led.keys()
    for name, href in led.items():
        module, whole = name.split(".")[1], ".".join(name.split(".")[:3])
        assert href == f"api/{module}.html#{whole}"
        assert explained[f"reference/api/{module}.html#{name}"]
    assert {name.split(".")[2] for name in led} >= set(convdemo.__all__)


def test_chapter_and_the_page_of_its_module_lead_to_each_other(site: Path) -> None:
    for chapter, module in (("filter", "filters"), ("padding", "padding"), ("volume", "forward")):
        there = (site / f"{chapter}.html").read_text("utf-8")
        assert f'<a href="reference/api/{module}.html">convdemo.{module}</a>' in there
        back = (site / "reference" / "api" / f"{module}.html").read_text("utf-8")
        assert f'<a href="../../{chapter}.html">' in back
    types = (site / "reference" / "api" / "types.html").read_text("utf-8")
    assert "explained in" not in types
