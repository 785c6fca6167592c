"""What a page rests on: the code that it runs, its expressions, the scripts of what it shows.

A hash of all of it tells whether what was found on a page, or taken from its run, still holds.
"""

from __future__ import annotations

import re
from pathlib import Path

from scripts.press import caching, fences, imports, numerals, page, questions, subject
from scripts.press.tables import MARK as TABLE
from scripts.setup.environment import ROOT

READ = ("data", "requirements.txt")
FIGURE = re.compile(r"figures/(\w+)\.svg")


def key(text: str) -> str:
    """Hash a page and all that its run depends on."""
    its_key = caching.key(text)
    parts = caching.answer("asks", its_key, its_key, lambda: asks(text))
    shown = [path.read_text("utf-8") for path in scripts(text)]
    answers = [imports.key_of_text(f"({each}\n,)", subject.PACKAGE) for each in parts["answers"]]
    shared = [ROOT / place for place in READ]
    code = imports.key_of_code(parts["code"])
    return caching.key(text, code, imports.key(Path(__file__)), *answers, *shared, *shown)


def asks(text: str) -> dict[str, list[str]]:
    """The code that a page runs, and its answers; also those of the pages that it shows."""
    found: dict[str, list[str]] = {"code": [], "answers": []}
    for fence in fences.find_fences(text):
        if fence.language == fences.RUN:
            found["code"].append(fence.source)
        if fence.language == fences.PAGE:
            for kind, more in asks(fence.source).items():
                found[kind] += more
    found["answers"] += [claim.source for claim in numerals.read(text).claims if claim.source]
    found["answers"] += [
        line.expression for each in questions.find(text) for line in each.lines if line.expression
    ]
    return found


def scripts(text: str) -> list[Path]:
    """The scripts of the figures and tables that a page shows."""
    prose = page.prose(text)
    paths = [ROOT / "scripts" / "figures" / f"{name}.py" for name in FIGURE.findall(prose)]
    paths += [ROOT / "scripts" / "tables" / f"{name}.py" for name in TABLE.findall(prose)]
    return [path for path in dict.fromkeys(paths) if path.is_file()]
