"""The site builds strictly, by either generator, and to the same bytes wherever it is built."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts.press import copies, search, strip
from tests.site import builds, markup

early = pytest.mark.early


def files_of(site: Path) -> dict[str, bytes]:
    return {
        path.relative_to(site).as_posix(): path.read_bytes()
        for path in site.rglob("*")
        if path.is_file()
    }


def differences(one: dict[str, bytes], other: dict[str, bytes]) -> list[str]:
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))


@early
def test_build_from_nothing_in_another_folder_gives_the_same_bytes(
    request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """No cache, another path: nothing of the clock, the folder or chance is in the site."""
    root = copies.copy_sources(tmp_path / "elsewhere")
    builds.build(tmp_path / "site", root=root)
    site: Path = request.getfixturevalue("site")  # asked for late, as it may still be in the making
    assert not differences(files_of(site), files_of(tmp_path / "site"))


@early
def test_properdocs_builds_the_same_pages(site: Path, tmp_path: Path) -> None:
    """The maintained fork is the way out, should MkDocs end: it must build the same pages."""
    other = tmp_path / "site"
    builds.build(other, "properdocs")
    pages = {path.relative_to(site) for path in site.rglob("*.html")}
    assert {path.relative_to(other) for path in other.rglob("*.html")} == pages
    for name in pages:
        ours, theirs = markup.read(site / name), markup.read(other / name)
        for what in ("code", "ids", "headings", "text"):
            assert getattr(ours, what) == getattr(theirs, what), f"{name}: {what}"


@early
def test_every_page_is_built_and_no_other(site: Path) -> None:
    built = {path.relative_to(site).as_posix() for path in site.rglob("*.html")}
    assert built == {*builds.page_names(), "404.html"}


def test_nothing_of_the_strip_for_authors_is_in_the_site(site: Path) -> None:
    names = [f"{strip.FOLDER}{name}".encode() for name in strip.FILES]
    built = files_of(site)
    assert len(built) > 100
    assert not [
        path
        for path, content in built.items()
        if path.startswith(strip.FOLDER) or any(name in content for name in names)
    ]


def test_search_index_leads_to_places_that_exist(site: Path) -> None:
    """Each entry has its place, once, and reads as text."""
    docs = builds.written(site / search.INDEX)["docs"]
    places = [entry["location"] for entry in docs]
    assert len(places) == len(set(places)), "entries that are there twice"
    for entry in docs:
        name, _, anchor = entry["location"].partition("#")
        page = markup.read(site / (name or "index.html"))
        assert not anchor or anchor in page.anchors, entry["location"]
        # The page about making pages shows what is left out everywhere else.
        shown = () if name == "reference/making.html" else ("<!--", "\\frac")
        assert not [mark for mark in shown if mark in entry["text"]], entry["location"]
    found = {place.partition("#")[0] for place in places}
    assert found >= set(builds.page_names()), "pages that search cannot find"
