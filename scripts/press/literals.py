"""Find the numbers that a comment only types a second time.

An expression is *bare* if it holds no name, no call and no attribute: ``1797`` or ``5 * 5``. Bare may
stand what nothing could compute: the name of a size in the text (3 × 3, a side of 5), and a digit of a
formula in maths. Any other is to be computed (``out.shape``), or quoted from where it was published
(``cite("simonyan2015", 138, at="table 2")``).
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from scripts.press import numerals
from scripts.press.numerals import Claim, Numeral
from scripts.press.page import MATHS

WHAT_TO_DO = 'compute it, or quote it with cite("key", …)'


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
        if claim.source is not None and _is_python(claim.source)
        for accused in bare_numbers(claim)
    ]


def _is_python(source: str) -> bool:
    """Whether an answer can be read; what cannot is told where it is evaluated."""
    try:
        numerals.expressions(source)
    except SyntaxError:
        return False
    return True
