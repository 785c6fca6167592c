"""A filter is looked for, hidden and found, by mouse and by keyboard; what is said of it is convdemo's."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import expect

from convdemo import SCHARR, SOBEL, VERTICAL, conv2d, digit_image, identifiability, stripe_image
from tests.site import visits
from tests.site.explorables.reader import Reader

Read = Callable[..., Reader]
PAGE = "learning.html"
RANKS = """async cases => {
    const { identifiability } = await import("./explorables/convdemo_puzzle.js");
    return cases.map(([image, wanted]) => identifiability(image, wanted));
}"""


def coded(rows: NDArray[Any]) -> str:
    return "*".join("_".join(str(int(value)) for value in row) for row in rows)


def puzzle(read: Read, image: NDArray[Any], wanted: NDArray[Any], *size: Any) -> Reader:
    query = f"puzzle.image={coded(image)}&puzzle.wanted={coded(wanted)}&puzzle.making=0"
    none = coded(np.zeros((3, 3)))
    return read(f"{PAGE}?puzzle.kernel={none}&{query}#puzzle", *size)


def typed(reader: Reader, kernel: NDArray[Any]) -> None:
    """Type the nine numbers, each into its cell."""
    for (row, column), weight in np.ndenumerate(kernel):
        reader.cell("your filter", row, column).click()
        reader.page.keyboard.type(str(weight))
        reader.page.keyboard.press("Enter")


def test_nine_numbers_are_typed_and_found(read: Read) -> None:
    image = digit_image()
    wanted = conv2d(image, SCHARR)
    reader = puzzle(read, image, wanted)
    assert reader.values("wanted output") == wanted.tolist()
    assert reader.values("your output") == np.zeros_like(wanted).tolist()
    assert {*reader.places("your output", "marked")} == {*zip(*np.nonzero(wanted), strict=True)}
    same = int((wanted == 0).sum())
    assert f"{same} of {wanted.size} outputs are as wanted." in reader.words()
    typed(reader, SCHARR)
    assert reader.values("your output") == wanted.tolist()
    assert not reader.places("your output", "marked")
    assert "Found: these are the nine numbers." in reader.words()
    assert "Only one filter gives this output: 9 of" in reader.words()


def test_where_more_filters_do_each_is_a_solution(read: Read) -> None:
    image = stripe_image()
    wanted = conv2d(image, SOBEL)
    reader = puzzle(read, image, wanted)
    rank = identifiability(image).rank
    assert f"More than one filter gives this output: {rank} of" in reader.words()
    other = np.array([[4, 0, -4], [0, 0, 0], [0, 0, 0]])
    typed(reader, other)
    assert "Found: a filter that gives this output." in reader.words()
    reader.press("All zeros")
    assert reader.values("your filter") == np.zeros((3, 3)).tolist()
    reader.press("Show a solution")
    found = np.array(reader.values("your filter"), float)
    assert (conv2d(image, found) == wanted).all()


def test_the_equation_of_a_place_is_shown(read: Read) -> None:
    image = np.arange(16).reshape(4, 4)
    wanted = conv2d(image, VERTICAL)
    reader = puzzle(read, image, wanted)
    reader.cell("wanted output", 0, 1).click()
    terms = [f"{image[u, 1 + v]}·w{u}{v}" for u in range(3) for v in range(3)]
    assert f"row 0, column 1: {' + '.join(terms)} = {wanted[0, 1]}; with your filter 0" in (
        reader.words()
    )
    # The window is stepped by keys, too.
    reader.live.get_by_role("slider", name="window").press("ArrowDown")
    assert f"row 1, column 1: {image[1, 1]}·w00" in reader.words()


def test_a_teacher_makes_a_puzzle_that_does_not_hold_its_filter(read: Read) -> None:
    reader = read(f"{PAGE}#puzzle")
    reader.live.get_by_text("More to change").click()
    reader.press("Make a puzzle")
    reader.choose("image", "seven")
    reader.choose("filter to hide", "Scharr")
    expect(reader.board("wanted output")).to_be_hidden()
    reader.cell("your filter", 1, 1).click()
    reader.page.keyboard.type("5")
    reader.page.keyboard.press("Enter")
    reader.cell("input", 0, 0).click()
    reader.page.keyboard.type("3")
    reader.page.keyboard.press("Enter")
    image, kernel = digit_image().copy(), SCHARR.copy()
    image[0, 0], kernel[1, 1] = 3, 5
    assert reader.values("input") == image.tolist()
    assert reader.values("your output") == conv2d(image, kernel).tolist()
    reader.press("Hide the filter: this is the puzzle")
    link = reader.live.get_by_role("link", name="The puzzle’s address")
    address = link.evaluate("a => a.href")
    assert coded(kernel) not in address
    assert f"puzzle.kernel={coded(np.zeros((3, 3)))}&" in address
    other = read(f"{PAGE}{address[address.index('?') :]}")
    assert other.values("input") == image.tolist()
    assert other.values("wanted output") == conv2d(image, kernel).tolist()
    assert other.values("your filter") == np.zeros((3, 3)).tolist()
    assert not other.faults()


def test_pixels_stay_while_a_puzzle_is_solved(read: Read) -> None:
    image = digit_image()
    reader = puzzle(read, image, conv2d(image, SOBEL))
    reader.cell("input", 0, 0).click()
    reader.page.keyboard.type("3")
    assert reader.values("input") == image.tolist()


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("puzzle.making=0&puzzle.wanted=1_2*3_4", "whole numbers"),
        (
            f"puzzle.image={coded(np.zeros((5, 5)))}&puzzle.wanted={coded(np.eye(3))}",
            "no filter gives this output",
        ),
        ("puzzle.image=1_2*3_4", "a square of 4 to 8 rows"),
        ("puzzle.image=0.5_0_0_0*0_0_0_0*0_0_0_0*0_0_0_0", "whole numbers"),
        ("puzzle.kernel=1_2*3_4", "3 × 3"),
        ("puzzle.cell=1", "row and a column"),
    ],
)
def test_what_cannot_be_is_said(read: Read, asked: str, said: str) -> None:
    reader = read(f"{PAGE}?{asked}#puzzle")
    (fault,) = reader.faults()
    assert said in fault and "This is the start." in fault


def test_ranks_and_answers_are_those_of_convdemo(read: Read) -> None:
    rng = np.random.default_rng(4)
    cases = []
    for _ in range(300):
        side = int(rng.integers(4, 9))
        image = rng.integers(-9, 10, (side, side)) * (rng.random((side, side)) < rng.random())
        if rng.random() < 0.3:
            image[:] = image[0]
        kernel = rng.integers(-9, 10, (3, 3))
        cases.append((image, conv2d(image, kernel)))
    reader = read(f"{PAGE}#puzzle")
    plain = [(image.tolist(), wanted.tolist()) for image, wanted in cases]
    found = reader.page.evaluate(RANKS, plain)
    seen = set()
    for (image, wanted), each in zip(cases, found, strict=True):
        known = identifiability(image)
        assert (each["rank"], each["unknowns"]) == (known.rank, known.unknowns)
        assert each["possible"]
        np.testing.assert_allclose(
            conv2d(image, np.array(each["filter"], float)), wanted, atol=1e-6
        )
        seen.add(known.rank)
    assert {1, 3, 9} <= seen
    # One output more that does not fit.
    image = stripe_image()
    spoilt = conv2d(image, SOBEL)
    spoilt[0, 0] += 1
    (never,) = reader.page.evaluate(RANKS, [[image.tolist(), spoilt.tolist()]])
    assert not never["possible"]


@pytest.mark.parametrize("size", [visits.NARROW, visits.WIDE], ids=["phone", "desk"])
def test_it_can_be_used_by_all(read: Read, size: Any) -> None:
    image = digit_image()
    reader = puzzle(read, image, conv2d(image, SOBEL), size)
    assert re.search(r"outputs are as wanted", reader.words())
    assert not reader.problems()
    reader.press("Start again")
    assert not reader.problems()
