"""Each figure says what it shows, and a page shows it."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from scripts.drawing.drawings import Drawn, Store
from scripts.drawing.render import load
from scripts.press import sessions
from scripts.press.markup import elements
from scripts.press.rendering import rendered, without_front
from scripts.setup.environment import ROOT

STORE = Store(ROOT)


def tree(name: str) -> ast.Module:
    return ast.parse((STORE.scripts / f"{name}.py").read_text("utf-8"))


@pytest.mark.parametrize("name", STORE.names)
def test_a_script_says_what_it_shows_and_runs_nothing_at_import(name: str) -> None:
    module = tree(name)
    functions = {node.name: node for node in module.body if isinstance(node, ast.FunctionDef)}
    assert ast.get_docstring(module), "it has no docstring"
    assert [a.arg for a in functions["draw"].args.args] == ["layout"]
    assert functions["alt"].args.args == []
    named = (ast.Assign, ast.AnnAssign, ast.AugAssign)
    allowed = (ast.FunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom, *named)
    for node in module.body[1:]:
        assert isinstance(node, allowed), ast.unparse(node)
    place = STORE.folder(name)
    drawn = (place / "figure.json").exists()
    alt = Drawn.load(place).alt if drawn else load(STORE.scripts / f"{name}.py").alt()
    assert len(alt) > 20


def uses() -> set[tuple[str, str]]:
    """Name and ending of every figure that a page shows."""
    found = set()
    for path in sessions.pages():
        for image in elements(rendered(without_front(path.read_text("utf-8"))), "img"):
            folder, _, name = image.attributes["src"].rpartition("/")
            if folder.rpartition("/")[2] == "figures":
                found.add((Path(name).stem, Path(name).suffix[1:]))
    return found


def test_every_figure_is_used_and_every_use_has_its_script() -> None:
    offered = set()
    for name in STORE.names:
        module = tree(name)
        assigned = [n for n in module.body if isinstance(n, ast.Assign)]
        constants = {ast.unparse(n.targets[0]): n.value for n in assigned}
        ending = ast.literal_eval(constants["FORMAT"]) if "FORMAT" in constants else "svg"
        offered.add((name, ending))
        if any(isinstance(n, ast.FunctionDef) and n.name == "frames" for n in module.body):
            offered.add((f"{name}-motion", "svg"))
    assert offered == uses()
