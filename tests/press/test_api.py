"""The API: what is public comes by itself, beside its chapter, and old addresses have their anchors."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from scripts.press import api, contents, subject
from scripts.press.errors import PressError, refuse
from scripts.press.rendering import FRONT_MATTER, rendered
from scripts.setup.environment import ROOT

CONTRAST = '''"""How far bright and dark are apart. More of it.

And more.
"""

LIMIT: int = 255
"""The brightest
pixel. Else."""

HIDDEN = 3


def contrast(image):
    """The range of an image: bright less dark. It is never negative."""


def _own():
    """Not for others."""


def silent(): ...


class Range:
    """A range."""

    low: int
    """Its lower end."""

    def width(self):
        """How wide it is."""

    def __str__(self):
        """As text."""

    def _own(self):
        """Not for others."""
'''


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / subject.PACKAGE
    folder.mkdir()
    for name in ("contrast", "other", "_own", "__init__"):
        (folder / f"{name}.py").write_text(CONTRAST)
    monkeypatch.setattr(api, "ROOT", tmp_path)
    return folder


def test_what_is_public_has_a_docstring_and_no_underscore(package: Path) -> None:
    assert api.public() == ["contrast", "other"]
    assert api.summary("contrast") == "How far bright and dark are apart."
    assert api.names("contrast") == [
        api.Name("LIMIT", "The brightest pixel."),
        api.Name("contrast", "The range of an image: bright less dark."),
        api.Name("Range", "A range.", ("low", "width", "__str__")),
    ]


def test_module_stands_beside_the_chapter_of_its_name_and_those_that_name_it(package: Path) -> None:
    fronts = [
        ("history.md", {"title": "History"}),
        ("volume.md", {"title": "Volume", "modules": "other contrast"}),
        ("contrast.md", {"title": "Contrast"}),
        ("reference/other.md", {"title": "No chapter"}),
    ]
    volume, contrast = api.Chapter("volume.md", "Volume"), api.Chapter("contrast.md", "Contrast")
    found = api.modules(fronts)
    assert list(found.items()) == [("other", [volume]), ("contrast", [volume, contrast])]
    assert api.modules([]) == {"contrast": [], "other": []}


def test_chapter_that_names_no_module_is_told_which_there_are(package: Path) -> None:
    assert api.problem("volume.md", {"modules": "other"}) is None
    problem = api.problem("volume.md", {"modules": "others contrast"})
    assert str(problem) == (
        "docs/volume.md: modules in the front matter: convdemo has no module others;"
        " it has contrast, other"
    )


def test_page_of_a_new_module_comes_by_itself(package: Path) -> None:
    (package / "walk.py").write_text('"""It\'s a walk: left, right."""\n')
    found = api.modules([("walk.md", {"title": "Walk"})])
    page = api.pages(found)["reference/api/walk.md"]
    front = FRONT_MATTER.match(page)
    assert front and yaml.safe_load(front[1]) == {
        "title": "convdemo.walk",
        "description": "The module convdemo.walk. It's a walk: left, right.",
    }
    for part in ("\n::: convdemo.walk\n", "explained in [Walk](../../walk.md).", "](../api.md)"):
        assert part in page
    assert "explained" not in api.pages(found)["reference/api/other.md"]


def test_module_that_cannot_be_read_has_its_page_and_tells_why_among_the_names(
    package: Path,
) -> None:
    (package / "other.py").write_text("def def\n")
    found = api.modules([])
    assert "::: convdemo.other" in api.pages(found)["reference/api/other.md"]
    told: list[PressError] = []

    def mark(error: PressError, text: str) -> str:
        told.append(error)
        return "BOX"

    listed = api.insert(f"{api.MARK}\n", found, mark)
    assert "BOX" in listed and "`contrast`" in listed
    assert [error.message for error in told] == ["SyntaxError: invalid syntax"]
    with pytest.raises(PressError, match="invalid syntax"):
        api.insert(api.MARK, found, refuse)


def test_each_name_and_member_has_its_old_anchor_in_a_link_to_its_place(package: Path) -> None:
    html = rendered(api.insert(f"Above.\n\n{api.MARK}\n", api.modules([]), refuse))
    assert api.MARK not in html and api.insert("No mark.", {}, refuse) == "No mark."
    at = 'href="api/contrast.md#convdemo.contrast.'
    for name, line in (("LIMIT", "The brightest pixel."), ("Range", "A range.")):
        assert f'{at}{name}" id="convdemo.contrast.{name}"' in html
        assert f"<dd>{line}</dd>" in html
    for member in ("low", "width", "__str__"):
        assert f'<span id="convdemo.contrast.Range.{member}"></span>' in html
    assert '<h2 id="contrast"><a href="api/contrast.md">convdemo.contrast</a>' in html


def test_sections_that_the_one_page_had_are_still_there() -> None:
    listed = api.insert(api.MARK, api.modules([]), refuse)
    assert api.SECTIONS.keys() <= set(api.public())
    for anchor in api.SECTIONS.values():
        assert f'<span id="{anchor}"></span>' in listed


def test_pages_of_modules_stand_below_the_names_in_the_contents(package: Path) -> None:
    nav = ["index.md", {"10 Reference": ["reference/terms.md", api.PAGE, "reference/last.md"]}]
    made = api.contents(nav, api.modules([]))
    assert [(entry.uri, entry.section) for entry in contents.entries(made)] == [
        ("index.md", ""),
        ("reference/terms.md", "10 Reference"),
        ("reference/api.md", "API"),
        ("reference/api/contrast.md", "API"),
        ("reference/api/other.md", "API"),
        ("reference/last.md", "10 Reference"),
    ]
    assert nav[1] == {"10 Reference": ["reference/terms.md", api.PAGE, "reference/last.md"]}


def test_docstrings_show_nothing_that_is_computed() -> None:
    """Their pages are kept as long as their code stays; nobody looks at what a table is made of."""
    for path in (ROOT / subject.PACKAGE).rglob("*.py"):
        for mark in ("<!-- table:", "<!-- sum:", "<!-- frameworks:", "data-explorable"):
            assert mark not in path.read_text("utf-8"), path
