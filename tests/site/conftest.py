"""The built site, its server and a browser: each made once and shared."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from scripts.setup import browser as browsers
from tests.site import builds, launching, serving
from tests.site.readers import Readers


@pytest.fixture(scope="session")
def site(shared: Path, pytestconfig: pytest.Config) -> Path:
    """The site, built strictly by MkDocs."""
    if built := pytestconfig.getoption("--site"):
        return Path(built).resolve()

    capture = pytestconfig.pluginmanager.getplugin("capturemanager")

    def tell(line: str) -> None:
        with capture.global_and_fixture_disabled():
            print(f"\rbuilding the site: {line}", file=sys.stderr, flush=True)

    def make(folder: Path) -> None:
        builds.build(folder, tell=tell)

    return builds.once(shared / "site", make)


@pytest.fixture(scope="session")
def published(shared: Path) -> Path:
    """The site as it is built where its address and that of its repository are known."""

    def make(folder: Path) -> None:
        builds.build(folder, SITE_URL=builds.ADDRESS, REPOSITORY_URL=builds.REPOSITORY)

    return builds.once(shared / "published", make)


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    """Where the built site is served over gzip."""
    with serving.serve(site) as url:
        yield url


@pytest.fixture(params=["served", "from disk"])
def root(request: pytest.FixtureRequest, site: Path) -> str:
    """The site's address, on a server and in a folder."""
    if request.param == "served":
        address: str = request.getfixturevalue("address")
        return address
    return site.as_uri()


@pytest.fixture(scope="session")
def engine(pytestconfig: pytest.Config) -> str:
    """Chromium, Firefox or WebKit."""
    asked: str = pytestconfig.getoption("--engine")
    return asked


@pytest.fixture(scope="session")
def program(engine: str, pytestconfig: pytest.Config) -> str:
    """The path of a browser of the engine."""
    with pytestconfig.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
        path = browsers.ensure(engine)  # it says what it does, for it may take minutes
    if path is None:
        pytest.fail(browsers.what_to_do(engine), pytrace=False)
    return path


@pytest.fixture(scope="session")
def launched(
    engine: str, program: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[launching.Launched]:
    """The browsers of a worker, started when they are wanted."""
    with sync_playwright() as playwright:
        folder = tmp_path_factory.mktemp("browser")
        try:
            yield launching.Launched(playwright, engine, program, folder)
        except launching.Unfit as unfit:
            pytest.fail(str(unfit), pytrace=False)


@pytest.fixture(scope="session")
def browser(launched: launching.Launched) -> Browser:
    """One browser for all tests of a worker, which can reach no host but this machine."""
    return launched.browser()


@pytest.fixture(scope="session")
def readers(launched: launching.Launched) -> Iterator[Readers]:
    """The pages of a worker, which are read one after another."""
    pages = Readers(launched.browser)
    yield pages
    pages.close()
