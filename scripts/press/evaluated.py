"""What pages ask of convdemo at build time: Python, evaluated in another process, and kept.

The process is another one so that an edit to convdemo is seen while the site is served. An answer is
kept by the hash of the question and of all that it comes from. The module that asks has `render`,
which makes text of a value, and is run with `-m`.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


class EvaluationError(Exception):
    """Something that cannot be evaluated; the message has it, and says why."""


def computed(
    asked: list[str], module: str, root: Path = ROOT, *others: Path
) -> dict[str, str]:
    """The answer to each question, from the cache where nothing it comes from has changed.

    `others` are files of code that the module uses besides.
    """
    script = ROOT.joinpath(*module.split(".")).with_suffix(".py")
    shared = hashlib.sha256()
    for path in [*sorted((root / "convdemo").rglob("*.py")), Path(__file__), script, *others]:
        shared.update(path.name.encode() + path.read_bytes())
    folder = root / ".cache" / script.stem
    places = {}
    for text in asked:
        key = hashlib.sha256(shared.digest() + text.encode()).hexdigest()[:20]
        places[text] = folder / f"{key}.txt"
    missing = [text for text, place in places.items() if not place.exists()]
    if missing:
        folder.mkdir(parents=True, exist_ok=True)
        for text, answer in zip(missing, _evaluated(missing, module, root), strict=True):
            part = places[text].with_suffix(f".{os.getpid()}")
            part.write_text(answer, "utf-8")
            part.replace(places[text])
    return {text: place.read_text("utf-8") for text, place in places.items()}


def _evaluated(asked: list[str], module: str, root: Path) -> list[str]:
    path = os.pathsep.join(filter(None, [str(root), os.environ.get("PYTHONPATH", "")]))
    done = subprocess.run(
        [sys.executable, "-m", module],
        cwd=root,
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
