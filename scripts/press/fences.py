"""Find every fence of a Markdown page, however it is spelled.

Sybil's own Markdown parser passes over a fence whose first line it does not expect (``python
title="…"``, ``Python``, ``py``, a tilde fence, a space too many) and so never runs it. The
scanner here takes any line that opens a fence, and `misspelt` names each one that is not plain.

A plain fence is three backticks and the language, nothing else: ``python`` runs, ``text`` holds
what the python fence right above it prints. A page that is *about* pages may also show ``bash``,
``yaml`` and ``markdown``; what stands in a ``markdown`` fence is run as a page of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

RUN, OUTPUT, PAGE = "python", "text", "markdown"
PLAIN = frozenset({RUN, OUTPUT})
SHOWN = frozenset({"bash", "yaml", PAGE})

_FENCE = re.compile(
    r"(?P<lead>[ \t]*(?:>[ \t]?|(?:[-*+]|\d+[.)])[ \t]+)*[ \t]*)(?P<mark>`{3,}|~{3,})(?P<info>.*)"
)


@dataclass(frozen=True)
class Fence:
    """One fence: where it stands (lines from 1, offsets), how it is spelled, its text."""

    line: int
    last_line: int
    start: int
    end: int
    lead: str
    mark: str
    info: str
    source: str
    closed: bool

    @property
    def language(self) -> str:
        """The language of a plain fence, and the whole first line of any other."""
        plain = self.mark == "```" or (self.info == PAGE and set(self.mark) == {"`"})
        return self.info if plain else self.mark + self.info


def _closes(line: str, fence: re.Match[str]) -> bool:
    match = _FENCE.fullmatch(line)
    if match is None or match["info"].strip():
        return False
    mark, opened = match["mark"], fence["mark"]
    return mark[0] == opened[0] and len(mark) >= len(opened) and not match["lead"].strip()


def _dedent(line: str, width: int) -> str:
    """Take at most `width` characters of indentation from a line."""
    blank = len(line) - len(line.lstrip(" \t>"))
    return line[min(width, blank) :]


def find_fences(text: str) -> list[Fence]:
    """List the fences of a page in order; what stands inside a fence is its text and no fence."""
    return list(_scan(text))


def _scan(text: str) -> Iterator[Fence]:
    lines = text.splitlines(keepends=True)
    offsets = [0]
    for line in lines:
        offsets.append(offsets[-1] + len(line))
    i = 0
    while i < len(lines):
        opening = _FENCE.fullmatch(lines[i].rstrip("\r\n"))
        # An inline code span can begin a line: ```x``` closes on the line it opens.
        if opening is None or (opening["mark"][0] == "`" and "`" in opening["info"]):
            i += 1
            continue
        first, i = i, i + 1
        body: list[str] = []
        while i < len(lines) and not _closes(lines[i].rstrip("\r\n"), opening):
            body.append(_dedent(lines[i], len(opening["lead"])))
            i += 1
        closed = i < len(lines)
        i = min(i + 1, len(lines))
        yield Fence(
            line=first + 1,
            last_line=i,
            start=offsets[first],
            end=offsets[i],
            lead=opening["lead"],
            mark=opening["mark"],
            info=opening["info"],
            source="".join(body),
            closed=closed,
        )


def misspelt(text: str, allowed: frozenset[str] = PLAIN) -> list[tuple[int, str]]:
    """Name each fence that a test would pass over or a reader would not see as one: (line, why)."""
    problems = []
    for fence in find_fences(text):
        if not fence.closed:
            problems.append((fence.line, "this fence is never closed"))
        if fence.lead.strip():
            problems.append(
                (fence.line, "a fence may stand neither in a quotation nor on a bullet")
            )
        if fence.language not in allowed:
            said = (fence.mark + fence.info).rstrip()
            plain = ", ".join("```" + language for language in sorted(allowed))
            problems.append((fence.line, f"{said} is not a plain fence; allowed here: {plain}"))
        elif fence.language in SHOWN - {PAGE} and re.search(r"\d", fence.source):
            problems.append(
                (fence.line, f"digits in a {fence.language} fence are checked by nothing")
            )
    return problems


def paired(text: str) -> tuple[list[tuple[Fence, Fence | None]], list[Fence]]:
    """Give every python fence with the text fence right below it, and the text fences left over."""
    pairs: list[tuple[Fence, Fence | None]] = []
    alone = []
    for fence in find_fences(text):
        if fence.language == RUN:
            pairs.append((fence, None))
        elif fence.language == OUTPUT:
            if pairs and pairs[-1][1] is None and _adjoin(text, pairs[-1][0], fence):
                pairs[-1] = (pairs[-1][0], fence)
            else:
                alone.append(fence)
    return pairs, alone


def _adjoin(text: str, above: Fence, below: Fence) -> bool:
    """Whether nothing but blank lines stands between two fences of the same indentation."""
    return above.lead == below.lead and not text[above.end : below.start].strip()
