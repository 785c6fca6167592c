"""Start a browser of any engine that Playwright can drive; it reaches no host but this machine."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Locator, Page, Playwright, ProxySettings

from scripts.setup import browser as browsers
from scripts.setup.environment import ROOT
from tests.site import relay

CHROMIUM = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
# Nobody answers at that port.
NOWHERE: ProxySettings = {"server": "http://127.0.0.1:9", "bypass": "127.0.0.1"}
FIREFOX: dict[str, str | float | bool] = {
    "network.proxy.type": 1,
    "network.proxy.http": "127.0.0.1",
    "network.proxy.http_port": 9,
    "network.proxy.ssl": "127.0.0.1",
    "network.proxy.ssl_port": 9,
    "network.proxy.no_proxies_on": "127.0.0.1",
    "widget.gtk.overlay-scrollbars.enabled": False,
    # What Playwright's own Firefox is told by a context.
    "dom.w3c_touch_events.enabled": 1,
    "ui.prefersReducedMotion": 1,
    # A script that is asked for once more comes from the network, where a test may keep it back.
    "dom.script_loader.experimental.navigation_cache": False,
}


class Unfit(Exception):
    """Playwright cannot drive this browser."""


def drives(engine: str, path: str) -> bool:
    """Whether Playwright can drive a browser: of WebKit, its own alone."""
    return engine != "webkit" or browsers.is_playwrights(path)


class Launched:
    """The browsers of one engine: one, and one that shows its scroll bars, each started when it is asked for.

    `folder` is for what they need.
    """

    def __init__(self, playwright: Playwright, engine: str, path: str, folder: Path) -> None:
        self.playwright, self.engine, self.path, self.folder = playwright, engine, path, folder
        self._started: dict[bool, Browser] = {}

    def browser(self, *, bars: bool = False) -> Browser:
        """Give a browser: headless Chromium hides its scroll bars, but for `bars`; others show them."""
        bars &= self.engine == "chromium"
        if bars not in self._started:
            self._started[bars] = self._start(bars)
        return self._started[bars]

    def _start(self, bars: bool) -> Browser:
        if not drives(self.engine, self.path):
            raise Unfit(f"Playwright cannot drive {self.path}: see docs/reference/making.md")
        if self.engine == "chromium":
            hidden = ["--hide-scrollbars"] if bars else []
            return self.playwright.chromium.launch(
                executable_path=self.path, args=CHROMIUM, ignore_default_args=hidden
            )
        if self.engine == "webkit":
            return self.playwright.webkit.launch(executable_path=self.path, proxy=NOWHERE)
        if browsers.is_playwrights(self.path):
            return self.playwright.firefox.launch(
                executable_path=self.path, firefox_user_prefs=FIREFOX
            )
        touches()
        return self.playwright.firefox.launch(
            channel="moz-firefox",
            executable_path=relayed(self.path, self.folder),
            firefox_user_prefs=FIREFOX,
        )


class Finger:
    """A screen that is touched, where Playwright needs the relay for it."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def tap(self, x: float, y: float) -> None:
        self.page.evaluate(relay.FINGER)
        self.page.mouse.click(x, y)


def tap(locator: Locator, **options: Any) -> None:
    """Tap, where Playwright needs the relay for it."""
    locator.page.evaluate(relay.FINGER)
    locator.click(**options)


def touches() -> None:
    """Let taps, which Playwright passes over here, go by way of the relay."""
    Locator.tap = tap  # type: ignore[assignment, method-assign]
    Page.touchscreen = property(Finger)  # type: ignore[assignment, method-assign]


def relayed(firefox: str, folder: Path) -> str:
    """A program that starts Firefox with the relay before it."""
    program = folder / "firefox"
    words = shlex.join([sys.executable, "-m", relay.__name__, firefox])
    program.write_text(
        f'#!/bin/sh\ncd {shlex.quote(str(ROOT))} && exec {words} "$@"\n', encoding="utf-8"
    )
    program.chmod(0o755)
    return str(program)
