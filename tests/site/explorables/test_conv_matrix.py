"""The convolution as a matrix, used by mouse, touch and keyboard; it is convdemo's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from convdemo import SCHARR, VERTICAL, conv2d, conv_matrix, mlp_parameters
from tests.site import visits
from tests.site.explorables.reader import Reader

Read = Callable[..., Reader]
IMAGE = np.arange(16).reshape(4, 4)
LARGER = np.arange(36).reshape(6, 6)
KERNEL = np.arange(1, 10).reshape(3, 3)
# "--at" of a frame that is shown.
SHOWN = """live => {
    const matrix = live.querySelector(".matrix");
    const number = text => Number(text.replace("−", "-").replaceAll(",", ""));
    const entries = [...matrix.querySelectorAll("i:not([hidden])")];
    const at = e => [Number(e.style.gridRowStart) - 1, Number(e.style.gridColumnStart) - 1];
    const frame = (name, key = "--at") => [...matrix.querySelectorAll(`b${name}:not([hidden])`)].map(
        e => Number(e.style.getPropertyValue(key)));
    const covered = (name) => {
        const [b] = matrix.querySelectorAll(`b${name}:not([hidden])`);
        const { left, top, width, height } = matrix.getBoundingClientRect();
        const box = b?.getBoundingClientRect();
        const [rows, columns] = ["--rows", "--columns"].map(name => matrix.style.getPropertyValue(name));
        return b && [(box.top + box.bottom) / 2 - top, (box.left + box.right) / 2 - left].map((middle, i) =>
            Math.floor(middle / [height / rows, width / columns][i]));
    };
    return {
        shape: ["--rows", "--columns"].map(name => Number(matrix.style.getPropertyValue(name))),
        entries: entries.map(e => [...at(e), number(e.textContent)]),
        same: entries.filter(e => e.classList.contains("same")).map(at),
        marks: entries.map(e => [number(e.textContent), ...["--x", "--y"].map(
            name => getComputedStyle(e).getPropertyValue(name))].join()),
        rows: frame(":not([class])"), columns: frame(".column"), crosses: [frame(".cross", "--row"), frame(".cross")],
        covered: [":not([class])", ".column", ".cross"].map(covered),
        counts: live.querySelector(".counts").textContent, words: live.querySelector(".words").innerText,
        label: matrix.getAttribute("aria-label"),
    };
}"""


def agrees(reader: Reader, image: np.ndarray, kernel: np.ndarray, **options: int) -> dict[str, Any]:
    """The matrix and its counts are convdemo's; the rest of what is shown is returned."""
    shown: dict[str, Any] = reader.live.evaluate(SHOWN)
    matrix = conv_matrix(image.shape, kernel, **options)
    drawn = np.zeros(shown["shape"])
    for row, column, weight in shown["entries"]:
        drawn[row, column] = weight
    np.testing.assert_array_equal(drawn, matrix)
    output = conv2d(image, kernel, **options)
    assert reader.values("output") == output.tolist()
    nonzero, distinct = np.count_nonzero(matrix), np.unique(matrix[matrix != 0]).size
    dense = mlp_parameters(image.shape, output.size)
    assert shown["counts"] == (
        f"Of {dense:,} entries {nonzero:,} are not zero, with {distinct} different values."
        f" A dense layer would have {dense:,} weights to choose."
    )
    assert shown["label"].endswith(f"{nonzero} of {dense:,} entries are not zero")
    # As many marks as weights, and each weight has always the same.
    assert len(set(shown["marks"])) == distinct
    # The frames lie where they say.
    row, column, cross = shown["covered"]
    assert row and [row[0]] == shown["rows"]
    if shown["columns"]:
        assert [[row[0]], [column[1]]] == shown["crosses"] == [shown["rows"], shown["columns"]]
        assert cross == [row[0], column[1]] and column[1] == shown["columns"][0]
    return shown


def window(reader: Reader) -> list[int]:
    """Row and column of the input at which the window lies, by what is seen of it."""
    found: list[int] = reader.board("input").evaluate(
        """table => {
            const frame = table.parentElement.querySelector(".window").getBoundingClientRect();
            const first = table.querySelector(".cell").getBoundingClientRect();
            const from = [frame.top - first.top, frame.left - first.left];
            return [from[0] / first.height, from[1] / first.width].map(Math.round);
        }"""
    )
    return found


def centre(reader: Reader, label: str, row: int, column: int) -> tuple[float, float]:
    """The middle of a cell, in the window."""
    reader.cell(label, row, column).scroll_into_view_if_needed()
    box = reader.cell(label, row, column).bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_to_point_at_an_output_shows_its_row_and_its_window(read: Read) -> None:
    reader = read("why.html#matrix")
    shown = agrees(reader, IMAGE, KERNEL)
    assert (shown["rows"], shown["columns"]) == ([0], []) and not reader.asked()
    reader.cell("output", 1, 0).hover()
    shown = agrees(reader, IMAGE, KERNEL)
    assert (shown["rows"], shown["columns"]) == ([2], []) and window(reader) == [1, 0]
    assert shown["words"].startswith(
        "Row 2 makes the output at row 1, column 0: 9 of 16 entries not zero."
    )
    # To point is a look, and no more; to press chooses.
    reader.live.locator(".counts").hover()
    assert agrees(reader, IMAGE, KERNEL)["rows"] == [0] and not reader.asked()
    reader.cell("output", 1, 0).click()
    reader.live.locator(".counts").hover()
    assert agrees(reader, IMAGE, KERNEL)["rows"] == [2] and reader.asked() == "matrix.row=2"
    reader.page.keyboard.press("ArrowRight")
    assert agrees(reader, IMAGE, KERNEL)["rows"] == [3] and window(reader) == [1, 1]
    heard = "document.querySelector('#matrix [aria-live]').textContent.includes('Row 3 makes')"
    reader.page.wait_for_function(heard)

    finger = read("why.html#matrix", visits.NARROW, has_touch=True)
    finger.cell("output", 1, 1).tap()
    finger.live.get_by_text("Row 3 makes").wait_for()
    assert agrees(finger, IMAGE, KERNEL)["rows"] == [3] and window(finger) == [1, 1]
    finger.cell("input", 3, 3).tap()
    finger.live.get_by_text("Column 15 belongs").wait_for()
    assert agrees(finger, IMAGE, KERNEL)["columns"] == [15]
    finger.live.locator(".matrix").tap(position={"x": 3, "y": 3})
    finger.live.get_by_text("Row 0 makes").wait_for()
    assert agrees(finger, IMAGE, KERNEL)["rows"] == [0] and finger.asked() == "matrix.column=0"


def test_a_pixel_has_a_column_and_the_window_stays(read: Read) -> None:
    reader = read("why.html?matrix.row=2#matrix")
    matrix = conv_matrix((4, 4), KERNEL)
    reader.cell("input", 1, 2).hover()
    shown = agrees(reader, IMAGE, KERNEL)
    assert (shown["rows"], shown["columns"]) == ([2], [6]) and window(reader) == [1, 0]
    assert shown["words"].splitlines()[0] == (
        "Where they cross stands the weight 3, at row 0, column 2 of the filter: 6·3 = 18 of the output’s"
        f" {conv2d(IMAGE, KERNEL)[1, 0]}."
    )
    assert "Column 6 belongs to the pixel at row 1, column 2: 4 of 4 entries" in shown["words"]
    readers = np.argwhere(matrix[:, 6].reshape(2, 2)).tolist()
    assert reader.places("output", "marked") == list(map(tuple, readers))
    assert reader.places("input", "chosen") == [(1, 2)]
    assert reader.places("filter", "chosen") == [(0, 2)]
    assert reader.asked() == "matrix.row=2"
    reader.cell("input", 0, 0).hover()
    words = agrees(reader, IMAGE, KERNEL)["words"]
    assert words.startswith("Where they cross is nothing: this window does not lie on this pixel.")
    assert reader.places("filter", "chosen") == []
    # By keyboard.
    reader.cell("input", 1, 2).focus()
    reader.page.keyboard.press("ArrowDown")
    assert agrees(reader, IMAGE, KERNEL)["columns"] == [10]
    # An address may hold both, and one of before may have no row.
    for query, rows, columns in (
        ("row=-1&matrix.column=6", [0], [6]),
        ("row=3&matrix.column=5", [3], [5]),
    ):
        shown = agrees(read(f"why.html?matrix.{query}#matrix"), IMAGE, KERNEL)
        assert (shown["rows"], shown["columns"]) == (rows, columns)


def test_an_entry_shows_its_pixel_its_weight_and_its_output(read: Read) -> None:
    reader = read("why.html#matrix")
    reader.live.locator(".matrix").scroll_into_view_if_needed()
    box = reader.live.locator(".matrix").bounding_box()
    assert box
    x, y, width, height = (box[side] for side in ("x", "y", "width", "height"))
    matrix, taps = conv_matrix((4, 4), KERNEL), np.argwhere(KERNEL)
    for row, column in ((2, 5), (0, 0), (3, 15), (1, 0)):
        reader.page.mouse.move(x + width * (column + 0.5) / 16, y + height * (row + 0.5) / 4)
        shown = agrees(reader, IMAGE, KERNEL)
        assert (shown["rows"], shown["columns"]) == ([row], [column])
        assert reader.places("input", "chosen") == [divmod(column, 4)]
        assert reader.places("output", "chosen") == [divmod(row, 2)]
        weight = matrix[row, column]
        assert reader.places("filter", "chosen") == [tuple(taps[weight - 1])] * bool(weight)
        assert shown["same"] == np.argwhere((matrix == weight) & (weight > 0)).tolist()
        assert window(reader) == list(divmod(row, 2))
    assert not reader.asked()
    reader.page.mouse.move(x + width * 5.5 / 16, y + height * 2.5 / 4)
    reader.page.mouse.down()
    reader.page.mouse.up()
    reader.live.locator(".counts").hover()
    shown = agrees(reader, IMAGE, KERNEL)
    assert (shown["rows"], shown["columns"]) == ([2], [5])
    assert reader.asked() == "matrix.row=2&matrix.column=5"


def test_the_row_follows_the_window_that_is_dragged(read: Read) -> None:
    pixels = "*".join("_".join(map(str, row)) for row in LARGER.tolist())
    reader = read(f"why.html?matrix.image={pixels}&matrix.padding=1&matrix.stride=2#matrix")
    agrees(reader, LARGER, KERNEL, padding=1, stride=2)
    x, y = centre(reader, "input", 1, 1)
    side = centre(reader, "input", 1, 2)[0] - x
    reader.page.mouse.move(x, y)
    reader.page.mouse.down()
    for down, right, row in ((0.4, 0, 0), (2.2, 0, 3), (3.7, 2.1, 7), (9, 9, 8)):
        reader.page.mouse.move(x + right * side, y + down * side, steps=3)
        shown = agrees(reader, LARGER, KERNEL, padding=1, stride=2)
        assert shown["rows"] == [row] and window(reader) == [2 * at for at in divmod(row, 3)]
    reader.page.mouse.up()
    assert "matrix.row=8" in reader.asked()
    # By keys, to the next place, and to an end.
    slider = reader.live.get_by_role("slider", name="window", exact=True)
    slider.focus()
    for key, row in (("ArrowUp", 5), ("ArrowLeft", 4), ("Home", 3), ("PageDown", 6)):
        reader.page.keyboard.press(key)
        assert agrees(reader, LARGER, KERNEL, padding=1, stride=2)["rows"] == [row]
    assert slider.get_attribute("aria-valuetext") == "row 6 of the matrix"

    finger = read("why.html#matrix", visits.NARROW, has_touch=True)
    x, y = centre(finger, "input", 1, 1)
    side = centre(finger, "input", 1, 2)[0] - x
    touches = finger.context.new_cdp_session(finger.page)
    for kind, by in (("touchStart", 0), ("touchMove", 0.5), ("touchMove", 1)):
        points = [{"x": x + side * by, "y": y + side * by}]
        touches.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    touches.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    assert agrees(finger, IMAGE, KERNEL)["rows"] == [3] and window(finger) == [1, 1]


def test_a_weight_that_is_turned_changes_all_its_entries(read: Read) -> None:
    reader = read("why.html#matrix")
    x, y = centre(reader, "filter", 1, 1)
    reader.page.mouse.move(x, y)
    reader.page.mouse.down()
    kernel = KERNEL.copy()
    for by, weight in ((-40, 10), (40, 0), (16, 3), (80, -5)):
        reader.page.mouse.move(x, y + by, steps=3)
        kernel[1, 1] = weight
        shown = agrees(reader, IMAGE, kernel)
        matrix = conv_matrix((4, 4), np.where(np.arange(9).reshape(3, 3) == 4, 1, 0))
        assert shown["same"] == (np.argwhere(matrix).tolist() if weight else [])
    reader.page.mouse.up()
    assert reader.asked() == "matrix.kernel=1_2_3*4_-5_6*7_8_9"
    # What is equal has one mark, and counts once.
    reader.cell("filter", 0, 0).focus()
    reader.page.keyboard.type("9")
    reader.page.keyboard.press("Enter")
    kernel[0, 0] = 9
    agrees(reader, IMAGE, kernel)


def test_focus_changes_nothing(read: Read) -> None:
    reader = read("why.html?matrix.row=2&matrix.column=5#matrix")
    before = reader.asked()
    reader.live.locator("input[type=range]").focus()
    for _ in range(8):
        reader.page.keyboard.press("Tab")
    assert reader.asked() == before
    for _ in range(8):
        reader.page.keyboard.press("Shift+Tab")
    reader.page.evaluate("document.activeElement.blur()")
    assert reader.asked() == before
    shown = agrees(reader, IMAGE, KERNEL)
    assert (shown["rows"], shown["columns"]) == ([2], [5])


def test_stride_padding_and_filter_give_what_convdemo_gives(read: Read) -> None:
    reader = read("why.html#matrix")
    reader.fill("n, the image’s side", "6")
    agrees(reader, LARGER, KERNEL)
    reader.live.get_by_text("More to change").click()
    for kernel, name in ((VERTICAL, "VERTICAL"), (SCHARR, "SCHARR"), (KERNEL, "1 to 9")):
        reader.live.get_by_role("combobox", name="filter", exact=True).select_option(name)
        for padding, stride in ((2, 1), (1, 2), (0, 3)):
            reader.choose("p, padding", str(padding))
            reader.choose("s, stride", str(stride))
            agrees(reader, LARGER, kernel, padding=padding, stride=stride)
    reader.choose("p, padding", "1")
    reader.cell("input", 0, 0).hover()
    shown = agrees(reader, LARGER, KERNEL, padding=1, stride=3)
    assert shown["rows"] == [0] and not shown["columns"]
    assert shown["words"].startswith("The padding has no column")
    reader.cell("input", 2, 3).hover()
    assert agrees(reader, LARGER, KERNEL, padding=1, stride=3)["columns"] == [8]
    assert reader.places("input", "chosen") == [(2, 3)]
    # Both the filter and the image can be edited.
    reader.cell("filter", 2, 2).focus()
    for text in ("1e999", "-100"):
        reader.page.keyboard.press("Enter")
        reader.page.keyboard.type(text)
        reader.page.keyboard.press("Enter")
        assert "is no number from −99 to 99; the cell keeps 9." in reader.faults()[0]
    reader.page.keyboard.type("-2.5")
    reader.page.keyboard.press("Enter")
    reader.cell("input", 1, 1).focus()
    reader.page.keyboard.type("7")
    reader.page.keyboard.press("Enter")
    kernel, edited = KERNEL.astype(float), LARGER.copy()
    kernel[2, 2], edited[0, 0] = -2.5, 7
    agrees(reader, edited, kernel, padding=1, stride=3)
    reader.page.go_back()
    agrees(reader, LARGER, kernel, padding=1, stride=3)
    reader.page.go_forward()
    agrees(reader, edited, kernel, padding=1, stride=3)
    for column in range(3):
        for row in range(3):
            reader.cell("filter", row, column).focus()
            reader.page.keyboard.press("Delete")
    agrees(reader, edited, np.zeros((3, 3)), padding=1, stride=3)
    reader.press("Start again")
    agrees(reader, IMAGE, KERNEL)


def test_its_questions_lead_to_their_states(read: Read) -> None:
    reader = read("why.html#matrix")
    for question, (image, options, rows, columns) in enumerate(
        [(LARGER, {}, [0], []), (IMAGE, {}, [0], [0]), (IMAGE, {"padding": 1}, [0], [])]
    ):
        reader.section.locator("ul a").nth(question).click()
        shown = agrees(reader, image, KERNEL, **options)
        assert (shown["rows"], shown["columns"]) == (rows, columns) and not reader.faults()


def test_hostile_addresses_are_refused(read: Read) -> None:
    reader = read("why.html#matrix")
    for hostile in (
        "stride=0", "stride=1e300", "padding=-1", "padding=0.5", "row=1e300", "row=-2", "column=x", "kernel=1_2*3",
        "kernel=", "image=1", "image=1e300_0_0*0_0_0*0_0_0", "kernel=" + "*".join(["_".join("0" * 4)] * 4),
        "image=" + "*".join(["_".join("0" * 7)] * 7), "image=" + "9" * 5000,
    ):  # fmt: skip
        reader.page.evaluate(
            "asked => { history.replaceState(null, '', asked); dispatchEvent(new PopStateEvent('popstate')); }",
            f"?matrix.{hostile}#matrix",
        )
        assert reader.faults()[0].startswith("The address asks for"), hostile
        assert reader.values("output") == conv2d(IMAGE, KERNEL).tolist()


def test_it_stays_accessible_in_use(read: Read) -> None:
    pixels = "*".join("_".join(map(str, row)) for row in LARGER.tolist())
    reader = read(f"why.html?matrix.image={pixels}&matrix.row=7&matrix.column=8#matrix")

    def has_numbers() -> bool:
        """Either the entries have room for their numbers, or their marks are explained."""
        size = reader.live.locator(".matrix i").first.evaluate("e => getComputedStyle(e).fontSize")
        assert size in ("12px", "0px")
        assert (size == "0px") == reader.live.locator(".key").is_visible()
        return bool(size == "12px")

    for size, room in ((visits.WIDE, True), (visits.NARROW, False)):
        reader.page.set_viewport_size({"width": size[0], "height": size[1]})
        shown = agrees(reader, LARGER, KERNEL)
        assert (shown["rows"], shown["columns"]) == ([7], [8])
        assert has_numbers() == room and not reader.problems()
    reader.live.get_by_text("More to change").click()
    reader.choose("p, padding", "1")
    reader.page.set_viewport_size({"width": visits.WIDE[0], "height": visits.WIDE[1]})
    agrees(reader, LARGER, KERNEL, padding=1)
    assert not has_numbers()
    reader.press("Start again")
    assert has_numbers()
