"""What has a number has an address, which is its own on its page and stays; a link beside it copies it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from scripts.press import addresses, counted, edition, social
from scripts.press.markup import Element, elements
from tests.site import builds, markup, visits

KINDS = "|".join(kind.capitalize() for kind in counted.KINDS)
NUMBER = re.compile(
    rf'<span class="count">(?:<span class="spoken">)?({KINDS}) (?:</span>\()?([\d.-]+)'
)
CHAPTER = "padding.html"


def test_published_addresses_stay(site: Path) -> None:
    present = addresses.of_site(site)
    record = addresses.read(addresses.RECORD)
    assert len(record) > 600
    told = [f"{place} {why}" for place, why in addresses.lost(record, present)]
    update = f"python -m scripts.press.addresses {site}"
    assert not told, "\n".join(told)
    new = addresses.extended(record, present)
    assert record == new, f"the record is not up to date: {update}"


def test_addresses_are_single_and_numbers_go_up(site: Path) -> None:
    for path in site.rglob("*.html"):
        html = path.read_text("utf-8")
        page = markup.read(path)
        links = [a.attributes["href"][1:] for a in elements(html, "a") if "address" in a.classes]
        assert len({*links}) == len(links) and {*links} <= {*page.ids}
        found = NUMBER.findall(html)
        assert len(found) == len(links)
        eyebrow = re.search(r'<p class="eyebrow">([\d.]*)', html)
        chapter = f"{eyebrow[1]}-" if eyebrow and eyebrow[1] else ""
        for kind in {kind for kind, _ in found}:
            ours = [number for each, number in found if each == kind]
            assert ours == [f"{chapter}{n}" for n in range(1, len(ours) + 1)], (
                f"{path.name}: {kind}"
            )


def test_every_figure_table_formula_listing_and_question_has_a_number(site: Path) -> None:
    for name in builds.page_names():
        html = (site / name).read_text("utf-8")
        wanted = len(
            re.findall(r'<figure\b|<div class="(?:table|formula)"|<details class="question', html)
        )
        wanted += len(re.findall(r'<div class="listing(?! raised)', html))
        assert len(NUMBER.findall(html)) == wanted, name


def test_numbers_are_found_by_search(site: Path) -> None:
    docs = builds.written(site / "search/search_index.js")["docs"]
    place = f"{CHAPTER}#is-the-border-now-as-good-as-the-middle"
    (text,) = [entry["text"] for entry in docs if entry["location"] == place]
    assert "Figure 4.2-4" in text and "#" not in text


def test_a_link_without_words_says_the_number(site: Path) -> None:
    html = (site / "reference" / "making.html").read_text("utf-8")
    assert '<a href="../padding.html#figure-padding_ring">Figure 4.2-1</a>' in html


def test_foot_of_every_page_says_how_to_cite_it_and_which_version_it_is(site: Path) -> None:
    now = edition.read()
    for name in builds.page_names():
        html = (site / name).read_text("utf-8")
        forms = [code.inside for code in elements(html, "section", "code") if _cites(code)]
        plain, bibtex, csl = map(unescape, forms)
        assert f"version {now.version}, {now.told}." in plain and f"Version {now.version}" in bibtex
        (item,) = json.loads(csl)
        assert item["version"] == now.version
        title = re.search(r'<meta property="og:title" content="([^"]*)">', html)
        assert title and item["title"] == unescape(title[1])
        assert f'changelog.html">Version {now.version}</a> of {now.told}' in html
        assert not re.search(r"og:image|og:url|canonical", html), "what needs the site's address"
    assert not (site / social.CARDS).exists()


def _cites(code: Element) -> bool:
    return code.tag == "code" and code.around is not None and "citation" in code.around.classes


def test_changelog_is_a_page_of_the_site(site: Path) -> None:
    page = markup.read(site / "reference" / "changelog.html")
    now = edition.read()
    assert f"version-{now.version}" in page.ids and "version-1.0.0-added" in page.ids
    assert any(f"Version {now.version}, {now.told}" in text for _, text in page.headings)


def test_a_published_page_has_its_address_and_a_picture(published: Path) -> None:
    for name in builds.page_names():
        html = (published / name).read_text("utf-8")
        whole = f"{builds.ADDRESS}{'' if name == 'index.html' else name}"
        said = dict(re.findall(r'<meta (?:property|name)="([\w:]+)" content="([^"]*)">', html))
        assert said["og:url"] == whole and f'<link rel="canonical" href="{whole}">' in html
        assert said["og:description"] == said["description"] and said["og:title"]
        uri = said["og:image"].removeprefix(builds.ADDRESS)
        assert (published / uri).is_file() and said["og:image:alt"]
        (data,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)
        assert json.loads(data)["url"] == whole
        assert html.count(whole) >= 5, "in the citations too"
    cards = {path.name for path in (published / social.CARDS).iterdir()}
    assert "padding_ring.png" in cards and len(cards) > 10
    padding = (published / CHAPTER).read_text("utf-8")
    assert f"{social.CARDS}padding_ring.png" in padding


@pytest.fixture
def reader(browser: Browser, address: str) -> Iterator[Page]:
    with visits.opened(browser) as (context, page):
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.goto(f"{address}/{CHAPTER}?slide.mode=wrap")
        yield page


def test_a_link_copies_the_address_by_keyboard_and_says_so(reader: Page, address: str) -> None:
    for number in (
        "Figure 4.2-3",
        "Table 4.2-1",
        "Equation 4.2-2",
        "Listing 4.2-1",
        "Exercise 4.2-1",
    ):
        link = reader.get_by_role("link", name=f"Copy the address of {number}", exact=True)
        assert link.evaluate("link => getComputedStyle(link).opacity") == "0"
        link.focus()
        expect(link).to_have_css("opacity", "1")
        anchor = link.get_attribute("href")
        reader.keyboard.press("Enter")
        expect(link).to_have_text("Copied")
        expect(reader.locator("main > .spoken[aria-live]")).to_have_text(
            f"Copied the address of {number}"
        )
        assert reader.evaluate("navigator.clipboard.readText()") == f"{address}/{CHAPTER}{anchor}"
        assert not reader.evaluate("location.hash"), "the page stays where it was"
        expect(link).to_have_text("#", timeout=5_000)
    assert not reader.locator("details.question[open]").count()


def test_a_link_that_cannot_copy_leads_there(reader: Page) -> None:
    reader.evaluate("""() => {
        navigator.clipboard.writeText = () => Promise.reject(new Error("no"));
        document.execCommand = () => false;
    }""")
    link = reader.get_by_role("link", name="Copy the address of Figure 4.2-2", exact=True)
    link.focus()
    reader.keyboard.press("Enter")
    reader.wait_for_function("location.hash === '#figure-padding_shrink'")


def test_links_are_there_on_touch(browser: Browser, address: str) -> None:
    with visits.opened(browser, visits.NARROW, has_touch=True, is_mobile=True) as (_, page):
        page.goto(f"{address}/{CHAPTER}")
        links = page.locator("a.address")
        assert {link.evaluate("a => getComputedStyle(a).opacity") for link in links.all()} == {"1"}


def test_address_of_an_exercise_leaves_it_folded_and_of_its_code_opens_it(
    browser: Browser, address: str
) -> None:
    with visits.opened(browser) as (_, page):
        name = "which-padding-keeps-the-size-under"
        page.goto(f"{address}/{CHAPTER}#exercise-{name}")
        assert not page.locator("details.question[open]").count()
        page.goto(f"{address}/{CHAPTER}#listing-{name}")
        expect(page.locator("details.question[open]")).to_have_count(1)
        expect(page.locator(f"#listing-{name}")).to_be_in_viewport()


def test_an_explorable_opens_where_its_address_leads(browser: Browser, address: str) -> None:
    with visits.opened(browser) as (_, page):
        page.goto(f"{address}/{CHAPTER}#figure-padding_uses")
        visits.settled(page)
        expect(page.locator("#figure-padding_uses picture:visible")).to_be_in_viewport()
        assert not page.locator("#slide .live").count()
        page.goto(f"{address}/{CHAPTER}#slide")
        visits.settled(page)
        expect(page.locator("#slide .live")).to_be_in_viewport()


def test_a_citation_is_copied(reader: Page) -> None:
    reader.get_by_text("Cite this page").click()
    for form, begin in (
        ("plain text", "The authors"),
        ("BibTeX", "@incollection{"),
        ("CSL-JSON", "[{"),
    ):
        reader.get_by_role("button", name=f"Copy citation as {form}").click()
        expect(reader.get_by_role("button", name=f"Copied citation as {form}")).to_be_visible()
        copied = reader.evaluate("navigator.clipboard.readText()")
        assert copied.startswith(begin) and "1.0.0" in copied
    assert not visits.violations(reader)
