"""What explorables get of the package: values of a Python module, written as JavaScript."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from scripts.press import caching, explorables
from scripts.press.errors import PressError


@dataclasses.dataclass(frozen=True)
class Layer:
    size: int
    stride: int = 1
    padding: int = 0


GIVEN = f"""
import numpy as np
from {__name__} import Layer

MODULES = {{"numbers.js": {{"A": np.eye(2, dtype=int), "B": [Layer(3, padding=1)]}}}}
SCRIPTS = {{"long.js": {{"name": "ä"}}}}
"""


@pytest.fixture
def given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    place = tmp_path / "given.py"
    place.write_text(GIVEN, "utf-8")
    monkeypatch.setattr(explorables, "GIVEN", place)
    monkeypatch.setattr(caching, "CACHE", tmp_path / "cache")
    return place


def test_constants_become_a_module_and_what_is_long_a_script(given: Path) -> None:
    assert explorables.made_of_the_package() == {
        "modules": {
            "numbers.js": "export const A = [[1,0],[0,1]];\n"
            'export const B = [{"type":"Layer","size":3,"padding":1}];\n'
        },
        "scripts": {"long.js": 'var name="ä";\n'},
    }


def test_an_edit_is_seen_and_an_error_is_told(given: Path) -> None:
    explorables.made_of_the_package()
    given.write_text(GIVEN.replace("ä", "ö"), "utf-8")
    assert "ö" in explorables.made_of_the_package()["scripts"]["long.js"]
    given.write_text("1 / 0", "utf-8")
    with pytest.raises(explorables.ExplorableError, match=r"(?s)given\.py: .*ZeroDivisionError"):
        explorables.made_of_the_package()


def test_python_is_not_packed() -> None:
    assert "given.py" not in explorables.packed()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with an explorable, and a module that it imports."""
    monkeypatch.setattr(explorables, "SOURCE", tmp_path)
    (tmp_path / "shared.js").write_text("export const N = 1;\n", "utf-8")
    (tmp_path / "small.js").write_text(SMALL, "utf-8")
    return tmp_path


SMALL = """\
import { N } from "./shared.js";
/** @typedef {"red" | "green"} Channel */
/** @typedef {typeof defaults & Record<Channel, number>} State */
const defaults = {
  side: N, // of the image, in pixels: more is slow
  places: [[0, 1], [2, 3]],
  word: "a, b: c",
};
export { build, check, defaults };
"""
TAG = (
    '<details class="explorable" id="x" data-explorable="small" data-label="L" data-start="{}">'
    "<summary>Try it</summary></details>"
)


def test_keys_of_a_state_are_read_from_the_module(folder: Path) -> None:
    assert explorables.keys("small") == {"side", "places", "word", "red", "green"}


def test_start_with_an_unknown_key_names_those_that_there_are(folder: Path) -> None:
    assert "&quot;side&quot;:3" in explorables.insert(TAG.format("side=3, red=1"))
    with pytest.raises(explorables.ExplorableError, match="small has no sida; what it has: green,"):
        explorables.insert(TAG.format("sida=3"))


def test_one_that_cannot_start_is_left_out_and_the_others_go_on(folder: Path) -> None:
    told: list[str] = []

    def instead(error: PressError, tag: str) -> str:
        told.append(error.message)
        return "?"

    text = explorables.insert(TAG.format("side=NOBEL") + " and " + TAG.format("side=3"), instead)
    still, live = text.split(" and ")
    assert still == "?" and "data-start=" in live
    assert told == ["data-start: side=NOBEL: NameError: name 'NOBEL' is not defined"]


WITH_QUESTIONS = """\
<details class="explorable" id="x" data-explorable="small" data-label="L" data-start="side=3">
<summary>Try it</summary>

- What if it is larger? <!-- try: side=7, places=VERTICAL[:2], word='b' -->
- And this asks for nothing.

</details>
"""


def test_a_question_becomes_a_link_to_its_state(folder: Path) -> None:
    text = explorables.insert(WITH_QUESTIONS)
    link = "- [What if it is larger?](?x.side=7&x.places=1_0_-1*1_0_-1&x.word=b#x)"
    assert link in text and "- And this asks for nothing." in text and "try:" not in text
    with pytest.raises(explorables.ExplorableError, match="try: small has no sida; what it has"):
        explorables.insert(WITH_QUESTIONS.replace("try: side", "try: sida"))
    with pytest.raises(explorables.ExplorableError, match="the explorable small has no end"):
        explorables.insert(WITH_QUESTIONS.replace("</details>", ""))


def test_values_are_written_as_an_address_has_them() -> None:
    assert explorables.coded([[1, -0.5], [0, 2]]) == "1_-0.5*0_2"
    assert explorables.coded([0, 2]) == "0*2" and explorables.coded(True) == "1"
    assert explorables.coded("wrap") == "wrap" and explorables.coded(0.002) == "0.002"


def test_module_that_cannot_be_read_concerns_all_that_load_it(folder: Path) -> None:
    (folder / "shared.js").write_text("export const N = 1;\nconst = 2;\n", "utf-8")
    with pytest.raises(explorables.ExplorableError, match=r"docs/explorables/shared\.js:2: "):
        explorables.packed(folder)
    broken: dict[str, PressError] = {}
    assert "small.js" in explorables.packed(folder, broken)
    assert broken.keys() == {"shared.js"} and "shared.js" in explorables.needed_by("small")
    with pytest.raises(explorables.ExplorableError, match="cannot be read as a script"):
        explorables.insert(TAG.format("side=3"), broken=broken)
