"""The measuring of a build, and the tables that are made of its record."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest

from scripts.bench import site
from scripts.bench.site import Build
from scripts.press import build_order
from scripts.press.build_order import Step
from scripts.setup.environment import ROOT
from scripts.tables import building, loop

STEPS = (
    Step("files", print, "draw", "pages show figures"),
    Step("files", print, "pack", "as figures"),
    Step("built", print, "tidy", "when all is asked for"),
)


@pytest.fixture
def found(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """A record of three steps; MkDocs itself takes a second."""
    monkeypatch.setattr(build_order, "STEPS", STEPS)
    return {
        "date": "2026-01-02",
        "machine": {"processor": "P", "cores": 2, "system": "Linux"},
        "versions": {"python": "3", "mkdocs": "1"},
        "chapter": "padding",
        "total": {"cold": 6.35, "warm": 1.07, "word": 3, "bare": 2, "test": 4, "update": 0.5},
        "steps": [
            {"name": "draw", "cold": 5.2, "warm": 0.02},
            {"name": "pack", "cold": 0.04, "warm": 0.03},
            {"name": "tidy", "cold": 0.11, "warm": 0.02},
        ],
    }


def test_record_has_each_step_of_the_list_in_its_order() -> None:
    """After a change of the list: `python -m scripts.bench.site`."""
    kept = json.loads(site.RECORD.read_text("utf-8"))
    assert [row["name"] for row in kept["steps"]] == [step.what for step in build_order.STEPS]
    for key in ("cold", "warm"):
        assert 0 < sum(row[key] for row in kept["steps"]) < kept["total"][key]


def test_overview_has_times_of_what_is_long_and_the_rest(found: dict[str, Any]) -> None:
    rows = building.overview(found).splitlines()[2:]
    assert rows == [
        "| the whole site | draw (5.2), pack | 5.2 | 0.1 |",
        "| at the end | tidy (0.1) | 0.1 | 0.0 |",
        "| the rest | Python, MkDocs, its plugins and the theme | 1.0 | 1.0 |",
        "| **all** |  | **6.3** | **1.1** |",
    ]


def test_each_step_is_told_with_its_reason(found: dict[str, Any]) -> None:
    rows = building.each(found).splitlines()[4:]
    assert rows == [
        "    | draw | pages show figures | 5.200 | 0.020 |",
        "    | pack | as figures | 0.040 | 0.030 |",
        "    | tidy | when all is asked for | 0.110 | 0.020 |",
    ]


def test_step_that_is_newer_than_the_record_is_shown_without_time(found: dict[str, Any]) -> None:
    del found["steps"][1]
    assert math.isnan(building.spent(found, "cold", STEPS))
    assert "| the whole site | draw (5.2), pack |  |  |" in building.overview(found)


def test_page_says_where_it_was_measured(found: dict[str, Any]) -> None:
    told = building.where(found)
    assert "on 2 January 2026, on a machine with 2 cores (P, Linux): Python 3, MkDocs 1." in told
    assert "takes 3.0 s; the same Markdown without the press and the labs takes 2.0 s" in told


def test_loop_has_the_commands_of_the_chapter(
    found: dict[str, Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(loop, "RECORD", tmp_path / "build.json")
    loop.RECORD.write_text(json.dumps(found), "utf-8")
    rows = loop.table().splitlines()[2:]
    assert [row.split("|")[3].strip() for row in rows] == ["3.0", "0.5", "4.0"]
    assert "`./scripts/test --update padding`" in rows[1] and "-k padding`" in rows[2]


def test_median_is_of_each_step_by_itself() -> None:
    builds = [Build(3, {"a": 1, "b": 9}), Build(1, {"a": 2, "b": 8}), Build(2, {"a": 9, "b": 1})]
    assert site.median(builds) == Build(2, {"a": 2, "b": 8})


def test_a_step_that_a_build_did_not_need_took_no_time() -> None:
    builds = [Build(1, {"a": 3}), Build(1, {"a": 2, "b": 4}), Build(1, {"a": 1})]
    assert site.median(builds) == Build(1, {"a": 2, "b": 0.0})


def test_command_that_fails_is_not_timed(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="no_such_module failed:\n.*No module named"):
        site.seconds(tmp_path, "no_such_module")


def test_bare_configuration_has_no_hooks_and_no_labs() -> None:
    whole = (ROOT / "mkdocs.yml").read_text("utf-8")
    bare = site.bare(whole)
    for part in ("hooks:", "build_order.py", "mkdocs-jupyter", "labs/", "Labs:"):
        assert part in whole and part not in bare
    assert "padding.md" in bare and "extra_css:" in bare
