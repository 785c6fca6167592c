"""Each thing is written in one place: colours, fonts, captions, rules for paper, numbers' form, names.

A list of exceptions says why each stands; one that is gone from its file has to go from the list.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from textwrap import dedent

import pytest
from matplotlib.colors import CSS4_COLORS

from scripts.drawing import palette, svg
from scripts.drawing.palette import DARK, LIGHT, SHEET
from scripts.press import lab_figures, worker
from scripts.setup.environment import ROOT

SHEETS = ROOT / "scripts" / "theme" / "assets" / "stylesheets"
CSS = sorted(
    [*SHEETS.glob("*.css"), *ROOT.glob("docs/explorables/*.css"), *ROOT.glob("scripts/press/*.css")]
)
ENDINGS = {".css", ".html", ".js", ".matplotlibrc", ".md", ".py", ".svg"}
OTHERS = ("scripts/press/vendor", "scripts/setup", "__pycache__", ".ipynb_checkpoints")

# #rgb to #rrggbbaa where a value can stand (not "#add", a place on a page), and the functions of CSS.
VALUE = re.compile(
    r"(?<=[\"'`\s:,(=])#(?:[0-9a-fA-F]{8}|[0-9a-fA-F]{6}|[0-9a-fA-F]{3,4})(?=[\"'`\s;,)])"
    r"|\b(?:rgba?|hsla?|hwb|(?:ok)?lab|(?:ok)?lch)\("
)
NAMED = re.compile(rf"(?<![\w-])(?:{'|'.join(CSS4_COLORS)})(?![\w-])")
# A colour's name is one where a colour is set; elsewhere it is a word.
SET_IN_SCRIPT = re.compile(
    r"(?:fill|stroke|color|background|Style)\w*\W{1,5}[\"'`](\w+)[\"'`]", re.I
)
COLOURS = {"c", "color", "edgecolor", "facecolor", "fill", "ground", "markeredgecolor", "stroke"}
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)

# What is no colour of the book: pixels of pictures, marks upon photographs (which are the same in
# both schemes), and what others write.
EXCEPTIONS = {
    # Shown by itself, where no style sheet reaches it.
    "scripts/theme/assets/images/favicon.svg": {LIGHT.ground, LIGHT.input, LIGHT.filter},
    # What SVG takes for a colour that is not said.
    "scripts/drawing/svg.py": {"#000000"},
    # Lines on photographs.
    "scripts/figures/padding_photograph.py": {"#ffffff"},
    "docs/labs/larger_than_memory.py": {DARK.filter, "white"},
    # An image of two greys.
    "scripts/figures/filter_width.py": {"#808080", "#ffffff"},
    # How bright the pixels of a picture are, and the digits on them.
    "scripts/drawing/palette.py": {*palette.DIGITS, *chain.from_iterable(palette.RAMPS.values())},
    # The grey of a pixel.
    "docs/explorables/orientation_cell.js": {"rgb("},
    # What lies behind a reader's picture where that is transparent.
    "docs/explorables/filter_bench_work.js": {"white"},
    # The grey of a pixel under the window, and of a sum that is shown as brightness.
    "docs/explorables/filter_bench.js": {"rgb("},
    "docs/explorables/filter_bench.css": {"rgb("},
}


def written() -> Iterator[Path]:
    """What an author writes for readers to see."""
    for folder in ("docs", "scripts"):
        for path in sorted((ROOT / folder).rglob("*")):
            name = path.relative_to(ROOT).as_posix()
            if path.suffix in ENDINGS and not any(other in name for other in OTHERS):
                yield path


def colours(text: str, ending: str) -> set[str]:
    """The colours that stand in a file."""
    found = set(VALUE.findall(re.sub(r"\]\(#[^)]*\)", "", text)))  # not a link to a place
    if ending == ".css":
        found |= set(NAMED.findall(re.sub(r'"[^"]*"', "", COMMENT.sub("", text))))
    elif ending == ".py":
        found |= {value for value in _keywords(text) if value in CSS4_COLORS}
    else:
        found |= {name for name in SET_IN_SCRIPT.findall(text) if name in CSS4_COLORS}
    return found


def _keywords(text: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.keyword) and node.arg in COLOURS:
            yield from (
                n.value
                for n in ast.walk(node)
                if isinstance(n, ast.Constant) and isinstance(n.value, str)
            )


# --- colours ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "ending", "found"),
    [
        ("a { color: #abc; border: 1px solid #11223344 }", ".css", {"#abc", "#11223344"}),
        ("a { color: red; white-space: pre; --tan: 1 } /* blue */", ".css", {"red"}),
        ("a { background: color-mix(in oklab, var(--ink) 4%, rgb(0 0 0)) }", ".css", {"rgb("}),
        ("ax.plot(x, color='teal'); f('red', '#123456')", ".py", {"teal", "#123456"}),
        ("NAMES = ('red', 'green')", ".py", set()),
        ('pen.fillStyle = "navy"; part.setAttribute("fill", "lime")', ".js", {"navy", "lime"}),
        ('find("#add"); [a](#fade)', ".js", {"#add"}),
        ('<a href="page.html#add">', ".html", set()),
        ("axes.edgecolor: $soft", ".matplotlibrc", set()),
    ],
)
def test_a_colour_is_found_however_it_is_written(text: str, ending: str, found: set[str]) -> None:
    assert colours(text, ending) == found


def test_colours_stand_in_one_file() -> None:
    found = {
        path.relative_to(ROOT).as_posix(): colours(path.read_text("utf-8"), path.suffix)
        for path in written()
        if path != ROOT / SHEET
    }
    assert len(found) > 150
    assert {name: values for name, values in found.items() if values} == EXCEPTIONS


def test_the_file_of_colours_has_nothing_else() -> None:
    text = COMMENT.sub("", (ROOT / SHEET).read_text("utf-8"))
    assert re.fullmatch(r"\s*:root \{\s*\}\s*", palette.PAIR.sub("", text))


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("--wash:", "--foam:", "foam, wash"),
        ("--ink: light-dark(#1e2024, #e7e5df)", "--ink: #1e2024", "ink"),
        ("--ink: light-dark(#1e2024,", "--ink: light-dark(black,", "ink"),
    ],
)
def test_a_colour_that_cannot_be_read_is_named(old: str, new: str, named: str) -> None:
    text = (ROOT / SHEET).read_text("utf-8")
    assert old in text
    with pytest.raises(ValueError, match=rf"colours\.css: .* differs in {named}\. Write each as"):
        palette.read(text.replace(old, new))


def test_labs_draw_in_the_colours_of_pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    style = lab_figures.style()
    for role in ("input", "filter", "output", "ink", "soft"):
        assert getattr(LIGHT, role)[1:] in style
    roles = ("input", "filter", "output", "ink", "soft", "rule", "ground", "wash")
    light, dark = (" ".join(getattr(theme, role) for role in roles) for theme in (LIGHT, DARK))
    assert lab_figures.dark(light) == dark
    # A site that is served sees an edit.
    edited = tmp_path / "colours.css"
    edited.write_text((ROOT / SHEET).read_text("utf-8").replace(LIGHT.input, "#123456"), "utf-8")
    monkeypatch.setattr(lab_figures, "COLOURS", edited)
    assert '"123456"' in lab_figures.style() and LIGHT.input[1:] not in lab_figures.style()
    assert lab_figures.dark("#123456") == DARK.input


# --- fonts, captions, paper ---------------------------------------------------------------------


def sheets_with(pattern: str) -> list[str]:
    return [
        path.name for path in CSS if re.search(pattern, COMMENT.sub("", path.read_text("utf-8")))
    ]


def test_fonts_are_named_once_and_figures_have_the_same() -> None:
    assert sheets_with(r"system-ui|ui-monospace|sans-serif") == ["book.css"]
    page = (SHEETS / "book.css").read_text("utf-8")
    for variable, ours in (("sans", svg.SANS), ("mono", svg.MONO)):
        (listed,) = re.findall(rf"--{variable}: (.*);", page)
        families = [family.strip(" \"'") for family in listed.split(",")]
        figures = [family.strip(" '") for family in ours.split(",")]
        # A file of its own for each figure: rarer ones are left out, none is put in.
        assert [family for family in families if family in figures] == figures


def test_rules_for_paper_stand_in_one_sheet_the_last() -> None:
    assert sheets_with(r"@media[^{]*\bprint\b|@page") == ["print.css"]
    inside = COMMENT.sub("", (SHEETS / "print.css").read_text("utf-8")).strip()
    assert inside.startswith("@media print {") and re.search(r"\n\}$", inside)
    assert len(re.findall(r"^\S.*\{", inside, re.MULTILINE)) == 1, "a rule that screens see too"


def test_captions_are_dressed_in_one_sheet() -> None:
    rules = re.compile(r"([^{}]*figcaption[^{}]*)\{([^{}]*)\}")
    for path in CSS:
        for selector, body in rules.findall(COMMENT.sub("", path.read_text("utf-8"))):
            names = set(re.findall(r"([\w-]+):", body))
            hides_on_paper = path.name == "print.css" and names == {"display"}
            assert path.name == "figures.css" or hides_on_paper, selector


# --- numbers ------------------------------------------------------------------------------------


def own_ways(text: str) -> list[int]:
    """Lines that set thousands apart, or write a minus, by themselves."""
    lines = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FormattedValue) and node.format_spec:
            lines += [node.lineno] * ("," in ast.unparse(node.format_spec))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            given = [a.value for a in node.args if isinstance(a, ast.Constant)]
            lines += [node.lineno] * (node.func.attr == "replace" and given[:2] == ["-", "−"])
            lines += [node.lineno] * (node.func.attr == "format" and ":," in ast.unparse(node))
    return sorted(lines)


def test_numbers_are_written_in_one_module() -> None:
    assert own_ways(
        "f'{x:,}'\nf'{x:,.{n}f}'\ns.replace('-', '−')\n'{:,}'.format(x)\nf'{x:.2f},'"
    ) == [1, 2, 3, 4]
    found = {
        path.relative_to(ROOT).as_posix(): lines
        for path in written()
        if path.suffix == ".py" and (lines := own_ways(path.read_text("utf-8")))
    }
    # docs/labs: what readers see is plain Python, without the press.
    assert {name for name in found if not name.startswith("docs/labs/")} == {
        "scripts/drawing/number_format.py"
    }


# --- names --------------------------------------------------------------------------------------


def fresh(code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", dedent(code)],
        cwd=ROOT,
        env=worker.environment(),
        capture_output=True,
        text=True,
    )
    assert not done.returncode, done.stderr
    return done.stdout


def test_a_module_has_one_name() -> None:
    """After all is imported as the press, the tables and the figures do it."""
    said = fresh("""
        import sys
        from collections import defaultdict
        from pathlib import Path
        import scripts.press.build_order, scripts.drawing.preview
        from scripts.drawing import palette, render
        root = Path.cwd()
        render.reach(root)
        for path in sorted(root.glob("scripts/tables/*.py")):
            __import__(f"scripts.tables.{path.stem}")
        for path in sorted(root.glob("scripts/figures/*.py")):
            render.load(path)
        names = defaultdict(set)
        for name, module in list(sys.modules.items()):
            place = getattr(module, "__file__", None)
            if place and Path(place).is_relative_to(root) and ".venv" not in place:
                names[place].add(name)
        assert len(names) > 60 and palette.__file__ in names
        print([twice for twice in names.values() if len(twice) > 1])
    """)
    assert said.strip() == "[]"


def test_parts_of_scripts_cannot_be_imported_by_another_name() -> None:
    """`drawing.palette.LIGHT` would be another colour than `scripts.drawing.palette.LIGHT`."""
    parts = [
        path.name
        for path in (ROOT / "scripts").iterdir()
        if path.is_dir() and list(path.glob("*.py"))
    ]
    assert {"drawing", "press", "figures", "tables"} <= set(parts)
    found = fresh(f"""
        from importlib.util import find_spec
        from pathlib import Path
        from scripts.drawing import render
        render.reach(Path.cwd())
        print([part for part in {parts} if (spec := find_spec(part)) and str(Path.cwd()) in str(spec)])
    """)
    assert found.strip() == "[]"
