"""What pages ask of the package while the site is built: Python, evaluated by the worker, and kept.

The module that asks has a function which makes text of a question and of the names that it may use.
"""

from __future__ import annotations

import contextlib
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from scripts.press import caching, imports, subject, worker
from scripts.press.errors import PressError, told
from scripts.setup.environment import ROOT

# What has been asked since something had to be made: if one is out of date, others are, and a site
# that is served asks for them again. So they are made in one go.
_asked: dict[str, set[str]] = defaultdict(set)


class EvaluationError(PressError):
    """Something that cannot be evaluated; the message has it, and says why."""


def computed(kind: str, asked: list[str], function: str) -> dict[str, str | PressError]:
    """Return the answer to each question, from the cache where nothing it comes from has changed.

    `function` is "module:name". A question that cannot be answered has its error for an answer.
    """
    script = ROOT.joinpath(*function.partition(":")[0].split(".")).with_suffix(".py")
    shared = imports.key(Path(__file__), script)

    def keyed(texts: Iterable[str]) -> dict[str, str]:
        return {t: caching.key(shared, imports.key_of_text(t, subject.PACKAGE)) for t in texts}

    def make(missing: list[str]) -> list[str | PressError]:
        return worker.ask_each("scripts.press.evaluated:answers", [function, missing])

    keys = keyed(asked)
    if not caching.has_all(kind, keys):
        others = _asked[kind].difference(asked)
        _asked[kind].clear()
        with contextlib.suppress(PressError):  # one that fails may be asked for no more
            caching.answers(kind, keyed(others) | keys, make)
    _asked[kind].update(asked)
    return caching.answers(kind, keys, make)


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
