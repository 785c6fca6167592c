"""Read the site in another engine than Chromium: a plugin of pytest, for `--engine`."""

from __future__ import annotations

import sys

import pytest

from scripts.setup import browser as browsers
from tests.site import launching


def tests(engine: str, path: str) -> list[str]:
    """What differs by engine, as far as the browser can be driven."""
    explorables = ["tests/site/explorables"] if launching.drives(engine, path) else []
    return ["tests/site/engines", *explorables]


def pytest_configure(config: pytest.Config) -> None:
    """Find the browser, or get one; run what differs by engine, if no tests were named."""
    engine = config.getoption("--engine")
    path = browsers.ensure(engine)
    if path is None:
        pytest.exit(browsers.what_to_do(engine), returncode=pytest.ExitCode.USAGE_ERROR)
    if config.args_source is pytest.Config.ArgsSource.TESTPATHS:
        config.args[:] = tests(engine, path)
    print(f"In {path}: {', '.join(config.args)}", file=sys.stderr, flush=True)
