"""Stand between Playwright and a Firefox as it is installed, and do what the two do not yet do together.

    python -m tests.site.relay firefox --headless ...

starts a Firefox and hands on all that Playwright and it say to each other over WebDriver BiDi, but for:

- the reader's scheme, which Firefox cannot be asked for so far: its own pages can;
- a finger, which Playwright passes over: after the words `FINGER` the next press is one;
- an element that Playwright wants to see: it would be moved to the middle each time, seen or not, and
  so the page would slip away under the pointer;
- the focus, which is where a window is in front: each page that is used comes to the front;
- the pointer and the keys: Playwright hears when the page has had them, not when they were sent.

Playwright's own Firefox needs none of this.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import sys
from typing import Any

from tornado import httpserver, netutil, web, websocket

FINGER = "() => 'the next press is a finger'"
SCHEME = "emulation.setMediaFeaturesOverride"
ACTIONS, NAVIGATE = "input.performActions", "browsingContext.navigate"
CREATED = "browsingContext.contextCreated"
LISTENS = re.compile(r"WebDriver BiDi listening on (ws://.*)$")
LARGE = 2**30  # bytes of a message: one may be a picture of a long page
OWN = 10**9  # the numbers of what the relay asks for itself begin here
# Long enough for what was sent to come to the page, and to be drawn.
PAUSE = "new Promise(done => setTimeout(() => requestAnimationFrame(() => done()), 30))"
PATIENCE = 2.0  # seconds: a page that a press has left never answers
INTO_VIEW = "node.scrollIntoView({"
IF_UNSEEN = (
    "(r => r.top < 0 || r.left < 0 || r.bottom > innerHeight || r.right > innerWidth)"
    f"(node.getBoundingClientRect()) && {INTO_VIEW}"
)
WEAR = """(ids, scheme) => {
    const { NavigableManager } = ChromeUtils.importESModule(
        "chrome://remote/content/shared/NavigableManager.sys.mjs");
    for (const id of JSON.parse(ids)) {
        const shown = NavigableManager.getBrowsingContextById(id);
        if (shown) shown.top.prefersColorSchemeOverride = scheme;
    }
}"""

Message = dict[str, Any]


def by_finger(message: Message) -> bool:
    """Make a press of the mouse one of a finger; say whether it is over."""
    (source,) = message["params"]["actions"]
    source["id"] = "finger"
    source["parameters"]["pointerType"] = "touch"
    return any(action["type"] == "pointerUp" for action in source["actions"])


class Relay(websocket.WebSocketHandler):
    """Hands on what Playwright says, and what Firefox answers."""

    def initialize(self, firefox: str) -> None:
        self.address = firefox
        self.firefox: websocket.WebSocketClientConnection | None = None
        self.early: list[str] = []
        self.asked: dict[int, asyncio.Future[Message]] = {}
        self.acting: dict[int, str] = {}
        self.schemes: dict[str, str] = {}
        self.finger = False
        self.front = ""
        self.jobs: set[asyncio.Task[None]] = set()

    def check_origin(self, origin: str) -> bool:
        return True

    async def open(self, *args: str, **kwargs: str) -> None:
        self.firefox = await websocket.websocket_connect(self.address, max_message_size=LARGE)
        for said in self.early:
            await self.firefox.write_message(said)
        self._begin(self._answers(self.firefox))

    def on_close(self) -> None:
        if self.firefox:
            self.firefox.close()

    # --- from Playwright to Firefox ---

    async def on_message(self, said: str | bytes) -> None:
        message: Message = json.loads(said)
        if message["method"] == SCHEME:
            await self._wear(message)
            return
        if message["method"] in (NAVIGATE, ACTIONS):
            await self._to_front(message["params"]["context"])
        self.finger |= FINGER in str(message["params"].get("functionDeclaration", ""))
        if message["method"] == ACTIONS:
            self.acting[message["id"]] = message["params"]["context"]
            if self.finger and message["params"]["actions"][0]["id"] == "pw_mouse":
                self.finger = not by_finger(message)
        await self._send(json.dumps(message).replace(INTO_VIEW, IF_UNSEEN))

    async def _send(self, said: str) -> None:
        if self.firefox:
            await self.firefox.write_message(said)
        else:
            self.early.append(said)

    async def _ask(self, method: str, params: Message) -> Message:
        """Ask Firefox for something of the relay's own."""
        number = OWN + len(self.asked)
        answer: asyncio.Future[Message] = asyncio.get_running_loop().create_future()
        self.asked[number] = answer
        await self._send(json.dumps({"id": number, "method": method, "params": params}))
        return await answer

    async def _to_front(self, page: str) -> None:
        """Let a page have the focus, which Firefox gives to the window in front alone."""
        if page != self.front:
            self.front = page
            await self._ask("browsingContext.activate", {"context": page})

    async def _wear(self, message: Message) -> None:
        params = message["params"]
        scheme = params["features"].get("prefers-color-scheme") or "none"
        self.schemes |= dict.fromkeys(params.get("userContexts", ()), scheme)
        if pages := params.get("contexts"):
            await self._set(pages, scheme)
        done = {"type": "success", "id": message["id"], "result": {}}
        await self.write_message(json.dumps(done))

    async def _set(self, pages: list[str], scheme: str) -> None:
        tree = await self._ask("browsingContext.getTree", {"moz:scope": "chrome", "maxDepth": 0})
        window = tree["result"]["contexts"][0]["context"]
        said = [{"type": "string", "value": value} for value in (json.dumps(pages), scheme)]
        call = {"functionDeclaration": WEAR, "arguments": said, "awaitPromise": False}
        answer = await self._ask("script.callFunction", call | {"target": {"context": window}})
        if answer["type"] == "error" or answer["result"]["type"] == "exception":
            print(f"No scheme could be set: {answer}", file=sys.stderr, flush=True)

    # --- from Firefox to Playwright ---

    async def _answers(self, firefox: websocket.WebSocketClientConnection) -> None:
        while (said := await firefox.read_message()) is not None:
            message: Message = json.loads(said)
            number = message.get("id")
            if number in self.asked and not self.asked[number].done():
                self.asked[number].set_result(message)
            elif number in self.acting:
                self._begin(self._after_a_pause(said, self.acting.pop(number)))
            else:
                if message.get("method") == CREATED:
                    self._dress(message["params"])
                await self.write_message(said)
        self.close()

    async def _after_a_pause(self, said: str | bytes, page: str) -> None:
        pause = {"expression": PAUSE, "awaitPromise": True}
        target = {"target": {"context": page, "sandbox": "relay"}}
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._ask("script.evaluate", pause | target), PATIENCE)
        await self.write_message(said)

    def _dress(self, created: Message) -> None:
        """Let a new page wear what its context wears; its window stands in front."""
        if not created.get("parent"):
            self.front = ""
        scheme = self.schemes.get(created.get("userContext", ""))
        if scheme and not created.get("parent"):
            self._begin(self._set([created["context"]], scheme))

    def _begin(self, job: Any) -> None:
        task = asyncio.ensure_future(job)
        self.jobs.add(task)
        task.add_done_callback(self.jobs.discard)


async def begin(command: list[str]) -> int:
    """Start Firefox, say where Playwright finds it, and stay until it has ended."""
    firefox = await asyncio.create_subprocess_exec(
        command[0], "--remote-allow-system-access", *command[1:], stderr=asyncio.subprocess.PIPE
    )
    assert firefox.stderr
    while line := (await firefox.stderr.readline()).decode("utf-8", "replace"):
        if found := LISTENS.search(line.strip()):
            sockets = netutil.bind_sockets(0, "127.0.0.1")
            handler = (r"/session", Relay, {"firefox": f"{found[1]}/session"})
            served = web.Application([handler], websocket_max_message_size=LARGE)
            httpserver.HTTPServer(served).add_sockets(sockets)
            line = f"WebDriver BiDi listening on ws://127.0.0.1:{sockets[0].getsockname()[1]}\n"
        print(line, end="", file=sys.stderr, flush=True)
    return await firefox.wait()


if __name__ == "__main__":
    sys.exit(asyncio.run(begin(sys.argv[1:])))
