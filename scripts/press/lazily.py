"""Load the heavy half of mkdocs-jupyter when a lab has to be read, not at the start of a build.

The plugin imports nbconvert and jupytext, which takes longer than building all chapters does. The
first is never needed, for labs are rendered as pages are; the second only when a lab has changed.
MkDocs imports plugins before hooks, so mkdocs.yml names this module by a tag that YAML resolves
earlier still. (The standard library's LazyLoader is not safe with threads before Python 3.12, and
labs run in some.)
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import sys
import threading
from collections.abc import Sequence
from types import ModuleType
from typing import Any

WHEN_USED = {"jupytext", "mkdocs_jupyter.convert"}


class _Waiting(ModuleType):
    """A module that runs when the first of its names is asked for."""

    def __getattr__(self, name: str) -> Any:
        with _lock:
            loader = self.__dict__.pop("waits_for", None)
            if loader:
                loader.exec_module(self)
                self.__class__ = ModuleType  # type: ignore[assignment]  # it ends its wait
        return ModuleType.__getattribute__(self, name)


class _Later(importlib.abc.Loader):
    def __init__(self, loader: importlib.abc.Loader) -> None:
        self.loader = loader

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType | None:
        return self.loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        module.__dict__["waits_for"] = self.loader
        module.__loader__ = self.loader
        module.__class__ = _Waiting


class _WhenUsed(importlib.abc.MetaPathFinder):
    """Find the modules of `WHEN_USED` as usual, and put off running them until they are used."""

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if name not in WHEN_USED:
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path)
        if spec and spec.loader:
            spec.loader = _Later(spec.loader)
        return spec


_lock = threading.RLock()
sys.meta_path.insert(0, _WhenUsed())
