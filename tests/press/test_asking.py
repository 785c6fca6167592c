"""What stands in the scripts of a page that is asked."""

from __future__ import annotations

import json
from typing import Any

import pytest

from scripts.press import asking, sessions, worked
from scripts.setup.environment import ROOT

PAGE = """# A page

```python
from convdemo import VERTICAL, conv2d, edge_image

out = conv2d(edge_image(), VERTICAL)
```

It is 4 × 4, and a third of it 0.33, or −3 as ($-3$).<!-- =
out.shape, out.max() / 90, -3, -3 -->

The paper, of 2015, counts 138, for a filter of 3 × 3.<!-- =
cite.simonyan2015, cite("simonyan2015", 138, at="table 2"), 3, 3 -->
"""
LISTING = (
    '<div class="listing" id="listing-top"><div class="highlight"><pre><code>{0}</code></pre></div>'
    '<p class="counted"><span class="count">Listing 2-1</span></p></div>'
)


PICTURE = '<img src="figures/drawn.svg" alt="It is 7, 7 and −2.">'
# What a figure's script gives of such a text.
TOLD = {"kind": "text", "negative": False}
DRAWN = {
    "alt": {
        "numerals": [
            TOLD | {"text": "7", "start": 6, "end": 7},
            TOLD | {"text": "7", "start": 9, "end": 10},
            TOLD | {"text": "2", "start": 16, "end": 17, "negative": True},
        ]
    }
}
ANSWER = {"which": 1, "of": 1, "from": [["", ["script", "scripts/figures/drawn.py", "alt()"]]]}
for numeral, (source, value) in zip(
    DRAWN["alt"]["numerals"], [("side", "7"), ("side", "7"), ("least", "-2")], strict=True
):
    numeral["answer"] = ANSWER | {"expression": source, "value": value}


def asked(text: str, scripted: dict[str, Any] | None = None) -> asking.Asked:
    gives = worked.of_session(sessions.run_text(text, sessions.DOCS / "made_up.md"))
    return asking.asked(gives, scripted or {})


def scripts(found: asking.Asked, order: list[list[int]] | None, more: str = "") -> tuple[str, str]:
    order = order or [[n] for n in range(len(found.numerals))]
    content = LISTING.format(found.code["3"]) + more
    return asking.scripts(found, order, content, lambda uri: uri.replace(".md", ".html"))


def read(written: str, variable: str) -> dict[str, Any]:
    given: dict[str, Any] = json.loads(written.removeprefix(f"var {variable}=").removesuffix(";\n"))
    return given


def script(text: str, order: list[list[int]] | None = None) -> dict[str, Any]:
    of_marks, of_texts = scripts(asked(text), order)
    assert not of_texts
    return read(of_marks, "bookAsked")


def test_answers_stand_in_the_order_of_the_page_and_nothing_twice() -> None:
    given = script(PAGE)
    assert [source[0] for source in given["sources"]] == [
        "out.shape",
        "out.max() / 90",
        "-3",
        "cite.simonyan2015",
        'cite("simonyan2015", 138, at="table 2")',
        "3",
    ]
    # Sources count back from the first that has not come.
    assert given["numerals"] == [
        [0, 0, 1, 2],
        [1, 0, 2, 2],
        [0, "0.3333333333333333"],
        0,
        [1, "-3", 1, 1, "−3"],
        0,
        0,
        0,
        1,
    ]


def test_places_are_told_in_words_with_their_addresses() -> None:
    given = script(PAGE)
    work = "reference/bibliography.html#simonyan2015"
    assert given["places"] == [
        ["#listing-top"],
        ["", asking.WORDS[asking.BARE], ""],
        [work, "the year of", "Simonyan and Zisserman (2015)"],
        [work, "quoted from", "Simonyan and Zisserman (2015), table 2"],
    ]
    assert given["sources"][0] == ["out.shape", 0] and given["names"][0] == ["out", 0]


def test_a_module_leads_to_its_page() -> None:
    given = script(PAGE + "It has 3.<!-- = len(VERTICAL) -->\n")
    assert ["reference/api/filters.html", "is defined in", "convdemo.filters"] in given["places"]


def test_the_words_of_a_listing_are_those_of_the_theme() -> None:
    theme = (ROOT / "scripts/theme/assets/javascripts/asking.js").read_text("utf-8")
    assert f'before = "{asking.WORDS["fence"]}"' in theme


def test_what_texts_of_pictures_tell_is_a_script_of_its_own() -> None:
    found = asked(PAGE, {"scripts/figures/drawn": DRAWN})
    of_marks, of_texts = scripts(found, None, PICTURE)
    assert of_marks == scripts(asked(PAGE), None)[0]
    assert read(of_texts, "bookSaid") == {
        "places": [["", "in", "alt() of scripts/figures/drawn.py"]],
        "names": [["", 0]],
        "sources": [["side", 0], ["least", 0]],
        "said": {"drawn": [[0, 6, 1, 2, 1], [1, 5, 2]]},
    }
    assert not scripts(found, None, "")[1], "a picture that the page does not show"


def test_scripts_are_beside_each_other() -> None:
    assert asking.places("labs/one.html") == ("asked/labs/one.js", "asked/labs/one-said.js")


def test_of_a_formula_that_is_one_mark_all_are_told() -> None:
    given = script(PAGE, [[2], [5, 6]])
    assert given["numerals"] == [
        [0, "0.3333333333333333"],
        [[0, "2015", 1, 1, "2015"], [0, "138", 1, 1, "138"]],
    ]


def test_a_comment_that_does_not_hold_has_no_answer_and_is_told() -> None:
    text = "It is 4, and more.<!-- = 5 -->\n\nAnother is 6.<!-- = 6 -->\n"
    gives = worked.of_session(sessions.run_text(text, sessions.DOCS / "made_up.md"))
    assert asking.unanswered(gives) == [(1, "5")]
    assert [each["text"] for each in asking.asked(gives, {}).numerals] == ["6"]


@pytest.mark.parametrize(
    ("key", "told"),
    [
        ("hubel1959", "Hubel and Wiesel (1959)"),
        ("lecun1989", "LeCun and others (1989)"),
        ("kayhan2020", "Kayhan and van Gemert (2020)"),
        ("article", "An author who gives no name (undated)"),
    ],
)
def test_a_work_is_told_in_short(key: str, told: str) -> None:
    assert asking.work(key).partition("(")[0] == told.partition("(")[0]


def test_what_is_no_table_is_left_alone() -> None:
    assert asking.is_table("Text.\n\n| a |\n| - |\n| 1 |") and not asking.is_table("- 1995, a work")
