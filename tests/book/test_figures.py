"""Each figure says what it shows, and a page shows it."""

from __future__ import annotations

import ast
from pathlib import Path

import numpy as np
import pytest
from numpy.lib.stride_tricks import sliding_window_view

from convdemo import check_image, digit_image, edge_image, volume_image
from scripts.drawing import Canvas, Grid
from scripts.drawing.drawings import Drawn, Store
from scripts.drawing.render import finished, load
from scripts.press import sessions
from scripts.press.markup import elements
from scripts.press.rendering import rendered, without_front
from scripts.setup.environment import ROOT

STORE = Store(ROOT)


def tree(name: str) -> ast.Module:
    return ast.parse((STORE.scripts / f"{name}.py").read_text("utf-8"))


@pytest.mark.parametrize("name", STORE.names)
def test_a_script_says_what_it_shows_and_runs_nothing_at_import(name: str) -> None:
    module = tree(name)
    functions = {node.name: node for node in module.body if isinstance(node, ast.FunctionDef)}
    assert ast.get_docstring(module), "it has no docstring"
    assert [a.arg for a in functions["draw"].args.args] == ["layout"]
    assert functions["alt"].args.args == []
    named = (ast.Assign, ast.AnnAssign, ast.AugAssign)
    allowed = (ast.FunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom, *named)
    for node in module.body[1:]:
        assert isinstance(node, allowed), ast.unparse(node)
    place = STORE.folder(name)
    drawn = (place / "figure.json").exists()
    alt = Drawn.load(place).alt if drawn else load(STORE.scripts / f"{name}.py").alt()
    assert len(alt) > 20


def uses() -> set[tuple[str, str]]:
    """Name and ending of every figure that a page shows."""
    found = set()
    for path in sessions.pages():
        for image in elements(rendered(without_front(path.read_text("utf-8"))), "img"):
            folder, _, name = image.attributes["src"].rpartition("/")
            if folder.rpartition("/")[2] == "figures":
                found.add((Path(name).stem, Path(name).suffix[1:]))
    return found


def test_every_figure_is_used_and_every_use_has_its_script() -> None:
    offered = set()
    for name in STORE.names:
        module = tree(name)
        assigned = [n for n in module.body if isinstance(n, ast.Assign)]
        constants = {ast.unparse(n.targets[0]): n.value for n in assigned}
        ending = ast.literal_eval(constants["FORMAT"]) if "FORMAT" in constants else "svg"
        offered.add((name, ending))
        if any(isinstance(n, ast.FunctionDef) and n.name == "frames" for n in module.body):
            offered.add((f"{name}-motion", "svg"))
    assert offered == uses()


GREY = (edge_image(), check_image(), digit_image())
CHANNELS = dict(zip(("red", "green", "blue"), np.moveaxis(volume_image(), -1, 0), strict=True))


def within(part: np.ndarray, image: np.ndarray) -> bool:
    """Whether a grid is the image or a piece of it."""
    if part.shape > image.shape or part.shape[1] > image.shape[1]:
        return False
    return bool((sliding_window_view(image, part.shape) == part).all(axis=(2, 3)).any())


def meant(part: np.ndarray, name: str) -> set[str]:
    """The ramps that a grid may have by what it holds: none if it is no picture of the book."""
    if "volume" in name:
        return {colour for colour, image in CHANNELS.items() if np.array_equal(part, image)}
    return {"grey"} if min(part.shape) > 2 and any(within(part, image) for image in GREY) else set()


def draws_pictures(name: str) -> bool:
    text = (STORE.scripts / f"{name}.py").read_text("utf-8")
    return any(f"{image}_image()" in text for image in ("edge", "check", "digit", "volume"))


@pytest.mark.parametrize("name", [name for name in STORE.names if draws_pictures(name)])
def test_the_books_images_are_drawn_as_bright_as_they_are(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    grids: list[Grid] = []
    painted = Grid.paint

    def paint(grid: Grid, canvas: Canvas, x: float, y: float) -> None:
        grids.append(grid)
        painted(grid, canvas, x, y)

    monkeypatch.setattr(Grid, "paint", paint)
    finished(load(STORE.scripts / f"{name}.py").draw("wide"), "wide")
    for grid in grids:
        r0, c0, r1, c1 = grid.inner
        if grid.role == "input" and (ramps := meant(grid.values[r0:r1, c0:c1], name)):
            assert grid.picture in ramps, grid.label
            assert grid.top is None, "its white is not ten"
