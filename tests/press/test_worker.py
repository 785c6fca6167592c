"""The fresh Python, and that the press needs one to know the package."""

from __future__ import annotations

import ast
import os
from pathlib import Path
from typing import Any

import pytest

from scripts.press import subject, worker
from scripts.press.errors import PressError
from scripts.setup.environment import ROOT

HERE = Path(__file__).relative_to(ROOT).as_posix()
PRESS = [*(ROOT / "scripts" / "press").rglob("*.py"), *(ROOT / "scripts" / "drawing").glob("*.py")]


def imported(path: Path) -> set[str]:
    """The first words of the modules that a file imports."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            found.add((node.module or "").partition(".")[0])
    return found


@pytest.mark.parametrize("path", PRESS, ids=lambda path: path.stem)
def test_press_does_not_import_the_package(path: Path) -> None:
    assert subject.PACKAGE not in imported(path)


def test_only_the_worker_and_a_command_start_a_python() -> None:
    starting = {path.stem for path in PRESS if "sys.executable" in path.read_text("utf-8")}
    assert starting == {"worker", "running"}


def process(question: Any) -> list[Any]:
    print("progress", flush=True)
    return [os.getpid(), os.getcwd(), question]


def refuse(question: str) -> None:
    raise PressError(f"no {question}")


def fail(question: str) -> None:
    raise LookupError(question)


def end(question: int) -> None:
    os._exit(question)


def test_question_is_answered_elsewhere(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    another, folder, question = worker.ask(f"{__name__}:process", {"a": [1, "ä"]}, tmp_path)
    assert another != os.getpid() and Path(folder) == tmp_path and question == {"a": [1, "ä"]}
    assert capfd.readouterr().out == "progress\n"


def test_what_the_function_says_is_said_again_and_another_error_with_its_traceback() -> None:
    with pytest.raises(worker.WorkerError, match=r"\Ano answer\Z"):
        worker.ask(f"{__name__}:refuse", "answer")
    with pytest.raises(worker.WorkerError, match=rf"(?s)\A{HERE}:\d+: LookupError: why\nTraceback"):
        worker.ask(f"{__name__}:fail", "why")
    with pytest.raises(worker.WorkerError, match=r":end ended with 3\Z"):
        worker.ask(f"{__name__}:end", 3)


def each(items: list[str]) -> list[dict[str, Any]]:
    return worker.each(lambda item: str(1 // int(item)), items)


def test_what_fails_does_not_keep_the_others_from_an_answer() -> None:
    one, none, other = worker.ask_each(f"{__name__}:each", ["1", "0", "-1"])
    assert (one, other) == ("1", "-1")
    assert isinstance(none, worker.WorkerError)
    assert none.message.startswith("ZeroDivisionError") and none.place.startswith(f"{HERE}:")
