"""Code and what it prints stand together, within reach of a keyboard."""

from __future__ import annotations

from scripts.press import listings


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


def test_commands_are_taken_apart_from_what_they_print() -> None:
    code = (
        '<span class="gp">$ </span>python<span class="w"> </span>-m\n<span class="go">7</span>\n'
        '<span class="gp">$ </span><span class="nb">echo</span>\n<span class="go">0</span>'
    )
    page = listings.listings(fence("console", code))
    assert page.count('<div class="language-console highlight"') == 2 and "$" not in page
    assert '<code>python<span class="w"> </span>-m\n</code>' in page
    assert '<samp><span class="go">7</span></samp>' in page
    assert '<code><span class="nb">echo</span>\n</code>' in page
    assert '<samp><span class="go">0</span></samp>' in page


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


def test_paper_is_told_of_what_is_broad_and_of_what_is_long() -> None:
    def shown(code: str) -> str:
        block = f'<div class="language-python highlight"><pre><code>{code}</code></pre></div>'
        return listings.listings(block).partition(">")[0]

    assert shown("x" * listings.FITS_PAPER) == '<div class="listing broad"'
    wide = listings.FITS_PAPER + 1
    assert shown("x" * wide) == f'<div class="listing broad" style="--columns: {wide}"'
    assert shown("x\n" * listings.LINES_TOGETHER) == '<div class="listing"'
    assert shown("x\n" * (listings.LINES_TOGETHER + 1)) == '<div class="listing long"'


def test_a_comment_above_a_fence_in_a_fold_does_not_part_it_from_what_it_prints() -> None:
    code = '<div class="language-{} highlight"><pre><code>{}\n</code></pre></div>'
    first, second = code.format("python", "print(1 + 1)"), code.format("text", "2")
    fold = f"<details>\n<p><!-- name: two -->\n{first}</p>\n{second}\n</details>"
    shown = listings.listings(fold)
    assert shown.count('<div class="listing') == 1 == shown.count('<div class="printed">')
    assert "</p>" not in shown and "<!-- name: two -->\n<div" in shown
