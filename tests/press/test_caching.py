"""The cache: what is kept is given back whole, and what is not used is forgotten."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from scripts.press import caching
from scripts.press.errors import PressError


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(caching, "CACHE", tmp_path / "cache")
    return tmp_path / "cache"


def aged(path: Path, days: float) -> None:
    then = time.time() - days * caching.DAY
    os.utime(path, (then, then))


def test_only_what_is_missing_is_made_and_all_of_it_in_one_go() -> None:
    made: list[list[str]] = []

    def make(names: list[str]) -> list[str]:
        made.append(names)
        return [name.upper() for name in names]

    assert caching.answers("kind", {"a": "1", "b": "1"}, make) == {"a": "A", "b": "B"}
    assert caching.answers("kind", {"a": "1", "b": "2", "c": "1"}, make) == {
        "a": "A",
        "b": "B",
        "c": "C",
    }
    assert made == [["a", "b"], ["b", "c"]]


def test_what_is_cut_short_is_made_anew(cache: Path) -> None:
    assert caching.answer("kind", "a", "1", lambda: [1, 2]) == [1, 2]
    (cache / "kind" / "a" / "1.json").write_text("[1,")
    assert caching.answer("kind", "a", "1", lambda: [3]) == [3]
    assert caching.read(cache / "kind" / "a" / "1.json") == [3]


def test_key_knows_names_contents_and_places_in_a_folder(tmp_path: Path) -> None:
    folder = tmp_path / "package"
    (folder / "__pycache__").mkdir(parents=True)
    keys = [caching.key(folder)]
    for name, text in (("a.py", "1"), ("a.py", "2"), ("b.py", "2")):
        (folder / name).write_text(text)
        keys.append(caching.key(folder))
    (folder / "a.py").rename(folder / "c.py")
    keys += [caching.key(folder), caching.key(folder, "more"), caching.key("more", folder)]
    assert len(set(keys)) == len(keys)
    (folder / "__pycache__" / "c.pyc").write_text("3")
    assert caching.key(folder) == keys[4]


def test_a_question_has_a_place_though_it_is_no_name_of_a_file(cache: Path) -> None:
    question = "edge_image() / '../..'" + "x" * 300
    assert caching.answer("kind", question, "1", lambda: "said") == "said"
    assert caching.answer("kind", question, "1", lambda: "again") == "said"
    (name,) = (cache / "kind").iterdir()
    assert name.parent == cache / "kind"


def test_the_last_answers_of_a_name_are_kept(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caching, "LAST", 2)
    for age, key in ((3, "one"), (2, "two"), (1, "three"), (0, "four")):
        caching.answer("kind", "a", key, lambda: True)
        aged(cache / "kind" / "a" / f"{key}.json", age)
    assert {path.stem for path in (cache / "kind" / "a").iterdir()} == {"three", "four"}


def test_a_folder_is_moved_to_its_place_whole_and_once(cache: Path, tmp_path: Path) -> None:
    where = caching.place("kind", "a", "1", "")
    for text in ("first", "second"):
        made = tmp_path / "made"
        made.mkdir()
        (made / "file").write_text(text)
        caching.move(made, where)
        assert not made.exists()
    assert (where / "file").read_text() == "first"


def test_what_nothing_asks_for_is_forgotten_and_what_is_used_stays(cache: Path) -> None:
    for name, days in (("old", 40), ("used", 40), ("new", 1)):
        caching.answer("kind", name, "1", lambda: True)
        for path in (cache / "kind" / name / "1.json", cache / "kind" / name):
            aged(path, days)
    caching.answer("kind", "used", "1", lambda: False)
    caching.tidy()
    assert {path.name for path in (cache / "kind").iterdir()} == {"used", "new"}


def test_drafts_of_processes_that_live_no_more_are_removed(cache: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as gone:
        pass
    alone, inside = cache / "figures", cache / "kind" / "a"
    inside.mkdir(parents=True)
    (alone / f".draft-{gone.pid}-1-window").mkdir(parents=True)
    (inside / f".draft-{gone.pid}-1-key").touch()
    (alone / caching.draft_name("ring")).mkdir()
    caching.tidy()
    assert [path.name for path in cache.glob("**/.draft-*")] == [caching.draft_name("ring")]


def test_names_that_are_gone_can_be_forgotten_at_once(cache: Path) -> None:
    for name in ("a", "b"):
        caching.answer("kind", name, "1", lambda: True)
    caching.forget(cache / "kind", ["b"])
    assert [path.name for path in (cache / "kind").iterdir()] == ["b"]


def test_the_oldest_answers_go_where_all_take_too_much_room(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = []
    for day, name in enumerate("abcd"):
        places.append(caching.place("kind", name, caching.key(name)))
        caching.write(places[-1], "x" * 1000)
        aged(places[-1], days=day)
    (cache / "kind" / "d" / "unknown.json").write_text("x" * 5000)
    monkeypatch.setattr(caching, "ROOM", 2500)
    caching.tidy()
    assert [place.exists() for place in places] == [True, True, False, False]
    assert (cache / "kind" / "d" / "unknown.json").exists()


def test_error_is_given_back_but_not_kept_and_what_failed_is_not_tried_again(cache: Path) -> None:
    asked: list[list[str]] = []

    def make(names: list[str]) -> list[str | PressError]:
        asked.append(names)
        return [PressError("no") if name == "a" else name for name in names]

    for _ in range(2):
        found = caching.answers("kind", {"a": "1", "b": "1"}, make)
        assert isinstance(found["a"], PressError) and found["b"] == "b"
    assert asked == [["a", "b"]] and not (cache / "kind" / "a").exists()
    # With another key it is another question.
    caching.answers("kind", {"a": "2"}, make)
    assert asked[1:] == [["a"]]


def test_what_was_found_is_recalled_until_its_mark_changes() -> None:
    looked: list[list[str]] = []

    def look(names: list[str]) -> dict[str, str]:
        looked.append(names)
        return {name: name.upper() for name in names if name != "c"}

    for marks in ({"a": "1", "c": "1"}, {"a": "1", "b": "1"}, {"a": "2", "b": "1"}):
        found = caching.recall("trial", marks, look)
        assert found == {name: name.upper() for name in marks if name != "c"}
    assert caching.recall("trial", {"c": "1"}, look) == {}
    assert looked == [["a", "c"], ["b"], ["a"], ["c"]]
