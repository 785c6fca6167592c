"""One window, of whichever engine the tests run in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest

from tests.site import launching
from tests.site.engines import webdriver
from tests.site.engines.window import Played, Window
from tests.site.readers import Readers


@pytest.fixture(scope="session")
def driver(
    program: str, tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config
) -> Iterator[str]:
    """The address of a driver of WebKit."""
    try:
        with webdriver.driver(program, tmp_path_factory.mktemp("driver")) as address:
            yield address
    except webdriver.Unready as unready:
        pytest.fail(str(unready), pytrace=False)


@pytest.fixture
def window(request: pytest.FixtureRequest, engine: str, program: str) -> Iterator[Window]:
    """A window as a new reader would have it."""
    if launching.drives(engine, program):
        readers: Readers = request.getfixturevalue("readers")
        yield Played(readers.take(bars=True).page)
        readers.give_back()
    else:
        with closing(webdriver.Driven(request.getfixturevalue("driver"))) as driven:
            yield driven
