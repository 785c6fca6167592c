"""Every page runs from its first fence and says what comes out.

``python -m pytest tests/book -k padding`` tests one page;
``python -m scripts.press.numerals docs/padding.md`` shows which numerals still want a comment.
How numbers in prose are checked is told in `scripts/press/numerals.py`.
"""

from __future__ import annotations

import contextlib
import tempfile
from pathlib import Path
from typing import Any

import pytest

from scripts.press import fences, sessions
from tests.book import seen

PAGES = [pytest.param(path, id=sessions.name(path)) for path in sessions.texts()]
every_page = pytest.mark.parametrize("path", PAGES)


@every_page
def test_page_says_what_its_code_gives(path: Path) -> None:
    """Fences run, print what stands below them, and the numerals in the prose are computed."""
    session = sessions.run(path)
    if session.failures:
        pytest.fail("\n" + "\n".join(session.failures), pytrace=False)


@every_page
def test_no_fence_escapes(path: Path) -> None:
    """What is shown as code, found by two other means, is what Sybil was given, line for line."""
    session = sessions.run(path)
    given = [(fence.line, fence.last_line) for fence in session.fences]
    loose = seen.fence_lines_outside(session.text, given)
    assert not loose, f"{path.name}: these lines open or close a fence that no test runs: {loose}"
    shown = seen.code_shown(session.text)
    sources = [seen.squeeze(fence.source) for fence in session.fences]
    assert shown == sources, f"{path.name}: what a reader sees as code is not what the tests run"
    run = {fence.line for fence in session.fences if fence.language in ("python", "console")}
    assert run == {line for line, _ in session.ran}, f"{path.name}: a fence was not run"


@every_page
def test_every_digit_shown_is_looked_at(path: Path) -> None:
    """The digits of the rendered prose, tags stripped, are the digits of its numerals and names."""
    session = sessions.run(path)
    looked_at = "".join(session.text[position] for position in session.prose.positions)
    assert seen.digits_shown(session.text) == looked_at


@every_page
def test_changing_any_digit_fails(path: Path) -> None:
    """Each digit of each output and of each numeral, replaced by each other digit, is found out."""
    survivors = [
        place
        for session in seen.with_inside(sessions.run(path))
        for place in seen.survivors(session)
    ]
    if survivors:
        pytest.fail("\n" + "\n".join(survivors), pytrace=False)


@every_page
def test_code_outside_of_folds_needs_none_inside(path: Path) -> None:
    """A reader may leave questions closed; a notebook keeps what is indented as text."""
    whole = sessions.run(path)
    session = sessions.Session(path, whole.text, whole.prose)
    namespace: dict[str, Any] = {}
    with (
        tempfile.TemporaryDirectory() as empty,
        contextlib.chdir(empty),
        sessions.unchanged_state(),
    ):
        for fence, output in fences.paired(whole.text)[0]:
            if fence.lead:
                continue
            printed = sessions.run_code(session, fence, namespace)
            if printed is None:
                break
            if not sessions.same_output(output.source if output else "", printed):
                session.fail(fence.line, "without the folds above it this prints:", printed)
    assert not session.failures, "\n".join(session.failures)
