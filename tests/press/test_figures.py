"""Figures: drawn when what they come from has changed, shown in both schemes and both widths."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.drawing.drawings import Drawn, FigureError, Store, variant
from scripts.drawing.palette import LIGHT, SHEET
from scripts.drawing.render import render
from scripts.press import caching, figures
from scripts.setup.environment import ROOT

SCRIPT = '''"""A row."""

from convdemo import VERTICAL
from scripts.drawing import Grid


def draw(layout):
    return Grid(VERTICAL, "filter")


def frames(layout):
    return [Grid(VERTICAL, "filter", mark=(0, c)) for c in range(2)]


def alt():
    return f"The filter; its first number is {VERTICAL[0, 0]}."


def motion_alt():
    return "A mark moves."
'''


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with the kit, the package and two figures, to be edited at will."""
    shutil.copytree(ROOT / "convdemo", tmp_path / "convdemo")
    shutil.copytree(ROOT / "scripts" / "drawing", tmp_path / "scripts" / "drawing")
    # By these the kit finds the colours, and the press the package.
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    shutil.copytree(ROOT / "scripts" / "setup", tmp_path / "scripts" / "setup")
    (tmp_path / SHEET).parent.mkdir(parents=True)
    shutil.copy(ROOT / SHEET, tmp_path / SHEET)
    (tmp_path / "scripts" / "figures").mkdir()
    for name in ("one", "two"):
        (tmp_path / "scripts" / "figures" / f"{name}.py").write_text(SCRIPT, "utf-8")
    return tmp_path


def contents(root: Path) -> dict[str, bytes]:
    drawn = Store(root).drawn().values()
    return {name: path.read_bytes() for d in drawn for name, path in d.paths.items()}


def test_another_process_draws_the_same_bytes(
    project: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    figures.draw(project)
    assert "figure 2 of 2: two" in capfd.readouterr().out
    first = contents(project)
    shutil.rmtree(project / ".cache")
    render(project, jobs=1)
    assert contents(project) == first
    names = [
        variant(s, w, c)
        for s in ("one", "two")
        for w in ("wide", "narrow")
        for c in ("light", "dark")
    ]
    assert {f"{name}.svg" for name in names} < set(first)
    assert first["one.svg"] == first["two.svg"] != first["one-dark.svg"]


def test_only_what_has_changed_is_drawn_again(project: Path) -> None:
    assert render(project, jobs=1) == ["one", "two"]
    assert render(project, jobs=1) == []
    script = project / "scripts" / "figures" / "one.py"
    script.write_text(SCRIPT.replace("A mark", "The mark"), "utf-8")
    assert render(project, jobs=1) == ["one"]
    assert Store(project).drawn()["one"].motion == "The mark moves."


@pytest.mark.parametrize(
    "place",
    ["convdemo/filters.py", "convdemo/history.py", "scripts/drawing/palette.py"],
)
def test_an_edit_to_what_figures_import_draws_them_again(project: Path, place: str) -> None:
    render(project, jobs=1)
    edited = project / place
    text = edited.read_text("utf-8")
    edited.write_text(f'"""Edited."""\n# edited\n{text}', "utf-8")
    assert Store(project).stale() == []
    edited.write_text(text + "\nEDITED = 1\n", "utf-8")
    assert Store(project).stale() == ["one", "two"]


def test_an_edit_to_what_no_figure_imports_draws_nothing(project: Path) -> None:
    render(project, jobs=1)
    for place in ("convdemo/pooling.py", "convdemo/__init__.py"):
        edited = project / place
        edited.write_text(edited.read_text("utf-8") + "\nEDITED = 1\n", "utf-8")
    assert Store(project).stale() == []


def test_an_edit_to_the_colours_is_seen_in_the_picture(project: Path) -> None:
    figures.draw(project)
    assert LIGHT.ink.encode() in contents(project)["one.svg"]
    colours = project / SHEET
    colours.write_text(colours.read_text("utf-8").replace(LIGHT.ink, "#123456"), "utf-8")
    assert Store(project).stale() == ["one", "two"]
    figures.draw(project)
    drawn = contents(project)["one.svg"]
    assert b"#123456" in drawn and LIGHT.ink.encode() not in drawn


def test_an_edit_to_the_package_is_seen_in_the_picture(project: Path) -> None:
    before = {name: drawn.alt for name, drawn in figures.draw(project).items()}
    filters = project / "convdemo" / "filters.py"
    text = filters.read_text("utf-8")
    filters.write_text(text + "\nVERTICAL = VERTICAL * 7\n", "utf-8")
    assert "number is 1." in before["one"]
    assert "number is 7." in figures.draw(project)["one"].alt


def test_what_is_edited_while_it_is_drawn_is_not_kept(project: Path) -> None:
    script = project / "scripts" / "figures" / "one.py"
    # The script edits the kit, as an author may do at that moment.
    kit = project / "scripts" / "drawing" / "canvas.py"
    edit = f"import pathlib; pathlib.Path({str(kit)!r}).write_text('edited')"
    later = SCRIPT.replace("    return Grid", f"    {edit}\n    return Grid")
    script.write_text(later, "utf-8")
    assert render(project, ["one"], jobs=1) == ["one"]
    assert Store(project).stale(["one"]) == ["one"]


def test_a_figure_whose_data_or_neighbour_changes_is_stale(project: Path) -> None:
    script = project / "scripts" / "figures" / "two.py"
    (project / "data").mkdir()
    (project / "data" / "times.json").write_text("{}", "utf-8")
    script.write_text("from one import alt, draw\n# times.json\n", "utf-8")
    store = Store(project)
    key = store.key("two")
    (project / "data" / "times.json").write_text("[]", "utf-8")
    assert store.key("two") != key
    key = store.key("two")
    (project / "scripts" / "figures" / "one.py").write_text(SCRIPT + "\nEDITED = 1\n", "utf-8")
    assert store.key("two") != key


def test_old_drawings_are_forgotten(project: Path) -> None:
    script = project / "scripts" / "figures" / "one.py"
    for turn in range(caching.LAST + 1):
        script.write_text(SCRIPT + f"\nTURN = {turn}\n", "utf-8")
        render(project, jobs=1)
    assert len(list((project / ".cache" / "figures" / "one").iterdir())) == caching.LAST
    script.unlink()
    (project / "scripts" / "figures" / "two.py").write_text(SCRIPT + "\nTURN = 0\n", "utf-8")
    render(project, jobs=1)
    assert not (project / ".cache" / "figures" / "one").exists()
    assert not list((project / ".cache" / "figures").glob(".drawing-*"))


def test_a_script_that_fails_is_named_with_its_traceback(project: Path) -> None:
    script = project / "scripts" / "figures" / "one.py"
    script.write_text(SCRIPT.replace('Grid(VERTICAL, "filter")', "1 / 0"), "utf-8")
    with pytest.raises(FigureError, match="(?s)figure one failed.*1 / 0.*ZeroDivision"):
        figures.draw(project)
    assert Store(project).stale() == ["one"]


def test_silence_is_no_alternative_text(project: Path) -> None:
    script = project / "scripts" / "figures" / "one.py"
    script.write_text(SCRIPT.replace('"A mark moves."', '" "'), "utf-8")
    with pytest.raises(FigureError, match=r"motion_alt\(\) says nothing"):
        render(project, jobs=1)


@pytest.fixture(scope="module")
def some() -> dict[str, Drawn]:
    wide = {"wide": [700, 300], "narrow": [340, 500]}
    drawn = Drawn(
        "window", Path("/cache"), 'A "window".', "It moves.",
        {"window": "svg", "window-motion": "svg", "window-still": "svg"},
        {"window": wide, "window-motion": wide, "window-still": wide},
    )  # fmt: skip
    return {"window": drawn}


@pytest.mark.parametrize("name", ["window.svg", "window.png", "window-narrow-dark.svg"])
def test_a_file_by_hand_is_not_silently_replaced(some: dict[str, Drawn], name: str) -> None:
    figures.refuse_by_hand(["figures/windows.svg", "window.svg", "padding.md"], some)
    told = rf"docs/figures/{name} has the name of what scripts/figures/window\.py draws"
    with pytest.raises(FigureError, match=told):
        figures.refuse_by_hand(["padding.md", f"figures/{name}"], some)


def test_an_image_becomes_both_schemes_and_both_widths(some: dict[str, Drawn]) -> None:
    html = '<figure class="wide"><p><img alt="" src="figures/window.svg" /></p></figure>'
    shown = figures.show(html, some)
    assert shown.warnings == []
    assert shown.html.count("<picture") == 2
    assert "<p>" not in shown.html
    light, dark = shown.html.split("</picture>")[:2]
    assert (
        '<img src="figures/window.svg" width="700" height="300" alt="A &quot;window&quot;."'
        in light
    )
    assert 'srcset="figures/window-narrow.svg" width="340" height="500"' in light
    assert 'class="dark-only"' in dark
    assert "window-narrow-dark.svg" in dark
    assert "lazy" not in light
    assert 'loading="lazy"' in dark


def test_only_the_first_figure_of_a_page_is_loaded_at_once(some: dict[str, Drawn]) -> None:
    image = '<figure class="wide"><p><img alt="" src="../figures/window.svg" /></p></figure>'
    shown = figures.show(image * 2, some).html
    assert shown.count('loading="lazy"') == 3
    assert shown.count("../figures/window-narrow.svg") == 2


def test_a_figure_too_wide_for_its_place_is_reported(some: dict[str, Drawn]) -> None:
    shown = figures.show('<figure><p><img src="figures/window.svg"></p></figure>', some)
    assert 'figures/window.svg is 700 px wide: its <figure> needs class="wide"' in shown.warnings[0]


def test_motion_stands_still_for_readers_who_ask(some: dict[str, Drawn]) -> None:
    shown = figures.show('<p><img alt="" src="figures/window-motion.svg" /></p>', some).html
    quiet = '<source media="(prefers-reduced-motion: reduce)" srcset="figures/window-still.svg"'
    assert quiet in shown
    assert shown.index("window-still-narrow.svg") < shown.index("window-motion-narrow.svg")
    assert 'alt="It moves."' in shown


def test_other_images_are_left_alone(some: dict[str, Drawn]) -> None:
    html = '<p><img src="assets/window.svg"></p> <img src="figures/unknown.svg">'
    assert figures.show(html, some).html == html


def test_every_file_has_its_place_on_the_site(some: dict[str, Drawn]) -> None:
    found = dict(figures.files(some))
    assert len(found) == 12
    assert found["figures/window-narrow-dark.svg"] == Path("/cache/window-narrow-dark.svg")


def test_the_hooks_need_no_matplotlib() -> None:
    code = "import sys, scripts.press.figures; assert 'matplotlib' not in sys.modules"
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-c", code], check=True, env=env, cwd=ROOT)


def test_one_that_fails_does_not_keep_the_others_from_being_drawn(project: Path) -> None:
    script = project / "scripts" / "figures" / "one.py"
    script.write_text(SCRIPT.replace('Grid(VERTICAL, "filter")', "1 / 0"), "utf-8")
    drawn, failed = figures.attempt(project)
    assert drawn.keys() == {"two"} and failed.keys() == {"one"}
    assert failed["one"].place == "scripts/figures/one.py:8"
    assert failed["one"].message == "ZeroDivisionError: division by zero"
    script.write_text(SCRIPT, "utf-8")
    drawn, failed = figures.attempt(project)
    assert drawn.keys() == {"one", "two"} and not failed


def test_what_has_failed_is_not_tried_again_until_it_changes(
    project: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    script = project / "scripts" / "figures" / "one.py"
    script.write_text(SCRIPT.replace('Grid(VERTICAL, "filter")', "1 / 0"), "utf-8")
    for _ in range(2):
        assert figures.attempt(project)[1].keys() == {"one"}
    assert capfd.readouterr().out.count("one failed") == 1


def test_the_same_error_stands_once_in_a_message(project: Path) -> None:
    filters = project / "convdemo" / "filters.py"
    filters.write_text(filters.read_text("utf-8") + "\nx = (\n", "utf-8")
    with pytest.raises(FigureError) as raised:
        figures.draw(project)
    said = str(raised.value)
    assert said.startswith("2 figures failed (one, two):") and said.count("SyntaxError") == 1


def test_a_figure_that_failed_leaves_its_box(some: dict[str, Drawn]) -> None:
    html = '<p><img src="figures/window-motion.svg"></p><p><img src="figures/other.svg"></p>'
    shown = figures.show(html, some, {"window": "[box]"}).html
    assert shown == '[box]<p><img src="figures/other.svg"></p>'
