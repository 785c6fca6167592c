"""Numbers count what stands on a page; addresses are names, and stay when something comes before."""

from __future__ import annotations

import re

import pytest

from scripts.press import counted, tables
from scripts.press.counted import CountError, count_things, filled
from scripts.press.markup import elements, words

FIGURE = '<figure><img src="{0}.svg"><figcaption>\n<p><strong>Look.</strong> More.</p>\n</figcaption></figure>'
TABLE = '<div class="table"><table><tr><th>a</th></tr><tr><td>{0}</td></tr></table></div>'
LISTING = '<div class="listing"><div class="language-python highlight"><pre><code>{0}</code></pre></div></div>'
FORMULA = '<div class="formula"><math alttext="{0}"></math></div>'
QUESTION = '<details class="question"><summary>{0}</summary><p>So.</p>{1}</details>'
ERROR = '<div class="listing raised"><p><samp>no</samp></p></div>'


def numbers(content: str, chapter: str = "4.2") -> dict[str, str]:
    return {thing.anchor: thing.number for thing in count_things(content, chapter).things}


def test_each_kind_counts_by_itself() -> None:
    page = "".join(
        [
            "<h1 id='x'>X</h1>",
            FIGURE.format("figures/one_ring"),
            LISTING.format("a = 1"),
            ERROR,
            '<h2 id="sizes">Sizes</h2>',
            FIGURE.format("../figures/two-motion"),
            TABLE.format("1"),
            FORMULA.format("n"),
            LISTING.format("b = 2"),
            QUESTION.format("Which pads keep, the size of a window?", LISTING.format("c = 3")),
            "<details><summary>No question</summary></details>",
        ]
    )
    assert numbers(page) == {
        "figure-one_ring": "Figure 4.2-1",
        "listing-top": "Listing 4.2-1",
        "figure-two": "Figure 4.2-2",
        "table-sizes": "Table 4.2-1",
        "equation-sizes": "Equation 4.2-1",
        "listing-sizes": "Listing 4.2-2",
        "exercise-which-pads-keep-the-size-of": "Exercise 4.2-1",
        "listing-which-pads-keep-the-size-of": "Listing 4.2-3",
    }
    assert [*numbers(page, "").values()][:2] == ["Figure 1", "Listing 1"]


def test_number_and_link_stand_in_what_they_are_about() -> None:
    html = count_things(FIGURE.format("figures/ring"), "2").html
    label = '<span id="number-figure-ring"><span class="count">Figure 2-1</span></span>'
    link = '<a class="address" href="#figure-ring" aria-label="Link to Figure 2-1">#</a>'
    assert html.startswith('<figure id="figure-ring" aria-labelledby=')
    assert f'<p>{label} <strong id="says-figure-ring">Look.</strong> More.{link}</p>' in html
    assert '<table><caption><span class="count">Table 2-1' in count_things(TABLE, "2").html
    assert '<p class="counted"><span class="count">Listing 2-1' in count_things(LISTING, "2").html
    formula = count_things(FORMULA, "2").html
    assert re.search(
        r'</math><span class="counted">.*Equation </span>\(2-1\)</span>.*</span></div>', formula
    )
    asked = count_things(QUESTION.format("Why?", ""), "2").html
    link = '<a class="address" href="#exercise-why" aria-label="Link to Exercise 2-1">#</a>'
    assert asked.startswith(
        f'<p class="asked">{link}</p><details class="question" id="exercise-why">'
    )
    assert ">Exercise 2-1</span> Why?</summary>" in asked
    assert (
        "<figcaption><span" in count_things('<figure><img src="figures/a.svg"></figure>', "2").html
    )


@pytest.mark.parametrize("start", ["<figure", '<figure id="slide"'])
def test_a_figure_is_called_by_its_number_and_what_its_caption_says_first(start: str) -> None:
    html = count_things(FIGURE.format("figures/ring").replace("<figure", start), "2").html
    (figure,) = elements(html, "figure")
    ids = {
        e.attributes["id"]: words(e.inside)
        for e in elements(html, "span", "strong")
        if "id" in e.attributes
    }
    called = figure.attributes["aria-labelledby"].split()
    assert " ".join(ids[each] for each in called) == "Figure 2-1 Look."


@pytest.mark.parametrize(
    "caption", ["More. <strong>Look.</strong>", "More.", "<stronger>Look.</stronger>"]
)
def test_a_caption_that_begins_without_bold_words_is_a_figures_name(caption: str) -> None:
    page = f'<figure><img src="figures/ring.svg"><figcaption><p>{caption}</p></figcaption></figure>'
    assert "aria-labelledby" not in count_things(page, "2").html


def test_an_explorable_keeps_its_own_id_and_has_the_figures_too() -> None:
    page = FIGURE.format("figures/ring").replace("<figure", '<figure id="slide"')
    html = count_things(page, "2").html
    assert html.startswith(
        '<figure id="slide" aria-labelledby="number-figure-ring says-figure-ring"><span id="figure-ring"></span>'
    )
    assert 'href="#figure-ring"' in html


@pytest.mark.parametrize("version", ["", "-dark", "-narrow", "-narrow-dark", "-motion", "-still"])
def test_a_figure_is_named_after_its_script(version: str) -> None:
    assert [*numbers(FIGURE.format(f"figures/ring{version}"))] == ["figure-ring"]


def test_a_labs_figure_is_named_after_what_its_caption_says_first() -> None:
    assert [*numbers(FIGURE.format("digits-1"))] == ["figure-look"]


def test_an_address_is_given_once() -> None:
    page = '<h2 id="table-a">A</h2><h2 id="a">A</h2>' + TABLE * 2 + FIGURE.format("figures/r") * 2
    assert [*numbers(page)] == ["table-a-2", "table-a-3", "figure-r", "figure-r-2"]


def test_a_thing_before_changes_numbers_and_no_name() -> None:
    page = FIGURE.format("figures/one") + QUESTION.format("Why?", "") + TABLE
    more = FIGURE.format("figures/new") + QUESTION.format("How?", "")
    more += f"<!-- name: new -->\n{TABLE}"
    before, after = numbers(page), numbers(more + page)
    assert before.keys() < after.keys()
    assert [after[anchor] for anchor in before] == ["Figure 4.2-2", "Exercise 4.2-2", "Table 4.2-2"]


def test_a_name_is_taken_from_above() -> None:
    named = f"<!-- name: sizes -->\n{LISTING}<!-- made: by -->\n\n{TABLE}<!-- made: no -->{LISTING}"
    found = count_things(named, "2")
    assert [thing.anchor for thing in found.things] == [
        "listing-sizes",
        "table-by",
        "listing-top",
    ]
    assert "<!--" not in found.html


def test_a_name_above_nothing_is_told() -> None:
    with pytest.raises(CountError, match=r"<!-- name: lost --> names nothing: it belongs right"):
        count_things("<!-- name: lost --><p>Text.</p>" + TABLE, "2")


def test_tables_of_scripts_are_named() -> None:
    text = counted.mark_made("A.\n\n<!-- table: loop -->\n", tables.MARK)
    assert text == "A.\n\n<!-- made: loop -->\n\n<!-- table: loop -->\n"


def test_a_link_without_words_gets_the_number() -> None:
    known = {
        "padding.html#figure-ring": "Figure 4.2-1",
        "reference/api.html#listing-top": "Listing 1",
    }
    page = '<a href="../padding.html#figure-ring"></a>, <a class="x" href="#listing-top"></a>'
    assert filled(page, "reference/api.html", known) == (
        '<a href="../padding.html#figure-ring">Figure 4.2-1</a>,'
        ' <a class="x" href="#listing-top">Listing 1</a>'
    )
    with pytest.raises(CountError, match=r"leads to padding.html#figure-no, which has no number"):
        filled('<a href="padding.html#figure-no"></a>', "index.html", known)
    other = '<a id="here"></a><a href="#a">Words</a>'
    assert filled(other, "index.html", known) == other
