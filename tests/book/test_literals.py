"""A number in a comment is computed, or quoted with its source, or the name of a size.

What is bare, and what may stand so, is told in `scripts/press/literals.py`.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts.press import literals, sessions
from scripts.setup.environment import ROOT

PAGES = [
    pytest.param(path, id=path.relative_to(ROOT).as_posix())
    for path in [*sessions.texts(), *sessions.labs()]
]


def text_of(path: Path) -> str:
    text = path.read_text("utf-8")
    return sessions.lab_as_page(text) if path.suffix == ".py" else text


@pytest.mark.parametrize("path", PAGES)
def test_numbers_are_computed_or_quoted_with_their_source(path: Path) -> None:
    name = path.relative_to(ROOT).as_posix()
    bare = literals.found(text_of(path))
    if bare:
        places = "\n".join(f"{name}:{line}: {accused}" for line, accused in bare)
        pytest.fail(
            f'{len(bare)} bare numbers; compute them, or quote them with cite("key", …)\n{places}',
            pytrace=False,
        )


@pytest.mark.parametrize(
    ("prose", "expected"),
    [
        ("There are 93.<!-- = 93 -->", ["93 by 93"]),
        ("There are 93.<!-- = 90 + 3 -->", ["93 by 90 + 3"]),
        ("There are −3.<!-- = -3 -->", ["−3 by -3"]),
        ("There are 4 of 5.<!-- = (4, [5]) -->", ["4 by 4", "5 by 5"]),
        ("There are 4 of 5.<!-- = (len('abcd'), 5) -->", ["5 by 5"]),
        ("A 3 × 3 filter has 9.<!-- = 3, 3, 9 -->", ["9 by 9"]),
        ("A 3 × 3 filter has 9.<!-- = VERTICAL.shape, 9 -->", ["9 by 9"]),
        ("It has 9, being 3 × 3.<!-- = 9, VERTICAL.shape -->", ["9 by 9"]),
        ("It has 3, being 3 × 3.<!-- = 3, VERTICAL.shape -->", ["3 by 3"]),
        ("A row of `4`.<!-- = 4 -->", ["4 by 4"]),
        ("A 3 × 3 × 6 filter, a side of 5.<!-- = 3, 3, 6, 5 -->", []),
        ("$2p + 1$ is 5.<!-- = 2, 1, output_size(7, 3) -->", []),
        ("In 1959, 138.<!-- = cite.hubel1959, cite('simonyan2015', 138) -->", []),
        ("A 9.<!-- = VERTICAL.size -->", []),
        ("A 9.<!-- = data.benchmark['image'][0] -->", []),
    ],
)
def test_bare_numbers_are_found(prose: str, expected: list[str]) -> None:
    assert [accused for _, accused in literals.found(prose)] == expected
