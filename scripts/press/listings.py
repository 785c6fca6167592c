"""Code and what it prints stand on the page as one object of two parts.

They are looked for in the page as Markdown has rendered it, and not before: only there are the API's
docstrings and what labs show among them, and all are coloured.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest

from scripts.press import markup

PROMPTS = {
    "pycon": re.compile(r'<span class="gp">(?:&gt;&gt;&gt;|\.\.\.) ?</span>'),
    "console": re.compile(r'<span class="gp">\$ ?</span>'),
}
# In a fold Markdown takes a comment right above a fence, and the block with it, for a paragraph.
WRAPPED = re.compile(
    r'<p>(<!-- [^>]*-->)\n(<div class="[^"]*\bhighlight">(?:(?!</div>).)*</div>)</p>', re.DOTALL
)
# A line longer than this can be wider than a phone, so its block must be reached by keyboard.
FITS = 34
# The text's own width has room for this many.
FITS_THE_TEXT = 70
# A sheet of paper has room for this many, and for so many lines that they need not be parted.
FITS_PAPER, LINES_TOGETHER = 88, 24


@dataclass(frozen=True)
class Block:
    """A block of code: its place on the page, its language and its code, which is HTML."""

    start: int
    end: int
    language: str
    code: str


def listings(content: str) -> str:
    """Return a page's HTML with each Python fence and the output under it put together."""
    content = WRAPPED.sub(r"\1\n\2", content)
    pieces: list[str] = []
    number = end = 0
    found = list(blocks(content))
    for block, follower in zip_longest(found, found[1:]):
        if block.start < end:
            continue
        pieces.append(content[end : block.start])
        printed = follower if follower and _prints(content, block, follower) else None
        language, shown = block.language, [(block.code, printed.code if printed else "")]
        if prompt := PROMPTS.get(language):
            language = "python" if language == "pycon" else language
            shown = _session(block.code, prompt)
        for source, answer in shown:
            number += 1
            pieces.append(_listing(language, source, answer, number))
        end = (printed or block).end
    return "".join([*pieces, content[end:]])


def blocks(content: str) -> Iterator[Block]:
    """The blocks of code of a page's HTML, in order; a signature in the API is none."""
    for code in markup.elements(content, "div", "pre", "code"):
        pre = code.around
        if code.tag != "code" or pre is None or pre.tag != "pre" or pre.around is None:
            continue
        match pre.around.classes:
            case [language, "highlight"]:
                around = pre.around
                name = language.removeprefix("language-")
                yield Block(around.start, around.end, name, code.inside)


def _prints(content: str, block: Block, follower: Block) -> bool:
    """Whether a block is the output of the one before it, which stands right above."""
    between = content[block.end : follower.start]
    return block.language != "text" and follower.language == "text" and not between.strip()


def _session(code: str, prompt: re.Pattern[str]) -> list[tuple[str, str]]:
    """Take a session apart into code without its prompts and what that code prints."""
    parts: list[tuple[list[str], list[str]]] = []
    for line in code.rstrip().splitlines():
        bare, prompts = prompt.subn("", line, count=1)
        if prompts:
            if not parts or parts[-1][1]:
                parts.append(([], []))
            parts[-1][0].append(bare)
        elif parts:
            parts[-1][1].append(line)
    return [("\n".join(code) + "\n", "\n".join(printed)) for code, printed in parts]


def _listing(language: str, code: str, printed: str, number: int) -> str:
    parts = [
        f'<div class="language-{language} highlight" data-name="code {number}">'
        f"<pre{_reachable(code, f'Code {number}')}><code>{code}</code></pre></div>"
    ]
    if printed:
        label = f"What code {number} prints"
        parts.append(
            f'<div class="printed"><pre{_reachable(printed, label)}>'
            f"<samp>{printed.rstrip()}</samp></pre></div>"
        )
    width = max(_width(code), _width(printed))
    broad = " broad" if width > FITS_THE_TEXT else ""
    long = " long" if _height(code) + _height(printed) > LINES_TOGETHER else ""
    columns = f' style="--columns: {width}"' if width > FITS_PAPER else ""
    return f'<div class="listing{broad}{long}"{columns}>{"".join(parts)}</div>'


def _reachable(code: str, label: str) -> str:
    return f' tabindex="0" role="group" aria-label="{label}"' if _width(code) > FITS else ""


def _height(code: str) -> int:
    return len(markup.words(code).splitlines())


def _width(code: str) -> int:
    return max(map(len, markup.words(code).splitlines()), default=0)
