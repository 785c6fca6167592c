"""Tables: their frame, and that a computed one is kept until what it reads changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts.press import caching, tables
from scripts.press.errors import PressError
from scripts.setup.environment import ROOT


def test_a_table_can_be_scrolled_by_keyboard_and_has_a_name() -> None:
    table = (
        "<table><thead><tr><th></th><th>size</th>"
        '<th><math alttext="n sub h"><mi>n</mi></math></th></tr></thead></table>'
    )
    page = tables.scrollable(table)
    assert 'aria-label="Table: size, n sub h"' in page
    assert "<td></td><th>size</th>" in page
    assert '<th><span class="spoken">n sub h</span><math aria-hidden="true" ' in page


def test_a_computed_table_is_kept_until_what_it_reads_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scripts = tmp_path / "tables"
    scripts.mkdir()
    monkeypatch.setattr(tables, "SCRIPTS", scripts)
    monkeypatch.setattr(caching, "CACHE", tmp_path / "cache")
    ran: list[str] = []

    def run(names: list[str]) -> list[str]:
        ran.extend(names)
        return ["| a |" for _ in names]

    monkeypatch.setattr(tables, "_run", run)
    (scripts / "small.py").write_text("def table():\n    return '| a |'\n")
    page = "before\n<!-- table: small -->\nafter"
    assert tables.insert(page) == "before\n| a |\nafter"
    tables.insert(page)
    assert ran == ["small"]
    (scripts / "small.py").write_text("def table():\n    return '| b |'\n")
    tables.insert(page)
    assert ran == ["small", "small"]
    assert tables.unknown("<!-- table: absent -->") == ["absent"]


def test_a_table_of_a_page_is_made_anew_when_the_page_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder in ("tables", "docs"):
        (tmp_path / folder).mkdir()
    monkeypatch.setattr(tables, "SCRIPTS", tmp_path / "tables")
    monkeypatch.setattr(tables, "ROOT", tmp_path)
    monkeypatch.setattr(caching, "CACHE", tmp_path / "cache")
    ran: list[str] = []

    def run(names: list[str]) -> list[str]:
        ran.extend(names)
        return ["| a |"]

    monkeypatch.setattr(tables, "_run", run)
    (tmp_path / "tables" / "small.py").write_text('PAGE = "docs/one.md"\n')
    for text, times in (("One.", 1), ("One.", 1), ("Two.", 2)):
        (tmp_path / "docs" / "one.md").write_text(text)
        (tmp_path / "docs" / "other.md").write_text(f"{text} {times}")
        tables.insert("<!-- table: small -->")
        assert len(ran) == times


def test_table_that_fails_is_replaced_and_names_its_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scripts = ROOT / "scripts" / "tables"
    monkeypatch.setattr(caching, "CACHE", tmp_path / "cache")
    told: list[PressError] = []

    def instead(error: PressError, text: str) -> str:
        told.append(error)
        return "?"

    monkeypatch.setattr(tables, "_run", lambda names: [tables.TableError("bad", "x.py:1")])
    page = "<!-- table: numbers -->\n\n<!-- table: absent -->\n"
    assert (scripts / "numbers.py").is_file()
    assert tables.insert(page, instead) == "?\n\n?\n"
    assert [str(error) for error in told] == [
        "x.py:1: bad",
        "no script in scripts/tables for the table absent",
    ]


def test_script_that_raises_does_not_keep_the_other_from_its_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "SCRIPTS", tmp_path)
    (tmp_path / "good.py").write_text("def table():\n    return '| a |'\n")
    (tmp_path / "bad.py").write_text("def table():\n    return 1 / 0\n")
    good, bad = tables.made(["good", "bad"])
    assert good == {"answer": "| a |\n"}
    assert bad["error"]["message"] == "ZeroDivisionError: division by zero"
    assert "bad.py" in bad["error"]["place"]
