"""Tables: those that scripts/tables computes, and a frame that lets a wide one scroll by itself.

`<!-- table: NAME -->` in a page is replaced by what `table()` of `scripts/tables/NAME.py` returns.
Scripts run in another process, so that an edit to convdemo is seen while the site is served.
"""

from __future__ import annotations

import html
import re
import runpy

from scripts.press import keep, subject, worker
from scripts.press.errors import PressError
from scripts.press.keep import ROOT

SCRIPTS = ROOT / "scripts" / "tables"
# What any table may read: the package, the data, the labs, the pins, this module, and how numbers are written.
READ = (subject.PACKAGE, "data", "docs/labs", "requirements.txt")
READ += ("scripts/press/tables.py", "scripts/drawing/digits.py")
MARK = re.compile(r"^<!-- table: (\w+) -->[ \t]*$", re.MULTILINE)
TABLE = re.compile(r"<table>.*?</table>", re.DOTALL)
HEAD = re.compile(r"<th\b(?P<attributes>[^>]*)>(?P<inside>.*?)</th>", re.DOTALL)
FORMULA = re.compile(r'<math\b[^>]*?alttext="([^"]*)".*?</math>', re.DOTALL)


class TableError(PressError):
    """A table that cannot be made; the message says which, and why."""


def insert(markdown: str) -> str:
    """Return `markdown` with each table mark replaced by the computed table."""
    missing = unknown(markdown)
    names = [name for name in MARK.findall(markdown) if name not in missing]
    found = computed(names) if names else {}
    return MARK.sub(lambda match: found.get(match[1], ""), markdown)


def unknown(markdown: str) -> list[str]:
    """Return the names of the tables that `markdown` asks for and no script makes."""
    return [name for name in MARK.findall(markdown) if not (SCRIPTS / f"{name}.py").is_file()]


def computed(names: list[str]) -> dict[str, str]:
    """Return the Markdown of the named tables, running the scripts whose answer is not kept."""
    shared = keep.key(*(ROOT / place for place in READ))
    keys = {name: keep.key(shared, SCRIPTS / f"{name}.py") for name in names}
    return keep.answers("tables", keys, _run)


def scrollable(content: str) -> str:
    """Return a page's HTML with each table in a frame that can scroll, also by keyboard."""
    return TABLE.sub(_frame, content)


def _frame(match: re.Match[str]) -> str:
    heads = [_words(head["inside"]) for head in HEAD.finditer(match[0])]
    label = "Table: " + ", ".join(filter(None, heads))
    table = HEAD.sub(_head, match[0])
    return f'<div class="table" tabindex="0" role="group" aria-label="{label}">{table}</div>'


def _head(match: re.Match[str]) -> str:
    """An empty corner is not a heading, and one that is all formula needs its name said."""
    attributes, inside = match["attributes"], match["inside"]
    if not inside.strip():
        return f"<td{attributes}></td>"
    if not re.sub(r"<[^>]+>", "", FORMULA.sub("", inside)).strip():
        silent = inside.replace("<math ", '<math aria-hidden="true" ')
        inside = f'<span class="spoken">{_words(inside)}</span>{silent}'
    return f"<th{attributes}>{inside}</th>"


def _words(inside: str) -> str:
    """Return what a cell says, escaped for an attribute."""
    text = re.sub(r"<[^>]+>", "", FORMULA.sub(r"\1", inside))
    return html.escape(html.unescape(text).strip())


def _run(names: list[str]) -> list[str]:
    try:
        tables: list[str] = worker.ask("scripts.press.tables:made", names)
    except PressError as error:
        raise TableError(f"the tables {', '.join(names)} failed:\n{error}") from error
    return tables


def made(names: list[str]) -> list[str]:
    """Return the named tables: the part that runs in the worker."""
    tables = [runpy.run_path(str(SCRIPTS / f"{name}.py"))["table"]() for name in names]
    return [table.strip() + "\n" for table in tables]
