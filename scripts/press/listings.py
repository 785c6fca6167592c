"""Code and what it prints stand on the page as one object of two parts."""

from __future__ import annotations

import html
import re

BLOCK = re.compile(
    r'<div class="language-(?P<language>[\w+-]+) highlight"><pre>(?:<span></span>)?'
    r"<code>(?P<code>.*?)</code></pre></div>",
    re.DOTALL,
)
PROMPT = re.compile(r'<span class="gp">(?:&gt;&gt;&gt;|\.\.\.) ?</span>')
# A line longer than this can be wider than a phone, so its block must be reached by keyboard.
FITS = 34
# The text's own width has room for this many.
FITS_THE_TEXT = 70


def listings(content: str) -> str:
    """Return a page's HTML with each Python fence and the output under it put together."""
    pieces: list[str] = []
    number = end = 0
    blocks = list(BLOCK.finditer(content))
    for index, block in enumerate(blocks):
        if block.start() < end:
            continue
        pieces.append(content[end : block.start()])
        follower = blocks[index + 1] if index + 1 < len(blocks) else None
        printed = None
        if block["language"] != "text" and follower is not None:
            between = content[block.end() : follower.start()]
            if follower["language"] == "text" and not between.strip():
                printed = follower
        language, code = block["language"], block["code"]
        shown = [(code, printed["code"] if printed else "")]
        if language == "pycon":
            language, shown = "python", _session(code)
        for source, answer in shown:
            number += 1
            pieces.append(_listing(language, source, answer, number))
        end = (printed or block).end()
    return "".join([*pieces, content[end:]])


def _session(code: str) -> list[tuple[str, str]]:
    """Take a doctest apart into code without its prompts and what that code prints."""
    parts: list[tuple[list[str], list[str]]] = []
    for line in code.rstrip().splitlines():
        bare, prompts = PROMPT.subn("", line, count=1)
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
    broad = " broad" if max(_width(code), _width(printed)) > FITS_THE_TEXT else ""
    return f'<div class="listing{broad}">{"".join(parts)}</div>'


def _reachable(code: str, label: str) -> str:
    return f' tabindex="0" role="group" aria-label="{label}"' if _width(code) > FITS else ""


def _width(code: str) -> int:
    text = html.unescape(re.sub(r"<[^>]+>", "", code))
    return max(map(len, text.splitlines()), default=0)
