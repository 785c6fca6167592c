"""The numerals that a script writes, of a table or of a picture's text: which expression gave each.

The script's f-strings are changed before it runs: around each value that one takes in stand letters that
tell which it is (those of `marks.py`). So a numeral of what is returned lies in the value that it came
from. Where a script does something to its text that letters would change, and for a numeral that no
f-string of its own took in, the function that returned it is told.
"""

from __future__ import annotations

import ast
import contextlib
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

from scripts.press import caching, imports, marks, numerals, tables, worked, worker
from scripts.press.errors import PressError
from scripts.setup.environment import ROOT

KIND = "scripted"
FIGURES = "scripts/figures"
TABLES = "scripts/tables"
# What a script may return: the function, by the folder.
TEXTS = {FIGURES: ("alt", "motion_alt"), TABLES: ("table",)}
OPEN, TAKE = "_asked_open", "_asked_take"
LONGEST = 60  # characters of a value that is no number


def given(names: Iterable[str]) -> dict[str, Any]:
    """Return what each script says, by its place without ending: "scripts/tables/loop".

    It is by the function: the text, and the numerals in it with their answers.
    """
    answers = caching.answers(KIND, _keys(names), _asked)
    # A script that fails is told where it draws or makes its table.
    return {name: gives for name, gives in answers.items() if not isinstance(gives, PressError)}


def kept(names: Iterable[str]) -> dict[str, Any]:
    """Return what is known of scripts without running one."""

    def look(missing: list[str]) -> dict[str, Any]:
        keys = _keys(missing)
        found = {n: caching.read(caching.place(KIND, n, its_key)) for n, its_key in keys.items()}
        return {name: gives for name, gives in found.items() if gives is not None}

    return caching.recall(KIND, dict.fromkeys(names, worked.all_shared()), look)


def _keys(names: Iterable[str]) -> dict[str, str]:
    with imports.look():
        shared = caching.key(imports.key(Path(__file__)), *(ROOT / place for place in tables.READ))
        return {name: caching.key(shared, *_sources(name)) for name in names}


def _sources(name: str) -> list[str | Path]:
    return tables.sources(ROOT / f"{name}.py")


def _asked(names: list[str]) -> list[Any]:
    try:
        return worker.ask_each("scripts.press.scripted:run", names)
    except PressError as error:
        return [error] * len(names)


def run(names: list[str]) -> list[dict[str, Any]]:
    """Run scripts: the part in the worker."""
    return worker.each(_said, names)


def _said(name: str) -> dict[str, Any]:
    path = ROOT / f"{name}.py"
    functions = TEXTS[name.rpartition("/")[0]]
    plain = _loaded(path, ast.parse(path.read_text("utf-8")))
    found = {}
    for function in functions:
        if hasattr(plain, function):
            text = getattr(plain, function)()
            found[function] = {
                "text": text,
                "numerals": list(_numerals(text, _noted(path, function, text), name, function)),
            }
    return found


@dataclass
class _Notes:
    """What the f-strings of a script took in, in the order in which they did."""

    taken: list[tuple[str, Any]] = field(default_factory=list)
    last: list[Any] = field(default_factory=list)

    def open(self, expression: str, value: Any) -> str:
        self.taken.append((expression, value))
        self.last.append(value)
        return chr(marks.FIRST + len(self.taken) - 1)

    def take(self) -> Any:
        return self.last.pop()


# The first and the last character of a value in a text, the expression, and the value.
Span = tuple[int, int, str, Any]


def _noted(path: Path, function: str, text: str) -> list[Span]:
    """Return which values stand where in a text that a function of a script returns."""
    notes = _Notes()
    source = path.read_text("utf-8")
    tree = ast.fix_missing_locations(_Noting(source).visit(ast.parse(source)))
    with contextlib.suppress(Exception):  # a script that takes its own text apart
        module = _loaded(path, tree, {OPEN: notes.open, TAKE: notes.take})
        noted = str(getattr(module, function)())
        if marks.without(noted) == text and len(notes.taken) < marks.ROOM:
            return list(_spans(noted, notes))
    return []


def _spans(noted: str, notes: _Notes) -> Iterator[Span]:
    """The values in a text with letters; what is inside another comes before it."""
    begun: list[tuple[int, str]] = []
    at = 0
    for character in noted:
        if character == marks.END:
            start, letter = begun.pop()
            yield start, at, *notes.taken[ord(letter) - marks.FIRST]
        elif marks.LETTER.match(character):
            begun.append((at, character))
        else:
            at += 1


class _Noting(ast.NodeTransformer):
    """Put the letters around what f-strings take in."""

    def __init__(self, source: str) -> None:
        self.source = source

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.JoinedStr:
        parts: list[ast.expr] = []
        for part in node.values:
            if not isinstance(part, ast.FormattedValue):
                parts.append(part)
                continue
            written = ast.unparse(part.value)
            value = self.visit(part.value)
            opened = ast.Call(ast.Name(OPEN, ast.Load()), [ast.Constant(written), value], [])
            taken = ast.Call(ast.Name(TAKE, ast.Load()), [], [])
            parts += [
                ast.FormattedValue(opened, -1),
                ast.FormattedValue(taken, part.conversion, part.format_spec),
                ast.Constant(marks.END),
            ]
        return ast.copy_location(ast.JoinedStr(parts), node)


def _loaded(path: Path, tree: ast.Module, more: dict[str, Any] | None = None) -> ModuleType:
    """A script's module, made of its syntax."""
    module = ModuleType(f"asked_{path.stem}")
    module.__file__ = str(path)
    vars(module).update(more or {})
    sys.modules[module.__name__] = module  # where dataclasses look
    exec(compile(tree, str(path), "exec"), vars(module))
    return module


def _numerals(text: str, spans: list[Span], name: str, function: str) -> Iterator[dict[str, Any]]:
    """The numerals of a text, each with its answer."""
    origin = [[function, ["script", f"{name}.py", f"{function}()"]]]
    for numeral in numerals.read(text).numerals:
        place = numeral.positions[0]
        around = next((each for each in spans if each[0] <= place < each[1]), None)
        expression, value = around[2:] if around else (f"{function}()", None)
        answer = {"expression": expression, "value": _exactly(value), "which": 1, "of": 1}
        yield worked.numeral_data(numeral) | {"answer": answer | {"from": origin}}


def _exactly(value: Any) -> str:
    """A value as text; of text that is not short, and of what only a function gave, nothing."""
    try:
        (number,) = numerals.flatten(value)
    except (TypeError, ValueError):
        text = str(value)
        return text if isinstance(value, str) and len(text) <= LONGEST else ""
    return worked.exactly(number)
