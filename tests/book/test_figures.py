"""The figures: their colours, their cache, their bytes, and that each is drawn and used."""

from __future__ import annotations

import ast
import gzip
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from scripts.drawing import Arrow, Grid, Op, Plot, Text, Window, column, note, number, row, strip
from scripts.drawing import svg as svg_files
from scripts.drawing.canvas import ROOM, SMALLEST
from scripts.drawing.cells import STEPS
from scripts.drawing.palette import LIGHT, ROLES, THEMES, Theme, contrast, current, mix, scheme
from scripts.drawing.panels import Panel, sheet
from scripts.drawing.render import finished, load, render, vector
from scripts.drawing.store import Drawn, FigureError, Store, variant
from scripts.press import figures, sums

ROOT = Path(__file__).resolve().parents[2]
STORE = Store(ROOT)
USE = re.compile(r"!\[[^\]]*\]\((?:\.\./)*figures/([\w-]+)\.(\w+)\)")


def tree(name: str) -> ast.Module:
    return ast.parse((STORE.scripts / f"{name}.py").read_text("utf-8"))


# --- colours ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_every_colour_that_writes_stands_out_from_the_ground(theme: Theme) -> None:
    for role in (*ROLES, "ink", "soft"):
        assert contrast(theme.colour(role), theme.ground) >= 4.5, role


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_numbers_can_be_read_on_the_deepest_shade(theme: Theme) -> None:
    for role, depth in (("input", 0.24), ("filter", 0.24), ("output", 0.28)):
        assert contrast(theme.ink, theme.shade(role, depth)) >= 4.5, role
        assert contrast(theme.soft, theme.shade("input", depth * (STEPS - 1) / STEPS)) >= 3


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


def test_mixing_keeps_the_ends_and_goes_between() -> None:
    assert mix("#0b62a4", "#fffdf9", 0) == "#fffdf9"
    assert mix("#0b62a4", "#fffdf9", 1) == "#0b62a4"
    assert mix("#000000", "#ffffff", 0.5) == "#636363"  # Chromium's color-mix(in oklab, …)


def test_a_figure_is_drawn_in_the_scheme_around_it() -> None:
    assert current() is LIGHT
    with scheme(THEMES[1]):
        assert current().name == "dark"
    assert current() is LIGHT


def test_an_unknown_role_is_named() -> None:
    with pytest.raises(ValueError, match="'green' is unknown"):
        LIGHT.colour("green")


# --- the kit ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "text"),
    [(30, "30"), (-30, "−30"), (0.5, "0.5"), (0.125, "0.13"), (2.0, "2")],
)
def test_a_cell_shows_a_number_as_the_book_writes_it(value: float, text: str) -> None:
    assert words(Grid([[value]])) == [text]
    assert number(value) == text


def test_a_cell_of_nan_is_empty() -> None:
    assert words(Grid([[float("nan"), 1]])) == ["1"]


def marks(panel: Panel, layout: str = "wide") -> tuple[svg_files.Mark, ...]:
    return vector(finished(panel, layout)).marks


def words(panel: Panel, layout: str = "wide") -> list[str]:
    return [mark.words for mark in marks(panel, layout) if mark.words]


def test_a_grid_shows_all_numbers_and_hides_what_is_not_computed() -> None:
    assert words(Grid([[1, -2], [3, 4]], label="x")) == ["x", "1", "−2", "3", "4"]
    assert words(Grid([[1, -2], [3, 4]], hidden=[(0, 1)])) == ["1", "3", "4"]
    assert words(Grid(np.ones((9, 9)), numbers=False, cell=8)) == []


def test_roles_differ_without_colour() -> None:
    def drawn(role: str) -> str:
        return " ".join(mark.style for mark in marks(Grid([[1]], role)))

    assert "dasharray" in drawn("filter")
    assert "dasharray" not in drawn("input") + drawn("output")
    assert len(marks(Grid([[1]], "output"))) == len(marks(Grid([[1]], "input"))) + 1  # the bar


def test_a_negative_cell_is_striped() -> None:
    assert len(marks(Grid([[-1, 1]]))) > len(marks(Grid([[1, 1]])))


def test_a_dilated_window_reads_every_second_cell() -> None:
    window = Window(1, 0, 2, 2, dilation=2)
    assert window.cells == [(1, 0), (1, 2), (3, 0), (3, 2)]
    assert window.span == (3, 3)


def test_a_window_outside_its_grid_is_an_error() -> None:
    with pytest.raises(ValueError, match="leaves the grid of 4 × 4"):
        sheet(Grid(np.zeros((4, 4)), window=(2, 2, 3, 3)), "wide")


def test_small_text_is_an_error() -> None:
    with pytest.raises(ValueError, match=f"under {SMALLEST} px"):
        finished(Text("small", size=11), "wide")
    with pytest.raises(ValueError, match=f"under {SMALLEST} px"):
        finished(Plot(lambda ax: note(ax, 0, 0, "small", size=9)), "wide")


def test_a_number_wider_than_its_cell_is_an_error() -> None:
    with pytest.raises(ValueError, match="'123,456' is wider than its cell"):
        sheet(Grid([[123456]]), "wide")


def test_what_has_no_room_is_an_error() -> None:
    with pytest.raises(ValueError, match="narrow layout is 400 px wide and has room for 344"):
        sheet(Grid(np.zeros((2, 10)), cell=40), "narrow")
    with pytest.raises(ValueError, match="layout 'tall' is unknown"):
        sheet(Grid([[1]]), "tall")


def test_a_row_breaks_before_an_operator() -> None:
    grids = [Grid(np.zeros((2, 6))) for _ in range(3)]
    wide = row(grids[0], Op("∗"), grids[1], Op("="), grids[2], layout="wide")
    narrow = row(grids[0], Op("∗"), grids[1], Op("="), grids[2], layout="narrow")
    assert narrow.width <= ROOM["narrow"] < wide.width
    assert narrow.height > wide.height


def test_an_arrow_that_opens_a_line_points_down() -> None:
    wide = row(Grid(np.zeros((2, 9))), Arrow("pool"), Grid(np.zeros((2, 9))), layout="wide")
    narrow = row(Grid(np.zeros((2, 9))), Arrow("pool"), Grid(np.zeros((2, 9))), layout="narrow")
    assert wide.height < narrow.height
    assert "pool" in words(narrow, "narrow")


def test_a_strip_is_four_across_or_two_by_two() -> None:
    frames = [(Grid(np.zeros((6, 6))), str(k)) for k in range(4)]
    wide = strip(*frames, layout="wide")
    narrow = strip(*frames, layout="narrow")
    assert wide.width > wide.height * 2
    assert narrow.width < narrow.height * 1.1
    assert words(narrow, "narrow")[-1] == "3"


# --- SVG -------------------------------------------------------------------------------------------


def test_paths_keep_their_shape_when_they_are_made_small() -> None:
    assert svg_files._path("M 0 0 \nL 10 0 \nL 10 5.127 \nL 0 5.127 \nz\n") == "M0 0h10v5.13h-10z"
    # A hundred steps of a third end where they should: rounding does not add up.
    steps = " ".join(f"L {k / 3} {k / 3}" for k in range(1, 301))
    numbers = re.findall(r"-?[\d.]+", svg_files._path(f"M 0 0 {steps}"))[2:]
    assert sum(map(float, numbers[::2])) == pytest.approx(100)


def test_a_still_is_small_and_has_no_traces_of_its_maker() -> None:
    text = svg_files.still(vector(finished(Grid(np.arange(36).reshape(6, 6)), "wide")))
    assert len(gzip.compress(text.encode())) < 2000
    assert "matplotlib" not in text.lower()
    assert "metadata" not in text
    assert 'viewBox="0 0 210 210"' in text


def test_motion_holds_what_frames_share_once_and_can_stand_still() -> None:
    panels = [Grid(np.arange(16).reshape(4, 4), window=(0, c, 3, 3)) for c in range(2)]
    pictures = [vector(finished(panel, "wide")) for panel in panels]
    text = svg_files.motion(pictures, seconds=1)
    assert text.count(">15</text>") == 1
    assert "@media(prefers-reduced-motion:reduce){*{animation:none!important}}" in text
    assert len(text) < 1.3 * len(svg_files.still(pictures[0]))
    assert re.findall(r"animation:\w+ (\S+) step-end infinite", text) == ["3s", "3s"]


def test_motion_has_a_speed_limit() -> None:
    with pytest.raises(ValueError, match=r"at least 0\.6"):
        svg_files.motion([], seconds=0.5)


def test_a_photograph_in_a_line_drawing_is_an_error() -> None:
    with pytest.raises(ValueError, match='set FORMAT = "webp"'):
        svg_files.read('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><image/></svg>')


# --- the scripts and the pages ---------------------------------------------------------------------


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


def pages() -> list[Path]:
    return sorted((ROOT / "docs").rglob("*.md"))


def uses() -> set[tuple[str, str]]:
    """Name and ending of every figure that a page shows; fences show code, not figures."""
    found = set()
    for page in pages():
        text = re.sub(
            r"^([ \t]*)(`{3,}).*?^\1\2[ \t]*$", "", page.read_text("utf-8"), flags=re.M | re.S
        )
        found |= set(USE.findall(text))
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


# --- the cache -------------------------------------------------------------------------------------

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


def test_an_edit_to_the_package_or_to_the_kit_draws_all_again(project: Path) -> None:
    render(project, jobs=1)
    filters = project / "convdemo" / "filters.py"
    filters.write_text(filters.read_text("utf-8") + "\n# edited\n", "utf-8")
    assert Store(project).stale() == ["one", "two"]
    render(project, jobs=1)
    palette = project / "scripts" / "drawing" / "palette.py"
    palette.write_text(palette.read_text("utf-8") + "\n# edited\n", "utf-8")
    assert Store(project).stale() == ["one", "two"]


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
    (project / "scripts" / "figures" / "one.py").write_text(SCRIPT + "\n", "utf-8")
    assert store.key("two") != key


def test_old_drawings_are_forgotten(project: Path) -> None:
    script = project / "scripts" / "figures" / "one.py"
    for turn in range(3):
        script.write_text(SCRIPT + f"\n# {turn}\n", "utf-8")
        render(project, jobs=1)
    assert len(list((project / ".cache" / "figures" / "one").iterdir())) == 2
    script.unlink()
    (project / "scripts" / "figures" / "two.py").write_text(SCRIPT + "\n", "utf-8")
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


# --- in the page -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def some() -> dict[str, Drawn]:
    wide = {"wide": [700, 300], "narrow": [340, 500]}
    drawn = Drawn(
        "window", Path("/cache"), 'A "window".', "It moves.",
        {"window": "svg", "window-motion": "svg", "window-still": "svg"},
        {"window": wide, "window-motion": wide, "window-still": wide},
    )  # fmt: skip
    return {"window": drawn}


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


def test_a_sum_is_written_out_term_by_term() -> None:
    text = sums.insert("Before.\n\n<!-- sum: np.array([[10, -2]]), VERTICAL[:1, 1:], 0, 0 -->\n")
    assert text == (
        'Before.\n\n<p class="sum"><i>10</i>·<b>0</b> + <i>(−2)</i>·<b>(−1)</b>'
        " = <strong>2</strong></p>\n"
    )


def test_a_sum_outside_the_output_is_an_error() -> None:
    with pytest.raises(sums.SumError, match=r"\(9, 2\) is no cell of the output, which is 4 × 4"):
        sums.insert("<!-- sum: edge_image(), VERTICAL, 9, 2 -->")


def test_the_hooks_need_no_matplotlib() -> None:
    code = "import sys, scripts.press.figures; assert 'matplotlib' not in sys.modules"
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-c", code], check=True, env=env, cwd=ROOT)


def test_columns_nest() -> None:
    panel = column(row(Grid([[1]]), Op("+"), Grid([[2]])), Text("sum"))
    assert words(panel) == ["1", "+", "2", "sum"]
