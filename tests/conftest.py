"""What every test needs before it begins."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

# Pages and labs draw without a window, and MkDocs prints no banner of other projects.
os.environ["MPLBACKEND"] = "Agg"
os.environ["NO_MKDOCS_2_WARNING"] = "1"

# Property tests try the same examples on every run, and know no time limits.
settings.register_profile("book", derandomize=True, deadline=None, database=None, max_examples=60)
settings.load_profile("book")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let an author read a site that is built already, while working on its look."""
    parser.addoption(
        "--site", metavar="FOLDER", help="read the site built in FOLDER, instead of building one"
    )
    parser.addoption(
        "--engine",
        choices=("chromium", "firefox", "webkit"),
        default="chromium",
        help="read the site in a browser of this engine (%(default)s)",
    )


def pytest_configure(config: pytest.Config) -> None:
    """In another engine than Chromium run what differs by engine, if no tests were named."""
    if config.getoption("--engine") != "chromium" and not hasattr(config, "workerinput"):
        # By its name: the package's tests are handed out too, without it.
        config.pluginmanager.import_plugin("tests.site.chosen")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest, so that the workers end together."""
    items.sort(key=lambda item: item.get_closest_marker("early") is None)


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A folder that all workers of this run share."""
    base = tmp_path_factory.getbasetemp()
    return base if worker_id == "master" else base.parent


class ByPage(LoadScopeScheduling):  # type: ignore[misc]  # xdist has no types
    """Share out the tests so that all of one page come to one worker, which runs the page once."""

    def _split_scope(self, nodeid: str) -> str:
        file, _, name = nodeid.partition("::")
        _, bracket, parameters = name.partition("[")
        return f"{file}[{parameters}" if bracket else nodeid


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByPage:
    """With several workers, go page by page, in the order of the tests."""
    config.option.loadscopereorder = False
    return ByPage(config, log)
