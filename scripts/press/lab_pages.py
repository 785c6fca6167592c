"""Labs as pages: a lab that has been run is written as a chapter is.

Its code cells become fences, what they printed the fences below, and a table that they showed stands
as a table. So MkDocs renders a lab as it renders every page, and checks its links.

A figure stands in the lab's text as in a chapter's, with `output` for its address: the next picture
that the cells have drawn. A cell tagged `answer` belongs to the folded question above it.
"""

from __future__ import annotations

import html
import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import yaml

from scripts.press import lab_figures, lab_runs
from scripts.press.errors import PressError
from scripts.press.lab_runs import Lab, LabError, Notebook
from scripts.press.markup import Element, elements, replaced

FOLDER = "labs/"
OUTPUT = "](output)"
IMAGE = re.compile(r"!\[[^\]]*\]\(output\)")
FIRST = "cell-1"
PICTURE = "image/svg+xml"
# What is shown as it is, the richest first; all else is text.
RICH = ("text/html", "text/markdown")


@dataclass(frozen=True)
class Drawing:
    """One picture that a lab has drawn: its file's name without ending, and the light file."""

    stem: str
    text: str

    def files(self) -> Iterator[tuple[str, str]]:
        """Give the place on the site and the text of each of its files."""
        yield f"{FOLDER}{self.stem}.svg", self.text
        yield f"{FOLDER}{self.stem}-dark.svg", lab_figures.dark(self.text)


@dataclass(frozen=True)
class Page:
    """A lab that has been run, ready to be a page."""

    lab: Lab
    front: dict[str, Any]
    notebook: Notebook
    failed: PressError | None = None

    @cached_property
    def drawings(self) -> list[Drawing]:
        """All pictures in the order in which they were drawn."""
        sources = [
            _joined(output["data"][PICTURE])
            for cell in self.notebook["cells"]
            for output in cell.get("outputs", [])
            if PICTURE in output.get("data", {})
        ]
        return [
            Drawing(f"{self.lab.name}-{count}", lab_figures.light(source))
            for count, source in enumerate(sources, 1)
        ]

    def markdown(self, instead: str = "") -> str:
        """Return the lab in Markdown, with its front matter.

        Of one that has failed the text and the code are there, and `instead` below the cell that
        is to blame, or below the title.
        """
        names = iter(drawing.stem for drawing in self.drawings)
        parts = [f"---\n{yaml.safe_dump(self.front, allow_unicode=True)}---"]
        for cell in self.notebook["cells"]:
            if cell["cell_type"] == "markdown":
                parts.append(self._placed(_joined(cell["source"]), names))
            elif cell["cell_type"] == "code":
                answers = "answer" in cell["metadata"].get("tags", [])
                parts.append(textwrap.indent(shown(cell), "    " * answers))
            if self.failed and cell["id"] == self.failed.more.get("cell", FIRST):
                parts.append(instead)
        if (left := list(names)) and not self.failed:
            raise LabError(
                f"no figure shows the picture {left[0]}; write one with {OUTPUT}", self.lab.place
            )
        return "\n\n".join(parts) + "\n"

    def _placed(self, source: str, names: Iterator[str]) -> str:
        """Give each figure in a piece of text the address of its picture."""
        if self.failed:
            return IMAGE.sub("*Not drawn.*", source)
        pieces = source.split(OUTPUT)
        text = pieces[0]
        for piece in pieces[1:]:
            name = next(names, None)
            if name is None:
                written = self.lab.text().split(OUTPUT)[: len(self.drawings) + 1]
                line = OUTPUT.join(written).count("\n") + 1
                raise LabError(
                    f"a figure has {OUTPUT}, and no picture is left for it",
                    f"{self.lab.place}:{line}",
                )
            text += f"]({name}.svg){piece}"
        return text


def pages(
    report: lab_runs.Report = lambda line: None, instead: lab_runs.Instead = lambda lab: None
) -> list[Page]:
    """Return every lab as a page, also if it has failed, after running those that are stale and
    have nothing `instead`.
    """
    labs = lab_runs.all_labs()
    tried = lab_runs.attempt(labs, report, instead)
    return [_page(lab, found) for lab, found in zip(labs, tried, strict=True)]


def _page(lab: Lab, found: Notebook | LabError) -> Page:
    try:
        front, notebook = lab_runs.read(lab)
    except LabError as error:
        cell = {"id": FIRST, "cell_type": "markdown", "source": f"# {lab.name}"}
        return Page(lab, {}, {"cells": [cell]}, error)
    if isinstance(found, LabError):
        return Page(lab, front, notebook, found)
    page = Page(lab, front, found)
    try:
        page.markdown()
    except LabError as error:
        return replace(page, failed=error)
    return page


def shown(cell: Notebook) -> str:
    """Return a code cell in Markdown: its code, what it shows, and what it prints."""
    parts, printed = [_fence("python", _joined(cell["source"]))], ""
    for output in cell["outputs"]:
        data = output.get("data", {})
        rich = next((kind for kind in RICH if kind in data), None)
        if PICTURE in data:
            continue  # it stands in the lab's text, as a figure
        if rich:
            parts.append(_joined(data[rich]).strip("\n"))
        else:
            printed += _joined(output.get("text", data.get("text/plain", "")))
    if printed.strip():
        parts.append(_fence("text", printed))
    return "\n\n".join(parts)


def _fence(language: str, text: str) -> str:
    """A fence of more backticks than its text has in a row."""
    ticks = "`" * max([3, *(len(run) + 1 for run in re.findall("`+", text))])
    return f"{ticks}{language}\n{text.strip(chr(10))}\n{ticks}"


def with_pictures(page: Page, content: str) -> str:
    """Return a lab's HTML with a light and a dark picture for each that its text shows."""
    sizes = {drawing.stem: lab_figures.size(drawing.text) for drawing in page.drawings}
    shown = []
    for image in elements(content, "p", "img"):
        stem = image.attributes.get("src", "").rpartition("/")[2].removesuffix(".svg")
        if image.tag == "img" and stem in sizes:
            shown.append((image.with_paragraph, _pictures(image, stem, *sizes[stem])))
    return replaced(content, shown)


def _pictures(image: Element, stem: str, width: int, height: int) -> str:
    """Return a light and a dark picture for one of a lab's."""
    source = image.attributes["src"]
    alt = " ".join(image.attributes.get("alt", "").split())
    if not alt:
        raise LabError(f"the picture {stem} has no alternative text")
    said = html.escape(alt, quote=False).replace('"', "&quot;")
    return "".join(
        f'<picture class="{scheme}-only"><img src="{address}" width="{width}" height="{height}"'
        f' alt="{said}" decoding="async" loading="lazy"></picture>'
        for scheme, address in (("light", source), ("dark", source.replace(".svg", "-dark.svg")))
    )


def _joined(source: str | list[str]) -> str:
    return source if isinstance(source, str) else "".join(source)
