"""Tables: their frame, and that a computed one is kept until what it reads changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts.press import keep, tables


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
    monkeypatch.setattr(keep, "CACHE", tmp_path / "cache")
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
    monkeypatch.setattr(keep, "CACHE", tmp_path / "cache")
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
