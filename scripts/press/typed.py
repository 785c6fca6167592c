"""Find the numbers that a script types where its code could compute them.

A figure's labels and its alternative text, and the words of a table, are strings of a script. A digit
in such a string, or a counting word (``four``, ``nine``), says something of what is drawn, and stays as it is when
the drawing changes. So no string that a reader may see holds one: it stands between braces, computed
from the array that is drawn (``f"input {times(image)}"``) or from a constant that the drawing uses too.

What is looked at
    Every string of the script but docstrings and what follows the colon in ``{value:.2f}``; and the
    braces themselves: ``{5}``, ``number(30)`` and ``by((6, 6))`` type a number as well.

What may stand
    A word with digits in it that is a name (LeNet-5, im2col): see `is_name`. A colour, an
    encoding, an address, which nobody reads. *One*, which is seldom a count. The phrases of ``NO_COUNTS``.
"""

from __future__ import annotations

import ast
import builtins
import functools
import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from scripts.drawing.number_format import SPELLED
from scripts.press import sessions, subject
from scripts.setup.environment import ROOT

COUNTS = [word for count, word in SPELLED.items() if count > 1]
WORD = re.compile(rf"[\w-]*\d[\w-]*|\b(?:{'|'.join(COUNTS)})\b", re.IGNORECASE)
# Nobody reads these: a colour, an encoding, a machine's address.
UNREAD = re.compile(r"#[0-9a-fA-F]{3,8}|utf-8|\d+(?:\.\d+){3}(?::\d+)?")
# The digit that is drawn; a pair out of many; what is named so and has no other number.
NO_COUNTS = re.compile(r"\ba (?:handwritten )?seven\b|\btwo of them\b|\btwo loops\b", re.IGNORECASE)
HOW = "from what is shown, with number, times, by or spelled of scripts.drawing"
SAYS = {"number", "spelled", "times", "by", "listed", "str"}


@dataclass(frozen=True)
class Typed:
    """A number that is typed: its line, and itself with a few words around it."""

    line: int
    written: str


def in_script(path: Path) -> list[Typed]:
    """The numbers that a figure's or a table's script types. Of a lab's words only digits count."""
    here = found(path.read_text("utf-8"), is_name)
    if path.parent.name == "labs":
        here = [each for each in here if re.search(r"\d", each.written.partition(" in ")[0])]
    return here


def is_name(word: str) -> bool:
    """Whether a word with digits in it is a name in prose, a work, or something of the package."""
    spaces = (import_module(subject.PACKAGE), import_module("numpy"), builtins)
    listed = word in sessions.listed_names() or word in _works()
    return listed or any(hasattr(space, word) for space in spaces)


@functools.cache
def _works() -> frozenset[str]:
    """The keys of the bibliography."""
    return frozenset(tomllib.loads((ROOT / "data" / "bibliography.toml").read_text("utf-8")))


def found(source: str, is_name: Callable[[str], bool]) -> list[Typed]:
    """The numbers that a script types, in the order of their lines."""
    tree = ast.parse(source)
    hidden = _hidden(tree)
    shown = [node for node in ast.walk(tree) if id(node) not in hidden]
    lines = source.splitlines()
    typed = [
        each for node in shown for each in (*_in_string(node, lines, is_name), *_in_braces(node))
    ]
    return sorted(typed, key=lambda each: each.line)


def _hidden(tree: ast.Module) -> set[int]:
    """What no reader sees: strings that stand alone, and how a value is to be written."""
    hidden: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            hidden.add(id(node.value))
        if isinstance(node, ast.FormattedValue) and node.format_spec:
            hidden |= {id(inner) for inner in ast.walk(node.format_spec)}
    return hidden


def _in_string(node: ast.AST, lines: list[str], is_name: Callable[[str], bool]) -> Iterator[Typed]:
    if not (isinstance(node, ast.Constant) and isinstance(node.value, str)):
        return
    text = node.value
    if UNREAD.fullmatch(text):
        return
    text = NO_COUNTS.sub(lambda match: re.sub(r"\w", "…", match[0]), text)
    for match in WORD.finditer(text):
        if not is_name(match[0]):
            around = node.value[max(0, match.start() - 20) : match.end() + 20].strip()
            yield Typed(_line(node, lines, match[0]), f"{match[0]!r} in “{around}”")


def _line(node: ast.Constant, lines: list[str], word: str) -> int:
    """The line of a word: a string of several lines begins on the first of them."""
    over = range(node.lineno, (node.end_lineno or node.lineno) + 1)
    alone = re.compile(rf"(?<![\w-]){re.escape(word)}(?![\w-])")
    return next((line for line in over if alone.search(lines[line - 1])), node.lineno)


def _in_braces(node: ast.AST) -> Iterator[Typed]:
    """``{5}`` and ``number(30)``: a number that goes through code and is typed nevertheless."""
    if isinstance(node, ast.FormattedValue):
        said = [node.value]
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SAYS:
        said = node.args[: None if node.func.id in {"times", "by"} else 1]
    else:
        return
    for value in said:
        inside = list(ast.walk(value))
        computed = any(isinstance(n, ast.Name | ast.Call | ast.Attribute) for n in inside)
        if not computed and any(_is_number(n) for n in inside):
            yield Typed(value.lineno, ast.unparse(value))


def _is_number(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and type(node.value) in (int, float)
