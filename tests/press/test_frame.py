"""What stands around a chapter's text: its title, reading time and frame; the map of chapters."""

from __future__ import annotations

from scripts.press import frame


def test_reading_time_counts_words_code_and_figures() -> None:
    assert frame.reading_time("word " * 400) == 2
    assert frame.reading_time("word " * 400 + "<!-- = 1, 2, 3 -->" * 400) == 2
    fenced = "```python\n" + "a = 1\n" * 60 + "```\n"
    assert frame.reading_time(fenced) == 2
    assert frame.reading_time("![](figures/a.svg)\n" * 8) == 2
    assert frame.reading_time("") == 1


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
