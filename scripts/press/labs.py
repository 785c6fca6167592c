"""Labs as pages: what mkdocs-jupyter renders, put right.

The plugin renders a run notebook into a page of its own kind: its own style sheet of half a
megabyte, empty scripts, pictures without alternative texts, each cell a second time for its copy
button, Markdown by another dialect in which links are not checked. So the page is put together anew:

- `markdown` gives the lab's text with a mark where each code cell stands. MkDocs renders that as it
  renders every chapter, and so checks its links.
- `assemble` takes the code and the outputs from the plugin's page, in the markup that chapters use,
  and puts them where the marks are.

A figure stands in the lab's text as in a chapter's, with `output` for its address: the next picture
that the cells have drawn. A cell tagged `answer` belongs to the folded question above it.
"""

from __future__ import annotations

import html
import json
import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from scripts.press import comments, keep, lab_figures, notebooks
from scripts.press.notebooks import Lab, LabError, Notebook

FOLDER = "labs/"
OUTPUT = "](output)"
MARK = '<div class="lab-cell" data-cell="{}"></div>'
# Inside a folded question Markdown takes the mark for a paragraph.
MARKED = re.compile(r'(<p>)?<div class="lab-cell" data-cell="(\d+)"></div>(?(1)</p>)')
WRAPPER = '<div class="jupyter-wrapper">'
IMAGE = re.compile(r"<p>\s*(<img\b[^>]*>)\s*</p>|(<img\b[^>]*>)")
ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')
FIGURE = re.compile(r"<figure markdown[^>]*>.*?<figcaption markdown>(.*?)</figcaption>\s*</figure>",
                    re.DOTALL)
QUESTION = re.compile(r'^\?\?\? \w+ "(?P<title>.*)"\n(?P<body>(?:    .*\n?|\n)*)', re.MULTILINE)
LINK = re.compile(r"\[([^\]]*)\]\((\.\./)?([\w/-]+)\.(?:md|py)(#[\w-]+)?\)")
PICTURE = "image/svg+xml"
NEEDS = (
    "This notebook is a lab of the book *{book}*. It needs the book's package `convdemo`"
    " (`pip install .` in a copy of its repository) and the libraries that its first cell imports."
)


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

    def markdown(self) -> str:
        """Return the lab's text in Markdown, with its front matter and a mark for each code cell."""
        names = iter(drawing.stem for drawing in self.drawings)
        parts = [f"---\n{yaml.safe_dump(self.front, allow_unicode=True)}---"]
        for index, cell in enumerate(self.notebook["cells"]):
            if cell["cell_type"] == "markdown":
                parts.append(self._placed(_joined(cell["source"]), names))
            elif cell["cell_type"] == "code":
                answers = "answer" in cell["metadata"].get("tags", [])
                parts.append("    " * answers + MARK.format(index))
        if left := list(names):
            raise LabError(f"{self.place}: no figure shows the picture {left[0]}; write one with {OUTPUT}")
        return "\n\n".join(parts) + "\n"

    @property
    def place(self) -> str:
        return f"docs/labs/{self.lab.path.name}"

    def _placed(self, source: str, names: Iterator[str]) -> str:
        """Give each figure in a piece of text the address of its picture."""
        pieces = source.split(OUTPUT)
        text = pieces[0]
        for piece in pieces[1:]:
            name = next(names, None)
            if name is None:
                raise LabError(f"{self.place}: a figure has {OUTPUT}, and no picture is left for it")
            text += f"]({name}.svg){piece}"
        return text

    def download(self, book: str, address: str) -> str:
        """Return the notebook for the reader: as written, not yet run, readable outside the site.

        Figures leave their captions; questions fold without the site's style; links to chapters lead
        to `address`, and if the site has none they are plain words.
        """
        _, notebook = notebooks.read(self.lab)
        for cell in notebook["cells"]:
            if cell["cell_type"] == "markdown":
                cell["source"] = _portable(cell["source"], address)
        first = {"cell_type": "markdown", "id": "needs", "metadata": {},
                 "source": NEEDS.format(book=book)}
        notebook["cells"].insert(0, first)
        return json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def pages(report: notebooks.Report = lambda line: None) -> list[Page]:
    """Return every lab as a page, after running those that are stale."""
    labs = notebooks.all_labs()
    return [
        Page(lab, notebooks.read(lab)[0], notebook)
        for lab, notebook in zip(labs, notebooks.ran(labs, report), strict=True)
    ]


def assemble(page: Page, text: str, rendered: str) -> str:
    """Return a lab's HTML: `text` with the code cells of `rendered`, the plugin's page, in it."""
    cells = code_cells(rendered)
    kinds = [cell["cell_type"] for cell in page.notebook["cells"]]
    numbers = [index for index, kind in enumerate(kinds) if kind == "code"]
    if len(cells) != len(numbers):
        raise LabError(f"{page.place}: {len(numbers)} code cells, and {len(cells)} were rendered")
    found = dict(zip(numbers, cells, strict=True))
    text = MARKED.sub(lambda match: found[int(match[2])], text)
    sizes = {drawing.stem: lab_figures.size(drawing.text) for drawing in page.drawings}
    return IMAGE.sub(lambda match: _pictures(match, sizes), text)


def code_cells(rendered: str) -> list[str]:
    """Return each code cell of the plugin's page, with what it printed, in the chapters' markup."""
    its_key = keep.key(Path(__file__), rendered)
    return list(keep.answer("rendered", its_key, its_key, lambda: _code_cells(rendered)))


def _code_cells(rendered: str) -> list[str]:
    from bs4 import BeautifulSoup

    # What stands before the wrapper are style sheets and scripts.
    _, wrapper, body = rendered.partition(WRAPPER)
    soup = BeautifulSoup(wrapper + body.partition("<style>")[0], "html.parser")
    return ["".join(_cell(cell)) for cell in soup.select(".jp-Notebook > .jp-CodeCell")]


def _cell(cell: Any) -> Iterator[str]:
    code = cell.select_one(".highlight-ipynb pre")
    inner = "".join(str(part) for part in code.contents).removeprefix("<span></span>")
    yield f'<div class="language-python highlight"><pre><code>{inner}</code></pre></div>\n'
    printed = ""
    for output in cell.select(".jp-OutputArea-output"):
        if output.select_one("svg, img"):
            continue  # it stands in the lab's text, as a figure
        if output.select_one(".jp-RenderedHTMLCommon, table"):
            inside = output.decode_contents()
            yield inside
        elif output.pre:
            printed += output.pre.get_text()
    if printed.strip():
        text = html.escape(printed.rstrip("\n"), quote=False)
        yield f'<div class="language-text highlight"><pre><code>{text}\n</code></pre></div>\n'


def _pictures(match: re.Match[str], sizes: dict[str, tuple[int, int]]) -> str:
    """Put a light and a dark picture in the place of one of a lab's."""
    attributes = dict(ATTRIBUTE.findall(match[1] or match[2]))
    source = attributes.get("src", "")
    stem = source.rpartition("/")[2].removesuffix(".svg")
    if stem not in sizes:
        return match[0]
    width, height = sizes[stem]
    alt = " ".join(attributes.get("alt", "").split())
    if not alt:
        raise LabError(f"the picture {stem} has no alternative text")
    return "".join(
        f'<picture class="{scheme}-only"><img src="{address}" width="{width}" height="{height}"'
        f' alt="{alt}" decoding="async" loading="lazy"></picture>'
        for scheme, address in (("light", source), ("dark", source.replace(".svg", "-dark.svg")))
    )


def _portable(text: str, address: str) -> str:
    text = comments.without_checks(text)
    text = FIGURE.sub(lambda match: f"*Figure:* {match[1].strip()}", text)
    text = QUESTION.sub(_folded, text)
    return LINK.sub(lambda match: _link(match, address), text)


def _folded(match: re.Match[str]) -> str:
    body = textwrap.dedent(match["body"]).strip()
    title = html.escape(match["title"], quote=False)
    return f"<details><summary>{title}</summary>\n\n{body}\n\n</details>\n"


def _link(match: re.Match[str], address: str) -> str:
    if not address:
        return match[1]
    folder = "" if match[2] else FOLDER
    return f"[{match[1]}]({address.rstrip('/')}/{folder}{match[3]}.html{match[4] or ''})"


def _joined(source: str | list[str]) -> str:
    return source if isinstance(source, str) else "".join(source)
