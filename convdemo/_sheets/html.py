"""A sheet and its key as pages that can be printed.

A page needs no other file. Its colours are the browser's own, for a light or a dark screen.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape

from convdemo._sheets.made import Lettered, Numbered, Table
from convdemo._sheets.markdown import titled
from convdemo._sheets.numerals import of_key, told

STYLE = """\
:root { color-scheme: light dark; font: 1rem/1.45 system-ui, sans-serif; }
body { max-width: 44rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; margin: 0; }
h2 { font-size: 1.1rem; margin: 2rem 0 0; break-after: avoid; }
.head { margin: 0.25rem 0 1.25rem; font-size: 0.85rem; }
.who { display: flex; gap: 1.5rem; }
.who span { flex: 1; border-bottom: 1px solid; padding-bottom: 0.2rem; }
.who span + span { flex: 0 0 10rem; }
section { position: relative; margin: 1.1rem 0 0; padding-left: 2.2rem; break-inside: avoid; }
h3 { position: absolute; left: 0; margin: 0; font-size: 1rem; }
p { margin: 0 0 0.6rem; }
.tables { display: flex; flex-wrap: wrap; align-items: flex-start; }
.tables { gap: 0.8rem 1.6rem; margin-bottom: 0.7rem; overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; break-inside: avoid; }
caption { text-align: left; white-space: nowrap; padding-bottom: 0.15rem; font-size: 0.85rem; }
td { border: 1px solid; min-width: 1.9rem; padding: 0.15rem 0.35rem; text-align: center; }
.room { border: 1px solid GrayText; border-radius: 3px; padding: 0.2rem 0.5rem; }
.room span { font-size: 0.75rem; }
.choice { min-height: 2.6rem; }
.number { min-height: 5.5rem; }
.numbers { min-height: 6.5rem; }
.grid { min-height: 9.5rem; }
ul { margin: 0; padding-left: 1.2rem; font-size: 0.9rem; }
@media (width < 30rem) { td { min-width: 1.1rem; padding: 0.15rem 0.3rem; } }
@page { margin: 16mm; }
@media print {
  :root { color-scheme: light; font-size: 10.5pt; }
  body { max-width: none; margin: 0; padding: 0 1px; }
}
"""


def sheet(given: Lettered) -> str:
    """The problems, each with room to write."""
    body = [
        f"<h1>Problem sheet {given.letter}</h1>",
        f'<p class="head">{escape(given.head)}</p>',
        '<div class="who"><span>Name</span><span>Date</span></div>',
    ]
    for title, problem in titled(given):
        body += _titled(title)
        parts = [*problem.statement, *problem.options]
        room = f'<div class="room {problem.asked}"><span>Answer</span></div>'
        body += [_section(problem, [*_blocks(parts), room])]
    return _page(f"Problem sheet {given.letter}", body)


def key(given: Lettered) -> str:
    """The key: results, working, and what mistakes give."""
    body = [
        f"<h1>Key to sheet {given.letter}</h1>",
        f'<p class="head">Key to {escape(given.head)}</p>',
    ]
    for title, problem in titled(given):
        body += _titled(title)
        items = "".join(
            f"<li>{escape(of_key(value))}: {_words(what)}</li>"
            for what, value in problem.mistakes.items()
        )
        wrong = [f"<p>Where it went wrong:</p><ul>{items}</ul>"] if items else []
        result = f"<p><strong>{escape(of_key(problem.key))}</strong></p>"
        body += [_section(problem, [result, *_blocks(problem.working), *wrong])]
    return _page(f"Key to sheet {given.letter}", body)


def _titled(title: str) -> list[str]:
    return [f"<h2>{escape(title)}</h2>"] if title else []


def _section(problem: Numbered, blocks: list[str]) -> str:
    inside = "\n".join([f"<h3>{problem.number}</h3>", *blocks])
    return f"<section>\n{inside}\n</section>"


def _blocks(parts: Iterable[str | Table]) -> list[str]:
    """Texts as paragraphs; tables that follow one another stand beside one another."""
    found: list[str] = []
    tables: list[str] = []
    for part in [*parts, ""]:
        if isinstance(part, Table):
            tables.append(_table(part))
            continue
        if tables:
            found.append(f'<div class="tables">{"".join(tables)}</div>')
            tables = []
        found += [f"<p>{_words(part)}</p>"] if part else []
    return found


def _words(text: str) -> str:
    """A text whose sizes and products do not break at the end of a line."""
    return re.sub(" ([×·]) ", "\u00a0\\1\u00a0", escape(text))


def _table(given: Table) -> str:
    rows = "".join(
        f"<tr>{''.join(f'<td>{told(number)}</td>' for number in row)}</tr>" for row in given.rows
    )
    return f"<table><caption>{escape(given.name)}</caption>{rows}</table>"


def _page(title: str, body: list[str]) -> str:
    inside = "\n".join(body)
    return f"""\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
{STYLE}</style>
</head>
<body>
{inside}
</body>
</html>
"""
