"""What pages ask of the package while the site is built: Python, evaluated by the worker, and kept.

The module that asks has a function which makes text of a question and of the names that it may use.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from scripts.press import imports, keep, subject, worker
from scripts.press.errors import PressError, told
from scripts.setup.environment import ROOT


class EvaluationError(PressError):
    """Something that cannot be evaluated; the message has it, and says why."""


def computed(kind: str, asked: list[str], function: str) -> dict[str, str | PressError]:
    """Return the answer to each question, from the cache where nothing it comes from has changed.

    `function` is "module:name". A question that cannot be answered has its error for an answer.
    """
    script = ROOT.joinpath(*function.partition(":")[0].split(".")).with_suffix(".py")
    shared = imports.key(Path(__file__), script)
    keys = {t: keep.key(shared, imports.key_of_text(t, subject.PACKAGE)) for t in asked}

    def make(missing: list[str]) -> list[str | PressError]:
        return worker.ask_each("scripts.press.evaluated:answers", [function, missing])

    return keep.answers(kind, keys, make)


def answers(question: tuple[str, list[str]]) -> list[dict[str, Any]]:
    """Answer the questions of one module: the part that runs in the worker."""
    function, asked = question
    render = worker.named(function)
    return worker.each(lambda text: _answer(render, text), asked)


def _answer(render: Any, text: str) -> str:
    names = subject.names()  # where the package is broken, each question says so
    try:
        return str(render(text, names))
    except Exception as error:
        origin = told(error).origin
        raise EvaluationError(f"{text}: {type(error).__name__}: {error}", "", origin) from error
