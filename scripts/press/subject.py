"""The package that the book is about: the project's own.

The press makes any such book, so nothing in it imports the package by its name.
"""

from __future__ import annotations

import tomllib
from importlib import import_module
from typing import Any

from scripts.setup.environment import ROOT

PACKAGE: str = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["name"]


def names() -> dict[str, Any]:
    """What a page may ask for by name: all of the package, and `np`."""
    package = import_module(PACKAGE)
    return {"np": import_module("numpy")} | {
        name: getattr(package, name) for name in package.__all__
    }
