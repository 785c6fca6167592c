"""What a piece of Python depends on: the project's modules that it imports, by what they do.

A name is followed to the module that defines it, through packages that only hand it on. So what
imports `conv2d` does not depend on what stands beside it in the package. Comments, docstrings and
layout say nothing to a program, and do not count.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass
from functools import lru_cache, wraps
from pathlib import Path
from typing import ParamSpec, TypeVar

from scripts.press import caching
from scripts.setup.environment import ROOT

P = ParamSpec("P")
R = TypeVar("R")
# What has been seen of the files in one look at them.
_seen: ContextVar[dict[tuple[object, ...], object] | None] = ContextVar("_seen", default=None)


@contextmanager
def look() -> Iterator[None]:
    """Look at each file once: inside, the files are as they were when they were first looked at.

    Many keys are made of the same few files. A look inside another sees what has changed since.
    """
    before = _seen.set({})
    try:
        yield
    finally:
        _seen.reset(before)


def _once(function: Callable[P, R]) -> Callable[P, R]:
    """Call a function once in a look for the same arguments."""

    @wraps(function)
    def called(*args: P.args, **named: P.kwargs) -> R:
        seen = _seen.get()
        if seen is None:
            return function(*args, **named)
        asked = (function.__name__, *args, *named.values())
        if asked not in seen:
            seen[asked] = function(*args, **named)
        return seen[asked]  # type: ignore[return-value]

    return called


@dataclass(frozen=True)
class Module:
    """A file of Python: what it does, as a hash, and which names it takes from elsewhere."""

    code: str
    # Modules that are imported whole, and (module, name there, name here) of the others.
    whole: tuple[str, ...] = ()
    taken: tuple[tuple[str, str, str], ...] = ()
    bound: Collection[str] = ()


def key(*starts: Path, root: Path = ROOT) -> str:
    """Hash the code of some files and of all that they import of the project at `root`."""
    return _hashed(reached(starts, root), root)


def key_of_text(text: str, package: str, root: Path = ROOT) -> str:
    """Hash an expression, and the code of what it uses of a package by name."""
    try:
        tree = ast.parse(text.strip())
    except SyntaxError:  # it is told when it is evaluated
        return caching.key(text, key(root / package / "__init__.py", root=root))
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    home = _file(root, package)
    starts = {path for name in names for path in defining(home, name, root)} if home else set()
    return caching.key(ast.dump(tree), _hashed(reached(starts, root), root))


def key_of_code(cells: list[str], root: Path = ROOT) -> str:
    """Hash pieces of code that run one after another, and the code of what they import."""
    modules = [_parse(cell.encode()) for cell in cells]
    starts = {path for module in modules for path in _imports(module, root / "-", root)}
    return caching.key(*(module.code for module in modules), _hashed(reached(starts, root), root))


def _hashed(paths: set[Path], root: Path) -> str:
    parts: list[str] = []
    for path in sorted(paths):
        name = path.relative_to(root) if path.is_relative_to(root) else Path(path.name)
        parts += [name.as_posix(), _read(path).code]
    return caching.key(*parts)


def reached(starts: Iterable[Path], root: Path = ROOT) -> set[Path]:
    """The files themselves, and all of the project that they import, also by way of others."""
    found: set[Path] = set()
    waiting = list(starts)
    while waiting:
        path = waiting.pop()
        if path not in found:
            found.add(path)
            waiting += _imported(path, root)
    return found


@_once
def _imported(path: Path, root: Path) -> list[Path]:
    """The files that a file imports itself."""
    return list(_imports(_read(path), path, root))


def _imports(module: Module, path: Path, root: Path) -> Iterator[Path]:
    for name in module.whole:
        yield from filter(None, [_file(root, name, path.parent)])
    for source, name, _ in module.taken:
        if home := _file(root, _absolute(source, path, root), path.parent):
            yield from defining(home, name, root)


def defining(home: Path, name: str, root: Path) -> Iterator[Path]:
    """The file in which a name of a module is defined; none, if the module does not know it."""
    if home.name != "__init__.py":
        yield home
    elif inside := _file(home.parent, name):
        yield inside
    else:
        module = _read(home)
        for source, there, here in module.taken:
            if name == here:
                place = _file(root, _absolute(source, home, root))
                yield from defining(place, there, root) if place else ()
                return
        if name in module.bound or name == "*":
            yield home


def _absolute(source: str, path: Path, root: Path) -> str:
    """The full name of a module that a file calls by `source`, which may begin with dots."""
    name = source.lstrip(".")
    if name == source:
        return name
    folder = path.parents[len(source) - len(name) - 1]
    return ".".join([*folder.relative_to(root).parts, *filter(None, [name])])


@_once
def _file(root: Path, name: str, beside: Path | None = None) -> Path | None:
    """The file of a module of the project, or of one beside that which imports it."""
    for folder in filter(None, (root, beside)):
        place = folder.joinpath(*name.split("."))
        for path in (place.with_suffix(".py"), place / "__init__.py"):
            if name and path.is_file():
                return path
    return None


@_once
def _read(path: Path) -> Module:
    status = path.stat()
    return _parsed(path, status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=4096)
def _parsed(path: Path, time: int, size: int) -> Module:
    """A file as it is at a time."""
    source = path.read_bytes()
    its_key = caching.key(source, Path(__file__))
    kept = caching.answer("code", its_key, its_key, lambda: asdict(_parse(source)))
    taken = tuple((source, there, here) for source, there, here in kept["taken"])
    return Module(kept["code"], tuple(kept["whole"]), taken, frozenset(kept["bound"]))


def _parse(source: bytes) -> Module:
    """Read a file's syntax; where it has none, it does what stands there."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return Module(caching.key(source))
    nodes = list(ast.walk(tree))
    for node in nodes:
        body = getattr(node, "body", None)
        if isinstance(body, list):
            body[:] = [part for part in body if not _is_docstring(part)]
    return Module(
        caching.key(ast.dump(tree)),
        tuple(a.name for node in nodes if isinstance(node, ast.Import) for a in node.names),
        tuple(
            ("." * node.level + (node.module or ""), a.name, a.asname or a.name)
            for node in nodes
            if isinstance(node, ast.ImportFrom)
            for a in node.names
        ),
        sorted(set(_bound(nodes))),
    )


def _bound(nodes: list[ast.AST]) -> Iterator[str]:
    """The names that a module itself gives a value."""
    for node in nodes:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id


def _is_docstring(node: ast.AST) -> bool:
    """Whether a statement is nothing but a text."""
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )
