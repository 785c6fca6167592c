"""Every public name of `convdemo` has an example in its docstring, and every example runs."""

from __future__ import annotations

import doctest
import importlib
import inspect
import pkgutil
import re
from types import ModuleType
from typing import Any

import numpy as np
import pytest

import convdemo
from scripts.press import sessions
from scripts.press.keep import ROOT

MODULES = sorted(module.name for module in pkgutil.walk_packages(convdemo.__path__, "convdemo."))
PUBLIC = sorted(name for name in vars(convdemo) if not name.startswith("_"))
# Data have no docstring of their own; their module's shows them.
CALLABLE = [name for name in PUBLIC if callable(getattr(convdemo, name))]


def docstrings(module: ModuleType) -> list[doctest.DocTest]:
    return doctest.DocTestFinder(exclude_empty=False).find(module)


def members(thing: Any) -> list[tuple[str, Any]]:
    """The public methods and properties that a class defines itself."""
    return [(name, value) for name, value in vars(thing).items() if not name.startswith("_")]


@pytest.mark.parametrize("name", ["convdemo", *MODULES])
def test_examples_of_module(name: str) -> None:
    """Doctest's rules and no more; each docstring begins anew, with its module's names."""
    for test in docstrings(importlib.import_module(name)):
        said: list[str] = []
        runner = doctest.DocTestRunner(optionflags=sessions.RULES)
        with np.printoptions(), sessions.quietly():
            runner.run(test, out=said.append)
        assert not runner.failures, "".join(said)
        for example in test.examples:
            assert not example.options, f"{test.name}: no options in examples: {example.source}"


def test_no_module_escapes() -> None:
    """Every file of the package is one of the modules tested above."""
    root = ROOT / "convdemo"
    files = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for path in root.rglob("*.py")
    }
    assert files == {"convdemo", *MODULES}


def test_no_example_escapes() -> None:
    """As many prompts as a plain search finds in the files are given to doctest."""
    for name in ["convdemo", *MODULES]:
        module = importlib.import_module(name)
        prompts = len(re.findall(r"^\s*>>> ", inspect.getsource(module), re.MULTILINE))
        assert prompts == sum(len(test.examples) for test in docstrings(module)), name


@pytest.mark.parametrize("name", CALLABLE)
def test_public_name_has_an_example(name: str) -> None:
    doc = inspect.getdoc(getattr(convdemo, name)) or ""
    assert ">>> " in doc, f"{name} has no example"


@pytest.mark.parametrize("name", sorted(set(PUBLIC) - set(CALLABLE)))
def test_public_value_is_shown_in_an_example(name: str) -> None:
    if isinstance(getattr(convdemo, name), ModuleType):
        return
    examples = [
        example.source
        for module in MODULES
        for test in docstrings(importlib.import_module(module))
        for example in test.examples
    ]
    assert any(re.search(rf"\b{name}\b", source) for source in examples), f"no example shows {name}"


@pytest.mark.parametrize(
    "name", [name for name in CALLABLE if inspect.isclass(getattr(convdemo, name))]
)
def test_public_members_are_described(name: str) -> None:
    bare = [
        member
        for member, value in members(getattr(convdemo, name))
        if (inspect.isfunction(value) or isinstance(value, property)) and not inspect.getdoc(value)
    ]
    assert not bare, f"{name} has members without a docstring: {bare}"
