"""A sheet and its key as Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from convdemo._sheets.catalogue import CHAPTERS
from convdemo._sheets.made import Lettered, Numbered, Table
from convdemo._sheets.numerals import of_key, told

HOW = (
    "Write several numbers with spaces between them, a grid with each of its rows on its own line, "
    "a choice as its letter."
)


def sheet(given: Lettered) -> str:
    """The problems, each with its place to write."""
    blocks = [f"# Problem sheet {given.letter}", given.head, HOW, "Name:"]
    for title, problem in titled(given):
        blocks += [f"## {title}"] if title else []
        parts = [*problem.statement, *problem.options]
        blocks += [f"### {problem.number}", *_blocks(parts), "Answer:"]
    return "\n\n".join(blocks) + "\n"


def key(given: Lettered) -> str:
    """The key: results, working, and what mistakes give."""
    blocks = [f"# Key to sheet {given.letter}", f"Key to {given.head}"]
    for title, problem in titled(given):
        blocks += [f"## {title}"] if title else []
        blocks += [f"### {problem.number}", f"**{of_key(problem.key)}**", *_blocks(problem.working)]
        items = [f"- {of_key(value)}: {what}" for what, value in problem.mistakes.items()]
        blocks += ["Where it went wrong:", "\n".join(items)] if items else []
    return "\n\n".join(blocks) + "\n"


def titled(given: Lettered) -> Iterator[tuple[str, Numbered]]:
    """The problems, each with the title of its chapter where that begins, else with ""."""
    before = ""
    for problem in given.problems:
        title = CHAPTERS[problem.chapter].title
        yield ("" if title == before else title), problem
        before = title


def _blocks(parts: Iterable[str | Table]) -> list[str]:
    found = []
    for part in parts:
        found += [part] if isinstance(part, str) else [f"{part.name}:", _table(part)]
    return found


def _table(given: Table) -> str:
    """A table without names above its columns, which Markdown wants all the same."""
    columns = len(given.rows[0])
    lines = [[""] * columns, ["--:"] * columns, *([told(n) for n in row] for row in given.rows)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
