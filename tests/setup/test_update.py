"""`./scripts/test --update` writes outputs, and runs no tests."""

from __future__ import annotations

import runpy
from importlib import import_module
from pathlib import Path

import pytest

from scripts.setup.environment import ROOT


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (["--update"], ["scripts.press.update"]),
        (["--update", "padding"], ["scripts.press.update", "padding"]),
        (["padding", "--update"], ["scripts.press.update", "padding"]),
    ],
)
def test_update_runs_no_tests(
    given: list[str], expected: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(ROOT / "scripts")
    environment = import_module("setup.environment")
    ran: list[str] = []

    def run(python: Path, *command: str) -> None:
        ran.extend(command)
        raise SystemExit

    monkeypatch.setattr(environment, "make", lambda tests: Path("python"))
    monkeypatch.setattr(environment, "run", run)
    monkeypatch.setattr("sys.argv", ["scripts/test", *given])
    with pytest.raises(SystemExit):
        runpy.run_path(str(ROOT / "scripts" / "test"))
    assert ran == expected
