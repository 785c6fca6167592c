"""The search index: pages, sections and terms, each with its own words."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scripts.press import index


def test_the_index_has_pages_sections_and_terms() -> None:
    page = (
        '<hgroup><p class="eyebrow">4.2</p><h1 id="t">Zeros keep</h1></hgroup><p>Intro</p>'
        '<h2 id="s">Second<a class="headerlink" href="#s">#</a></h2>'
        '<p>A <dfn id="ring">ring</dfn> is <math alttext="p over 2"><mi>p</mi></math>.</p>'
    )
    found = index.entries(page, "padding.html", "Padding")
    assert [(e["location"], e["title"], e["text"]) for e in found] == [
        ("padding.html", "Padding", "Zeros keep. Intro"),
        ("padding.html#s", "Second", "A ring is p over 2."),
        ("padding.html#ring", "ring", "A ring is p over 2."),
    ]
    assert found[2]["term"] == "Padding"


@pytest.mark.parametrize(
    ("around", "told"),
    [
        ("<p>Not this.</p><p>A {}.</p><p>Nor this.</p>", "A ring."),
        (
            "<ul><li>no</li><li><p>A {}</p><p>is round.</p><ul><li>a</li></ul></li></ul>",
            "A ring is round. a",
        ),
        ("<table><tr><td>no</td></tr><tr><td>{}</td><td>5</td></tr></table><p>no</p>", "ring 5"),
    ],
)
def test_a_term_is_found_with_what_defines_it_alone(around: str, told: str) -> None:
    page = around.format('<dfn id="ring">ring</dfn>')
    assert [entry["text"] for entry in index.entries(page, "a.html", "A")[1:]] == [told]


def test_the_index_is_also_a_script(tmp_path: Path) -> None:
    index.write([{"location": "a.html", "title": "A", "text": "ä"}], tmp_path)
    text = (tmp_path / "search/search_index.json").read_text("utf-8")
    script = (tmp_path / "search/search_index.js").read_text("utf-8")
    assert json.loads(text)["docs"][0]["text"] == "ä"
    assert script == f"var bookIndex={text};\n"
