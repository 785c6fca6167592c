"""The window that WebDriver drives: of WebKit as Debian has it, which Playwright cannot drive."""

from __future__ import annotations

import base64
import json
import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.site.engines.window import Pixels, middle, pixels

BROWSERS = ("/usr/lib/*/webkit2gtk-4.*/MiniBrowser", "/usr/lib*/webkit2gtk-4.*/MiniBrowser")
ENTER = "\ue007"
NO_SCREEN = "WebKit wants a screen: install Xvfb (on Debian: apt-get install xvfb)"
# Scroll bars take their room, and nothing moves for a reader who asks for less.
SETTINGS = "[Settings]\ngtk-overlay-scrolling=0\ngtk-enable-animations=0\n"
CALL = """
const done = arguments[arguments.length - 1];
(async () => ({ value: await (%s)(...arguments[0]) }))().then(done, (error) => done({ error: String(error) }));
"""
# What is on the screen may be older than what was just done.
DRAWN = "() => new Promise((done) => setTimeout(done, 200))"
PATIENCE = 30.0  # seconds


class Unready(Exception):
    """The driver cannot begin, or refuses what it is asked for."""


class Driven:
    """A window over WebDriver."""

    def __init__(self, address: str) -> None:
        self.address = address
        wanted: dict[str, Any] = {"timeouts": {"script": 20_000, "pageLoad": 30_000}}
        if browser := _browser():
            wanted["webkitgtk:browserOptions"] = {"binary": browser, "args": ["--automation"]}
        told = self._ask("POST", "/session", {"capabilities": {"alwaysMatch": wanted}})
        self.address += f"/session/{told['sessionId']}"

    def close(self) -> None:
        self._ask("DELETE", "")

    def open(self, address: str) -> None:
        self._ask("POST", "/url", {"url": address})

    def size(self, width: int, height: int) -> None:
        self._ask("POST", "/window/rect", {"width": width, "height": height})
        less = height - self.run("() => innerHeight")
        self._ask("POST", "/window/rect", {"width": width, "height": height + less})

    def run(self, function: str, *given: Any) -> Any:
        called = {"script": CALL % function, "args": [list(given)]}
        told = self._ask("POST", "/execute/async", called)
        if "error" in told:
            raise Unready(told["error"])
        return told.get("value")

    def press(self, selector: str) -> None:
        self._point(self._move(selector), {"type": "pointerDown", "button": 0}, _UP)

    def drag(self, selector: str, *to: str) -> None:
        start, *points = [self._move(each) for each in (selector, *to)]
        between = [point | {"duration": 100} for point in points]
        self._point(start, {"type": "pointerDown", "button": 0}, *between, _UP)

    def type(self, text: str) -> None:
        keys = [{"type": kind, "value": key} for key in text for kind in ("keyDown", "keyUp")]
        self._act({"type": "key", "id": "keys", "actions": keys})

    def enter(self) -> None:
        self.type(ENTER)

    def go(self, steps: int) -> None:
        self.run("(steps) => history.go(steps)", steps)

    def give(self, selector: str, file: Path) -> None:
        found = self._ask("POST", "/element", {"using": "css selector", "value": selector})
        (element,) = found.values()
        self._ask("POST", f"/element/{element}/value", {"text": str(file)})

    def screen(self) -> Pixels:
        self.run(DRAWN)
        return pixels(base64.b64decode(self._ask("GET", "/screenshot")))

    def _move(self, selector: str) -> dict[str, Any]:
        x, y = middle(self, selector)
        return {"type": "pointerMove", "x": round(x), "y": round(y), "duration": 0}

    def _point(self, *steps: dict[str, Any]) -> None:
        mouse = {"pointerType": "mouse"}
        self._act({"type": "pointer", "id": "mouse", "parameters": mouse, "actions": list(steps)})

    def _act(self, source: dict[str, Any]) -> None:
        self._ask("POST", "/actions", {"actions": [source]})

    def _ask(self, method: str, path: str, given: Any = None) -> Any:
        said = None if given is None else json.dumps(given).encode()
        kind = {"Content-Type": "application/json"}
        request = urllib.request.Request(self.address + path, said, kind, method=method)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            with error:
                told = error.read().decode("utf-8", "replace")
            raise Unready(f"{method} {path}: {told}") from None


_UP = {"type": "pointerUp", "button": 0}


def _browser() -> str | None:
    """The window of the engine that the driver belongs to, the newest of them."""
    found = [path for pattern in BROWSERS for path in Path("/").glob(pattern[1:])]
    return str(max(found)) if found else None


def end(begun: subprocess.Popen[Any]) -> None:
    """End what was begun, with all that it began in turn."""
    os.killpg(begun.pid, signal.SIGTERM)
    try:
        begun.wait(5)
    except subprocess.TimeoutExpired:
        os.killpg(begun.pid, signal.SIGKILL)


@contextmanager
def screen(folder: Path) -> Iterator[str]:
    """A screen to draw on: the machine's own, or one that nobody sees."""
    if there := os.environ.get("DISPLAY"):
        yield there
        return
    if not (xvfb := shutil.which("Xvfb")):
        raise Unready(NO_SCREEN)
    room = ["-screen", "0", "1600x1400x24", "-nolisten", "tcp"]
    with (folder / "screen.log").open("w") as log:
        shown = subprocess.Popen(
            [xvfb, "-displayfd", "1", *room],
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            start_new_session=True,
        )
        with shown:
            try:
                assert shown.stdout
                yield f":{shown.stdout.readline().strip()}"
            finally:
                end(shown)


@contextmanager
def driver(path: str, folder: Path) -> Iterator[str]:
    """Start a driver; give its address."""
    settings = folder / "gtk-3.0"
    settings.mkdir()
    (settings / "settings.ini").write_text(SETTINGS, "utf-8")
    with screen(folder) as display, (folder / "driver.log").open("w") as log:
        env = os.environ | {"DISPLAY": display, "XDG_CONFIG_HOME": str(folder)}
        port = _free_port()
        with subprocess.Popen(
            [path, f"--port={port}"],
            env=env | {"GDK_BACKEND": "x11", "GSETTINGS_BACKEND": "memory", "LC_ALL": "C.UTF-8"},
            stdout=log,
            stderr=log,
            start_new_session=True,
        ) as begun:
            try:
                yield _listening(f"http://127.0.0.1:{port}")
            finally:
                end(begun)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def _listening(address: str) -> str:
    """The address, once somebody answers there."""
    patience = time.monotonic() + PATIENCE
    while time.monotonic() < patience:
        try:
            with urllib.request.urlopen(f"{address}/status", timeout=5):
                return address
        except OSError:
            time.sleep(0.05)
    raise Unready(f"no driver at {address} within {PATIENCE:.0f} seconds")
