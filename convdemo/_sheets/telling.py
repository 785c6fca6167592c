"""What `python -m convdemo sheet` prints and writes."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from convdemo._commands import Told
from convdemo._sheets import numerals
from convdemo._sheets.made import Key, Table
from convdemo.sheets import Mark, Problem, Sheet

NOT_ALL_RIGHT = 1


def sheets(made: list[Sheet], with_key: bool) -> Told:
    """The sheets, or their keys, one below the other."""
    texts = [sheet.key_markdown() if with_key else sheet.markdown() for sheet in made]
    first = made[0]
    record = {
        "chapters": first.chapters,
        "seed": first.seed,
        "problems": first.each,
        "copies": len(made),
    }
    pairs = [(sheet, problem) for sheet in made for problem in sheet.problems]
    lines = [_row(sheet, problem, with_key) for sheet, problem in pairs]
    full = [
        line | _arrays(problem, with_key) for line, (_, problem) in zip(lines, pairs, strict=True)
    ]
    return Told("\n".join(texts).rstrip("\n"), record | {"rows": full}, lines)


def _row(sheet: Sheet, problem: Problem, with_key: bool) -> dict[str, Any]:
    """A problem on one line, its tables among the words."""
    parts = " ".join(map(_as_words, (*problem.statement, *problem.options)))
    row = {
        "sheet": sheet.letter,
        "number": problem.number,
        "chapter": problem.chapter,
        "kind": problem.kind,
        "asked": problem.asked,
        "statement": parts,
    }
    return row | ({"key": numerals.of_key(problem.key)} if with_key else {})


def _as_words(part: str | Table) -> str:
    return part if isinstance(part, str) else f"{part.name}: {numerals.of_key(part.rows)}."


def _arrays(problem: Problem, with_key: bool) -> dict[str, Any]:
    """What programs want as arrays: the words alone, the tables by name, and the key."""
    parts = (*problem.statement, *problem.options)
    found: dict[str, Any] = {
        "statement": " ".join(part for part in parts if isinstance(part, str)),
        "tables": {part.name: plain(part.rows) for part in parts if isinstance(part, Table)},
    }
    return found | ({"key": plain(problem.key)} if with_key else {})


def plain(key: Key) -> Any:
    """A key as JSON has it; a fraction of a key ends, so its float is exact as it is written."""
    if isinstance(key, tuple):
        return [plain(item) for item in key]
    return key if isinstance(key, (int, str)) else float(key)


def marks(found: list[Mark]) -> Told:
    """A line for each problem, and how many are right."""
    right = sum(each.verdict == "right" for each in found)
    rows = [
        {
            "number": each.problem.number,
            "chapter": each.problem.chapter,
            "kind": each.problem.kind,
            "verdict": each.verdict,
            "written": each.written,
            "hint": each.hint,
        }
        for each in found
    ]
    width = len(str(len(found)))
    lines = [
        f"{each.problem.number:{width}}  {each.verdict:<10}  {each.hint}".rstrip() for each in found
    ]
    text = "\n".join([*lines, f"{right} of {len(found)} right"])
    record = {"right": right, "of": len(found), "rows": rows}
    return Told(text, record, rows, 0 if right == len(found) else NOT_ALL_RIGHT)


# Files.


def files(made: Iterable[Sheet], with_key: bool, folder: Path) -> dict[Path, str]:
    """What is to be written, by its place: each sheet, or each key, as a page and as Markdown."""
    found = {}
    for sheet in made:
        stem = f"{'key' if with_key else 'sheet'}-{sheet.seed}-{sheet.letter}"
        found[folder / f"{stem}.html"] = sheet.key_html() if with_key else sheet.html()
        found[folder / f"{stem}.md"] = sheet.key_markdown() if with_key else sheet.markdown()
    return found


def written(texts: dict[Path, str]) -> Told:
    """Write the files, the same on every system, and say which."""
    rows = []
    for path, text in texts.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8", newline="\n")
        rows.append({"file": path.as_posix()})
    return Told("\n".join(row["file"] for row in rows), {"rows": rows}, rows)
