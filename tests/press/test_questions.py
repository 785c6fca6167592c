"""Questions that take an answer: how they are written, what is refused, and what reaches the page."""

from __future__ import annotations

import json
from pathlib import Path
from textwrap import dedent, indent
from typing import Any

import pytest

from scripts.press import answering, counted, frame, keys, portable, questions, sessions
from scripts.press.errors import PressError
from scripts.press.index import text as indexed
from scripts.press.markup import elements
from scripts.press.rendering import rendered
from tests.press import trial

CODE = """
```python
print({printed})
```

```text
{text}
```
"""


def page(comment: str, printed: str = "8", text: str = "8", more: str = "") -> str:
    """A page with one question: its comment, and what its code prints."""
    code = CODE.format(printed=printed, text=text) if printed else ""
    body = f"The task.\n\n{dedent(comment).strip()}\n\nThe answer.\n{code}{more}"
    return f'# Title\n\n??? question "What is it?"\n{indent(body, "    ")}\n'


def session_of(text: str) -> sessions.Session:
    session = sessions.run_text(text, Path("page.md"))
    assert not session.failures, session.failures
    return session


def key_of(comment: str, **given: str) -> keys.Key:
    ((_, key),) = session_of(page(comment, **given)).keys
    return key


def refused(comment: str, **given: str) -> str:
    """What the session says of a question, without what else its page lacks."""
    return trial.failures(page(comment, **given))


# --- keys ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("printed", "text", "value", "decimals"),
    [
        ("8", "8", 8, 0),
        ("'so many:', -1797", "so many: -1797", -1797, 0),
        ("f'{1797:,}'", "1,797", 1797, 0),
        ("0.50 * 1", "0.5", 0.5, 1),
        ("f'{0.5:.2f}'", "0.50", 0.5, 2),
        ("2.0", "2.0", 2, 1),
        ("1e-05", "1e-05", 1e-05, 5),
        ("'float32 has', 4", "float32 has 4", 4, 0),
    ],
)
def test_a_number_is_the_one_that_is_printed(
    printed: str, text: str, value: float, decimals: int
) -> None:
    key = key_of("<!-- answer: number\n-->", printed=printed, text=text)
    assert key.numbers == (keys.Number(value, decimals),)


def test_what_is_printed_first_below_the_comment_is_the_key() -> None:
    more = CODE.format(printed="9", text="9")
    assert key_of("<!-- answer: number\n-->", more=more).numbers[0].value == 8
    above = "```python\nprint(7)\n```\n\n```text\n7\n```\n\n<!-- answer: number\n-->"
    assert key_of(above).numbers[0].value == 8


def test_a_line_can_say_the_key() -> None:
    key = key_of("<!-- answer: number\nkey: 2 ** 3\n-->", printed="7, 8", text="7 8")
    assert key.numbers == (keys.Number(8, 0),)
    key = key_of("<!-- answer: number\nkey: 2 / 3\n-->", printed="7, 8", text="7 8")
    assert key.numbers == (keys.Number(0.67, 2),)


def test_a_few_numbers_and_a_grid() -> None:
    key = key_of("<!-- answer: numbers\n-->", printed="(4, -0.5)", text="(4, -0.5)")
    assert [each.value for each in key.numbers] == [4, -0.5] and not key.columns
    rows = "[[1, 2], [3, 4.5]]"
    key = key_of("<!-- answer: grid\n-->", printed=rows, text=rows)
    assert key.columns == 2 and [each.value for each in key.numbers] == [1, 2, 3, 4.5]
    assert {each.decimals for each in key.numbers} == {1}


def test_mistakes_have_their_hints_by_name_or_in_words() -> None:
    key = key_of(
        """
        <!-- answer: number
        padding once: 8 - 1
        "It is *not* {9 + 1000} by `n`: look again.": 9
        sign:
          -8
        -->
        """
    )
    hints = questions.mistakes()
    assert key.mistakes == (
        ((7,), hints["padding once"]),
        ((9,), "It is not 1,009 by n: look again."),
        ((-8,), hints["sign"]),
    )


def test_names_are_as_the_folds_code_leaves_them() -> None:
    text = page("<!-- answer: number\nsign: -late\n-->", printed="late", text="3").replace(
        "    print(late)", "    late = 3\n    print(late)"
    )
    ((_, key),) = session_of(text).keys
    assert key.mistakes[0][0] == (-3,)


CHOICE = """
<!-- answer: choice
it halves: False
  > Not in two,
  > but in {1 + 2}.
it falls to {1797 * 1}: True
it is `n`: 1 > 2
-->
"""


def test_a_choice_has_options_and_hints() -> None:
    key = key_of(CHOICE, printed="", text="")
    assert key.options == ("it halves", "it falls to 1,797", "it is `n`")
    assert key.right == (1,) and key.hints == {0: "Not in two, but in 3."}


def test_things_to_be_ordered_are_never_shown_in_their_order() -> None:
    for words in (("ant", "cow", "elephant"), ("elephant", "cow", "ant"), ("b", "a", "c")):
        lines = "\n".join(f"{word}: {i}" for i, word in enumerate(words, 1))
        key = key_of(f"<!-- answer: order\n{lines}\n-->", printed="", text="")
        assert sorted(key.right) == [0, 1, 2] != list(key.right)
        for option, place in zip(key.options, key.right, strict=True):
            assert words[place] == option


def test_output_is_what_is_printed() -> None:
    key = key_of("<!-- answer: output\n-->", printed="'a\\n  b'", text="a\n  b")
    assert key.text == "a\n  b"


@pytest.mark.parametrize(
    ("value", "key", "equal"),
    [
        (0.666, keys.Number(0.67, 2), True),
        (0.67, keys.Number(0.67, 2), True),
        (0.66, keys.Number(0.67, 2), False),
        (8.0, keys.Number(8, 0), True),
        (8.01, keys.Number(8, 0), False),
    ],
)
def test_a_number_is_equal_at_the_decimals_of_the_key(
    value: float, key: keys.Number, equal: bool
) -> None:
    assert key.equals(value) is equal


# --- what is refused ----------------------------------------------------------------------------

REFUSED = [
    ("<!-- answer: nummer\n-->", "page.md:6: there is no kind of answer 'nummer'; near it: number"),
    (
        "<!-- answer: number\npading once: 7\n-->",
        "page.md:7: data/mistakes.toml has no 'pading once'; near it: ",
    ),
    ("<!-- answer: number\nsign\n-->", "page.md:7: a line is words, a colon"),
    ("<!-- answer: number\nsign: 8\n-->", "page.md:7: sign: the mistake gives the key itself: 8"),
    ("<!-- answer: number\nsign: 7\ndense: 7\n-->", "page.md:8: dense: gives the same as sign: 7"),
    (
        "<!-- answer: number\nsign: (1, 2)\n-->",
        "page.md:7: sign: the key has 1 numbers, and this 2",
    ),
    ("<!-- answer: number\nsign: nothing\n-->", "page.md:7: nothing: NameError"),
    ("<!-- answer: number\nsign: 'a'\n-->", "page.md:7: 'a': 'a' is no number"),
    ('<!-- answer: number\n"You took 2.": 7\n-->', "page.md:7: no digit is typed here"),
    ('<!-- answer: number\n"You took {.": 7\n-->', "page.md:7: "),
    ("<!-- answer: number\nsign: 7\nsign: 6\n-->", "page.md:7: this stands twice: sign"),
    (
        "<!-- answer: number\nsign: 7\n  > A hint.\n-->",
        "page.md:7: a hint below a line belongs to a choice",
    ),
    (
        "<!-- answer: number\n-->\n\n<!-- answer: number\n-->",
        "page.md:6: a question takes one answer",
    ),
    (
        "<!-- answer: choice\none: False\nother: False\n-->",
        "page.md:3: one option of a choice is true, here: none",
    ),
    (
        "<!-- answer: choice\none: True\nother: True\n-->",
        "page.md:3: one option of a choice is true, here: one, other",
    ),
    ("<!-- answer: choice\none: True\n-->", "page.md:6: choice needs two lines or more"),
    (
        "<!-- answer: choice\none: 1\nother: True\n-->",
        "page.md:7: an option's expression is true or false",
    ),
    (
        "<!-- answer: choice\none: True\n  > No.\nother: False\n-->",
        "page.md:7: the right option needs no hint",
    ),
    (
        "<!-- answer: choice\na {1}: True\na {1 + 0}: False\n-->",
        "page.md:7: two options read the same: a 1",
    ),
    ("<!-- answer: choice\nkey: True\nother: False\n-->", "page.md:7: choice has no key line"),
    (
        "<!-- answer: order\none: 1\nother: 1\n-->",
        "page.md:8: other and one have the same value, 1",
    ),
    ("<!-- answer: output\nsign: 7\n-->", "page.md:7: output has no lines"),
    ("<!-- answer: numbers\n-->", "page.md:3: numbers wants two numbers or more"),
    ("<!-- answer: grid\n-->", "page.md:3: a grid's key is an array of rows and columns"),
]


@pytest.mark.parametrize(("comment", "problem"), REFUSED, ids=[each[1][8:60] for each in REFUSED])
def test_a_question_that_cannot_be_asked_says_why_and_where(comment: str, problem: str) -> None:
    assert refused(comment).startswith(problem), refused(comment)


@pytest.mark.parametrize(
    ("printed", "text", "problem"),
    [
        ("3, 4", "3 4", "and here are 2: '3 4'"),
        ("'no'", "no", "and here are 0: 'no'"),
        ("", "", "below the answer's comment nothing is printed"),
    ],
)
def test_a_number_has_one_numeral(printed: str, text: str, problem: str) -> None:
    assert problem in refused("<!-- answer: number\n-->", printed=printed, text=text)


def test_a_grid_of_three_axes_is_none() -> None:
    said = refused("<!-- answer: grid\n-->", printed="[[[1, 2]]]", text="[[[1, 2]]]")
    assert "a grid's key is an array of rows and columns" in said


def test_a_comment_that_is_not_closed_is_told() -> None:
    assert "the answer's comment is never closed" in trial.failures(
        '# Title\n\n??? question "What?"\n    <!-- answer: choice\n    a: True\n    b: False\n'
    )


def test_an_answer_outside_of_a_question_is_found() -> None:
    text = "# Title\n\n<!-- answer: number\n-->\n"
    assert questions.stray(text) == [3] and not questions.find(text)


def test_a_question_that_is_shown_as_code_is_none() -> None:
    assert not list(questions.folds(f"````markdown\n{page(CHOICE)}````\n"))


# --- the page -----------------------------------------------------------------------------------


def html_of(text: str) -> str:
    given = answering.of_session(session_of(text))
    return answering.insert(rendered(answering.part(text)), given, "page.md")


def test_task_and_field_stand_before_the_fold() -> None:
    content = html_of(page("<!-- answer: number\nsign: -8\n-->"))
    (box,) = [each for each in elements(content, "div") if "query" in each.classes]
    places = [
        box.inside.index(part)
        for part in ("What is it?", "The task.", "<form", "<details", "The answer.")
    ]
    assert places == sorted(places)
    assert json.loads(box.attributes["data-answer"]) == {
        "kind": "number",
        "numbers": [[8, 0]],
        "columns": 0,
        "mistakes": [[[-8], questions.mistakes()["sign"]]],
    }
    assert "inputmode" not in content, "an answer may be negative"


def test_options_are_text_of_the_page_with_code_and_formulas() -> None:
    content = html_of(page(CHOICE.replace("it halves", "it <is> $n$"), printed="", text=""))
    assert "<code>n</code>" in content and "it falls to 1,797" in content
    assert r'it &lt;is&gt; <span class="arithmatex">\(n\)</span>' in content
    assert "1,797" not in content.partition("<form")[0], "the data has no words of options"


def test_a_question_keeps_its_address_and_its_number() -> None:
    plain = page("")
    before, after = (
        counted.count_things(rendered(plain), "1"),
        counted.count_things(html_of(page("<!-- answer: number\n-->")), "1"),
    )
    assert before.things[0] == after.things[0]
    assert (
        after.html.count("Exercise 1-1") == 2 and after.html.count('id="exercise-what-is-it"') == 1
    )
    named = page("<!-- answer: number\n-->").replace("??? q", "<!-- name: old -->\n\n??? q")
    assert counted.count_things(html_of(named), "1").things[0].anchor == "exercise-old"


LISTING = '<div class="listing"><div class="highlight"><code>x</code></div></div>'


def test_code_of_a_solution_has_the_name_of_its_question_and_that_of_a_task_another() -> None:
    content = html_of(page("<!-- answer: number\n-->"))
    content = content.replace("<form", f"{LISTING}<form").replace(
        "</details>", f"{LISTING}</details>"
    )
    for above, name in (("", "what-is-it"), ("<!-- name: old -->", "old")):
        things = counted.count_things(
            content.replace('<div class="query"', f'{above}<div class="query"'), ""
        ).things
        assert [thing.anchor for thing in things] == [
            f"exercise-{name}",
            f"listing-{name}-task",
            f"listing-{name}",
        ]


def test_a_page_that_was_not_run_yet_has_the_task_and_no_field() -> None:
    text = page("<!-- answer: number\n-->")
    content = answering.insert(rendered(answering.part(text)), None, "page.md")
    assert "<form" not in content and "The task." in content.partition("<details")[0]


def test_a_question_that_fails_is_a_box_in_its_place_or_stops_the_build() -> None:
    text = page("<!-- answer: number\nsign: 8\n-->")
    session = sessions.run_text(text, Path("page.md"))
    given = answering.of_session(session)
    content = rendered(answering.part(text))
    with pytest.raises(PressError, match=r"docs/page\.md:7: sign: the mistake gives the key"):
        answering.insert(content, given, "page.md")
    told: list[PressError] = []

    def instead(error: PressError, at: str) -> str:
        told.append(error)
        return "BOX"

    boxed = answering.insert(content, given, "page.md", instead)
    assert boxed.index("The task.") < boxed.index("BOX") < boxed.index("The answer.")
    assert "<form" not in boxed and told[0].place == "docs/page.md:7"


def test_search_reads_task_options_and_answer_but_no_buttons() -> None:
    words = indexed(html_of(page(CHOICE, printed="", text="")))
    assert "The task." in words and "it halves" in words and "The answer." in words
    assert "Check" not in words and "Show the answer" not in words


def test_a_notebook_shows_the_task_and_folds_the_answer() -> None:
    text = page(CHOICE)
    given: list[dict[str, Any]] = answering.of_session(session_of(text))
    shown = portable.markdown(answering.listed(text, given), "page.md", "")
    above, _, below = shown.partition("<details><summary>Show the answer</summary>")
    assert "**What is it?**" in above and "- it falls to 1,797\n" in above and "The task." in above
    assert "The answer." in below and "answer" not in above
    assert "<!--" not in shown


def test_a_notebook_has_nothing_of_what_keeps_an_address() -> None:
    text = "One.\n\n<!-- was: figure-old -->\n\n<!-- name: new -->\n![A](b.png)\n"
    assert "<!--" not in portable.markdown(text, "page.md", "")


def test_the_map_says_how_many_questions_there_are() -> None:
    line = frame.chapter_map(
        [frame.Entry("1", "One", "one.html", questions=4), frame.Entry("2", "Two")]
    )
    assert line.count('data-questions="4"') == 1 and line.count("data-questions") == 1


def test_the_offer_to_keep_answers_stands_on_top_of_check_yourself() -> None:
    head = '<h2 id="check-yourself">Check yourself</h2>'
    assert answering.offer_to_keep(f"{head}<p>").startswith(
        f'{head}<div class="query-keep needs-js">'
    )
    assert answering.offer_to_keep("<p>") == "<p>"
