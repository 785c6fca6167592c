"""The list of steps: each is in it once, done in order, and one that fails names its page."""

from __future__ import annotations

import inspect
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from mkdocs.exceptions import PluginError

from scripts.press import build_order, imports, steps, tables
from scripts.press.build_order import Step
from scripts.press.errors import PressError

EVENTS = (
    "config",
    "begin",
    "files",
    "nav",
    "source",
    "markdown",
    "content",
    "env",
    "context",
    "built",
)


def test_every_step_is_listed_once_with_what_it_does_and_why() -> None:
    written = {
        function
        for name, function in vars(steps).items()
        if inspect.isfunction(function) and name[0] != "_" and function.__module__ == steps.__name__
    }
    listed = [step.do for step in build_order.STEPS]
    assert set(listed) == written and len(listed) == len(written)
    assert all(step.what and step.why for step in build_order.STEPS)
    assert len({step.what for step in build_order.STEPS}) == len(listed)


def test_events_are_those_of_mkdocs_and_each_is_walked() -> None:
    assert tuple(build_order.WHEN) == EVENTS
    events = [step.event for step in build_order.STEPS]
    assert set(events) == set(EVENTS) and events == sorted(events, key=EVENTS.index)
    walked = "".join(
        inspect.getsource(function)
        for name, function in vars(build_order).items()
        if name.startswith("on_")
    )
    assert all(f'walk("{event}"' in walked for event in EVENTS)


def test_table_of_the_steps_is_made_anew_when_the_list_changes() -> None:
    assert Path(build_order.__file__) in imports.reached([tables.SCRIPTS / "building.py"])


def test_each_step_gets_what_the_one_before_gave(monkeypatch: pytest.MonkeyPatch) -> None:
    def add(word: str) -> Step:
        return Step("markdown", lambda text, page: text + word, word, "")

    other = Step("content", lambda html, page: "other", "other", "")
    monkeypatch.setattr(build_order, "STEPS", (add("a"), other, add("b")))
    assert build_order.walk("markdown", "-", page=None) == "-ab"
    assert {"a", "b"} <= build_order.times.keys()


def test_seconds_of_a_build_are_written_where_it_is_asked(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    one = Step("config", lambda config: config, "one", "")
    two = Step("built", lambda site: site, "two", "")
    monkeypatch.setattr(build_order, "STEPS", (one, two))
    monkeypatch.setitem(build_order.times, "of a build before", 1)
    monkeypatch.delenv("PRESS_TIMES", raising=False)
    config = SimpleNamespace(markdown_extensions=[], site_dir=str(tmp_path), strict=False)
    build_order.on_config(config)
    build_order.on_post_build(config)
    assert not list(tmp_path.iterdir())
    monkeypatch.setenv("PRESS_TIMES", str(tmp_path / "times.json"))
    build_order.on_post_build(config)
    written = json.loads((tmp_path / "times.json").read_text("utf-8"))
    assert written.keys() == {"one", "two"} and min(written.values()) > 0


def test_step_that_fails_names_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(text: str, page: Any) -> None:
        raise PressError("a wrong sum")

    monkeypatch.setattr(build_order, "STEPS", (Step("markdown", fail, "", ""),))
    page = SimpleNamespace(file=SimpleNamespace(src_uri="padding.md"))
    with pytest.raises(PluginError, match="padding.md: a wrong sum"):
        build_order.walk("markdown", "", page=page)
