"""The convolution as a matrix, used by mouse, touch and keyboard; it is convdemo's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from convdemo import SCHARR, VERTICAL, conv2d, conv_matrix, mlp_parameters
from scripts.drawing import number
from tests.site import visits
from tests.site.explorables.reader import Reader

Read = Callable[..., Reader]
IMAGE = np.arange(16).reshape(4, 4)
KERNEL = np.arange(1, 10).reshape(3, 3)
SHOWN = """live => {
    const matrix = live.querySelector(".matrix");
    const number = text => Number(text.replace("−", "-").replaceAll(",", ""));
    const at = style => [Number(style.gridRowStart) - 1, Number(style.gridColumnStart) - 1];
    const mark = (name, place) => [...matrix.querySelectorAll(name)].map(e => at(e.style)[place]);
    return {
        shape: ["--rows", "--columns"].map(name => Number(matrix.style.getPropertyValue(name))),
        entries: [...matrix.querySelectorAll("i")].map(e => [...at(e.style), number(e.textContent)]),
        marks: [...matrix.querySelectorAll("i")].map(e =>
            [number(e.textContent), ...["--x", "--y"].map(name => e.style.getPropertyValue(name))].join()),
        rows: mark("b:not(.column)", 0), columns: mark("b.column", 1),
        counts: [...live.querySelectorAll("tbody td")].map(e => number(e.textContent)),
        words: live.querySelector(".fact").textContent,
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
    assert shown["counts"] == [matrix.size, dense, nonzero, dense, distinct, dense]
    assert shown["label"].endswith(f"{nonzero} of {matrix.size} entries are not zero")
    # As many marks as weights, and each weight has always the same.
    assert len(set(shown["marks"])) == distinct
    return shown


def line(values: np.ndarray) -> str:
    """A row or a column as it is written out, with its count before it."""
    numbers = " ".join(map(number, values.tolist()))
    return f": {np.count_nonzero(values)} of {values.size} entries not zero. {numbers} "


def test_an_output_shows_its_row_and_a_pixel_its_column(read: Read) -> None:
    reader = read("why.html#matrix")
    matrix = conv_matrix((4, 4), KERNEL)
    shown = agrees(reader, IMAGE, KERNEL)
    assert (shown["rows"], shown["columns"]) == ([0], []) and not reader.asked()
    # By mouse.
    reader.cell("output", 1, 0).hover()
    shown = agrees(reader, IMAGE, KERNEL)
    assert (shown["rows"], shown["columns"]) == ([2], [])
    assert shown["words"] == "Row 2 makes the output at row 1, column 0" + line(matrix[2])
    frame = reader.board("input").locator(".window").evaluate("e => e.style.gridArea")
    assert frame.replace(" ", "") == "2/1/span3/span3"
    reader.cell("input", 1, 2).hover()
    shown = agrees(reader, IMAGE, KERNEL)
    assert (shown["rows"], shown["columns"]) == ([], [6])
    assert shown["words"] == "Column 6 belongs to the pixel at row 1, column 2" + line(matrix[:, 6])
    readers = np.argwhere(matrix[:, 6].reshape(2, 2)).tolist()
    assert reader.places("output", "marked") == list(map(tuple, readers))
    assert reader.places("input", "chosen") == [(1, 2)]
    # By keyboard.
    reader.cell("input", 1, 2).focus()
    reader.page.keyboard.press("ArrowDown")
    assert agrees(reader, IMAGE, KERNEL)["columns"] == [10]
    reader.cell("output", 0, 0).focus()
    reader.page.keyboard.press("ArrowRight")
    assert agrees(reader, IMAGE, KERNEL)["rows"] == [1]
    heard = "document.querySelector('#matrix [aria-live]').textContent.startsWith('Row 1 makes')"
    reader.page.wait_for_function(heard)
    # In the matrix itself both are found.
    reader.live.locator(".matrix").scroll_into_view_if_needed()
    box = reader.live.locator(".matrix").bounding_box()
    assert box
    x, y, width, height = (box[side] for side in ("x", "y", "width", "height"))
    reader.page.mouse.move(x + width * 5.5 / 16, y + height * 2.5 / 4)
    shown = agrees(reader, IMAGE, KERNEL)
    assert (shown["rows"], shown["columns"]) == ([2], [5])
    assert reader.asked() == "matrix.row=2&matrix.column=5"

    finger = read("why.html#matrix", visits.NARROW, has_touch=True)
    finger.cell("output", 1, 1).tap()
    assert agrees(finger, IMAGE, KERNEL)["rows"] == [3]
    finger.cell("input", 3, 3).tap()
    assert agrees(finger, IMAGE, KERNEL)["columns"] == [15]
    finger.live.locator(".matrix").tap(position={"x": 3, "y": 3})
    assert agrees(finger, IMAGE, KERNEL)["columns"] == [0]


def test_stride_padding_and_filter_give_what_convdemo_gives(read: Read) -> None:
    reader = read("why.html#matrix")

    def choose(label: str, option: str) -> None:
        reader.live.get_by_role("combobox", name=label, exact=True).select_option(option)

    choose("n, the image’s side", "6")
    image = np.arange(36).reshape(6, 6)
    agrees(reader, image, KERNEL)
    for kernel, name in ((VERTICAL, "VERTICAL"), (SCHARR, "SCHARR"), (KERNEL, "1 to 9")):
        choose("filter", name)
        for padding, stride in ((2, 1), (1, 2), (0, 3)):
            choose("p, padding", str(padding))
            choose("s, stride", str(stride))
            agrees(reader, image, kernel, padding=padding, stride=stride)
    choose("p, padding", "1")
    reader.cell("input", 0, 0).hover()
    shown = agrees(reader, image, KERNEL, padding=1, stride=3)
    assert not shown["rows"] + shown["columns"] and "The padding has no column" in shown["words"]
    reader.cell("input", 2, 3).hover()
    assert agrees(reader, image, KERNEL, padding=1, stride=3)["columns"] == [8]
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
    kernel, edited = KERNEL.astype(float), image.copy()
    kernel[2, 2], edited[0, 0] = -2.5, 7
    agrees(reader, edited, kernel, padding=1, stride=3)
    reader.page.go_back()
    agrees(reader, image, kernel, padding=1, stride=3)
    reader.page.go_forward()
    agrees(reader, edited, kernel, padding=1, stride=3)
    for column in range(3):
        for row in range(3):
            reader.cell("filter", row, column).focus()
            reader.page.keyboard.press("Delete")
    agrees(reader, edited, np.zeros((3, 3)), padding=1, stride=3)
    reader.press("Start again")
    agrees(reader, IMAGE, KERNEL)


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
    image = np.arange(36).reshape(6, 6)
    pixels = "*".join("_".join(map(str, row)) for row in image.tolist())
    reader = read(f"why.html?matrix.image={pixels}&matrix.row=7&matrix.column=8#matrix")

    def has_numbers() -> bool:
        """Either the entries have room for their numbers, or their marks are explained."""
        size = reader.live.locator(".matrix i").first.evaluate("e => getComputedStyle(e).fontSize")
        assert size in ("12px", "0px")
        assert (size == "0px") == reader.live.locator(".key").is_visible()
        return bool(size == "12px")

    for size, room in ((visits.WIDE, True), (visits.NARROW, False)):
        reader.page.set_viewport_size({"width": size[0], "height": size[1]})
        shown = agrees(reader, image, KERNEL)
        assert (shown["rows"], shown["columns"]) == ([7], [8])
        assert has_numbers() == room and not reader.problems()
    reader.choose("p, padding", "1")
    reader.page.set_viewport_size({"width": visits.WIDE[0], "height": visits.WIDE[1]})
    agrees(reader, image, KERNEL, padding=1)
    assert not has_numbers()
    reader.press("Start again")
    assert has_numbers()
