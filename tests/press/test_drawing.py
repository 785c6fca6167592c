"""The figure kit: its colours, what it draws, its SVG."""

from __future__ import annotations

import gzip
import io
import itertools
import re

import numpy as np
import pytest
from matplotlib.figure import Figure

from scripts.drawing import (
    Arrow,
    Grid,
    Op,
    Panel,
    Plot,
    Stack,
    Text,
    Window,
    column,
    note,
    number,
    render,
    row,
    strip,
)
from scripts.drawing import svg as svg_files
from scripts.drawing.canvas import ROOM, SMALLEST
from scripts.drawing.cells import PICTURE_EDGE
from scripts.drawing.palette import (
    DIGITS,
    LIGHT,
    RAMPS,
    READABLE,
    ROLES,
    STEPS,
    THEMES,
    Theme,
    brightness,
    contrast,
    current,
    digits,
    mix,
    scheme,
    soft_digits,
    step,
)
from scripts.drawing.panels import sheet
from scripts.drawing.render import finished, vector


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


def channels(colour: str) -> list[int]:
    """Red, green and blue of a colour."""
    return [int(colour[at : at + 2], 16) for at in (1, 3, 5)]


def fills(panel: Panel, theme: Theme) -> list[str]:
    """The fills of what is drawn in a scheme, in order, written out in full."""
    with scheme(theme):
        found = [re.findall(r"fill:#(\w+)", mark.style) for mark in marks(panel) if not mark.words]
    short = [fill for each in found for fill in each]
    return ["#" + ("".join(2 * c for c in fill) if len(fill) == 3 else fill) for fill in short]


@pytest.mark.parametrize("name", RAMPS)
def test_a_ramp_rises_from_the_same_dark_in_even_steps_to_its_bright(name: str) -> None:
    ramp = RAMPS[name]
    assert len(ramp) == STEPS + 1
    assert ramp[0] == "#24272c"
    seen = [contrast(shade, "#000000") for shade in ramp]
    assert all(b > a for a, b in itertools.pairwise(seen))
    dark, bright = channels(ramp[0]), channels(ramp[-1])
    widest = max(range(3), key=lambda c: abs(bright[c] - dark[c]))
    for index, shade in enumerate(ramp):
        share = (channels(shade)[widest] - dark[widest]) / (bright[widest] - dark[widest])
        # The leap over what cannot be read takes a step and a half at most.
        assert share == pytest.approx(index / STEPS, abs=1.5 / STEPS)
        for at in range(3):
            mixed = dark[at] + share * (bright[at] - dark[at])
            assert channels(shade)[at] == pytest.approx(mixed, abs=1)


def test_grey_is_nearly_neutral_and_a_channel_has_its_own_hue() -> None:
    assert all(max(channels(grey)) - min(channels(grey)) <= 8 for grey in RAMPS["grey"])
    assert RAMPS["grey"][-1] == "#fbfaf6"
    for at, name in enumerate(("red", "green", "blue")):
        for shade in RAMPS[name][2:]:
            assert channels(shade)[at] == max(channels(shade))
        *others, own = sorted(channels(RAMPS[name][-1]))
        assert own - max(others) > 80


@pytest.mark.parametrize("name", RAMPS)
def test_digits_can_be_read_on_each_step_of_a_picture(name: str) -> None:
    for ground in RAMPS[name]:
        assert contrast(digits(ground), ground) >= READABLE, ground
        assert READABLE <= contrast(soft_digits(ground), ground) <= contrast(digits(ground), ground)
    assert (digits(RAMPS[name][0]), digits(RAMPS[name][-1])) == DIGITS
    # Stripes for what is below zero lie under light digits.
    assert contrast(DIGITS[0], RAMPS[name][STEPS // 4]) >= READABLE


def test_brightness_is_the_share_of_the_brightest_and_stays_within_its_ends() -> None:
    assert [step(value, 10) for value in (-3, 0, 1, 5, 9, 10, 12)] == [0, 0, 2, 8, 14, 16, 16]
    assert brightness(255, 255) == RAMPS["grey"][-1]
    assert brightness(5, 10, "blue") == RAMPS["blue"][8]


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
@pytest.mark.parametrize("name", RAMPS)
def test_a_pictures_ten_is_bright_and_its_zero_dark_in_both_schemes(
    name: str, theme: Theme
) -> None:
    shown = fills(Grid([[0, 3, 10]], picture=name), theme)
    ramp = RAMPS[name]
    assert shown == sorted([ramp[0], ramp[5], ramp[16]])
    with scheme(theme):
        for mark in marks(Grid([[0, 10]], picture=name)):
            if mark.words:
                assert digits(ramp[0 if mark.words == "0" else 16]) in mark.style


def test_a_pictures_white_is_ten_or_its_largest_or_what_is_said() -> None:
    assert RAMPS["grey"][14] in fills(Grid([[9]], picture="grey"), LIGHT)
    assert RAMPS["grey"][16] in fills(Grid([[200, 0]], picture="grey"), LIGHT)
    assert RAMPS["grey"][13] in fills(Grid([[200, 0]], picture="grey", top=255), LIGHT)


def test_below_zero_a_picture_is_dark_with_light_stripes() -> None:
    [ground] = fills(Grid([[-4]], picture="grey"), LIGHT)
    assert ground == RAMPS["grey"][0]
    stripes = RAMPS["grey"][STEPS // 4]
    assert any(stripes in mark.style for mark in marks(Grid([[-4]], picture="grey")))
    assert not any(stripes in mark.style for mark in marks(Grid([[4]], picture="grey")))


def test_what_has_no_number_has_no_brightness() -> None:
    assert fills(Grid([[float("nan")]], picture="grey"), LIGHT) == []
    assert fills(Grid([[7]], picture="grey", hidden=[(0, 0)]), LIGHT) == []


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_borders_and_frames_stand_out_from_black_and_from_white(theme: Theme) -> None:
    edge = theme.shade("input", PICTURE_EDGE)
    for ground in DIGITS:
        assert contrast(edge, ground) >= 3
    # A frame of one scheme is like black or like white, so the page's ground lies around it.
    assert contrast(theme.filter, theme.ground) >= 3
    with scheme(theme):
        pictures = [Grid(np.zeros((3, 3)), picture=p, window=(0, 0, 3, 3)) for p in ("grey", "")]
        halos = [[m.style for m in marks(each) if theme.ground in m.style] for each in pictures]
    assert any("stroke-width:6" in style for style in halos[0])
    assert not any("stroke-width:6" in style for style in halos[1])


def test_padding_of_a_picture_is_softer_and_dashed() -> None:
    grid = Grid(np.zeros((3, 3)), picture="grey", ring=1)
    styles = [mark.style for mark in marks(grid) if mark.words]
    assert len([style for style in styles if soft_digits(RAMPS["grey"][0]) in style]) == 8
    assert any("dasharray" in mark.style for mark in marks(grid))


def test_channels_in_a_stack_have_their_letters() -> None:
    names = ("red", "green", "blue")
    colours = Stack(*(Grid([[1]], picture=name) for name in names))
    assert sorted(words(colours)) == ["1", "B", "G", "R"]
    assert words(Stack(Grid([[1]]), Grid([[1]]))) == ["1"]


def test_only_an_input_is_a_picture_and_only_in_a_known_colour() -> None:
    with pytest.raises(ValueError, match="picture 'pink' is not one of grey, red, green, blue"):
        Grid([[1]], picture="pink")
    with pytest.raises(ValueError, match="only an input is a picture"):
        Grid([[1]], "output", picture="grey")


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


def test_columns_nest() -> None:
    panel = column(row(Grid([[1]]), Op("+"), Grid([[2]])), Text("sum"))
    assert words(panel) == ["1", "+", "2", "sum"]


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


def test_a_raster_has_the_size_that_was_drawn() -> None:
    """Also where a side in inches, times dots an inch, is a hair less than whole."""
    for side in range(100, 200):
        figure = Figure(figsize=(side / 100 / 7.2, 0.3))
        buffer = io.BytesIO()
        figure.savefig(buffer, format="rgba", dpi=144)
        image = render.pixels(figure, 144)
        assert 4 * image.width * image.height == len(buffer.getvalue())
