"""No figure, table or lab types a number that it shows: its code computes them.

What counts as typed is told in `scripts/press/typed.py`. Of labs only the digits are looked at: their
cells are read as code, as they stand, and have no `spelled`.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts.press import sessions, typed
from scripts.setup.environment import ROOT

SHOWN = [*sorted((ROOT / "scripts").glob("figures/*.py"))]
SHOWN += [*sorted((ROOT / "scripts").glob("tables/*.py")), *sessions.labs()]
SCRIPTS = [pytest.param(path, id=f"{path.parent.name}/{path.stem}") for path in SHOWN]


def found(source: str) -> list[str]:
    return [each.written for each in typed.found(source, typed.is_name)]


@pytest.mark.parametrize("path", SCRIPTS)
def test_a_script_computes_the_numbers_that_it_shows(path: Path) -> None:
    name = path.relative_to(ROOT).as_posix()
    if here := typed.in_script(path):
        places = "\n".join(f"{name}:{each.line}: {each.written}" for each in here)
        pytest.fail(
            f"{len(here)} typed numbers; compute them {typed.HOW}\n{places}",
            pytrace=False,
        )


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('label = "input 6 × 6"', ["'6' in “input 6 × 6”", "'6' in “input 6 × 6”"]),
        ('f"{a}, all four: {b}"', ["'four' in “, all four:”"]),
        ('f"Four of {a}"', ["'Four' in “Four of”"]),
        ('f"It gives −30, {a:.2f}"', ["'30' in “It gives −30,”"]),
        ('a = "LeNet-6 and LeNet-5"', ["'LeNet-6' in “LeNet-6 and LeNet-5”"]),
        ('f"{5}"', ["5"]),
        ('f"{2 * 15} of {a}"', ["2 * 15"]),
        ("number(30)", ["30"]),
        ("number(a, 1)", []),
        ("times((6, a))", []),
        ("by((6, 6)) + spelled(4)", ["(6, 6)", "4"]),
        ('a = "The image of a seven, as one window sees it."', []),
        ('a = "The seven pixels."', ["'seven' in “The seven pixels.”"]),
        ('a = "im2col in float32, float65"', ["'float65' in “im2col in float32, float65”"]),
        ('fill = "#808080"', []),
        ('def draw():\n    """Six of 6."""\n    return "often"', []),
        ('\n\nlabel = "of 6"', ["'6' in “of 6”"]),
    ],
)
def test_typed_numbers_are_found(source: str, expected: list[str]) -> None:
    assert found(source) == expected


def test_the_line_is_that_of_the_number() -> None:
    (place,) = typed.found(
        'a = (\n    "often"\n    f" {b} and"\n    f" 6 of {b}"\n)', typed.is_name
    )
    assert place.line == 4
