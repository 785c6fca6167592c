"""What the build puts around the text: comments out, code and answers together, the map, the index."""

import json
from pathlib import Path

import pytest

from scripts.press import comments, finish, index, keep, listings, pages, tables


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("A 6 × 6 image.<!-- = image.shape -->", "A 6 × 6 image."),
        ("a <!-- = 1 > 0,\n 2 --> b", "a b"),
        ("| 5 <!-- = a | b --> |", "| 5 |"),
        ("kept <!-- a remark -->", "kept <!-- a remark -->"),
        ("shown: `<!-- = 5 -->`", "shown: `<!-- = 5 -->`"),
    ],
)
def test_check_comments_leave_the_page_and_code_stays(written: str, read: str) -> None:
    assert comments.without_checks(written) == read


def fence(language: str, code: str) -> str:
    return (
        f'<div class="language-{language} highlight"><pre><span></span>'
        f"<code>{code}\n</code></pre></div>\n"
    )


def test_what_code_prints_hangs_under_it() -> None:
    page = listings.listings(fence("python", "print(1)") + fence("text", "1") + "<p>so</p>")
    assert page.count('<div class="listing">') == 1
    assert '<div class="printed"><pre><samp>1</samp></pre></div></div>\n<p>so</p>' in page


def test_an_output_belongs_to_the_code_right_above_it_alone() -> None:
    apart = listings.listings(fence("python", "print(1)") + "<p>so</p>" + fence("text", "1"))
    assert "printed" not in apart and apart.count('class="listing"') == 2


def test_a_long_line_can_be_reached_by_keyboard() -> None:
    long, short = "x = " + "1 + " * 20 + "1", "x = 1"
    page = listings.listings(fence("python", long) + fence("python", short))
    assert page.count('tabindex="0"') == 1
    assert 'role="group" aria-label="Code 1"' in page


def test_lines_wider_than_the_text_take_more_room() -> None:
    page = listings.listings(fence("python", "print(1)") + fence("text", "1" * 80))
    assert 'class="listing broad"' in page


def test_a_doctest_is_taken_apart_into_code_and_answers() -> None:
    code = (
        '<span class="gp">&gt;&gt;&gt; </span>a = [\n<span class="gp">... </span>    1]\n'
        '<span class="gp">&gt;&gt;&gt; </span>a\n<span class="go">[1]</span>\n'
        '<span class="gp">&gt;&gt;&gt; </span>b'
    )
    page = listings.listings(fence("pycon", code))
    assert "<code>a = [\n    1]\na\n</code>" in page
    assert '<samp><span class="go">[1]</span></samp>' in page
    assert "<code>b\n</code>" in page and "&gt;" not in page


def test_reading_time_counts_words_code_and_figures() -> None:
    assert pages.reading_time("word " * 400) == 2
    assert pages.reading_time("word " * 400 + "<!-- = 1, 2, 3 -->" * 400) == 2
    fenced = "```python\n" + "a = 1\n" * 60 + "```\n"
    assert pages.reading_time(fenced) == 2
    assert pages.reading_time("![](figures/a.svg)\n" * 8) == 2
    assert pages.reading_time("") == 1


def test_the_title_stands_between_chapter_and_question() -> None:
    page = pages.opening(
        '<h1 id="a">A & B</h1><p>so</p>', eyebrow="4.2 A · 7 minutes", question="<?"
    )
    assert page == (
        '<hgroup><p class="eyebrow">4.2 A · 7 minutes</p><h1 id="a">A & B</h1>'
        '<p class="ask">&lt;?</p></hgroup><p>so</p>'
    )


def test_a_size_stays_on_one_line() -> None:
    page = '<p title="3 × 3">a 3 × 3 filter, <code>3 × 3</code></p><pre>3 × 3</pre>'
    kept = '<p title="3 × 3">a 3\xa0×\xa03 filter, <code>3 × 3</code></p><pre>3 × 3</pre>'
    assert pages.framed(page) == kept


def test_links_to_headings_are_named_after_them() -> None:
    heading = (
        '<h2 id="a">One &amp; <em>two</em><a class="headerlink" href="#a" title="x">#</a></h2>'
    )
    assert 'href="#a" aria-label="Link to “One &amp; two”">#</a>' in pages.framed(heading)


def test_remember_is_framed_with_its_list_alone() -> None:
    page = '<h2 id="remember">Remember</h2>\n<ul><li>a</li></ul>\n<h2 id="b">B</h2>'
    assert pages.framed(page).startswith('<div class="remember"><h2 id="remember">')
    assert '</ul></div>\n<h2 id="b">' in pages.framed(page)


def test_the_map_shows_number_name_question_and_minutes() -> None:
    inner = pages.Entry("4.1", "Forward", "forward.html", "How <large>?", 7)
    page = pages.chapter_map([pages.Entry("4", "Layer", parts=(inner,))])
    assert '<li class="group"><span class="number">4</span>' in page
    assert '<a href="forward.html">Forward</a>' in page
    assert "7 min" in page and "How &lt;large&gt;?" in page


def test_a_table_can_be_scrolled_by_keyboard_and_has_a_name() -> None:
    table = (
        "<table><thead><tr><th></th><th>size</th>"
        '<th><math alttext="n sub h"><mi>n</mi></math></th></tr></thead></table>'
    )
    page = tables.scrollable(table)
    assert 'aria-label="Table: size, n sub h"' in page
    assert "<td></td><th>size</th>" in page
    assert '<th><span class="spoken">n sub h</span><math aria-hidden="true" ' in page


def test_a_computed_table_is_kept_until_what_it_reads_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scripts = tmp_path / "tables"
    scripts.mkdir()
    monkeypatch.setattr(tables, "SCRIPTS", scripts)
    monkeypatch.setattr(keep, "CACHE", tmp_path / "cache")
    ran = []

    def run(names: list[str]) -> list[str]:
        ran.extend(names)
        return ["| a |" for _ in names]

    monkeypatch.setattr(tables, "_run", run)
    (scripts / "small.py").write_text("def table():\n    return '| a |'\n")
    page = "before\n<!-- table: small -->\nafter"
    assert tables.insert(page) == "before\n| a |\nafter"
    tables.insert(page)
    assert ran == ["small"]
    (scripts / "small.py").write_text("def table():\n    return '| b |'\n")
    tables.insert(page)
    assert ran == ["small", "small"]
    assert tables.unknown("<!-- table: absent -->") == ["absent"]


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


def test_the_index_is_also_a_script(tmp_path: Path) -> None:
    index.write([{"location": "a.html", "title": "A", "text": "ä"}], tmp_path)
    text = (tmp_path / "search/search_index.json").read_text("utf-8")
    script = (tmp_path / "search/search_index.js").read_text("utf-8")
    assert json.loads(text)["docs"][0]["text"] == "ä"
    assert script == f"var bookIndex={text};\n"


def test_nothing_that_holds_a_time_stays(tmp_path: Path) -> None:
    (tmp_path / "sitemap.xml.gz").write_bytes(b"x")
    finish.finish(tmp_path)
    finish.finish(tmp_path)
    assert not list(tmp_path.iterdir())
