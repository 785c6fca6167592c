"""Numbers as a sheet shows them and as somebody writes them down."""

from __future__ import annotations

import re
from fractions import Fraction

from convdemo._check import Misspelt, counted, shown
from convdemo._sheets.made import Key, Number, Row

MINUS = "−"
# What keyboards and editors make of it.
_MINUSES = "[−–—‐‑﹣－]"
# Between thousands, beside the comma; a plain space would make two numbers.
_APART = r"(?<=[0-9])[\u00a0\u2009\u202f'’](?=[0-9]{3}(?![0-9]))"
# What marks a number in Markdown or TeX, but for a sign of multiplication.
_MARKS = r"[`$]|(?<![0-9])[*_]|[*_](?![-0-9.])|\\(?=[-+.])"
# How it is called, as in "n = 12" or "height: 12", and what it counts, as in "12 pixels".
_NAMED = r"[A-Za-z]\w*\s*[=:]\s*"
_UNIT = r"(?<=[0-9])(?:\s*px|(?:\s+[A-Za-z]+)+)(?!\w)"
_CHOSEN = ("filter", "layer", "option")
_ONE = r"[+-]?(?:[0-9]+/[0-9]+|[0-9]+(?:\.[0-9]+)?|\.[0-9]+)"
_GROUPED = "[0-9]{1,3}(?:,[0-9]{3})+"
# More digits than a key has: such a number would only take time.
LONGEST = 30


def told(value: Number) -> str:
    """A number: a true minus, and no fraction, for those of keys end after a few decimals."""
    if isinstance(value, int):
        return counted(value).replace("-", MINUS)
    return f"{float(value):.10f}".rstrip("0").rstrip(".").replace("-", MINUS)


def many(n: int, noun: str) -> str:
    """How many there are, with the noun in its number: 1 unit, 2 units."""
    return f"{told(n)} {noun}{'' if n == 1 else 's'}"


def signed(value: Number) -> str:
    """A number as a factor or a term: in brackets, if it is negative."""
    return f"({told(value)})" if value < 0 else told(value)


def listed(row: Row) -> str:
    """Numbers with commas between them."""
    return ", ".join(map(told, row))


def of_key(key: Key) -> str:
    """A key on one line: rows of a grid with semicolons between them."""
    if isinstance(key, str):
        return key
    if not isinstance(key, tuple):
        return told(key)
    if isinstance(key[0], tuple):
        return "; ".join(of_key(line) for line in key)
    return " ".join(map(of_key, key))


def products(first: Row, second: Row) -> str:
    """A sum of products, written out."""
    return " + ".join(f"{signed(a)} · {signed(b)}" for a, b in zip(first, second, strict=True))


# Reading.


def _plain(text: str) -> str:
    """ASCII signs for the minus, commas for thousands, and nothing for what surrounds a number."""
    text = re.sub(_APART, ",", re.sub(_MINUSES, "-", text))
    for around in (_MARKS, _NAMED, _UNIT):
        text = re.sub(around, "", text)
    return text.strip()


def number(text: str) -> Number:
    """One number: 12, −3, 2.5, 5/2 or 1,280; of a sum that is written out, what it comes to."""
    plain = re.sub(r"^[\s|(\[{]+|[\s|)\]}.]+$", "", _plain(text).rpartition("=")[2])
    if re.fullmatch(rf"[+-]?{_GROUPED}", plain):
        plain = plain.replace(",", "")
    if not re.fullmatch(_ONE, plain) or len(plain) > LONGEST:
        raise Misspelt(f"{shown(text)}: must be a number, as in 12, -3, 2.5 or 5/2")
    try:
        exact = Fraction(plain)
    except ZeroDivisionError:
        raise Misspelt(f"{shown(text)}: must not divide by zero") from None
    return exact.numerator if exact.denominator == 1 else exact


def row(text: str, grouped: bool = False) -> Row:
    """Numbers with spaces, commas or × between them, in brackets or not.

    Where they are grouped, a comma within a number stands before thousands: 5,184 is one.
    """
    plain = re.sub(r"[\[\](){}|]", " ", _plain(text)).strip(" =").rstrip(" .")
    if grouped:
        plain = re.sub(rf"(?<![0-9,]){_GROUPED}(?!,?[0-9])", lambda m: m[0].replace(",", ""), plain)
    parts = [part for part in re.split(r"[\s,;×x*]+", plain) if part]
    if not parts:
        raise Misspelt(f"{shown(text)}: must be numbers with spaces between them")
    try:
        return tuple(number(part) for part in parts)
    except Misspelt:
        raise Misspelt(
            f"{shown(text)}: must be numbers with spaces between them, as in 4 -1 2.5"
        ) from None


def grid(text: str) -> tuple[Row, ...]:
    """Rows of numbers: each on its line, or with semicolons between them."""
    lines = [
        line
        for line in re.split(r"\n|;|\]\s*,\s*\[", _plain(text))
        if re.search(r"[^\s|:,\[\]+=-]", line)
    ]
    found = tuple(row(line) for line in lines)
    if not found or len({len(line) for line in found}) > 1:
        raise Misspelt(f"{shown(text)}: must be rows of equally many numbers, each on its own line")
    return found


def letter(text: str) -> str:
    """The letter of a choice."""
    words = re.sub(r"[().|]", " ", _plain(text)).lower().split()
    plain = words[1:] if words[:1] and words[0] in _CHOSEN else words
    if len(plain) != 1 or not re.fullmatch("[a-z]", plain[0]):
        raise Misspelt(f"{shown(text)}: must be the letter of a choice, as in a")
    return plain[0]
