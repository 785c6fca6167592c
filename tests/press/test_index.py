"""The search index: pages, sections and terms, each with its own words."""

from __future__ import annotations

import pytest

from scripts.press import index


def test_the_index_has_pages_sections_and_terms() -> None:
    page = (
        '<hgroup><p class="eyebrow">4.2</p><h1 id="t">Zeros keep</h1></hgroup><p>Intro</p>'
        '<h2 id="s">Second<a class="headerlink" href="#s">#</a></h2>'
        '<p>A <dfn id="ring">ring</dfn> is <math alttext="p over 2"><mi>p</mi></math>.</p>'
    )
    found = index.entries(page, "padding.html", "Padding")
    assert [(e["kind"], e["location"], e["title"], e["text"]) for e in found] == [
        ("page", "padding.html", "Padding", "Zeros keep. Intro"),
        ("section", "padding.html#s", "Second", "A ring is p over 2."),
        ("term", "padding.html#ring", "ring", "A ring is p over 2."),
    ]
    assert {entry["page"] for entry in found} == {"Padding"}


def test_a_name_of_the_package_is_known_as_one() -> None:
    page = (
        '<h3 id="convdemo.layers.Dense">Dense <small>dataclass</small></h3><p>A</p>'
        '<h4 id="convdemo.layers.Dense.macs">macs</h4>'
    )
    found = index.entries(page, "api.html", "API")[1:]
    assert [(e["kind"], e["title"]) for e in found] == [("name", "Dense"), ("member", "macs")]


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
