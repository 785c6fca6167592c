"""The numerals of tables and of alternative texts: the expression of the script that each came from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from scripts.press import scripted

SCRIPT = """
import numpy as np

OUT = np.array([[0, 30], [30.5, 0]])
HALF = 1 / 3

def times(image):
    return " × ".join(str(side) for side in image.shape)

def alt():
    inner = f"at most {OUT.max():.0f}"
    return f"A {times(OUT)} table: {inner}, and {HALF:.2f} of {len(OUT)!r:>3}; {{7}}."
"""


def said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> list[dict[str, Any]]:
    monkeypatch.setattr(scripted, "ROOT", tmp_path)
    folder = tmp_path / "scripts" / "figures"
    folder.mkdir(parents=True)
    (folder / "made.py").write_text(script, "utf-8")
    (reply,) = scripted.run(["scripts/figures/made"])
    found: list[dict[str, Any]] = reply["answer"]["alt"]["numerals"]
    return found


def test_an_expression_is_told_with_what_it_gave(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = said(tmp_path, monkeypatch, SCRIPT)
    told = [(n["text"], n["answer"]["expression"], n["answer"]["value"]) for n in found]
    assert told == [
        ("2", "times(OUT)", "2 × 2"),
        ("2", "times(OUT)", "2 × 2"),
        ("30", "OUT.max()", "30.5"),
        ("0.33", "HALF", "0.3333333333333333"),
        ("2", "len(OUT)", "2"),
        ("7", "alt()", ""),
    ]
    assert found[0]["answer"]["from"] == [["alt", ["script", "scripts/figures/made.py", "alt()"]]]


@pytest.mark.parametrize(
    "change",
    [
        ("return f", "return 'Of ' + f'{len(f\"{HALF}\")} letters. ' + f"),
        ("return f", "return f'{OUT.size}'.rjust(4) + f"),
    ],
)
def test_where_letters_would_change_the_text_the_function_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: tuple[str, str]
) -> None:
    found = said(tmp_path, monkeypatch, SCRIPT.replace(*change))
    assert {n["answer"]["expression"] for n in found} == {"alt()"}


def test_what_has_not_changed_is_not_run_again(monkeypatch: pytest.MonkeyPatch) -> None:
    names = ["scripts/figures/padding_ring", "scripts/tables/loop"]
    once = scripted.given(names)
    monkeypatch.setattr(scripted, "_asked", None)
    assert scripted.given(names) == scripted.kept(names) == once
    assert set(once) == {*names}
