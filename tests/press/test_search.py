"""The index is made by the script that pages load, of words and places that authors list."""

from __future__ import annotations

import pytest

from scripts.press import search

ENTRY = {"kind": "page", "title": "A ring", "text": "Round.", "page": "A ring"}


def test_the_longest_beginning_weighs_and_so_does_the_section() -> None:
    weights = {"reference/": 0.5, "reference/api": 0.25, "#remember": 0.5}
    places = ("a.html", "reference/a.html", "reference/api.html#x", "reference/a.html#remember")
    assert [search.weight(place, weights) for place in places] == [1.0, 0.5, 0.25, 0.25]


def test_a_place_that_is_not_there_stops_the_build(monkeypatch: pytest.MonkeyPatch) -> None:
    known = {"little": "a", "alike": [], "weights": {}, "asked": {"b.html#gone": ["ring"]}}
    monkeypatch.setattr(search, "settings", lambda: known)
    with pytest.raises(search.SearchError, match=r"no page has b\.html#gone"):
        search.files([ENTRY | {"location": "a.html"}])


def test_a_page_gets_two_scripts_and_each_sets_its_variable(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    known = {"little": "a", "alike": [["ring", "circle"]], "weights": {}, "asked": {}}
    monkeypatch.setattr(search, "settings", lambda: known)
    made = search.files([ENTRY | {"location": "a.html"}])
    assert {name: text.partition("=")[0] for name, text in made.items()} == {
        search.ENGINE: "var bookSearch",
        search.INDEX: "var bookIndex",
    }
    assert '"circl' in made[search.INDEX], "the other word for it is in the index"


def test_no_two_groups_of_words_are_the_same() -> None:
    groups = [frozenset(map(str.casefold, group)) for group in search.settings()["alike"]]
    assert len(groups) == len(set(groups))
    assert all(len(group) > 1 for group in groups)
