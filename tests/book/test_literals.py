"""A number in a comment is computed, or quoted with its source, or the name of a size.

An expression is *bare* if it holds no name, no call and no attribute: ``1797`` or ``5 * 5``. It only
types a number twice. Bare may stand what nothing could compute: the name of a size in the text (3 × 3,
a side of 5), and a digit of a formula in maths. Any other is to be computed (``out.shape``), or quoted
from where it was published (``cite("simonyan2015", 138, at="table 2")``).
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from scripts.press import numerals, sessions
from scripts.press.numerals import Claim, Numeral
from scripts.press.page import MATHS
from scripts.setup.environment import ROOT

PAGES = [
    pytest.param(path, id=path.relative_to(ROOT).as_posix())
    for path in [*sessions.texts(), *sessions.labs()]
]


def parts(source: str) -> Iterator[tuple[str, list[Any] | None]]:
    """Cut an answer into its expressions, tuples taken apart; give the values of the bare ones."""
    text = f"({source}\n,)"
    waiting: list[ast.expr] = [ast.parse(text, mode="eval").body]
    while waiting:
        node = waiting.pop(0)
        if isinstance(node, ast.Tuple | ast.List):
            waiting = [*node.elts, *waiting]
            continue
        expression = ast.get_source_segment(text, node) or ""
        bare = not any(
            isinstance(inner, ast.Name | ast.Call | ast.Attribute) for inner in ast.walk(node)
        )
        yield expression, list(numerals.flatten(eval(expression, {}))) if bare else None


def stands_alone(numeral: Numeral) -> bool:
    """Whether a numeral is neither the name of a size nor a digit of a formula."""
    return not numeral.in_size and numeral.kind != MATHS


def bare_numbers(claim: Claim) -> list[str]:
    """The bare expressions that answer for numerals which something could compute or quote.

    What an expression with names gives is not known here. So all ways to share out the numerals are
    tried, and the one that accuses least holds: what is accused is bare whatever the others give.
    """
    least: dict[int, list[str]] = {0: []}  # numerals answered for so far -> what is accused
    for expression, given in parts(claim.source or ""):
        following: dict[int, list[str]] = {}
        for place, accused in least.items():
            for end, more in _ways(claim.numerals, place, expression, given):
                if end not in following or len(accused + more) < len(following[end]):
                    following[end] = accused + more
        least = following
    return least.get(len(claim.numerals), [])


def _ways(
    written: tuple[Numeral, ...], place: int, expression: str, given: list[Any] | None
) -> Iterator[tuple[int, list[str]]]:
    """Where an expression that begins at a numeral may end, and what it is accused of there."""
    if given is None:
        yield from ((end, []) for end in range(place, len(written) + 1))
        return
    answered = written[place : place + len(given)]
    if len(answered) == len(given) and all(
        numeral.equals(value) for numeral, value in zip(answered, given, strict=True)
    ):
        alone = [numeral for numeral in answered if stands_alone(numeral)]
        yield place + len(given), [f"{numeral} by {expression}" for numeral in alone]


def found(text: str) -> list[tuple[int, str]]:
    """The line and the numeral of every bare number of a page."""
    return [
        (claim.line, accused)
        for claim in numerals.read(text).claims
        if claim.source is not None
        for accused in bare_numbers(claim)
    ]


def text_of(path: Path) -> str:
    text = path.read_text("utf-8")
    return sessions.lab_as_page(text) if path.suffix == ".py" else text


@pytest.mark.parametrize("path", PAGES)
def test_numbers_are_computed_or_quoted_with_their_source(path: Path) -> None:
    name = path.relative_to(ROOT).as_posix()
    bare = found(text_of(path))
    if bare:
        places = "\n".join(f"{name}:{line}: {accused}" for line, accused in bare)
        pytest.fail(
            f'{len(bare)} bare numbers; compute them, or quote them with cite("key", …)\n{places}',
            pytrace=False,
        )


@pytest.mark.parametrize(
    ("prose", "expected"),
    [
        ("There are 93.<!-- = 93 -->", ["93 by 93"]),
        ("There are 93.<!-- = 90 + 3 -->", ["93 by 90 + 3"]),
        ("There are −3.<!-- = -3 -->", ["−3 by -3"]),
        ("There are 4 of 5.<!-- = (4, [5]) -->", ["4 by 4", "5 by 5"]),
        ("There are 4 of 5.<!-- = (len('abcd'), 5) -->", ["5 by 5"]),
        ("A 3 × 3 filter has 9.<!-- = 3, 3, 9 -->", ["9 by 9"]),
        ("A 3 × 3 filter has 9.<!-- = VERTICAL.shape, 9 -->", ["9 by 9"]),
        ("It has 9, being 3 × 3.<!-- = 9, VERTICAL.shape -->", ["9 by 9"]),
        ("It has 3, being 3 × 3.<!-- = 3, VERTICAL.shape -->", ["3 by 3"]),
        ("A row of `4`.<!-- = 4 -->", ["4 by 4"]),
        ("A 3 × 3 × 6 filter, a side of 5.<!-- = 3, 3, 6, 5 -->", []),
        ("$2p + 1$ is 5.<!-- = 2, 1, output_size(7, 3) -->", []),
        ("In 1959, 138.<!-- = cite.hubel1959, cite('simonyan2015', 138) -->", []),
        ("A 9.<!-- = VERTICAL.size -->", []),
        ("A 9.<!-- = data.benchmark['image'][0] -->", []),
    ],
)
def test_bare_numbers_are_found(prose: str, expected: list[str]) -> None:
    assert [accused for _, accused in found(prose)] == expected
