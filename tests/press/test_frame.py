"""What stands around a chapter's text: its title, reading time and frame; the map of chapters."""

from __future__ import annotations

import pytest

from scripts.press import frame, sessions


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("word " * 260, 2),
        ("word " * 260 + "<!-- = 1, 2, 3 -->" * 400, 2),
        ("```python\n" + "a = 1\n" * 20 + "```\n", 2),
        ("```text\n" + "1\n" * 30 + "```\n", 2),
        ("![](figures/a.svg)\n" * 8, 6),
        ("$$\nx\n$$\n\n" * 3, 3),
        ("$x$ " * 12 + "costs \\$5", 2),
        ("| a |\n| - |\n" + "| x |\n" * 17, 2),
        ("<!-- table: loop -->\n", 1),
        (
            '??? question "?"\n    Words.\n\n    ```python\n    a = 1\n    ```\n\n' * 200
            + "word " * 260,
            2,
        ),
        ("", 1),
    ],
)
def test_reading_time_counts_words_and_what_one_stops_at(text: str, minutes: int) -> None:
    assert frame.reading_time(text) == minutes


def test_reading_time_is_what_a_cold_reader_needed() -> None:
    times = {
        name: frame.reading_time((sessions.DOCS / f"{name}.md").read_text("utf-8"))
        for name in ("index", "backward")
    }
    assert 45 <= times["backward"] <= 75 and 8 <= times["index"] <= 20, times


@pytest.mark.parametrize(
    ("minutes", "told"),
    [
        (1, "1 minute"),
        (19, "19 minutes"),
        (23, "about 25 minutes"),
        (48, "about 50 minutes"),
        (57, "about 55 minutes"),
        (58, "about an hour"),
        (66, "about an hour"),
        (68, "about an hour and a quarter"),
        (92, "about an hour and a half"),
        (118, "about 2 hours"),
        (150, "about 2 and a half hours"),
    ],
)
def test_a_long_time_is_told_in_steps(minutes: int, told: str) -> None:
    assert frame.minutes_in_words(minutes) == told


def test_the_title_stands_between_chapter_and_question() -> None:
    page = frame.opening(
        '<h1 id="a">A & B</h1><p>so</p>', eyebrow="4.2 A · 7 minutes", question="<?"
    )
    assert page == (
        '<hgroup><p class="eyebrow">4.2 A · 7 minutes</p><h1 id="a">A & B</h1>'
        '<p class="ask">&lt;?</p></hgroup><p>so</p>'
    )


def test_a_size_stays_on_one_line() -> None:
    page = '<p title="3 × 3">a 3 × 3 filter, <code>3 × 3</code></p><pre>3 × 3</pre>'
    kept = '<p title="3 × 3">a 3\xa0×\xa03 filter, <code>3 × 3</code></p><pre>3 × 3</pre>'
    assert frame.framed(page) == kept


def test_links_to_headings_are_named_after_them() -> None:
    heading = (
        '<h2 id="a">One &amp; <em>two</em><a class="headerlink" href="#a" title="x">#</a></h2>'
    )
    assert 'href="#a" aria-label="Link to “One &amp; two”">#</a>' in frame.framed(heading)


def test_remember_is_framed_with_its_list_alone() -> None:
    page = '<h2 id="remember">Remember</h2>\n<ul><li>a</li></ul>\n<h2 id="b">B</h2>'
    assert frame.framed(page).startswith('<div class="remember"><h2 id="remember">')
    assert '</ul></div>\n<h2 id="b">' in frame.framed(page)


def test_the_map_shows_number_name_question_and_minutes() -> None:
    inner = frame.Entry("4.1", "Forward", "forward.html", "How <large>?", 7)
    page = frame.chapter_map([frame.Entry("4", "Layer", parts=(inner,))])
    assert '<li class="group"><span class="number">4</span>' in page
    assert '<a href="forward.html">Forward</a>' in page
    assert "7 min" in page and "How &lt;large&gt;?" in page
