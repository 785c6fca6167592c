"""What explorables get of the package: values of a Python module, written as JavaScript."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from scripts.press import explorables, keep


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
    monkeypatch.setattr(keep, "CACHE", tmp_path / "cache")
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
