"""Every page in a real browser, visited once: whom it asks, its complaints, who can read it, its weight."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from scripts.press import fences, sessions
from tests.site import builds, modules, recorded, visits
from tests.site.readers import Readers

# A lab's page carries the styles of a notebook; a chapter's does not.
BUDGET, LAB_BUDGET = 120_000, 160_000
SHIFT = 0.01

every_page = pytest.mark.parametrize("name", [*builds.page_names(), "404.html"])
_visits: dict[str, visits.Visit] = {}


def snippets(path: Path) -> list[str]:
    """The code on a page that was run, by its tests or for a record; of a console each command, and
    how the package is installed.
    """
    code = []
    for fence in fences.find_fences(recorded.written_out(path.read_text("utf-8"))):
        if fence.language == fences.RUN:
            code.append(fence.source.strip("\n"))
        elif fence.language == fences.CONSOLE:
            code += re.findall(r"^\$ (.*)", fence.source, re.MULTILINE)
        elif (command := fence.source.strip()) in recorded.INSTALLED.values():
            code.append(command)
    return code


WITH_CODE = {
    path.relative_to(sessions.DOCS).with_suffix(".html").as_posix(): path
    for path in sessions.pages()
    if snippets(path)
}


@pytest.fixture
def seen(readers: Readers, address: str, name: str) -> visits.Visit:
    """The visit to the page, made once for all the tests of it."""
    if name not in _visits:
        _visits[name] = readers.visit(f"{address}/{name}", copies=name in WITH_CODE)
    return _visits[name]


@every_page
def test_page_asks_no_other_host(seen: visits.Visit, name: str) -> None:
    assert not seen.requests, "\n".join(seen.requests)


@every_page
def test_page_has_no_complaint(seen: visits.Visit, name: str) -> None:
    assert not seen.console, "\n".join(seen.console)


@every_page
def test_page_follows_the_scheme_of_the_system(seen: visits.Visit, name: str) -> None:
    assert not seen.schemes, "\n".join(seen.schemes)


@every_page
def test_page_is_accessible_in_both_schemes_and_widths(seen: visits.Visit, name: str) -> None:
    assert not seen.violations, "\n".join(seen.violations)


@every_page
def test_nothing_overflows_sideways(seen: visits.Visit, name: str) -> None:
    assert not seen.overflow, "\n".join(seen.overflow)


@every_page
def test_first_view_is_light(seen: visits.Visit, name: str) -> None:
    """Bytes as a new reader gets them over gzip, on a desk and on a phone."""
    budget = LAB_BUDGET if name.startswith("labs/") else BUDGET
    for size, loaded in seen.loaded.items():
        total = sum(loaded.values())
        listed = "\n".join(
            f"{count:8,} {url}" for url, count in sorted(loaded.items(), key=lambda pair: -pair[1])
        )
        assert total <= budget, f"{size}: {total:,} bytes of {budget:,}:\n{listed}"
    assert set(seen.loaded) == {visits.WIDE, visits.NARROW}


@every_page
def test_nothing_moves_down_to_the_end(seen: visits.Visit, name: str) -> None:
    assert set(seen.shift) == {visits.WIDE, visits.NARROW}
    assert max(seen.shift.values()) < SHIFT, seen.shift


@pytest.mark.parametrize("name", WITH_CODE)
def test_copy_button_copies_the_code_that_was_tested(seen: visits.Visit, name: str) -> None:
    """Each snippet has its button, and it gives the fence, letter for letter."""
    assert seen.copied == snippets(WITH_CODE[name])


@every_page
def test_page_loads_the_explorables_that_it_uses_and_no_other(
    seen: visits.Visit, site: Path, name: str
) -> None:
    """The module that starts them with the page, the others when it has loaded; what is closed waits."""
    names = modules.used(site / name)
    shown = modules.used(site / name, opened=True)
    shown += ["explorable"] * bool(shown)
    needed = [modules.needed(site / "explorables", f"{each}.js") for each in shown]
    # A photograph is no module.
    loaded = seen.scripts.keys() - {"cat.js"}
    assert loaded == set().union(*needed, {"start.js"} if names else ())
    assert [script for script, early in seen.scripts.items() if early] == ["start.js"] * bool(names)


@every_page
def test_on_paper_an_explorable_that_is_untouched_leaves_its_figure_alone(
    seen: visits.Visit, site: Path, name: str
) -> None:
    """The picture of the figure above it is there, and nothing of its own."""
    assert seen.paper == [[1, 0]] * len(modules.used(site / name))


@every_page
def test_on_paper_no_table_and_no_figure_is_cut_and_no_output_broken(
    seen: visits.Visit, name: str
) -> None:
    assert not seen.cut, "\n".join(seen.cut)
