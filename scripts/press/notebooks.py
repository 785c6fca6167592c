"""Pages and labs as notebooks, to download: the text, and the code in cells that run from first to last.

A page's snippets are its cells, and what they print stands below them; its figures are in the file.
The answers of its questions stay folded in the text. A lab's cells have not been run. The first cell
of each installs what it needs.
"""

from __future__ import annotations

import ast
import base64
import json
import posixpath
import re
import sys
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scripts.drawing import palette
from scripts.drawing.drawings import Drawn, variant
from scripts.press import caching, comments, fences, lab_runs, portable, sums, tables
from scripts.press.getting import Getting
from scripts.press.lab_runs import Lab, Notebook
from scripts.press.rendering import FRONT_MATTER

ENDING = ".ipynb"
MAP = "<!-- chapters -->"
ABOUT = "*This notebook is the {what} {name} of the book* {book}."
MIME = {"svg": "image/svg+xml", "webp": "image/webp"}
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


@dataclass(frozen=True)
class Book:
    """What all notebooks of a book share: its name, how its code is got, and its figures."""

    name: str
    getting: Getting
    figures: Mapping[str, Drawn]

    @property
    def address(self) -> str:
        return self.getting.site


def is_one(uri: str) -> bool:
    """Whether a page can be downloaded: each that lies beside the first one, as chapters do."""
    return uri.endswith(".md") and "/" not in uri


def place(uri: str) -> str:
    """Where the notebook of a page or a lab lies on the site."""
    return uri.rpartition(".")[0] + ENDING


# --- a page -------------------------------------------------------------------------------------


def of_page(text: str, uri: str, title: str, book: Book) -> str:
    """Return the notebook of the page `uri`, which is kept; its text is as it is written."""
    text = comments.without_checks(FRONT_MATTER.sub("", text, count=1)).replace(MAP, "")
    text = tables.insert(sums.insert(text))
    pictures = Pictures(book.figures)
    drawn = sorted({str(each) for each in pictures.shown_in(text)})
    installs = book.getting.first_cell([])
    parts = [uri, title, book.name, book.address, installs, *drawn, text]
    made_by = [Path(module.__file__ or "") for module in (portable, fences)]
    its_key = caching.key(Path(__file__), *made_by, json.dumps(parts))
    name = uri.removesuffix(".md")
    made: str = caching.answer("notebooks", name, its_key, lambda: _of_page(parts, book, pictures))
    return made


def _of_page(parts: list[str], book: Book, pictures: Pictures) -> str:
    uri, title, text = parts[0], parts[1], parts[-1]

    def told(piece: str) -> str:
        return portable.markdown(piece, uri, book.address, pictures.embedded).strip()

    about = ABOUT.format(what="page", name=_named(title, uri, book.address), book=book.name)
    source = "\n".join(fence.source for fence in fences.find_fences(text) if _runs(fence))
    cells = [_code(book.getting.first_cell(_modules([source]))), _text(about)]
    at = 0
    pairs, _ = fences.paired(text)
    for fence, output in pairs:
        if fence.lead:  # in the answer to a question, or in a list: part of the text
            continue
        cells.append(_text(told(text[at : fence.start])))
        cells.append(_code(fence.source, output.source if output else ""))
        at = (output or fence).end
    cells.append(_text(told(text[at:])))
    return _written(cell for cell in cells if cell["source"])


def _runs(fence: fences.Fence) -> bool:
    return fence.language == fences.RUN


def _named(title: str, uri: str, address: str) -> str:
    """A page's name, which leads to it if it is known where it is."""
    return portable.markdown(f"[{title}]({posixpath.basename(uri)})", uri, address)


class Pictures:
    """The figures of a book as they stand in a notebook: inside, so that they are always there."""

    def __init__(self, figures: Mapping[str, Drawn]) -> None:
        self.drawn = {stem: each for each in figures.values() for stem in each.files}

    def shown_in(self, text: str) -> Iterator[Path]:
        """The files of the figures that a text shows."""
        for image in portable.IMAGE.finditer(text):
            if (stem := Path(image["source"]).stem) in self.drawn:
                yield self._path(stem)

    def _path(self, stem: str) -> Path:
        drawn = self.drawn[stem]
        return drawn.paths[f"{variant(stem, 'wide', 'light')}.{drawn.files[stem]}"]

    def embedded(self, alt: str, source: str) -> str:
        """A picture in Markdown, on the page's own ground; nothing, if it could not be drawn."""
        stem = Path(source).stem
        if stem not in self.drawn:
            return ""
        drawn = self.drawn[stem]
        content = self._path(stem).read_bytes()
        if drawn.files[stem] == "svg":
            style = f'<svg style="background:{palette.LIGHT.ground}" '.encode()
            content = content.replace(b"<svg ", style, 1)
        said = alt or (drawn.motion if stem.endswith("-motion") else drawn.alt)
        said = re.sub(r"[\[\]\s]+", " ", said).strip()
        encoded = base64.b64encode(content).decode()
        return f"![{said}](data:{MIME[drawn.files[stem]]};base64,{encoded})"


# --- a lab --------------------------------------------------------------------------------------


def of_lab(lab: Lab, book: Book) -> str:
    """Return the notebook of a lab: as written, not yet run. Answers are folded with their code."""
    front, notebook = lab_runs.read(lab)
    uri = f"labs/{lab.path.name}"
    name = _named(str(front.get("title", lab.name)), uri, book.address)
    code = [cell["source"] for cell in lab_runs.code_cells(notebook)]
    cells = [
        _code(book.getting.first_cell(_modules(code))),
        _text(ABOUT.format(what="lab", name=name, book=book.name)),
    ]
    for cell in _with_answers(notebook["cells"]):
        if cell["cell_type"] == "markdown":
            cells.append(_text(portable.markdown(cell["source"], uri, book.address)))
        else:
            cells.append(_code(cell["source"]))
    return _written(cells)


def _with_answers(cells: Iterable[Notebook]) -> list[Notebook]:
    """The cells with each one that answers put into the folded question above it."""
    found: list[Notebook] = []
    for cell in cells:
        if "answer" in cell["metadata"].get("tags", []) and found:
            fence = textwrap.indent(f"```python\n{cell['source'].strip()}\n```", "    ")
            found[-1] = {**found[-1], "source": f"{found[-1]['source'].rstrip()}\n\n{fence}\n"}
        else:
            found.append(cell)
    return found


# --- cells --------------------------------------------------------------------------------------


def _text(source: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": source}


def _code(source: str, printed: str = "") -> dict[str, Any]:
    outputs = [{"output_type": "stream", "name": "stdout", "text": printed}] if printed else []
    return {
        "cell_type": "code",
        "execution_count": None,
        "metadata": {},
        "outputs": outputs,
        "source": source.strip("\n"),
    }


def _written(cells: Iterable[dict[str, Any]]) -> str:
    numbered = [{**cell, "id": f"cell-{count}"} for count, cell in enumerate(cells, 1)]
    whole = {"cells": numbered, "metadata": METADATA, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(whole, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _modules(sources: Iterable[str]) -> set[str]:
    """The top modules that code imports, but for the standard library's."""
    found: set[str] = set()
    for source in sources:
        try:
            tree = ast.parse(source)
        except SyntaxError:  # the page says so itself
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                found |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                found.add(node.module.partition(".")[0])
    return found - sys.stdlib_module_names
