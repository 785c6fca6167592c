"""The command that runs the frameworks' snippets, tried in this Python, which has none of them."""

from __future__ import annotations

import json
import sys
from typing import Any

import pytest

from scripts.bench import frameworks, snippet

CODES = {"PyTorch": "print(3)", "Keras": "import os\nprint(os.environ['KERAS_BACKEND'])"}


def given(kind: str = "snippet") -> list[dict[str, str]]:
    if kind == "check":
        return [{"name": "two", "code": CODES["Keras"]}]
    return [{"name": "one", "framework": name, "code": code} for name, code in CODES.items()]


def test_a_snippet_prints_or_fails_and_its_error_is_in_plain_words() -> None:
    assert snippet.outcome("print(1)") == {"printed": "1\n"}
    words = "\\x1b[1mno such\\x1b[0m\\n\\nArguments received by f():\\n  x"
    found = snippet.outcome(f"print(1)\nraise ValueError('{words}')")
    assert found == {"printed": "1\n", "error": "ValueError: no such"}
    assert snippet.outcome("import warnings\nwarnings.warn('old')") == {"printed": ""}


def test_versions_are_those_of_this_python() -> None:
    assert snippet.versions()["numpy"]


def test_a_record_has_all_snippets_in_order_and_what_differs_between_backends(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(frameworks, "snippets", given)
    found = frameworks.record(sys.executable, [sys.executable, sys.executable])
    torch, keras = found["ran"]
    assert torch["name"] == keras["name"] == "one" and torch["printed"] == "3\n"
    assert keras["printed"] == "tensorflow\n" and keras["on torch"] == {"printed": "torch\n"}
    assert found["backends"] == ["tensorflow", "torch"]
    assert found["checks"] == [{**given("check")[0], "printed": "torch\n"}]
    assert json.loads(frameworks.text(found)) == found


def test_with_one_backend_there_is_nothing_to_compare(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frameworks, "snippets", given)
    found = frameworks.record(sys.executable, [sys.executable])
    assert found["backends"] == ["tensorflow"] and found["checks"] == []
    assert not [run for run in found["ran"] if "on torch" in run]


def test_a_python_that_cannot_run_them_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    monkeypatch.setattr(frameworks, "CHILD", tmp_path / "absent.py")
    with pytest.raises(SystemExit, match="could not run the snippets"):
        frameworks.ran(sys.executable, ["print(1)"])
