"""Write into the pages what their code prints now, for an author to look at in the diff.

`./scripts/test --update padding` does it for one page, and for all without a name. A fence that says
what was printed, by the rules of the tests, stays as it is; so does a page that has no other.

A number in prose belongs to an author's sentence. It is not rewritten: what is still wrong with a page
is told as the tests tell it. What comes after a fence that raises is left alone, for its output may be
wrong for want of what the fence should have made.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from scripts.press import sessions
from scripts.press.fences import Fence
from scripts.press.sessions import Session
from scripts.setup.environment import ROOT


@dataclass(frozen=True)
class Update:
    """What became of a page: its text, the lines of the fences written anew, what is still wrong."""

    text: str
    lines: tuple[int, ...]
    failures: tuple[str, ...]


def update(text: str, path: Path) -> Update:
    """Give the page with fresh outputs. It is run again if it has changed, so that it is seen to hold."""
    session = sessions.run_text(text, path)
    lines = text.splitlines(keepends=True)
    written, more = [], 0
    for fence, printed in sorted(_stale(session), key=lambda pair: pair[0].line):
        if not _can_hold(printed):
            continue
        first, end = fence.line + more, fence.last_line - 1 + more
        fresh = _indented(printed, _lead(lines[first - 1]))
        lines[first:end] = fresh
        written.append(first)
        more += len(fresh) - (end - first)
    if written:
        text = "".join(lines)
        session = sessions.run_text(text, path)
    return Update(text, tuple(written), tuple(session.failures))


def _stale(session: Session) -> Iterator[tuple[Fence, str]]:
    """Each fence that says something else than what was printed, with what was printed."""
    failed = min((line for line, printed in session.ran if printed is None), default=sys.maxsize)
    for fence, printed in session.outputs:
        if fence.line < failed and not sessions.same_output(fence.source, printed):
            yield fence, printed
    for inside in session.inside:
        yield from _stale(inside)


def _can_hold(printed: str) -> bool:
    """Whether a fence could hold an output: there is one, and no line of it would end the fence."""
    return bool(printed.strip()) and not re.search(r"^\s*```", printed, re.MULTILINE)


def _lead(opening: str) -> str:
    """The white space before a fence: that of a list, an admonition or nothing."""
    return opening[: len(opening) - len(opening.lstrip())]


def _indented(printed: str, lead: str) -> list[str]:
    """The lines of an output, as they stand in a fence."""
    return [f"{lead}{line}".rstrip() + "\n" for line in printed.rstrip().splitlines()]


def write(path: Path) -> Update:
    """Bring a page up to date; the file is written only if an output has changed."""
    text = path.read_text("utf-8")
    mark = "\ufeff" * text.startswith("\ufeff")  # which some editors put first
    found = update(text.removeprefix(mark), path)
    if found.lines:
        path.write_text(mark + found.text, "utf-8")
    return found


def chosen(names: list[str]) -> list[Path]:
    """The pages of these names, "padding" or "reference/making"; all of them without a name."""
    known = {sessions.name(path): path for path in sessions.texts()}
    unknown = [name for name in names if name not in known]
    if unknown:
        sys.exit(f"There is no page {', '.join(unknown)}; there are {', '.join(known)}.")
    return [known[name] for name in names or known]


def main(names: list[str]) -> int:
    """Update the pages, and say which have changed and what is still wrong."""
    os.environ["MPLBACKEND"] = "Agg"
    failures: list[str] = []
    for path in chosen(names):
        found = write(path)
        place = path.relative_to(ROOT)
        for line in found.lines:
            print(f"{place}:{line}: written anew", flush=True)
        failures += found.failures
    print("\n".join(failures) if failures else "What the pages show is what their code prints.")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
