"""Each figure says what it shows, and a page shows it."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from scripts.drawing.render import load
from scripts.drawing.store import Drawn, Store
from scripts.setup.environment import ROOT

STORE = Store(ROOT)


USE = re.compile(r"!\[[^\]]*\]\((?:\.\./)*figures/([\w-]+)\.(\w+)\)")


def tree(name: str) -> ast.Module:
    return ast.parse((STORE.scripts / f"{name}.py").read_text("utf-8"))


@pytest.mark.parametrize("name", STORE.names)
def test_a_script_says_what_it_shows_and_runs_nothing_at_import(name):
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


def pages() -> list[Path]:
    return sorted((ROOT / "docs").rglob("*.md"))


def uses() -> set[tuple[str, str]]:
    """Name and ending of every figure that a page shows; fences show code, not figures."""
    found = set()
    for page in pages():
        text = re.sub(
            r"^([ \t]*)(`{3,}).*?^\1\2[ \t]*$", "", page.read_text("utf-8"), flags=re.M | re.S
        )
        found |= set(USE.findall(text))
    return found


def test_every_figure_is_used_and_every_use_has_its_script():
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
