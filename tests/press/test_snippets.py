"""Code for other frameworks is shown as it was run, in the form of a fence and its output."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scripts.press import listings, markup, snippets

RAN = [
    {"name": "size", "framework": "PyTorch", "code": "print(1 < 2)\n", "printed": "True\n"},
    {
        "name": "fault",
        "framework": "Keras",
        "code": "f(<)\n",
        "printed": "",
        "error": "ValueError: no <layer>\n\nof this size",
    },
]


@pytest.fixture(autouse=True)
def _record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "frameworks.json"
    place.write_text(json.dumps({"ran": RAN}), "utf-8")
    monkeypatch.setattr(snippets, "RECORD", place)
    snippets._runs.cache_clear()


def test_a_snippet_stands_under_its_framework_with_what_it_printed() -> None:
    page = listings.listings(snippets.insert("<p>a</p>\n<!-- frameworks: size -->\n<p>b</p>"))
    assert markup.words(page).split() == "a # PyTorch print(1 < 2) True b".split()
    assert page.count('class="listing"') == 1 and "<samp>True</samp>" in page


def test_an_error_stands_in_its_own_words_and_wraps() -> None:
    page = listings.listings(snippets.insert("<!-- frameworks: fault -->"))
    (raised,) = markup.elements(page, "samp")
    assert markup.words(raised.inside) == "ValueError: no <layer> of this size"


def test_a_name_that_the_record_has_not_is_refused() -> None:
    with pytest.raises(snippets.SnippetError, match="'absent'"):
        snippets.insert("<!-- frameworks: absent -->")


def test_a_page_without_snippets_stays_as_it_is() -> None:
    assert snippets.insert("<!-- table: size -->") == "<!-- table: size -->"
