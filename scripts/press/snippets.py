"""Code for other frameworks, which no page can run: it is shown from the record of a run.

`<!-- frameworks: NAME -->` on a line of its own is replaced by the snippets of that name in
`data/frameworks.json`, each with what it printed or the words of its error below it. The record is
written by `python -m scripts.bench.frameworks`. What is put in is HTML as Markdown makes it of fences,
so that all that follows treats it as it treats them.
"""

from __future__ import annotations

import functools
import html
import json
import re
from collections.abc import Mapping

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from scripts.press.errors import PressError
from scripts.setup.environment import ROOT

RECORD = ROOT / "data" / "frameworks.json"
MARK = re.compile(r"<!-- frameworks: ([\w-]+) -->")


class SnippetError(PressError):
    """A page asks for a snippet that the record has not."""


def insert(content: str) -> str:
    """Return a page's HTML with each mark replaced by the snippets of its name."""
    return MARK.sub(lambda match: shown(match[1]), content) if MARK.search(content) else content


def shown(name: str) -> str:
    """Return all snippets of a name as HTML."""
    found = [run for run in _runs(RECORD.stat().st_mtime_ns) if run["name"] == name]
    if not found:
        raise SnippetError(f"{RECORD.name} has no snippet {name!r}; is it spelled rightly there?")
    return "\n".join(map(_listing, found))


@functools.lru_cache(maxsize=1)
def _runs(_: int) -> list[dict[str, str]]:
    """The record's runs; read anew when the file has changed."""
    runs: list[dict[str, str]] = json.loads(RECORD.read_text("utf-8"))["ran"]
    return runs


def code(run: Mapping[str, str]) -> str:
    """What a reader sees and copies: the snippet under the name of its framework."""
    return f"# {run['framework']}\n{run['code'].strip()}\n"


def _listing(run: Mapping[str, str]) -> str:
    """The code, what it printed, and the error that ended it."""
    pieces = [block("python", highlight(code(run), PythonLexer(), HtmlFormatter(nowrap=True)))]
    if run["printed"]:
        pieces.append(block("text", html.escape(run["printed"], quote=False)))
    if "error" in run:
        pieces.append(_error(run["error"]))
    return "".join(pieces)


def block(language: str, inside: str) -> str:
    """A block of code, as Markdown makes it of a fence."""
    return (
        f'<div class="language-{language} highlight"><pre><span></span>'
        f"<code>{inside.rstrip()}\n</code></pre></div>\n"
    )


def _error(words: str) -> str:
    """An error's words, which may be long: they wrap, unlike what is printed."""
    told = re.sub(r"\s*\n\s*", " ", words.strip())
    return (
        f'<div class="listing raised"><p><samp>{html.escape(told, quote=False)}</samp></p></div>\n'
    )
