"""Tables: those that scripts/tables computes, and a frame that lets a wide one scroll by itself.

`<!-- table: NAME -->` in a page is replaced by what `table()` of `scripts/tables/NAME.py` returns.
Scripts run in another process, so that an edit to convdemo is seen while the site is served.
"""

from __future__ import annotations

import contextlib
import html
import re
import runpy
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from scripts.press import caching, imports, lab_runs, worker
from scripts.press.errors import PressError, refuse, told
from scripts.press.markup import Element, elements, replaced, words
from scripts.setup.environment import ROOT

SCRIPTS = ROOT / "scripts" / "tables"
# What a table may read besides what it imports; what a lab gave, if it asks for that.
READ = ("data", "pyproject.toml", "requirements.txt", "scripts/press/tables.py")
LABS = "docs/labs"
# A page that a script names.
PAGE = re.compile(r'"(docs/[\w/]+\.md)"')
MARK = re.compile(r"^<!-- table: (\w+) -->[ \t]*$", re.MULTILINE)


_asked: set[str] = set()


class TableError(PressError):
    """A table that cannot be made; the message says which, and why."""


def insert(
    markdown: str,
    instead: Callable[[PressError, str], str] = refuse,
    change: Callable[[str, str], str] = lambda name, table: table,
) -> str:
    """Return `markdown` with each table mark replaced by the computed table.

    `instead` gives what stands in the place of one that fails, `change` what of a name's table.
    """
    missing = unknown(markdown)
    names = [name for name in MARK.findall(markdown) if name not in missing]
    found = computed(names) if names else {}

    def replace(mark: re.Match[str]) -> str:
        nothing = TableError(f"no script in scripts/tables for the table {mark[1]}")
        table = found.get(mark[1], nothing)
        if isinstance(table, PressError):
            return instead(table, mark[0].strip())
        return change(mark[1], table)

    return MARK.sub(replace, markdown)


def unknown(markdown: str) -> list[str]:
    """Return the names of the tables that `markdown` asks for and no script makes."""
    return [name for name in MARK.findall(markdown) if not (SCRIPTS / f"{name}.py").is_file()]


def computed(names: list[str]) -> dict[str, str | PressError]:
    """Return the Markdown of the named tables, running the scripts whose answer is not kept.

    One that fails has its error for a text.
    """
    shared = caching.key(*(ROOT / place for place in READ))

    def keyed(names: Iterable[str]) -> dict[str, str]:
        return {name: caching.key(shared, *sources(SCRIPTS / f"{name}.py")) for name in names}

    keys = keyed(names)
    if not caching.has_all("tables", keys):
        # Those of other pages, as the last build asked for them, in one go with these.
        others = [name for name in _asked.difference(names) if (SCRIPTS / f"{name}.py").is_file()]
        _asked.clear()
        with contextlib.suppress(PressError):
            caching.answers("tables", keyed(others) | keys, _run)
    _asked.update(names)
    return caching.answers("tables", keys, _run)


def sources(script: Path) -> list[str | Path]:
    """All that a table comes from, but for what any may read."""
    asks_labs = Path(lab_runs.__file__) in imports.reached([script])
    pages = [ROOT / place for place in PAGE.findall(script.read_text("utf-8"))]
    return [imports.key(script), *pages, *([ROOT / LABS] if asks_labs else [])]


def scrollable(content: str) -> str:
    """Return a page's HTML with each table in a frame that can scroll, also by keyboard."""
    found = elements(content, "table")
    return replaced(content, [(table, _framed(table.whole)) for table in found])


def _framed(table: str) -> str:
    heads = elements(table, "th")
    label = "Table: " + ", ".join(filter(None, (_words(head.inside) for head in heads)))
    named = replaced(table, [(head, _head(head)) for head in heads])
    return f'<div class="table" tabindex="0" role="group" aria-label="{label}">{named}</div>'


def _head(head: Element) -> str:
    """An empty corner is not a heading, and one that is all formula needs its name said."""
    inside = head.inside
    if not inside.strip():
        return f"<td{head.written}></td>"
    formulas = elements(inside, "math")
    if not words(replaced(inside, [(formula, "") for formula in formulas])).strip():
        silent = inside.replace("<math ", '<math aria-hidden="true" ')
        inside = f'<span class="spoken">{_words(inside)}</span>{silent}'
    return f"<th{head.written}>{inside}</th>"


def _words(inside: str) -> str:
    """Return what a cell says, its formulas read out, escaped for an attribute."""
    told = [
        (formula, html.escape(formula.attributes.get("alttext", "")))
        for formula in elements(inside, "math")
    ]
    return html.escape(words(replaced(inside, told)).strip())


def _run(names: list[str]) -> list[str | PressError]:
    return worker.ask_each("scripts.press.tables:made", names)


def made(names: list[str]) -> list[dict[str, Any]]:
    """Return the named tables: the part that runs in the worker."""
    return worker.each(_made, names)


def _made(name: str) -> str:
    script = SCRIPTS / f"{name}.py"
    try:
        table: str = runpy.run_path(str(script))["table"]()
        return table.strip() + "\n"
    except Exception as error:
        failed = told(error, script)
        place = failed.place or f"scripts/tables/{name}.py"
        raise TableError(failed.message, place, failed.origin, failed.detail) from error
