"""Tables: those that scripts/tables computes, and a frame that lets a wide one scroll by itself.

`<!-- table: NAME -->` in a page is replaced by what `table()` of `scripts/tables/NAME.py` returns.
Scripts run in another process, so that an edit to convdemo is seen while the site is served, and
their answers are kept under `.cache/tables` by the hash of all that they can depend on.
"""

from __future__ import annotations

import hashlib
import html
import os
import re
import runpy
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = ROOT / "scripts" / "tables"
CACHE = ROOT / ".cache" / "tables"
MARK = re.compile(r"^<!-- table: (\w+) -->[ \t]*$", re.MULTILINE)
TABLE = re.compile(r"<table>.*?</table>", re.DOTALL)
HEAD = re.compile(r"<th\b(?P<attributes>[^>]*)>(?P<inside>.*?)</th>", re.DOTALL)
FORMULA = re.compile(r'<math\b[^>]*?alttext="([^"]*)".*?</math>', re.DOTALL)


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
    shared = _shared_hash()
    kept = {name: _place(name, shared) for name in names}
    stale = [name for name, place in kept.items() if not place.exists()]
    if stale:
        _run(stale, [kept[name] for name in stale])
    return {name: place.read_text("utf-8") for name, place in kept.items()}


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


def _shared_hash() -> bytes:
    """Hash what any table may read: convdemo, the data, the labs, the pins and this module."""
    seen = hashlib.sha256()
    labs = (ROOT / "docs" / "labs").glob("*.py")
    places = [*(ROOT / "convdemo").rglob("*.py"), *(ROOT / "data").rglob("*"), *labs]
    for path in [*sorted(places), ROOT / "requirements.txt", Path(__file__)]:
        if path.is_file():
            seen.update(path.relative_to(ROOT).as_posix().encode() + path.read_bytes())
    return seen.digest()


def _place(name: str, shared: bytes) -> Path:
    script = (SCRIPTS / f"{name}.py").read_bytes()
    return CACHE / f"{name}-{hashlib.sha256(shared + script).hexdigest()[:16]}.md"


def _run(names: list[str], places: list[Path]) -> None:
    CACHE.mkdir(parents=True, exist_ok=True)
    for name in names:
        for old in CACHE.glob(f"{name}-*.md"):
            old.unlink()
    pairs = [f"{name}={place}" for name, place in zip(names, places, strict=True)]
    inside = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "scripts.press.tables", *pairs],
        cwd=ROOT, env=inside, capture_output=True, text=True,
    )
    if done.returncode:
        raise RuntimeError(f"the tables {', '.join(names)} failed:\n{done.stderr}")


def main(pairs: list[str]) -> None:
    """Write each `NAME=PLACE` table: the part that runs in the other process."""
    for pair in pairs:
        name, place = pair.split("=", 1)
        text = runpy.run_path(str(SCRIPTS / f"{name}.py"))["table"]().strip() + "\n"
        draft = Path(place).with_suffix(".part")
        draft.write_text(text, "utf-8")
        draft.replace(place)


if __name__ == "__main__":
    main(sys.argv[1:])
