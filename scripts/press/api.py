"""The API: a page for each public module of the package, and on one page all names, each in one line.

No list says which there are: a module whose name does not begin with an underscore has a page, and its
public names are those with a docstring. A module stands beside the chapter of its own name, and beside
each page whose front matter names it: `modules: filters`.

The API was one page once. In the list each name has the anchor that it had there, so an old address
leads to the name's line, and by its link, or by book.js at once, to where the name is explained now.
"""

from __future__ import annotations

import ast
import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from scripts.press import subject
from scripts.press.errors import PressError, told
from scripts.setup.environment import ROOT

PAGE, FOLDER, SECTION = "reference/api.md", "reference/api/", "API"
MARK = "<!-- names -->"
SENTENCE = re.compile(r"(?<=[.:])\s+(?=[A-Z])")
# What Python calls by itself, such as __str__, is public too.
SPECIAL = re.compile(r"__\w+__")
Front = tuple[str, Mapping[str, Any]]
# Sections of the one page that bore other names than their module.
SECTIONS = {
    "forward": "layers-over-volumes",
    "backward": "going-backward",
    "learning": "learning-a-filter",
    "history": "model-cells",
    "codes": "layers-in-short-codes",
    "summary": "counting",
    "networks": "known-networks",
    "why": "shifts-and-scratches",
    "types": "the-names-in-signatures",
}


class ApiError(PressError):
    """A page that names a module which is not there; the message says which there are."""


@dataclass(frozen=True)
class Chapter:
    """A page that explains what a module does: its file under docs, and its title."""

    uri: str
    title: str


@dataclass(frozen=True)
class Name:
    """A public name of a module: what it is in one sentence, and its own public names, if it is a class."""

    name: str
    line: str
    members: tuple[str, ...] = ()


# --- what there is ------------------------------------------------------------------------------


def path_of(module: str) -> Path:
    return ROOT / subject.PACKAGE / f"{module}.py"


def public() -> list[str]:
    """Return the public modules, by the alphabet."""
    return sorted(path.stem for path in (ROOT / subject.PACKAGE).glob("[!_]*.py"))


def modules(fronts: Iterable[Front]) -> dict[str, list[Chapter]]:
    """Return the public modules with the chapters beside each, in the order of these.

    `fronts` has the pages of the contents in order, each by its file with its front matter.
    """
    known = public()
    found: dict[str, list[Chapter]] = {}
    for uri, front in fronts:
        for module in _named(uri, front):
            if module in known:
                chapter = Chapter(uri, str(front.get("title", uri)))
                found.setdefault(module, []).append(chapter)
    return found | {module: [] for module in known if module not in found}


def _named(uri: str, front: Mapping[str, Any]) -> list[str]:
    """What a page stands beside: the module of its name, if it is a chapter, and those it names."""
    own = [] if "/" in uri else [Path(uri).stem]
    return list(dict.fromkeys([*own, *str(front.get("modules", "")).split()]))


def problem(uri: str, front: Mapping[str, Any]) -> ApiError | None:
    """Say of a page that names modules which are not there what would do."""
    known = public()
    unknown = [name for name in str(front.get("modules", "")).split() if name not in known]
    if not unknown:
        return None
    there = f"{subject.PACKAGE} has no module {', '.join(unknown)}; it has {', '.join(known)}"
    return ApiError(f"modules in the front matter: {there}", f"docs/{uri}")


def _tree(module: str) -> ast.Module:
    path = path_of(module)
    try:
        return _parsed(path.read_bytes(), path)
    except SyntaxError as error:
        raise told(error) from error


@lru_cache(256)
def _parsed(source: bytes, path: Path) -> ast.Module:
    return ast.parse(source, str(path))


def summary(module: str) -> str:
    """Return what a module says of itself in one sentence; nothing, if it cannot be read."""
    try:
        return _sentence(ast.get_docstring(_tree(module)) or "")
    except PressError:
        return ""


def names(module: str) -> list[Name]:
    """Return the public names of a module, in the order of its file."""
    return list(_names(_tree(module).body))


def _names(body: Sequence[ast.stmt]) -> Iterator[Name]:
    """What is defined and has a docstring; of a constant that stands in the line below."""
    for node, below in zip(body, [*body[1:], ast.Pass()], strict=True):
        members: tuple[str, ...] = ()
        match node:
            case ast.FunctionDef(name=name):
                line = ast.get_docstring(node)
            case ast.ClassDef(name=name):
                line = ast.get_docstring(node)
                members = tuple(each.name for each in _names(node.body))
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                line = _text(below)
            case _:
                continue
        if line and (not name.startswith("_") or SPECIAL.fullmatch(name)):
            yield Name(name, _sentence(line), members)


def _text(node: ast.stmt) -> str:
    match node:
        case ast.Expr(value=ast.Constant(value=str(text))):
            return text
    return ""


def _sentence(text: str) -> str:
    """The first sentence of a docstring."""
    return SENTENCE.split(" ".join(text.split("\n\n")[0].split()))[0]


# --- a module's page ----------------------------------------------------------------------------


def name_of(module: str) -> str:
    return f"{subject.PACKAGE}.{module}"


def uri_of(module: str) -> str:
    return f"{FOLDER}{module}.md"


def pages(found: Mapping[str, list[Chapter]]) -> dict[str, str]:
    """Return the page of each module as Markdown, by its file under docs."""
    return {uri_of(module): _page(module, chapters) for module, chapters in found.items()}


def _page(module: str, chapters: list[Chapter]) -> str:
    name = name_of(module)
    description = f"The module {name}. {summary(module)}".strip().replace("'", "''")
    beside = " and ".join(f"[{each.title}]({_from(each.uri)})" for each in chapters)
    explained = f"What it does is explained in {beside}. " if beside else ""
    return (
        f"---\ntitle: {name}\ndescription: '{description}'\n---\n# {name}\n\n"
        f"{explained}[All names of {subject.PACKAGE}]({_from(PAGE)}) are on one page.\n\n"
        f"::: {name}\n"
    )


def _from(uri: str, page: str = FOLDER) -> str:
    return posixpath.relpath(uri, posixpath.dirname(page))


def contents(nav: list[Any], found: Mapping[str, list[Chapter]]) -> list[Any]:
    """Return the contents with the pages of modules: the list's page becomes a section, and they follow it."""
    return [_with_pages(item, found) for item in nav]


def _with_pages(item: Any, found: Mapping[str, list[Chapter]]) -> Any:
    if isinstance(item, dict):
        return {
            title: contents(inside, found) if isinstance(inside, list) else inside
            for title, inside in item.items()
        }
    return {SECTION: [PAGE, *map(uri_of, found)]} if item == PAGE else item


# --- the page of all names ----------------------------------------------------------------------


def insert(markdown: str, found: Mapping[str, list[Chapter]], instead: Any) -> str:
    """Return `markdown` with the names of all modules in the place of its mark.

    `instead` gives what stands in the place of a module that cannot be read.
    """
    if MARK not in markdown:
        return markdown
    return markdown.replace(MARK, "\n".join(_listed(module, instead) for module in found))


def _listed(module: str, instead: Any) -> str:
    old = f'<span id="{SECTIONS[module]}"></span>' if module in SECTIONS else ""
    link = f"[{name_of(module)}]({_from(uri_of(module), PAGE)})"
    head = f"## {link}{old} {{#{module}}}\n\n"
    try:
        lines = "\n".join(_line(module, name) for name in names(module))
    except PressError as error:
        return head + str(instead(error, MARK)) + "\n"
    return f'{head}{summary(module)}\n\n<div class="names" markdown>\n\n{lines}\n</div>\n'


def _line(module: str, name: Name) -> str:
    """A name with its line, and with the anchors that it and its members had."""
    anchor = f"{name_of(module)}.{name.name}"
    members = "".join(f'<span id="{anchor}.{member}"></span>' for member in name.members)
    there = f"{_from(uri_of(module), PAGE)}#{anchor}"
    return f'[`{name.name}`{members}]({there}){{ id="{anchor}" data-moved="" }}\n:   {name.line}\n'
