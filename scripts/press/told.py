"""What no longer holds on a page, as an author is told it while the site is served.

It is what the page tests say, in their words: what the session of the page finds; numbers that a
comment only types again; numbers that the scripts of its figures and tables type. Of a lab, its
session and the numbers of its text and cells.

The worker answers, see `telling.py`. What was found is kept under a hash of the page and of what its
code and its answers depend on, so a page that has not changed costs nothing.
"""

from __future__ import annotations

import faulthandler
import os
import re
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from scripts.press import caching, fences, imports, literals, page, rests, sessions, typed, worked
from scripts.press.findings import PATIENCE, Finding
from scripts.setup.environment import ROOT

PLACE = re.compile(r"(?P<file>.+?):(?P<line>\d+): (?P<message>.*)")
LONGEST = 400  # characters by which a place on a page is known


def kept(names: list[str]) -> dict[str, list[dict[str, Any]] | None]:
    """What was found before on each page that has not changed since; None for those that have."""
    _let_others_first()
    found = {}
    for name in names:
        text = _text(name)
        found[name] = caching.read(_kept_at(name, text)) if text is not None else []
    return found


def check(question: dict[str, Any]) -> list[dict[str, Any]]:
    """Check the page `name`; what its session leaves behind goes into `folder`."""
    name = question["name"]
    if question["behind"]:
        _let_others_first()
    tempfile.tempdir = question["folder"]
    os.environ["MPLBACKEND"] = "Agg"
    faulthandler.dump_traceback_later(PATIENCE[Path(name).suffix], exit=True)
    text = _text(name)
    if text is None:
        return []
    where = _kept_at(name, text)
    answer = caching.read(where)
    if answer is None:
        answer = [asdict(finding) for finding in findings(ROOT / name, text)]
        caching.write(where, answer)
    return list(answer)


def _let_others_first() -> None:
    if hasattr(os, "nice"):  # not on Windows
        os.nice(19)


def _text(name: str) -> str | None:
    """A page's text, or that of a lab as a page; None if there is none any more."""
    try:
        text = (ROOT / name).read_text("utf-8")
    except FileNotFoundError:
        return None
    return sessions.lab_as_page(text) if name.endswith(".py") else text


def _kept_at(name: str, text: str) -> Path:
    return caching.place("told", name, key(text))


def key(text: str) -> str:
    """Hash a page and all that its findings depend on."""
    return caching.key(rests.key(text), imports.key(Path(__file__)))


def findings(path: Path, text: str) -> list[Finding]:
    """Run a page and look at it; what does not hold, in the order of its lines."""
    session = sessions.run_text(text, path, silent=path.suffix == ".py")
    if path.suffix == ".md" and path.is_relative_to(sessions.DOCS):
        worked.keep(path.relative_to(sessions.DOCS).as_posix(), session)  # the next build shows it
    name = path.relative_to(ROOT).as_posix()
    found = [finding for failure in session.failures for finding in _told(failure)]
    found += [
        Finding(name, line, f"{accused} is bare; {literals.WHAT_TO_DO}")
        for line, accused in literals.found(text)
    ]
    places = dict(_places(text))
    found = [_placed(finding, places) for finding in found]
    if path.suffix == ".py":
        found += _typed(path)
    found.sort(key=lambda finding: finding.line)
    for script in rests.scripts(text):
        found += _typed(script)
    return found


def _told(failure: str) -> Iterator[Finding]:
    """A failure of a session, taken apart."""
    first, _, detail = failure.partition("\n")
    if place := PLACE.fullmatch(first):
        file, line, message = place.groups()
        stale = message == sessions.STALE
        yield Finding(Path(file).as_posix(), int(line), message, detail, is_stale=stale)


def _typed(script: Path) -> Iterator[Finding]:
    """The numbers that a script types; one that Python cannot read fails where it is drawn."""
    name = script.relative_to(ROOT).as_posix()
    try:
        numbers = typed.in_script(script)
    except SyntaxError:
        return
    for number in numbers:
        message = f"{number.written} is typed; compute it {typed.HOW}"
        yield Finding(name, number.line, message, figure=script.stem)


def _placed(finding: Finding, places: dict[int, str]) -> Finding:
    return replace(finding, place=places.get(finding.line, ""))


def _places(text: str) -> Iterator[tuple[int, str]]:
    """For each line that a reader sees, what is to be looked for on the page."""
    for words, lines in page.visible(text):
        longest = max(map(squeezed, words.split("…")), key=len)
        yield from ((line, longest) for line in dict.fromkeys(lines) if longest)
    for fence in fences.find_fences(text):
        for line in range(fence.line, fence.last_line + 1):
            yield line, squeezed(fence.source)


def squeezed(text: str) -> str:
    """Letters and digits alone, for Markdown and the browser change all else."""
    return "".join(filter(str.isalnum, text))[:LONGEST]
