"""What a page's run gives: for each numeral of its prose the expression and its exact value.

A page is run as the tests run it (`sessions.py`), in the worker, and what it gives is kept under a hash
of its text and of all that this imports. While the site is served nobody waits for that: what is kept
stands, and the thread that tells authors what no longer holds runs a saved page and keeps it here.

`GIVES` lists what is taken from a run. Each part is a function of the `Session`, and gives JSON.
"""

from __future__ import annotations

import ast
import faulthandler
import os
from collections.abc import Callable, Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

from scripts.press import (
    answering,
    caching,
    fences,
    imports,
    numerals,
    rests,
    sessions,
    subject,
    telling,
    worker,
)
from scripts.press.errors import PressError
from scripts.press.findings import PATIENCE
from scripts.press.numerals import Claim, Numeral
from scripts.press.sessions import Session
from scripts.setup.environment import ROOT

KIND = "worked"
# What a page gives: see GIVES for the parts.
Given = dict[str, Any]


def given(pages: Mapping[str, str]) -> dict[str, Given | PressError]:
    """Return what each page gives, by its place under docs, from the texts of the pages."""
    with imports.look():
        keys = {name: key(text) for name, text in pages.items()}
    return caching.answers(KIND, keys, lambda missing: _asked({n: pages[n] for n in missing}))


def kept(pages: Mapping[str, str]) -> dict[str, Given]:
    """Return what is known of pages without running one; those that have changed are left out."""

    def look(names: list[str]) -> dict[str, Given]:
        with imports.look():
            found = {name: caching.read(_kept_at(name, key(pages[name]))) for name in names}
        return {name: gives for name, gives in found.items() if gives is not None}

    shared = all_shared()
    marks = {name: caching.key(shared, text) for name, text in pages.items()}
    return caching.recall(KIND, marks, look)


def all_shared() -> str:
    """Hash all that any page or script may depend on."""
    return caching.key(*(ROOT / place for place in telling.SHARED))


def keep(name: str, session: Session) -> None:
    """Keep what a page gave that was run for something else."""
    caching.write(_kept_at(name, key(session.text)), of_session(session))


def key(text: str) -> str:
    """Hash a page and all that its run depends on."""
    return caching.key(rests.key(text), imports.key(Path(__file__)))


def _kept_at(name: str, its_key: str) -> Path:
    return caching.place(KIND, name, its_key)


def _asked(pages: Mapping[str, str]) -> list[Given | PressError]:
    try:
        return worker.ask_each("scripts.press.worked:run", list(pages.items()))
    except PressError as error:  # a page that ends the process, say
        return [error] * len(pages)


def run(pages: list[tuple[str, str]]) -> list[dict[str, Any]]:
    """Run pages, given as their places and texts: the part in the worker."""
    os.environ["MPLBACKEND"] = "Agg"
    texts = dict(pages)

    def do(name: str) -> Given:
        faulthandler.dump_traceback_later(PATIENCE[".md"], exit=True)
        try:
            return of_session(sessions.run_text(texts[name], sessions.DOCS / name))
        finally:
            faulthandler.cancel_dump_traceback_later()

    return worker.each(do, list(texts))


def of_session(session: Session) -> Given:
    """Return what is taken from a run, each part by its name."""
    return {name: take(session) for name, take in GIVES.items()}


# --- the numerals -------------------------------------------------------------------------------


def claims(session: Session) -> list[dict[str, Any]]:
    """Return each claim: its line, its numerals, and an answer for each; none if they differ."""
    made = _Made(session)
    found = {id(claim): pairs for claim, pairs in session.answers}
    return [_claim(claim, found.get(id(claim)), made) for claim in session.prose.claims]


def _claim(claim: Claim, pairs: list[tuple[str, Any]] | None, made: _Made) -> dict[str, Any]:
    holds = pairs is not None and not numerals.compare(claim.numerals, pairs)
    found = list(answers(claim.source or "", pairs)) if pairs and holds else []
    for answer in found:
        answer["from"] = made.origins(answer["expression"], claim.start)
    return {
        "line": claim.line,
        "source": claim.source or "",
        "numerals": [numeral_data(numeral) for numeral in claim.numerals],
        "answers": found,
    }


def numeral_data(numeral: Numeral) -> dict[str, Any]:
    return {
        "text": numeral.text,
        "negative": numeral.negative,
        "start": numeral.positions[0],
        "end": numeral.positions[-1] + 1,
        "kind": numeral.kind,
        "line": numeral.line,
    }


def answers(source: str, pairs: list[tuple[str, Any]]) -> Iterator[dict[str, Any]]:
    """Give for each numeral its expression, the value as text, and which of how many it is."""
    for expression, values in _together(source, pairs):
        for place, value in enumerate(values, 1):
            yield {
                "expression": " ".join(expression.split()),
                "value": exactly(value),
                "which": place,
                "of": len(values),
            }


def _together(source: str, pairs: list[tuple[str, Any]]) -> Iterator[tuple[str, list[Any]]]:
    """The values of each expression; one that is written again at once gives as many again."""
    runs = [(text, len([*again])) for text, again in groupby(numerals.expressions(source))]
    for expression, group in groupby(pairs, key=lambda pair: pair[0]):
        while runs[0][0] != expression:  # one that gives nothing
            runs.pop(0)
        values = [value for _, value in group]
        each = len(values) // runs.pop(0)[1]
        for start in range(0, len(values), each):
            yield expression, values[start : start + each]


def exactly(value: Any) -> str:
    """Return a number as Python writes it: all digits, and no word about its kind."""
    plain = value.item() if hasattr(value, "item") else value
    return repr(plain) if isinstance(plain, int | float | complex) else str(plain)


# --- where names come from ----------------------------------------------------------------------


class _Made:
    """Which fence of a page, or what else, has made a name."""

    def __init__(self, session: Session) -> None:
        self.fences = [
            (fence, dict(_makes(fence.source)))
            for fence in session.fences
            if fence.language == fences.RUN
        ]

    def origins(self, expression: str, place: int) -> list[list[Any]]:
        """Return each name of an expression at a place of the page, and what it is of."""
        tree = ast.parse(expression, mode="eval")
        found = dict(filter(None, (self._origin(node, place) for node in names_in(tree))))
        return [[name, origin] for name, origin in found.items()]

    def _origin(self, node: ast.AST, place: int) -> tuple[str, list[Any]] | None:
        if source := _quoted(node) or _data(node):
            return source
        if not isinstance(node, ast.Name):
            return None
        for fence, made in reversed(self.fences):
            if node.id in made and fence.start < place:
                return node.id, made[node.id] or ["fence", fence.line]
        module = module_of(node.id)
        return (node.id, ["package", module]) if module else None


def names_in(tree: ast.AST) -> Iterator[ast.AST]:
    """Give the nodes that name something, in the order of the text: also what `cite` names."""
    bound = {
        inner.id
        for node in ast.walk(tree)
        if isinstance(node, ast.comprehension | ast.NamedExpr)
        for inner in ast.walk(node.target)
        if isinstance(inner, ast.Name)
    } | {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    wanted = (ast.Name, ast.Attribute, ast.Subscript, ast.Call)
    for node in ast.walk(tree):
        if isinstance(node, wanted) and getattr(node, "id", "") not in bound | {"cite", "data"}:
            yield node


def _is_name(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def _quoted(node: ast.AST) -> tuple[str, list[Any]] | None:
    """A work of the bibliography: `cite.key`, `cite["key"]` or `cite("key", …, at=…)`."""
    if isinstance(node, ast.Attribute) and _is_name(node.value, "cite"):
        return f"cite.{node.attr}", ["cite", node.attr, ""]
    if isinstance(node, ast.Subscript) and _is_name(node.value, "cite"):
        work = ast.literal_eval(node.slice)
        return f"cite.{work}", ["cite", work, ""]
    if isinstance(node, ast.Call) and _is_name(node.func, "cite"):
        work = ast.literal_eval(node.args[0])
        at = next((ast.literal_eval(k.value) for k in node.keywords if k.arg == "at"), None)
        return f"cite.{work} {at or ''}".strip(), ["cite", work, at or ""]
    return None


def _data(node: ast.AST) -> tuple[str, list[Any]] | None:
    if isinstance(node, ast.Attribute) and _is_name(node.value, "data"):
        files = (f"data/{node.attr}{suffix}" for suffix in (".json", ".toml"))
        place = next((file for file in files if (ROOT / file).exists()), "data")
        return f"data.{node.attr}", ["data", place]
    return None


def _makes(source: str) -> Iterator[tuple[str, list[Any] | None]]:
    """Give each name that a fence gives a value; with its origin, if it is only imported."""
    try:
        body = ast.parse(source)
    except (SyntaxError, ValueError):  # the session tells
        return
    for node in _own(body):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id, None
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name, None
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                ours = (node.module or "").partition(".")[0] == subject.PACKAGE
                module = module_of(alias.name) if ours else None
                yield alias.asname or alias.name, ["package", module] if module else None


def _own(node: ast.AST) -> Iterator[ast.AST]:
    """The nodes of a piece of code that run at its level: not those inside of functions."""
    for child in ast.iter_child_nodes(node):
        yield child
        inner = (ast.FunctionDef, ast.ClassDef, ast.Lambda, ast.ListComp, ast.GeneratorExp)
        if not isinstance(child, (*inner, ast.SetComp, ast.DictComp)):
            yield from _own(child)


def module_of(name: str) -> str | None:
    """Return the module that defines a public name of the package, if it is one."""
    home = ROOT / subject.PACKAGE / "__init__.py"
    for path in imports.defining(home, name, ROOT):
        return ".".join(path.relative_to(ROOT).with_suffix("").parts)
    return None


def code(session: Session) -> dict[str, str]:
    """Return the code of each fence that ran, by its line."""
    return {str(each.line): each.source for each in session.fences if each.language == fences.RUN}


GIVES: dict[str, Callable[[Session], Any]] = {
    "claims": claims,
    "code": code,
    "questions": answering.of_session,
}
