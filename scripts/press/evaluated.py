"""What pages ask of convdemo at build time: Python, evaluated in another process, and kept.

The process is another one so that an edit to convdemo is seen while the site is served. The module
that asks has `render`, which makes text of a value, and is run with `-m`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from scripts.press import keep
from scripts.press.keep import ROOT


class EvaluationError(Exception):
    """Something that cannot be evaluated; the message has it, and says why."""


def computed(asked: list[str], module: str, *others: Path) -> dict[str, str]:
    """The answer to each question, from the cache where nothing it comes from has changed.

    `others` are files of code that the module uses besides.
    """
    script = ROOT.joinpath(*module.split(".")).with_suffix(".py")
    shared = keep.key(ROOT / "convdemo", Path(__file__), script, *others)
    keys = {text: keep.key(shared, text) for text in asked}
    return keep.answers(script.stem, keys, lambda missing: _evaluated(missing, module))


def _evaluated(asked: list[str], module: str) -> list[str]:
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))
    done = subprocess.run(
        [sys.executable, "-m", module],
        cwd=ROOT,
        input=json.dumps(asked),
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise EvaluationError(done.stderr.strip().splitlines()[-1])
    answers: list[str] = json.loads(done.stdout)
    return answers


def answer(render: Callable[[str, dict[str, Any]], str]) -> None:
    """Answer the questions that stand, as JSON, on standard input.

    `render` gets the question, and the names that it may use: all of convdemo's, and `np`.
    """
    import numpy as np

    import convdemo

    names = {"np": np} | {name: getattr(convdemo, name) for name in convdemo.__all__}
    answers = []
    for text in json.load(sys.stdin):
        try:
            answers.append(render(text, names))
        except Exception as error:
            sys.exit(f"{text}: {type(error).__name__}: {error}")
    json.dump(answers, sys.stdout)
