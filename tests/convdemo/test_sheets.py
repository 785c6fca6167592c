"""Problem sheets: two ways to every key, fair numbers, nothing given away, and marks that are just."""

from __future__ import annotations

import hashlib
import json
import re
import textwrap
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from html.parser import HTMLParser
from typing import Any

import numpy as np
import pytest
from scipy.signal import correlate2d

from convdemo import sheets
from convdemo._check import Misspelt
from convdemo._sheets import filled, numerals
from convdemo._sheets.catalogue import CHAPTERS, Chapter
from convdemo._sheets.draw import Draw
from convdemo._sheets.made import Key, Made, Table, asked, numbers_of
from convdemo.sheets import Mark, Problem, Sheet, make_sheets, mark
from tests.convdemo.untyped import untyped

SEEDS = 1000
KINDS = {
    f"{chapter}-{kind}": maker
    for chapter, each in CHAPTERS.items()
    for kind, maker in each.kinds.items()
}
ALL = tuple(CHAPTERS)


def every(seed: int) -> Sheet:
    """A sheet with each kind of each chapter, most of them once."""
    return make_sheets(ALL, seed=seed, problems=5)[0]


# --- kinds --------------------------------------------------------------------------------------


def test_each_chapter_with_arithmetic_has_three_kinds_or_more() -> None:
    assert set(CHAPTERS) == set(
        "filter convolution learning forward padding stride volume layer pooling why backward "
        "networks".split()
    )
    assert min(len(chapter.kinds) for chapter in CHAPTERS.values()) >= 3
    assert len(KINDS) == 50


@pytest.mark.parametrize("name", KINDS)
def test_both_ways_agree_for_a_thousand_seeds(name: str) -> None:
    """And the problems are worth doing: fair, with many keys, and numbers that a hand can add."""
    keys: Counter[Key] = Counter()
    unfair = 0
    for seed in range(SEEDS):
        made = KINDS[name](Draw(f"{seed} {name}"))
        assert made.key == made.loops, (seed, made)
        unfair += not made.fair()
        if made.fair():
            keys[made.key] += 1
            assert min(numbers_of(made.key), default=1) > 0 or not name.startswith(SIZES)
            assert all(decimals(number) <= 3 for number in numbers_of(made.key))
            assert all(type(number) in (int, Fraction) for number in numbers_of(made.key))
            assert made.working and all(part for part in (*made.statement, *made.working))
    # Another one is drawn in the place of one that is not fair, and that must not take long.
    assert unfair < SEEDS * 2 / 3
    assert len(keys) >= (3 if asked(next(iter(keys))) == "choice" else 4)
    assert keys.most_common(1)[0][1] < 0.66 * keys.total()


# Problems whose results are sizes and counts: none of nothing.
SIZES = ("forward-", "networks-", "layer-", "why-matrix", "why-scratched", "padding-padded", "padding-same",
         "stride-strided", "stride-dilated", "stride-three", "stride-which", "pooling-pooled")  # fmt: skip


def decimals(number: int | Fraction) -> int:
    """Places behind the point; many, where there is no end to them."""
    return next((n for n in range(9) if (number * 10**n) % 1 == 0), 9)


@pytest.mark.parametrize("name", KINDS)
def test_a_statement_has_all_numbers_of_which_the_key_is_made(name: str) -> None:
    for seed in range(50):
        made = KINDS[name](Draw(f"{seed} {name}"))
        shown = Counter(numbers_in(made.statement) + numbers_in(made.options))
        words = " ".join(part for part in made.statement if isinstance(part, str))
        for given in made.given.values():
            if isinstance(given, str):
                wanted = {"constant": "zero"}.get(given, given)
                assert re.search(rf"\b{wanted}\b", words)
            else:
                needed = Counter(map(Fraction, leaves(given)))
                assert all(shown[number] >= 1 for number in needed), (given, made.statement)


def leaves(given: Any) -> list[Any]:
    if isinstance(given, tuple):
        return [leaf for item in given for leaf in leaves(item)]
    return [given]


def numbers_in(parts: Any) -> list[Fraction]:
    found = []
    for part in parts:
        texts = [part] if isinstance(part, str) else [numerals.of_key(part.rows)]
        for text in texts:
            plain = text.replace("−", "-").replace(",", " ")
            found += [Fraction(token) for token in re.findall(r"(?<![\w.])-?\d+(?:\.\d+)?", plain)]
    return found


@pytest.mark.parametrize("name", KINDS)
def test_a_wrong_formula_is_noticed(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """No sheet is made where the two ways differ."""
    chapter, kind = name.split("-")

    def wrong(draw: Draw) -> Made:
        made = KINDS[name](draw)
        return replace(made, key="z" if isinstance(made.key, str) else spoilt(made.key))

    monkeypatch.setitem(CHAPTERS, chapter, Chapter(CHAPTERS[chapter].title, {kind: wrong}))
    with pytest.raises(
        RuntimeError, match=rf"seed 3, {chapter}, {kind}: two ways to the key differ"
    ):
        make_sheets([chapter], seed=3, problems=1)


def spoilt(key: Any) -> Any:
    """A key whose last number is wrong, and no usual mistake's."""
    return (*key[:-1], spoilt(key[-1])) if isinstance(key, tuple) else key + 1000003


@pytest.mark.parametrize(
    "name", ["filter-whole_output", "filter-one_window", "convolution-one_row"]
)
def test_outputs_are_those_of_scipy(name: str) -> None:
    for seed in range(100):
        made = KINDS[name](Draw(f"{seed} {name}"))
        image = made.given.get("image", made.given.get("window", (made.given.get("line"),)))
        weights = made.given["weights"]
        weights = weights if isinstance(weights[0], tuple) else (weights,)
        wanted = correlate2d(image, weights, mode="valid")
        assert numbers_of(made.key) == wanted.ravel().tolist()


def made_by(name: str, wanted: Callable[[Made], bool]) -> Made:
    """The first problem of a kind that is as wanted."""
    drawn = (KINDS[name](Draw(f"{seed} {name}")) for seed in range(SEEDS))
    return next(made for made in drawn if wanted(made))


def test_one_thing_is_told_in_the_singular() -> None:
    """A single layer, channel or unit too."""
    for name, kind in KINDS.items():
        for seed in range(100):
            words = " ".join(map(str, kind(Draw(f"{seed} {name}")).statement))
            assert not re.search(r"(?<![0-9×.−,] )(?<!stride )\b1 [a-z]+s\b(?! [0-9])", words), (
                words
            )
    alone = made_by("why-scratched", lambda made: made.given["layers"] == 1)
    assert "goes through 1 convolution with a filter" in str(alone.statement)
    assert "cells of the output" in str(alone.statement)
    several = made_by("why-scratched", lambda made: made.given["layers"] == 3)
    assert "through 3 convolutions, one after the other, each with" in str(several.statement)
    assert "cells of the last output" in str(several.statement)


def test_where_nothing_is_left_out_no_step_lacks_anything() -> None:
    hint = "that is what the last step lacks"
    even = made_by("stride-left_out", lambda made: made.key == 0)
    assert hint not in even.mistakes
    short = made_by("stride-left_out", lambda made: made.key == 1)
    assert short.mistakes[hint] == short.given["s"] - 1


def test_no_output_is_a_piece_of_the_image() -> None:
    """There is something to add at each place."""
    for seed in range(300):
        made = KINDS["convolution-one_row"](Draw(f"{seed} row"))
        assert sum(weight != 0 for weight in made.given["weights"]) >= 2


def test_a_step_says_what_the_output_is() -> None:
    """The problem may stand alone on a sheet."""
    for kind in ("one_step", "slope_of_a_weight"):
        (words, *_) = KINDS[f"learning-{kind}"](Draw("3")).statement
        assert isinstance(words, str) and "weight times pixel" in " ".join(words.split())


def test_working_leads_from_size_to_size() -> None:
    """Each side in it is computed there from the one before."""
    for name in ("layer-shape_of_a_stack", "networks-after_flatten", "networks-whole_network"):
        for seed in range(30):
            made = KINDS[name](Draw(f"{seed} {name}"))
            text = " ".join(map(str, made.working)).replace("n + 2p − f + 1 = ", "")
            sums = re.findall(r"([⌊(\d][^=:;,a-z]*?) = (\d+)(?!\d|,\d)", text)
            assert len(sums) >= 2
            for sum_of, value in sums:
                plain = sum_of.replace("−", "-").replace("·", "*").replace("⌊", "(")
                assert eval(plain.replace(" / 2⌋", " // 2)")) == int(value), (name, sum_of)


def test_a_maker_without_fair_problems_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def unfair(draw: Draw) -> Made:
        return Made({}, ("What?",), 3, 3, (), {"a sign": 3})

    monkeypatch.setitem(CHAPTERS, "why", Chapter("Why?", {"none": unfair}))
    with pytest.raises(RuntimeError, match="seed 3, why, none: no fair problem in 1000 tries"):
        make_sheets(["why"], seed=3, problems=1)


# --- numbers ------------------------------------------------------------------------------------


def test_numbers_are_those_of_the_digests() -> None:
    """By SHA-256's standard, whatever Python and NumPy do with their own generators."""
    digest = hashlib.sha256(b"7 padding 0").digest() + hashlib.sha256(b"7 padding 1").digest()
    wanted = [int.from_bytes(digest[i : i + 4], "big") % 10 for i in range(0, 64, 4)]
    assert list(Draw("7 padding").row(16, 0, 9)) == wanted
    assert Draw("7 padding").grid(2, 2, -1, 1) == tuple(
        tuple(Draw("7 padding").row(4, -1, 1)[k : k + 2]) for k in (0, 2)
    )
    drawn = Draw("some").some(range(5), 5)
    assert sorted(drawn) == list(range(5)) and drawn != list(range(5))
    assert {Draw(str(seed)).between(2, 4) for seed in range(50)} == {2, 3, 4}


def test_a_sheet_never_changes() -> None:
    """What was handed out must be made again: a digest of all that seed 7 gives."""
    made = make_sheets(ALL, seed=7, copies=2, problems=5)
    texts = [
        text for s in made for text in (s.markdown(), s.html(), s.key_markdown(), s.key_html())
    ]
    assert hashlib.sha256("".join(texts).encode()).hexdigest() == DIGEST


DIGEST = "e750993dca9908713034390033edcffeff6af40a075e50f66b77547c712c8789"


def test_copies_are_alike_but_for_their_numbers() -> None:
    made = make_sheets(ALL, seed=5, copies=8, problems=5)
    assert [each.letter for each in made] == list("ABCDEFGH")
    kinds = {tuple(problem.kind for problem in each.problems) for each in made}
    assert len(kinds) == 1
    for k, problems in enumerate(zip(*(each.problems for each in made), strict=True)):
        statements = Counter((problem.statement, problem.options) for problem in problems)
        assert max(statements.values()) == 1, (k, problems[0].kind)


def test_a_copy_does_not_depend_on_how_many_there_are() -> None:
    assert make_sheets(["why"], seed=1, copies=2) == make_sheets(["why"], seed=1, copies=4)[:2]
    assert make_sheets(["why"], seed=1) != make_sheets(["why"], seed=2)
    alone = make_sheets(["stride"], seed=3)[0].problems
    below = make_sheets(["why", "stride"], seed=3)[0].problems[3:]
    assert [replace(problem, number=0) for problem in alone] == [
        replace(problem, number=0) for problem in below
    ]


def test_kinds_come_again_when_all_were_there() -> None:
    (sheet,) = make_sheets(["learning"], seed=2, problems=7)
    kinds = [problem.kind for problem in sheet.problems]
    assert kinds[:3] == kinds[3:6] == list(CHAPTERS["learning"].kinds)
    assert len({problem.statement for problem in sheet.problems}) == 7
    assert [problem.number for problem in sheet.problems] == list(range(1, 8))
    (short,) = make_sheets(["stride"], seed=2, problems=2)
    order = list(CHAPTERS["stride"].kinds)
    assert order.index(short.problems[0].kind) < order.index(short.problems[1].kind)


def test_what_is_not_fair_is_drawn_anew() -> None:
    for seed in range(60):
        for problem in every(seed).problems:
            assert problem.key not in problem.mistakes.values()
            values = list(problem.mistakes.values())
            assert len(values) == len(set(values))
    assert not Made({}, (), 3, 3, (), {"one": 3}).fair()
    assert not Made({}, (), (2, 2, 2), (2, 2, 2), ()).fair()
    assert not Made({}, (), "ab", "ab", ()).fair()
    assert Made({}, (), (2, 2), (2, 2), (), {"one": 3}).fair()


@pytest.mark.parametrize(
    ("arguments", "error", "said"),
    [
        (
            {"chapters": []},
            ValueError,
            f"chapters must have at least one of {', '.join(ALL)}, not none",
        ),
        (
            {"chapters": ["strid"]},
            ValueError,
            f"chapters must be one of {', '.join(ALL)}, not 'strid'; the nearest is stride",
        ),
        ({"chapters": [7]}, ValueError, f"chapters must be one of {', '.join(ALL)}, not 7"),
        ({"chapters": ["why", "why"]}, ValueError, "chapters must each stand once, not why twice"),
        ({"chapters": "why"}, TypeError, "chapters must be a list of names of chapters, not 'why'"),
        ({"seed": -1}, ValueError, "seed must be at least 0, not -1"),
        ({"seed": 10**18}, ValueError, f"seed must be at most {10**18 - 1}, not {10**18}"),
        (
            {"seed": 10**5000},
            ValueError,
            f"seed must be at most {10**18 - 1}, not an integer of 16610 bits",
        ),
        ({"copies": 27}, ValueError, "copies must be at most 26, not 27"),
        ({"copies": 0}, ValueError, "copies must be at least 1, not 0"),
        ({"problems": 21}, ValueError, "problems must be at most 20, not 21"),
        ({"problems": 1.5}, TypeError, "problems must be an integer, not 1.5 of type float"),
    ],
)
def test_what_cannot_be_is_told(arguments: Any, error: type[Exception], said: str) -> None:
    with pytest.raises(error) as caught:
        make_sheets(**({"chapters": ["why"]} | arguments))
    assert str(caught.value) == said


# --- what a sheet shows -------------------------------------------------------------------------


class Page(HTMLParser):
    """What a page holds beside its text, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.attributes: list[tuple[str, str | None]] = []
        self.comments: list[str] = []
        self.words: list[str] = []
        self.open: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes += attrs
        if tag not in ("meta",):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.words += data.split()


def test_a_sheet_holds_no_key() -> None:
    """With another key, the sheet is the same; and what a page hides is the same for all of a kind."""
    for seed in range(20):
        sheet = every(seed)
        blank = tuple(
            replace(problem, key=0, working=("hidden",), mistakes={"hidden": 1})
            for problem in sheet.problems
        )
        without = replace(sheet, problems=blank)
        assert without.markdown() == sheet.markdown()
        assert without.html() == sheet.html()
        page = Page(sheet.html())
        assert not page.comments and not page.open
        assert {name for name, _ in page.attributes} == {
            "lang",
            "charset",
            "name",
            "content",
            "class",
        }
        assert {value for name, value in page.attributes if name == "class"} <= {
            "head", "who", "tables", "room number", "room numbers", "room grid", "room choice"
        }  # fmt: skip


def test_a_page_needs_no_other_file() -> None:
    for text in (every(1).html(), every(1).key_html()):
        assert not re.search(r"https?:|src=|href=|url\(|@import|<script", text)
        assert "color-scheme: light dark" in text and "@media print" in text and "@page" in text
        assert "break-inside: avoid" in text


def test_page_and_markdown_say_the_same() -> None:
    sheet = every(4)
    plain = re.sub(r"^#+ |[*|]|--:|:$|^Write several.*$", " ", sheet.markdown(), flags=re.MULTILINE)
    words = Counter(plain.replace(":", "").split())
    page = Counter(word.rstrip(":") for word in Page(sheet.html()).words)
    assert words - page == Counter() and set((page - words).elements()) == {
        "Date",
        "Problem",
        "sheet",
        "A",
    }


def test_what_a_key_shows() -> None:
    (sheet,) = make_sheets(["padding"], seed=7, problems=1)
    (problem,) = sheet.problems
    small = Problem(1, "padding", "k", ("Why & <how>?",), (), "numbers", (-2, Fraction(5, 2)),
                    ("So:", Table("A", ((1, -2),))), {"a sign": (2, 1200)})  # fmt: skip
    given = replace(sheet, problems=(small, replace(problem, number=2, mistakes={})))
    assert given.key_markdown().partition("### 2")[0] == (
        "# Key to sheet A\n\nKey to Sheet A: padding, seed 7, 1 problem a chapter\n\n## Padding\n\n"
        "### 1\n\n**−2 2.5**\n\nSo:\n\nA:\n\n|  |  |\n| --: | --: |\n| 1 | −2 |\n\n"
        "Where it went wrong:\n\n- 2 1,200: a sign\n\n"
    )
    assert given.key_markdown().count("Where it went wrong") == 1
    assert given.key_html().count("<li>2 1,200: a sign</li>") == 1
    assert "<p><strong>−2 2.5</strong></p>\n<p>So:</p>" in given.key_html()
    assert "<table><caption>A</caption><tr><td>1</td><td>−2</td></tr></table>" in given.key_html()
    assert "<p>Why &amp; &lt;how&gt;?</p>" in given.html()
    sized = replace(problem, statement=("3 × 3 and 2 · 4?",), mistakes={"2 × 2": 1})
    page = replace(sheet, problems=(sized,))
    assert "<p>3\u00a0×\u00a03 and 2\u00a0·\u00a04?</p>" in page.html()
    assert "<li>1: 2\u00a0×\u00a02</li>" in page.key_html()
    assert given.markdown() == (
        "# Problem sheet A\n\nSheet A: padding, seed 7, 1 problem a chapter\n\n"
        "Write several numbers with spaces between them, a grid with each of its rows on its own "
        "line, a choice as its letter.\n\nName:\n\n## Padding\n\n### 1\n\nWhy & <how>?\n\n"
        f"Answer:\n\n### 2\n\n{problem.statement[0]}\n\nAnswer:\n"
    )


# --- solved from what the Markdown says ---------------------------------------------------------


def read_markdown(text: str) -> Iterator[tuple[str, Any]]:
    """Words and tables of each problem, as somebody reads them who has the sheet alone."""
    for part in re.split(r"^### \d+\n", text, flags=re.MULTILINE)[1:]:
        tables = {
            name: tuple(
                tuple(int(cell.replace("−", "-")) for cell in line.strip("| ").split("|"))
                for line in body.strip().splitlines()
            )
            for name, body in re.findall(
                r"^(.+):\n\n\|[^\n]*\n\|[ \-:|]*\n((?:\|.*\n)+)", part, re.M
            )
        }
        yield re.sub(r"^\|.*\n", "", part, flags=re.MULTILINE), tables


def whole(pattern: str, words: str) -> list[int]:
    found = re.search(pattern, words)
    assert found, (pattern, words)
    return [int(each.replace("−", "-")) for each in found.groups()]


def size(n: int, f: int, p: int = 0, s: int = 1) -> int:
    return len(range(0, n + 2 * p - f + 1, s))


def from_padded(words: str, _: Any) -> Key:
    n, p, f = whole(r"of (\d+) × \d+ gets a padding of (\d+) .* filter of (\d+) ×", words)
    return size(n, f, p)


def from_strided(words: str, _: Any) -> Key:
    f, n, p, s = whole(r"of (\d+) × .*of (\d+) × .*padding of (\d+) .*stride of (\d+)", words)
    return size(n, f, p, s)


def from_window(_: str, tables: dict[str, Any]) -> Key:
    return int(np.sum(np.multiply(tables["window"], tables["filter"])))


def from_flip(_: str, tables: dict[str, Any]) -> Key:
    return tuple(map(tuple, np.rot90(tables["filter"], 2).tolist()))


def from_errors(_: str, tables: dict[str, Any]) -> Key:
    errors = np.subtract(tables["outputs"], tables["wanted outputs"]).ravel()
    return Fraction(int(errors @ errors), errors.size)


def from_sides(words: str, _: Any) -> Key:
    n_h, n_w, f = whole(r"is (\d+) high and (\d+) wide. A filter of (\d+) ×", words)
    return size(n_h, f), size(n_w, f)


def from_channels(words: str, tables: dict[str, Any]) -> Key:
    (bias,) = whole(r"bias is (−?\d+)\.", words)
    colours = ("red", "green", "blue")
    return bias + sum(
        int(np.sum(np.multiply(tables[f"window, {c}"], tables[f"filter, {c}"]))) for c in colours
    )


def from_layer(words: str, _: Any) -> Key:
    filters, f, c = whole(r"has (\d+) filters of (\d+) × .* (\d+) channels", words)
    return filters * (f * f * c + 1)


def from_pool(_: str, tables: dict[str, Any]) -> Key:
    blocks = np.array(tables["image"]).reshape(2, 2, 2, 2).max(axis=(1, 3))
    return tuple(map(tuple, blocks.tolist()))


def from_strides(words: str, _: Any) -> Key:
    return int(np.prod(whole(r"strides are (\d+), (\d+), (\d+)\.", words)))


def from_bias(_: str, tables: dict[str, Any]) -> Key:
    return int(np.sum(tables["dZ"]))


def from_dense(words: str, _: Any) -> Key:
    a, b, c = whole(r"reads (\d+) numbers.* layer of (\d+) units .* one of (\d+) units", words)
    return a * b + b + b * c + c


SOLVERS: dict[str, Callable[[str, Any], Key]] = {
    "padding-padded_size": from_padded,
    "stride-strided_size": from_strided,
    "filter-one_window": from_window,
    "convolution-turned_filter": from_flip,
    "learning-mean_square": from_errors,
    "forward-output_sides": from_sides,
    "volume-sum_over_channels": from_channels,
    "layer-parameters": from_layer,
    "pooling-maxima": from_pool,
    "why-smallest_shift": from_strides,
    "backward-of_the_bias": from_bias,
    "networks-dense_layers": from_dense,
}


def test_a_sheet_can_be_solved_from_what_it_says() -> None:
    assert {name.split("-")[0] for name in SOLVERS} == set(CHAPTERS)
    solved = Counter[str]()
    for seed in range(30):
        sheet = every(seed)
        told = read_markdown(sheet.markdown())
        for problem, (words, tables) in zip(sheet.problems, told, strict=True):
            name = f"{problem.chapter}-{problem.kind}"
            if name in SOLVERS:
                assert SOLVERS[name](words, tables) == problem.key, (seed, name)
                solved[name] += 1
    assert set(solved) == set(SOLVERS) and min(solved.values()) >= 30


# --- marks --------------------------------------------------------------------------------------


def verdicts(text: str) -> list[str]:
    return [found.verdict for found in mark(text)]


def filled_in(sheet: Sheet, written: Callable[[Problem], str]) -> str:
    """A sheet's Markdown, with something behind each "Answer:"."""
    pieces = sheet.markdown().split("Answer:")
    texts = [f"Answer:{written(problem)}" for problem in sheet.problems]
    return "".join(a + b for a, b in zip(pieces, [*texts, ""], strict=True))


UNITS = {"number": " pixels.", "numbers": "px", "grid": " and no more", "choice": ")"}
FORMS: dict[str, Callable[[Problem], str]] = {
    "behind": lambda problem: f" {numerals.of_key(problem.key)}",
    "below": lambda problem: f"\n\n{numerals.of_key(problem.key).replace('; ', chr(10))}\n",
    "hyphens": lambda problem: " " + numerals.of_key(problem.key).replace("−", "-"),
    "as a table": lambda problem: "\n"
    + "\n".join(f"| {line.replace(' ', ' | ')} |" for line in numerals.of_key(problem.key).split("; ")),
    "in code": lambda problem: f" `{numerals.of_key(problem.key)}`",
    "in TeX": lambda problem: f" ${numerals.of_key(problem.key).replace('−', '-')}$",
    "in brackets": lambda problem: f" ({numerals.of_key(problem.key)}).",
    "as an editor escapes it": lambda problem: " " + numerals.of_key(problem.key).replace("−", r"\-"),
    "with another dash": lambda problem: " " + numerals.of_key(problem.key).replace("−", "—"),
    "with thin spaces": lambda problem: " " + numerals.of_key(problem.key).replace(",", "\u202f"),
    "with a name": lambda problem: f" dX = {numerals.of_key(problem.key)}",
    "with a unit": lambda problem: f" {numerals.of_key(problem.key)}{UNITS[problem.asked]}",
    "with its sum": lambda problem: (" 1 + 2 = " if problem.asked == "number" else " ")
    + numerals.of_key(problem.key),
    "with words between": lambda problem: " "
    + numerals.of_key(problem.key).replace(" ", " and " if problem.asked == "numbers" else " "),
    "as a product": lambda problem: " "
    + numerals.of_key(problem.key).replace(" ", "*" if problem.asked == "numbers" else " "),
    "in a drawn table": lambda problem: "\n+---+\n"
    + "\n+===+\n".join(
        f"| {line.replace(' ', ' | ')} |" for line in numerals.of_key(problem.key).split("; ")
    )
    + ("\n+---+" if problem.asked == "grid" else "")
    if problem.asked == "grid"
    else f" {numerals.of_key(problem.key)}",
    "commas": lambda problem: " "
    + (
        ", ".join(str(number) for number in problem.key)
        if problem.asked == "numbers" and isinstance(problem.key, tuple)
        else numerals.of_key(problem.key)
    ),
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_a_key_is_right_in_each_form(form: str) -> None:
    for seed in range(4):
        for sheet in make_sheets(ALL, seed=seed, copies=2, problems=5):
            found = mark(filled_in(sheet, FORMS[form]))
            assert [each.verdict for each in found] == ["right"] * len(sheet.problems), [
                each for each in found if each.verdict != "right"
            ]
            assert [each.problem for each in found] == list(sheet.problems)


def test_an_empty_sheet_has_no_marks() -> None:
    for line_end in ("\n", "\r\n"):
        text = every(2).markdown().replace("\n", line_end)
        assert set(verdicts(text)) == {"missing"}


def test_each_mistake_is_named() -> None:
    for sheet in make_sheets(ALL, seed=9, copies=3, problems=5):
        for k in range(4):

            def mistaken(problem: Problem, k: int = k) -> str:
                keys = [*problem.mistakes.values(), problem.key]
                return " " + numerals.of_key(keys[min(k, len(keys) - 1)])

            for found in mark(filled_in(sheet, mistaken)):
                hints = list(found.problem.mistakes)
                shape = asked(list(found.problem.mistakes.values())[k]) if k < len(hints) else None
                if k >= len(hints):
                    assert found.verdict == "right"
                elif shape == found.problem.asked:
                    assert (found.verdict, found.hint) == ("wrong", hints[k])
                else:
                    assert found.verdict in ("wrong", "unreadable")


HEAD = "Sheet A: padding filter convolution, seed 7, 5 problems a chapter"


def marked(answers: dict[int, str]) -> dict[int, Mark]:
    text = HEAD + "".join(f"\n{number}. {answer}" for number, answer in answers.items())
    return {found.problem.number: found for found in mark(text)}


def numbered(kind: str) -> Problem:
    (sheet,) = make_sheets(["padding", "filter", "convolution"], seed=7, problems=5)
    return next(problem for problem in sheet.problems if problem.kind == kind)


@pytest.mark.parametrize(
    ("kind", "written", "verdict", "hint"),
    [
        ("padded_size", "99999", "wrong", ""),
        ("padded_size", "{key}.0", "right", ""),
        ("padded_size", "+{key}", "right", ""),
        ("padded_size", "{key}.", "right", ""),
        ("padded_size", "**{key}**", "right", ""),
        ("padded_size", "five", "unreadable", "'five': must be a number, as in 12, -3, 2.5 or 5/2"),
        ("padded_size", "1/0", "unreadable", "'1/0': must not divide by zero"),
        ("padded_size", "3 4", "unreadable", "'3 4': must be a number, as in 12, -3, 2.5 or 5/2"),
        ("padded_size", "9" * 31, "unreadable", f"'{'9' * 31}': must be a number, as in 12, -3, 2.5 or 5/2"),
        ("padded_size", "٣", "unreadable", "'٣': must be a number, as in 12, -3, 2.5 or 5/2"),
        ("border_values", "1 2 x 9a", "unreadable",
         "'1 2 x 9a': must be numbers with spaces between them, as in 4 -1 2.5"),
        ("border_values", "[]", "unreadable", "'[]': must be numbers with spaces between them"),
        ("border_values", "99 99", "wrong", "a row of 2 came where a row of 9 is right"),
        ("turned_filter", "1 2\n3", "unreadable",
         "'1 2\\n3': must be rows of equally many numbers, each on its own line"),
        ("turned_filter", "?", "unreadable", "'?': must be numbers with spaces between them, as in 4 -1 2.5"),
        ("turned_filter", "1 2; 3 4", "wrong", "a grid of 2 × 2 came where a grid of 3 × 3 is right"),
        ("turned_filter", "99 99 99\n99 99 99\n99 99 99", "wrong", "0 of 9 numbers are right"),
        ("turned_filter", "[[3, 0, 7],\n [6, 3, 4],\n [9, 5, 99]]", "wrong", "8 of 9 numbers are right"),
        ("which_filter", "({key})", "right", ""),
        ("which_filter", "d", "wrong", ""),
        ("which_filter", "Filter {key}.", "right", ""),
        ("which_filter", "option", "unreadable", "'option': must be the letter of a choice, as in a"),
        ("which_filter", "not {key}", "unreadable", "'not c': must be the letter of a choice, as in a"),
        ("padded_size", "n = {key} pixels", "right", ""),
        ("padded_size", "5 or {key}", "unreadable",
         "'5 or 40': must be a number, as in 12, -3, 2.5 or 5/2"),
        ("padded_size", "4*10", "unreadable", "'4*10': must be a number, as in 12, -3, 2.5 or 5/2"),
        ("padded_size", "not {key}", "unreadable",
         "'not 40': must be a number, as in 12, -3, 2.5 or 5/2"),
        ("which_filter", "the first", "unreadable",
         "'the first': must be the letter of a choice, as in a"),
    ],
)  # fmt: skip
def test_what_is_said_of_a_single_one(kind: str, written: str, verdict: str, hint: str) -> None:
    problem = numbered(kind)
    text = written.replace("{key}", numerals.of_key(problem.key))
    found = marked({problem.number: text})
    here = found.pop(problem.number)
    assert (here.verdict, here.hint, here.written) == (verdict, hint, text)
    assert {other.verdict for other in found.values()} == {"missing"}


def test_numbers_are_read_as_people_write_them() -> None:
    assert [numerals.number(text) for text in ("1,280", "−3", "–3", "2.5", "5/2", ".5", "1,280,000")] == [
        1280, -3, -3, Fraction(5, 2), Fraction(5, 2), Fraction(1, 2), 1280000
    ]  # fmt: skip
    for text in ("1,28", "2,5", "1 280", "1e3", "", "--3", "5/-2", "0x10"):
        with pytest.raises(Misspelt):
            numerals.number(text)
    assert numerals.row("(4, 5 × 6)") == (4, 5, 6)
    assert numerals.row("= .5 3.") == numerals.row("(.5 3).") == (Fraction(1, 2), 3)
    assert numerals.row("(4,900, 784, 16)", grouped=True) == (4900, 784, 16)
    assert numerals.row("4,900,784,16", grouped=True) == (4, 900, 784, 16)
    assert numerals.row("20 pixels high, 6 wide.") == numerals.row("h = 20, w: 6") == (20, 6)
    assert numerals.number("1'280") == 1280 and numerals.number("**7**") == 7
    assert [numerals.many(n, "unit") for n in (1, 2)] == ["1 unit", "2 units"]
    assert numerals.told(-1234) == "−1,234" and numerals.told(Fraction(-9, 4)) == "−2.25"


def test_a_short_file_goes_on_over_lines_and_with_a_colon_or_bracket() -> None:
    (sheet,) = make_sheets(["convolution", "pooling"], seed=3, problems=2)
    for mark_of in (".", ")", ":", " .", r"\."):
        lines = [f"{p.number}{mark_of} {numerals.of_key(p.key)}" for p in sheet.problems]
        text = f"My sheet\n{sheet.head}\nJo\n\n" + "\n\n".join(lines).replace("; ", "\n")
        assert verdicts(text) == ["right"] * 4


def test_a_short_file_may_have_decimals_in_the_rows_of_a_grid() -> None:
    (sheet,) = make_sheets(["pooling"], seed=1, problems=4)
    means = next(problem for problem in sheet.problems if problem.kind == "means")
    rows = numerals.of_key(means.key).split("; ")
    assert all(re.match(r"[0-9]\.[0-9]", row) for row in rows)
    (found,) = [m for m in mark("\n".join([sheet.head, f"{means.number}.", *rows])) if m.written]
    assert found.problem == means and found.verdict == "right"


def wrapped(text: str) -> str:
    return "\n".join(textwrap.fill(line, 60, break_long_words=False) for line in text.split("\n"))


@pytest.mark.parametrize(
    "left",
    [
        wrapped,
        lambda text: "> " + text.replace("\n", "\n> "),
        lambda text: ">> " + text.replace("\n", "\n>> ").replace("\n>> \n", "\n>>\n"),
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("\n", "\r"),
        lambda text: "\ufeff\n" + text,
        lambda text: text.replace("Answer:", "**Answer:**"),
        lambda text: text.replace("Answer:", "- Answer:"),
        lambda text: text.replace("Answer:", "My answer ="),
        lambda text: text.replace("Answer:", "Answer:\n\nAnswer："),
        lambda text: text.replace("### ", "  ### **").replace("\n\nAnswer", "**\n\nAnswer"),
        lambda text: text.replace("### ", "###"),
        lambda text: text.replace("Sheet A: pooling backward", "sheet a: Pooling, Backward"),
        lambda text: text.replace(", seed 7", ",\u00a0seed 7"),
    ],
)
def test_a_file_may_come_as_mail_and_editors_leave_it(left: Callable[[str], str]) -> None:
    (sheet,) = make_sheets(["pooling", "backward"], seed=7, problems=4)
    text = filled_in(sheet, lambda problem: f" {numerals.of_key(problem.key)}")
    assert left(text) != text and set(verdicts(left(text))) == {"right"}


def test_a_place_left_blank_or_said_again_does_not_count() -> None:
    short = "Sheet A: padding, seed 7, 1 problem a chapter"
    for places in ("5\nAnswer:", "\nAnswer: 5", "5\nAnswer: 5"):
        (found,) = mark(f"{short}\n# 1\nAnswer: {places}")
        assert found.written == "5"


def test_the_longest_seed_comes_back() -> None:
    (sheet,) = make_sheets(["why"], seed=sheets.MOST_SEED)
    assert set(verdicts(sheet.markdown())) == {"missing"}


@pytest.mark.parametrize("between", [",", ";", "\t"])
def test_a_table_is_read(between: str) -> None:
    (sheet,) = make_sheets(["padding", "pooling"], seed=3, problems=4)
    rows = [f'{p.number}{between}"{numerals.of_key(p.key)}"' for p in sheet.problems]
    text = f'\ufeff"{sheet.head}"\nNumber{between}Answer\n' + "\n".join(rows) + "\n,\n"
    assert verdicts(text.replace("\n,\n", f"\n{between}\n")) == ["right"] * 8
    loose = f"{sheet.head}\nnumber,answer\n2,1,2\n"
    assert mark(loose)[1].written == "1 2"


def as_json(**changed: Any) -> str:
    record = {"sheet": "A", "chapters": ["padding"], "seed": 7, "problems": 2, "answers": {"1": 40}}
    return json.dumps({name: v for name, v in (record | changed).items() if v is not None})


def test_json_is_read() -> None:
    for sheet in make_sheets(ALL, seed=4, copies=2, problems=5):
        answers: dict[str, Any] = {}
        for p in sheet.problems:
            answers[str(p.number)] = json.loads(json.dumps(p.key, default=float))
        text = as_json(sheet=sheet.letter, chapters=ALL, seed=4, problems=5, answers=answers)
        assert set(verdicts("\ufeff\n" + text)) == {"right"}
    assert verdicts(as_json(answers={"1": None, "2": "4"})) == ["missing", "right"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1. 5", f"the file must have one line such as {filled.EXAMPLE!r}, and none of them came"),
        (f"{HEAD}\n{HEAD}", f"the file must have one line such as {filled.EXAMPLE!r}, and 2 of them came"),
        (f"Key to {HEAD}\n1. 5", "the file must be a sheet that came back, not the key to sheet A"),
        (HEAD, f"the file must have {filled.PLACES}, and has neither"),
        (f"{HEAD}\n5\n6", f"the file must have {filled.PLACES}, and has neither"),
        (f"{HEAD}\n## 1\n## Padding\nAnswer: 5", f"the file must have {filled.PLACES}, and has 'Answer: 5' below none"),
        (f"{HEAD}\n1. 5\n2. 7\n1. 6", "the file must answer problem 1 once, not with '5' and '6'"),
        (f"{HEAD}\n# 1\nAnswer: 5\n6\nAnswer: 6", "the file must answer problem 1 once, not with '5\\n6' and '6'"),
        (f"{HEAD}\nnumber,answer\n1,5\n2,7\n1,6", "the file must answer problem 1 once, not with '5' and '6'"),
        ("Sheet A: paddin, seed 7, 3 problems a chapter",
         f"a chapter in the file must be one of {', '.join(ALL)}, not 'paddin'; the nearest is padding"),
        ("Sheet A: why why, seed 7, 3 problems a chapter", "chapters must each stand once, not why twice"),
        ("Sheet A: why, seed 7, 21 problems a chapter", "problems must be at most 20, not 21"),
        (f"{HEAD}\n16. 5", "the file must keep to the problems of its sheet, 1 to 15, and has number 16"),
        (f"{HEAD}\n0. 5", "the file must keep to the problems of its sheet, 1 to 15, and has number 0"),
        (f"{HEAD}\nnumber,answer\nfirst,5", "number in the file must be a problem's, as in 3, not 'first'"),
        ("{", "the file must be JSON, as it begins with a brace: Expecting property name enclosed in double "
         "quotes: line 1 column 2 (char 1)"),
        (as_json(seed=None, sheet=None),
         "the object must have sheet, chapters, seed, problems, answers, and lacks sheet, seed"),
        (as_json(sheet="AB"), "sheet must be a letter from A to Z, not 'AB'"),
        (as_json(sheet=1), "sheet must be a letter from A to Z, not 1"),
        (as_json(chapters="why"), "chapters must be a list of names, not 'why'"),
        (as_json(chapters=["wy"]),
         f"a chapter in the file must be one of {', '.join(ALL)}, not 'wy'; the nearest is why"),
        (as_json(chapters=[]), f"chapters must have at least one of {', '.join(ALL)}, not none"),
        (as_json(seed="7"), "seed must be a whole number, not '7'"),
        (as_json(problems=True), "problems must be a whole number, not True"),
        (as_json(seed=-1), "seed must be at least 0, not -1"),
        (as_json(seed=10**18), f"seed must be at most {10**18 - 1}, not {10**18}"),
        (as_json(answers=[1]), "answers must be an object such as {\"1\": 12}, not [1]"),
        (as_json(answers={"one": 1}), "answers must be an object such as {\"1\": 12}, not {'one': 1}"),
        (as_json(answers={"3": 1}), "the file must keep to the problems of its sheet, 1 to 2, and has number 3"),
    ],
)  # fmt: skip
def test_a_file_that_belongs_nowhere_is_told(text: str, said: str) -> None:
    with pytest.raises(ValueError) as caught:
        mark(text)
    assert str(caught.value) == said


def test_what_is_no_text_is_told() -> None:
    with pytest.raises(TypeError, match="text must be what a file holds, not 3"):
        mark(untyped(3))


def test_tables_of_a_statement_are_not_taken_for_what_is_written() -> None:
    (sheet,) = make_sheets(["filter"], seed=1, problems=5)
    text = filled_in(sheet, lambda problem: "" if problem.number == 2 else " 1")
    assert [found.written for found in mark(text)] == ["1", "", "1", "1", "1"]


def test_names_are_public() -> None:
    assert (sheets.Problem, sheets.Sheet, sheets.Mark) == (Problem, Sheet, Mark)
    assert all(isinstance(part, str | Table) for p in every(0).problems for part in p.statement)
