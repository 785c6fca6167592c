"""How the book writes a number, in figures, in sums and in labels.

The explorables' `number` in docs/explorables/explorable.js follows the same rule; a test holds the
two to each other. The rule:

- at most `digits` decimals, and no zeros at the end: 30, 0.5, 1.67;
- what lies exactly between two goes away from 0, and the number's exact value decides: 0.125 is
  0.13, but 2.675 is 2.67, because the float of that name lies below it;
- a true minus, and no minus before 0;
- thousands apart: 1,020;
- what would be 0 that way, and is not 0, keeps its first digit: 0.004. Less than 1e−9 is what
  rounding leaves of 0, and is 0;
- a power of ten where a number would be long: 4e−5 below 0.0001, 1.23e15 from 1e15 on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal, localcontext
from numbers import Integral
from typing import Any, SupportsIndex

UNITS = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen
fifteen sixteen seventeen eighteen nineteen""".split()
TENS = dict(
    zip(
        range(20, 100, 10),
        "twenty thirty forty fifty sixty seventy eighty ninety".split(),
        strict=True,
    )
)
SPELLED = {**dict(enumerate(UNITS)), **TENS}

LARGE, SMALL, ROUNDING = Decimal(10**15), Decimal("0.0001"), Decimal("1e-9")


def number(value: Any, digits: int = 2) -> str:
    """`value` as the book writes it.

    >>> number(-30), number(0.5), number(0.125), number(-1020), number(0.0041), number(-1e-16)
    ('−30', '0.5', '0.13', '−1,020', '0.004', '0')
    """
    exact = Decimal(int(value)) if isinstance(value, Integral) else Decimal(float(value))
    if exact.is_nan():
        return "NaN"
    if exact.is_infinite():
        return "∞" if exact > 0 else "−∞"
    with localcontext() as context:
        context.rounding = ROUND_HALF_UP
        return minus(_written(exact, digits))


def minus(text: str) -> str:
    """A number that is written already, with a true minus."""
    return text.replace("-", "−")


def fixed(value: float, digits: int) -> str:
    """`value` with just so many decimals, for numbers that stand under each other.

    >>> fixed(0.5, 2), fixed(-1020, 1), fixed(-0.001, 2)
    ('0.50', '−1,020.0', '0.00')
    """
    text = f"{value:,.{digits}f}"
    return text.replace("-", "−") if text.strip("-0.,") else text.lstrip("-")


def _written(exact: Decimal, digits: int) -> str:
    size = exact.copy_abs()
    if size >= LARGE:
        return _power(f"{exact:.2e}")
    if size < ROUNDING:
        return "0"
    text = f"{exact:,.{digits}f}"
    if Decimal(text.replace(",", "")):
        return text.rstrip("0").rstrip(".") if "." in text else text
    first = Decimal(f"{exact:.0e}")
    return f"{first:f}" if first.copy_abs() >= SMALL else _power(f"{first:.0e}")


def _power(text: str) -> str:
    """1.20e+15 as 1.2e15."""
    return re.sub(r"\.?0*e\+?", "e", text)


def spelled(count: SupportsIndex) -> str:
    """`count` as a word, where the book has one: up to nineteen, and the tens.

    >>> spelled(4), spelled(40), spelled(41)
    ('four', 'forty', '41')
    """
    return SPELLED.get(int(count), number(count))


def times(values: Any) -> str:
    """The size of an array, or a shape, as labels have it.

    >>> times((6, 6))
    '6 × 6'
    """
    return " × ".join(map(str, _shape(values)))


def by(values: Any) -> str:
    """The size of an array, or a shape, as it is read aloud.

    >>> by((6, 6))
    '6 by 6'
    """
    return " by ".join(map(str, _shape(values)))


def _shape(values: Any) -> tuple[int, ...]:
    return tuple(getattr(values, "shape", values))


def listed(items: Iterable[Any]) -> str:
    """Items in a sentence.

    >>> listed([0, 45, 90])
    '0, 45 and 90'
    """
    *first, last = map(str, items)
    return f"{', '.join(first)} and {last}" if first else last
