"""Questions as a reader answers them: what is right, what is told of what is not, and what is kept."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from scripts.press import questions, sessions
from tests.site import asked as trials
from tests.site import builds, serving, visits

NARROW, NARROWEST = (390, 844), (320, 640)
TOUCH: dict[str, Any] = {"has_touch": True, "is_mobile": True}
RIGHT = "✓ Right."
MOST = 6 * 1024  # bytes, over gzip, of the script and the style of questions


@pytest.fixture(scope="session")
def trial(site: Path, shared: Path) -> Iterator[str]:
    folder = builds.once(shared / "trial", lambda made: trials.make(site, made))
    with serving.serve(folder) as url:
        yield url


@pytest.fixture
def page(browser: Browser, trial: str) -> Iterator[Page]:
    with visits.opened(browser) as (_, page):
        page.goto(f"{trial}/{trials.PAGE}")
        yield page


def question(page: Page, title: str) -> Locator:
    return page.locator(".query", has=page.get_by_text(title))


def news(asked: Locator) -> Locator:
    return asked.get_by_role("status")


def answer(asked: Locator, *texts: str) -> None:
    """Type what is given into the fields, and press Enter in the last one."""
    fields = asked.get_by_role("textbox")
    for i, text in enumerate(texts):
        fields.nth(i).fill(text)
    fields.nth(len(texts) - 1).press("Enter")


# --- each kind ----------------------------------------------------------------------------------


def test_a_question_stands_in_the_open_and_its_answer_is_folded(page: Page) -> None:
    asked = question(page, "How wide is it?")
    expect(asked.get_by_text("A row of 32 pixels.")).to_be_visible()
    expect(asked.get_by_label("Your answer")).to_be_visible()
    expect(asked.get_by_text("The last start that fits.")).not_to_be_visible()
    asked.get_by_text("Show the answer").click()
    expect(asked.get_by_text("The last start that fits.")).to_be_visible()
    expect(news(asked)).to_be_empty()


@pytest.mark.parametrize("text", ["16", " 16.0", "32/2", "1.6e1"])
def test_a_right_number_is_told_and_opens_the_answer(page: Page, text: str) -> None:
    asked = question(page, "How wide is it?")
    answer(asked, text)
    expect(news(asked)).to_have_text(RIGHT)
    expect(asked.get_by_text("The last start that fits.")).to_be_visible()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("15", questions.mistakes()["padding once"]),
        ("17", questions.mistakes()["ceil for floor"]),
        ("16.5", "Close: within 10 % of it. What is expected is a whole number."),
        ("17.5", "Close: within 10 % of it. What is expected is a whole number."),
        ("−16", "Not this. What is expected is a whole number."),
    ],
)
def test_what_is_not_right_gets_a_hint_and_gives_nothing_away(
    page: Page, text: str, told: str
) -> None:
    asked = question(page, "How wide is it?")
    answer(asked, text)
    expect(news(asked)).to_have_text(told)
    expect(asked.get_by_text("The last start that fits.")).not_to_be_visible()


@pytest.mark.parametrize("text", ["-0.67", "−.67", "-2/3", "-0,67", "–0.67", "−67e−2"])
def test_decimals_count_as_they_are_printed(page: Page, text: str) -> None:
    asked = question(page, "Which share is it?")
    answer(asked, text)
    expect(news(asked)).to_have_text(RIGHT)


def test_fewer_decimals_are_close(page: Page) -> None:
    asked = question(page, "Which share is it?")
    answer(asked, "-0.7")
    expect(news(asked)).to_have_text(
        "Close: within 10 % of it. What is expected is a number with 2 decimals."
    )


@pytest.mark.parametrize("text", ["", "x", "1/0", "1e999", "1/2/3"])
def test_what_cannot_be_read_is_not_counted(page: Page, text: str) -> None:
    asked = question(page, "How wide is it?")
    answer(asked, text)
    expect(news(asked)).to_have_text("Not counted yet: type a number, such as 12, −3, 0.5 or 3/4.")
    field = asked.get_by_label("Your answer")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_be_focused()
    assert "answer." not in page.url
    field.fill("1")
    expect(field).not_to_have_attribute("aria-invalid", "true")
    expect(news(asked)).to_be_empty()


def test_a_few_numbers_are_asked_in_order(page: Page) -> None:
    asked = question(page, "Which numbers are they?")
    answer(asked, "1,000", "0.5")
    expect(news(asked)).to_have_text("Not this. Right so far: 1 of 2 numbers.")
    answer(asked, "-1000", ".5")
    expect(news(asked)).to_have_text(questions.mistakes()["sign"])
    answer(asked, "1000", "-1/2")
    expect(news(asked)).to_have_text(RIGHT)


GRID = [1, 2, 0, 0, 5, 6, 7, 0, 9]


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        (GRID, RIGHT),
        ([value + 1 for value in GRID], "Each number is out by 1."),
        ([1, 0, 7, 2, 5, 0, 0, 6, 9], "Close: it is right, but with rows and columns swapped."),
        ([0, 2, 1, 6, 5, 0, 9, 0, 7], "Close: it is right, but mirrored, left for right."),
        ([7, 0, 9, 0, 5, 6, 1, 2, 0], "Close: it is right, but upside down."),
        (GRID[::-1], "Close: it is right, but turned by half a turn."),
        ([-value for value in GRID], "Close: it is right, but with every sign the other way."),
        ([*GRID[:8], 8], "Not this. Right so far: 8 of 9 numbers."),
    ],
)
def test_a_grid_is_told_how_it_is_wrong(page: Page, cells: list[int], told: str) -> None:
    asked = question(page, "Which grid is it?")
    answer(asked, *map(str, cells))
    expect(news(asked)).to_have_text(told)


def test_a_grid_is_walked_by_arrows_and_filled_by_one_paste(page: Page) -> None:
    asked = question(page, "Which grid is it?")
    first = asked.get_by_label("Row 1, column 1")
    first.focus()
    for key, place in (
        ("ArrowDown", "Row 2, column 1"),
        ("ArrowRight", "Row 2, column 2"),
        ("ArrowUp", "Row 1, column 2"),
        ("ArrowLeft", "Row 1, column 1"),
    ):
        page.keyboard.press(key)
        expect(asked.get_by_label(place)).to_be_focused()
    first.press("Enter")
    expect(first).to_have_attribute("aria-invalid", "true")
    paste(first, "[[1 2 0]\n [0 5 6]\n [7 0 9]]")
    # What was told before is not of these numbers.
    expect(asked.locator("[aria-invalid]")).to_have_count(0)
    expect(news(asked)).to_be_empty()
    first.press("Enter")
    expect(news(asked)).to_have_text(RIGHT)


def paste(field: Locator, text: str) -> None:
    field.evaluate(
        """(field, text) => {
            const clipboardData = new DataTransfer();
            clipboardData.setData("text", text);
            field.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
        }""",
        text,
    )


@pytest.mark.parametrize("text", ["(1,000, -0.5)", "1,000\t−0.5", "1e3,-.5", "+1000 and –5e−1"])
def test_what_is_pasted_is_read_as_it_is_typed(page: Page, text: str) -> None:
    asked = question(page, "Which numbers are they?")
    paste(asked.get_by_role("textbox").first, text)
    asked.get_by_role("button", name="Check").click()
    expect(news(asked)).to_have_text(RIGHT)


def test_a_table_without_spaces_is_pasted_number_by_number(page: Page) -> None:
    asked = question(page, "Which grid is it?")
    paste(asked.get_by_label("Row 1, column 1"), "1,200,300\n0,500,600\n7,0,9")
    values = [field.input_value() for field in asked.get_by_role("textbox").all()]
    assert values == ["1", "200", "300", "0", "500", "600", "7", "0", "9"]


def test_keys_of_the_browser_are_left_to_it(page: Page) -> None:
    """With Alt an arrow leads back; in a field that is empty too."""
    first = question(page, "Which grid is it?").get_by_role("textbox").first
    first.focus()
    for keys in ("Alt+ArrowRight", "Control+ArrowRight", "Meta+ArrowDown"):
        page.keyboard.press(keys)
        expect(first).to_be_focused()


def test_a_choice_says_what_is_wrong_with_what_was_chosen(page: Page) -> None:
    asked = question(page, "Which one is it?")
    check = asked.get_by_role("button", name="Check")
    check.click()
    expect(news(asked)).to_have_text("Choose one of the options.")
    asked.get_by_label("it falls to 8").check()
    check.click()
    expect(news(asked)).to_have_text("That is a quarter of 32.")
    asked.get_by_label("it *grows*").check()
    check.click()
    expect(news(asked)).to_have_text("Not this one.")
    asked.get_by_label("it stays at size").check()
    check.click()
    expect(news(asked)).to_have_text(RIGHT)


def placed(asked: Locator) -> list[str]:
    return asked.locator("li > span").all_inner_texts()


def test_things_are_put_in_order_by_buttons(page: Page) -> None:
    asked = question(page, "Which comes first?")
    goal = ["the pixel", "the window", "the image"]
    assert placed(asked) != goal
    asked.get_by_role("button", name="Check").click()
    expect(news(asked)).to_contain_text("Not this order. In their place:")
    for _ in range(2):
        up = asked.get_by_role("button", name="Move up: the pixel")
        up.press("Enter")
        expect(up).to_be_focused()
        asked.get_by_role("button", name="Move down: the image").press(" ")
    expect(news(asked)).to_have_text("the image: 3 of 3")
    assert placed(asked) == goal
    asked.get_by_role("button", name="Check").click()
    expect(news(asked)).to_have_text(RIGHT)


def test_things_are_put_in_order_by_dragging(page: Page) -> None:
    asked = question(page, "Which comes first?")
    asked.scroll_into_view_if_needed()
    before = placed(asked)
    centres = [
        (box["x"] + 20, box["y"] + box["height"] / 2)
        for each in asked.locator("li > span").all()
        if (box := each.bounding_box())
    ]
    page.mouse.move(*centres[0])
    page.mouse.down()
    page.mouse.move(*centres[1], steps=3)
    page.mouse.move(*centres[2], steps=3)
    page.mouse.up()
    assert placed(asked) == [*before[1:], before[0]]
    told = news(asked).inner_text()
    asked.get_by_role("button", name="Check").click()
    expect(news(asked)).not_to_have_text(told)
    told = news(asked).inner_text()
    page.mouse.click(*centres[1])
    expect(news(asked)).to_have_text(told)


def test_a_finger_scrolls_over_things_in_an_order(page: Page) -> None:
    item = question(page, "Which comes first?").locator("li").first
    expect(item).to_have_css("touch-action", "auto")
    item.dispatch_event("pointerdown", {"pointerType": "touch", "pointerId": 1})
    expect(item).not_to_have_class("is-held")


def test_output_is_told_in_advance_line_by_line(page: Page) -> None:
    asked = question(page, "What does the code print?")
    expect(asked.get_by_text("x = np.array([1, 2])")).to_be_visible()
    expect(asked.get_by_text("print(x * 2)")).not_to_be_visible()
    field, check = asked.get_by_role("textbox"), asked.get_by_role("button", name="Check")
    for text, told in (
        ("", "Type what the code prints, line by line."),
        ("[2 4]", "Right so far. More is printed than this."),
        ("[2 4]\n[2 1]", "Line 2 is the first that differs."),
        ("[2 4]\n[-2 -1]\n3", "Line 3 is one too many."),
        (" [2   4] \n[−2 -1]\n\n", RIGHT),
        ("[ 2 4]\n[ -2 -1 ]", RIGHT),
    ):
        field.fill(text)
        check.click()
        expect(news(asked)).to_have_text(told)
    field.fill("[2 4]")
    field.press("Control+Enter")
    expect(news(asked)).to_have_text("Right so far. More is printed than this.")


# --- the address, and this browser --------------------------------------------------------------


def test_an_answer_is_in_the_address_and_back_leads_to_the_one_before(page: Page) -> None:
    asked = question(page, "How wide is it?")
    field = asked.get_by_label("Your answer")
    answer(asked, "15")
    assert page.url.endswith("?answer.how-wide-is-it=15#exercise-how-wide-is-it")
    answer(asked, "16")
    page.go_back()
    expect(field).to_have_value("15")
    expect(news(asked)).to_have_text(questions.mistakes()["padding once"])
    page.go_back()
    expect(field).to_have_value("")
    expect(news(asked)).to_be_empty()


def test_a_link_within_the_page_leaves_what_is_typed(page: Page) -> None:
    asked, other = question(page, "How wide is it?"), question(page, "Which share is it?")
    field = asked.get_by_label("Your answer")
    answer(asked, "15")
    answer(other, "x")
    field.fill("1")
    page.evaluate("location.hash = 'check-yourself'")
    page.wait_for_function("location.hash === '#check-yourself'")
    page.wait_for_timeout(100)
    expect(field).to_have_value("1")
    expect(other.get_by_label("Your answer")).to_have_value("x")


def test_what_is_kept_stays_when_one_goes_back(page: Page, trial: str) -> None:
    page.get_by_label("Keep my answers in this browser").check()
    answer(question(page, "How wide is it?"), "16")
    page.goto(f"{trial}/{trials.PAGE}")
    answer(question(page, "Which share is it?"), "-0.5")
    page.go_back()
    expect(question(page, "Which share is it?").get_by_label("Your answer")).to_have_value("")
    expect(news(question(page, "How wide is it?"))).to_have_text(RIGHT)


def test_an_answer_without_end_stays_out_of_the_address(page: Page) -> None:
    """A server refuses such an address, and the page would not come again."""
    asked = question(page, "What does the code print?")
    for text in ("[2 4]", "2 " * 50_000):
        asked.get_by_role("textbox").fill(text)
        asked.get_by_role("button", name="Check").click()
        expect(news(asked)).not_to_be_empty()
        assert ("answer." in page.url) == (len(text) < 9)


def test_the_address_keeps_what_others_have_written(page: Page, trial: str) -> None:
    slide = "#slides=exercise-how-wide-is-it"
    page.goto(f"{trial}/{trials.PAGE}?slide.padding=1{slide}")
    expect(page.get_by_role("dialog")).to_be_visible()
    answer(question(page, "How wide is it?"), "15")
    assert page.url.endswith(f"?slide.padding=1&answer.how-wide-is-it=15{slide}")


FILLED = {
    "how-wide-is-it": ("16", ["16"]),
    "which-share-is-it": ("-0.67", ["−0.67"]),
    "which-numbers-are-they": ("1000_-0.5", ["1000", "−0.5"]),
    "which-grid-is-it": ("1_2_0*0_5_6*7_0_9", list(map(str, GRID))),
    "what-does-the-code-print": ("[2 4]\n[-2 -1]", ["[2 4]\n[-2 -1]"]),
}


def test_a_link_leads_to_questions_that_are_filled_in(
    browser: Browser, page: Page, trial: str
) -> None:
    for asked in (question(page, "Which one is it?"), question(page, "Which comes first?")):
        if asked.get_by_role("radio").count():
            asked.get_by_label("it stays at size").check()
        for _ in range(2):
            for move in ("up: the pixel", "down: the image"):
                if (button := asked.get_by_role("button", name=f"Move {move}")).count():
                    button.click()
        asked.get_by_role("button", name="Check").click()
    for name, (_, texts) in FILLED.items():
        fields = page.locator(f"#exercise-{name}").get_by_role("textbox")
        for i, text in enumerate(texts):
            fields.nth(i).fill(text)
        page.locator(f"#exercise-{name}").get_by_role("button", name="Check").click()
    with visits.opened(browser) as (_, other):
        other.goto(page.url)
        told = other.locator(".query-news").all_inner_texts()
        assert told == [RIGHT] * 7
        for name, (_, texts) in FILLED.items():
            fields = other.locator(f"#exercise-{name}").get_by_role("textbox")
            assert [fields.nth(i).input_value() for i in range(len(texts))] == texts
        for name, (code, _) in FILLED.items():
            assert (
                other.evaluate(f"new URLSearchParams(location.search).get('answer.{name}')") == code
            )


@pytest.mark.parametrize(
    "query",
    ["answer.how-wide-is-it=x", "answer.which-comes-first=9_9", "answer.which-grid-is-it=1"],
)
def test_an_address_that_says_nothing_breaks_nothing(page: Page, trial: str, query: str) -> None:
    seen = visits.Visit()
    visits.watch(page, seen)
    page.goto(f"{trial}/{trials.PAGE}?{query}")
    answer(question(page, "How wide is it?"), "16")
    expect(news(question(page, "How wide is it?"))).to_have_text(RIGHT)
    assert len(placed(question(page, "Which comes first?"))) == 3 and not seen.console


def stored(page: Page) -> dict[str, str]:
    found: dict[str, str] = page.evaluate("({...localStorage})")
    return found


def test_answers_are_kept_only_where_the_reader_asks_and_forgotten(page: Page, trial: str) -> None:
    panel = page.locator(".query-keep")
    wanted = panel.get_by_label("Keep my answers in this browser")
    forget = panel.get_by_role("button", name="Forget all of them")
    answer(question(page, "How wide is it?"), "16")
    assert not stored(page)
    expect(forget).not_to_be_visible()
    wanted.check()
    expect(panel.get_by_role("status")).to_have_text("Answered: 1 of 7.")
    answer(question(page, "Which share is it?"), "-0.5")
    answer(question(page, "Which share is it?"), "-0.67")
    expect(panel.get_by_role("status")).to_have_text("Answered: 2 of 7.")
    page.goto(f"{trial}/{trials.PAGE}")
    expect(question(page, "How wide is it?").get_by_label("Your answer")).to_have_value("16")
    expect(news(question(page, "Which share is it?"))).to_have_text(RIGHT)
    page.goto(f"{trial}/{trials.HOME}")
    expect(page.locator(".chapters .answered")).to_have_text("answered 2 of 7")
    page.goto(f"{trial}/{trials.PAGE}")
    forget.click()
    expect(panel.get_by_role("status")).to_have_text("Forgotten.")
    expect(wanted).not_to_be_checked()
    assert not stored(page)
    page.goto(f"{trial}/{trials.HOME}")
    expect(page.locator(".chapters .answered")).to_have_count(0)
    page.goto(f"{trial}/{trials.PAGE}")
    wanted.check()
    wanted.uncheck()
    expect(panel.get_by_role("status")).to_have_text("Forgotten.")


def test_two_tabs_keep_in_one_place(page: Page, trial: str) -> None:
    other = page.context.new_page()
    other.goto(f"{trial}/{trials.PAGE}")
    answer(question(other, "How wide is it?"), "16")
    page.evaluate('localStorage.setItem(\'answers\', \'{"/elsewhere.html": {"a": "1"}}\')')
    wanted = other.get_by_label("Keep my answers in this browser")
    expect(wanted).to_be_checked()
    wanted.evaluate("box => { box.checked = false; }")  # as if the news were late
    wanted.check()
    kept = json.loads(stored(page)["answers"])
    assert kept == {
        "/elsewhere.html": {"a": "1"},
        f"/{trials.PAGE}": {"how-wide-is-it": "16"},
    }


def test_no_more_is_answered_than_is_asked(page: Page, trial: str) -> None:
    """A question whose address has changed is no longer counted."""
    gone = {f"gone-{i}": "1" for i in range(9)}
    page.evaluate(
        "kept => localStorage.setItem('answers', kept)", json.dumps({f"/{trials.PAGE}": gone})
    )
    page.reload()
    expect(page.locator(".query-keep").get_by_role("status")).to_have_text("Answered: 0 of 7.")
    page.goto(f"{trial}/{trials.HOME}")
    expect(page.locator(".chapters .answered")).to_have_text("answered 7 of 7")


@pytest.mark.parametrize(
    "kept",
    [
        "{",
        "3",
        "[null]",
        '{"/elsewhere.html": {"a": "1"}}',
        f'{{"/{trials.PAGE}": {{"how-wide-is-it": 5}}}}',
        f'{{"/{trials.PAGE}": "answers"}}',
    ],
)
def test_what_is_kept_by_others_breaks_nothing(page: Page, kept: str) -> None:
    seen = visits.Visit()
    visits.watch(page, seen)
    page.evaluate("kept => localStorage.setItem('answers', kept)", kept)
    page.reload()
    answer(question(page, "How wide is it?"), "16")
    expect(news(question(page, "How wide is it?"))).to_have_text(RIGHT)
    assert not seen.console


BLOCK = """Object.defineProperty(window, "localStorage", {
    get() { throw new DOMException("blocked", "SecurityError"); } });"""


def test_a_browser_that_keeps_nothing_says_so(browser: Browser, trial: str) -> None:
    seen = visits.Visit()
    with visits.opened(browser) as (_, page):
        visits.watch(page, seen)
        page.add_init_script(BLOCK)
        page.goto(f"{trial}/{trials.PAGE}")
        wanted = page.get_by_label("Keep my answers in this browser")
        wanted.click()
        expect(wanted).not_to_be_checked()
        expect(page.locator(".query-keep").get_by_role("status")).to_have_text(
            "This browser lets nothing be kept here. The address keeps an answer too."
        )
        answer(question(page, "How wide is it?"), "16")
        expect(news(question(page, "How wide is it?"))).to_have_text(RIGHT)
    assert not seen.console


# --- other ways to read -------------------------------------------------------------------------


def test_without_scripts_the_fold_opens_and_no_field_is_there(browser: Browser, trial: str) -> None:
    with visits.opened(browser, java_script_enabled=False) as (_, page):
        page.goto(f"{trial}/{trials.PAGE}")
        asked = question(page, "Which one is it?")
        expect(asked.get_by_text("it falls to 8")).to_be_visible()
        expect(page.locator(".query :is(input, textarea, button):visible")).to_have_count(0)
        expect(page.get_by_text("Keep my answers")).not_to_be_visible()
        asked.get_by_text("Show the answer").click()
        expect(asked.get_by_text("It stays.")).to_be_visible()


def test_a_script_that_does_not_come_leaves_no_field_that_does_nothing(
    browser: Browser, trial: str
) -> None:
    with visits.opened(browser) as (_, page):
        page.route("**/answering.js", lambda route: route.abort())
        page.goto(f"{trial}/{trials.PAGE}")
        expect(page.locator(".query :is(input, textarea, button)")).to_have_count(0)
        asked = question(page, "Which one is it?")
        expect(asked.get_by_text("it falls to 8")).to_be_visible()
        asked.get_by_text("Show the answer").click()
        expect(asked.get_by_text("It stays.")).to_be_visible()


def test_the_keyboard_alone_answers(page: Page) -> None:
    question(page, "How wide is it?").locator(".address").focus()
    for key in ("Tab", "1", "6", "Enter"):
        page.keyboard.press(key)
    expect(news(question(page, "How wide is it?"))).to_have_text(RIGHT)
    asked = question(page, "Which one is it?")
    asked.locator(".address").focus()
    for key in ("Tab", " ", "ArrowDown", "ArrowDown", "Enter"):
        page.keyboard.press(key)
    expect(news(asked)).to_have_text(RIGHT)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_bars_a_reader_with_a_handicap(browser: Browser, trial: str, scheme: Any) -> None:
    with visits.opened(browser, color_scheme=scheme) as (_, page):
        page.goto(f"{trial}/{trials.PAGE}")
        answer(question(page, "How wide is it?"), "x")
        answer(question(page, "Which share is it?"), "-0.67")
        page.get_by_label("Keep my answers in this browser").check()
        assert visits.violations(page, ".md-content") == []


SMALL_TARGETS = """() => [...document.querySelectorAll(
    ".query :is(button, input:not([type=radio]), textarea, label:has([type=radio]), summary),"
        + ".query-keep :is(button, label)")]
    .filter(e => e.checkVisibility())
    .filter(e => { const { width, height } = e.getBoundingClientRect(); return width < 44 || height < 44; })
    .map(e => e.outerHTML.slice(0, 80))"""
SMALL_LETTERS = """() => [...document.querySelectorAll(".query :is([type=text], textarea)")]
    .filter(e => parseFloat(getComputedStyle(e).fontSize) < 16).length"""


@pytest.mark.parametrize("size", [NARROW, NARROWEST])
def test_a_telephone_has_room_for_all_of_it(
    browser: Browser, trial: str, size: tuple[int, int]
) -> None:
    with visits.opened(browser, size, **TOUCH) as (_, page):
        page.goto(f"{trial}/{trials.PAGE}")
        answer(question(page, "How wide is it?"), "x")
        page.get_by_label("Keep my answers in this browser").check()
        assert page.evaluate(visits.OVERFLOW) == []
        assert page.evaluate(SMALL_TARGETS) == []
        assert page.evaluate(SMALL_LETTERS) == 0


def test_nothing_moves_when_the_fields_come_alive(browser: Browser, trial: str) -> None:
    with visits.opened(browser) as (_, page):
        page.goto(f"{trial}/{trials.PAGE}#exercise-which-grid-is-it")
        page.evaluate(visits.WATCH_SHIFT)
        page.wait_for_timeout(200)
        assert page.evaluate("window.shift") == 0


@pytest.mark.parametrize("answers", [True, False])
def test_paper_has_the_answer_or_room_for_one(page: Page, answers: bool) -> None:
    page.evaluate(
        """answers => {
            for (const box of document.querySelectorAll("[data-answers]")) box.checked = answers;
            dispatchEvent(new Event("beforeprint"));
        }""",
        answers,
    )
    page.emulate_media(media="print")
    asked = question(page, "Which one is it?")
    expect(asked.get_by_text("it falls to 8")).to_be_visible()
    assert asked.get_by_text("It stays.", exact=True).is_visible() == answers
    expect(asked.get_by_text("Show the answer")).not_to_be_visible()
    expect(page.locator(".query :is(button, textarea, input[type=text]):visible")).to_have_count(0)


def test_a_question_is_answered_on_a_slide(page: Page) -> None:
    page.keyboard.press("p")
    stage = page.locator("dialog.stage")
    expect(stage).to_be_visible()
    page.keyboard.press("s")
    asked = stage.locator(".query")
    expect(stage.locator(".stage-place")).to_contain_text(" of 10")  # title, heading, figure
    page.keyboard.press("Home")
    for title in ("Trial", "Check yourself", "How wide is it?"):
        expect(stage.locator(".stage-sheet")).to_contain_text(title)
        if title != "How wide is it?":
            page.keyboard.press("ArrowRight")
    expect(asked).to_have_count(1)
    answer(asked, "16")
    expect(news(asked)).to_have_text(RIGHT)
    expect(asked.get_by_text("The last start that fits.")).to_be_visible()
    page.keyboard.press("Escape")
    expect(news(question(page, "How wide is it?"))).to_have_text(RIGHT)


def test_the_script_and_the_style_are_small(page: Page) -> None:
    sizes: list[int] = page.evaluate(
        """() => performance.getEntriesByType("resource")
            .filter(({ name }) => /answering\\.(js|css)$/.test(name)).map(({ encodedBodySize }) => encodedBodySize)"""
    )
    assert len(sizes) == 2 and sum(sizes) <= MOST, sizes


# --- the book -----------------------------------------------------------------------------------

# Type an answer into a question, send it, and give what is told.
GIVE = """(box, texts) => {
    const form = box.querySelector("form");
    [...form.querySelectorAll("input, textarea")].forEach((field, i) => { field.value = texts[i]; });
    form.requestSubmit();
    return form.querySelector(".query-news").textContent;
}"""
CHOOSE = """(box, option) => {
    const form = box.querySelector("form");
    form.querySelectorAll("input")[option].checked = true;
    form.requestSubmit();
    return form.querySelector(".query-news").textContent;
}"""
SORT = """(box, right) => {
    const items = [...box.querySelectorAll("li")];
    const item = place => items.find(each => right[each.dataset.item] === place);
    items.forEach((_, place) => {
        while (item(place).previousElementSibling && right[item(place).previousElementSibling.dataset.item] > place) {
            item(place).querySelector("[data-move=up]").click();
        }
    });
    box.querySelector("form").requestSubmit();
    return box.querySelector(".query-news").textContent;
}"""


def told(asked: Locator, key: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """What is told of the key and of each known mistake, with what is to be told."""
    run = asked.evaluate
    kind = key["kind"]
    if kind in ("number", "numbers", "grid"):
        for values, hint in key["mistakes"]:
            yield run(GIVE, [repr(value) for value in values]), hint
        yield run(GIVE, [repr(value) for value, _ in key["numbers"]]), RIGHT
    elif kind == "choice":
        for option, hint in key["hints"].items():
            yield run(CHOOSE, int(option)), hint
        yield run(CHOOSE, key["right"][0]), RIGHT
    elif kind == "order":
        yield run(SORT, key["right"]), RIGHT
    else:
        yield run(GIVE, [key["text"]]), RIGHT


CHAPTERS = sorted(sessions.DOCS.glob("*.md"))


@pytest.mark.parametrize("path", CHAPTERS, ids=sessions.name)
def test_each_question_of_the_book_takes_its_key_and_knows_its_mistakes(
    browser: Browser, address: str, path: Path
) -> None:
    with visits.opened(browser) as (_, page):
        page.goto(f"{address}/{sessions.name(path)}.html")
        boxes = page.locator(".query")
        assert boxes.count() == len(questions.find(path.read_text("utf-8")))
        for asked in boxes.all():
            key = json.loads(asked.get_attribute("data-answer") or "{}")
            for said, expected in told(asked, key):
                assert said == expected, (asked.get_attribute("id"), said, expected)
            expect(asked.locator("details.question")).to_have_attribute("open", "")
