"""What the relay between Playwright and a Firefox as it is installed adds, with a stand-in for Firefox."""

from __future__ import annotations

import asyncio
import json
import os
import re
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from tornado import websocket

from scripts.setup.environment import ROOT
from tests.site import relay

# It answers whatever it is asked, and writes down what that was.
FIREFOX = """#!{python}
import asyncio, json, sys
from tornado import httpserver, netutil, web, websocket

class Session(websocket.WebSocketHandler):
    async def on_message(self, said):
        with open({log!r}, "a") as log:
            log.write(said + "\\n")
        result = {{"type": "success", "contexts": [{{"context": "chrome"}}]}}
        await self.write_message(json.dumps(
            {{"type": "success", "id": json.loads(said)["id"], "result": result}}))

    def on_close(self):
        sys.exit(0)

async def main():
    sockets = netutil.bind_sockets(0, "127.0.0.1")
    httpserver.HTTPServer(web.Application([("/session", Session)])).add_sockets(sockets)
    port = sockets[0].getsockname()[1]
    print(f"WebDriver BiDi listening on ws://127.0.0.1:{{port}}", file=sys.stderr, flush=True)
    await asyncio.Event().wait()

asyncio.run(main())
"""
Message = dict[str, Any]


def mouse(kind: str) -> Message:
    actions = {
        "id": "pw_mouse",
        "parameters": {"pointerType": "mouse"},
        "actions": [{"type": kind}],
    }
    return {"method": relay.ACTIONS, "params": {"context": "page", "actions": [actions]}}


def heard(tmp_path: Path, *messages: Message) -> list[Message]:
    """Say something to the relay, message by message; return what Firefox heard."""
    log, firefox = tmp_path / "heard", tmp_path / "firefox"
    firefox.write_text(FIREFOX.format(python=sys.executable, log=str(log)), "utf-8")
    firefox.chmod(0o755)

    async def say() -> None:
        begun = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", relay.__name__, str(firefox)),
            stderr=asyncio.subprocess.PIPE,
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
        )
        assert begun.stderr
        found = re.search(r"listening on (ws:\S+)", (await begun.stderr.readline()).decode())
        assert found
        client = await websocket.websocket_connect(f"{found[1]}/session")
        for number, message in enumerate(messages):
            await client.write_message(json.dumps({"id": number, **message}))
            answer = json.loads(await client.read_message() or "")
            assert (answer["id"], answer["type"]) == (number, "success")
        client.close()
        await begun.wait()

    # Beside a browser that is open, this thread has a loop already.
    with ThreadPoolExecutor(1) as apart:
        apart.submit(lambda: asyncio.run(asyncio.wait_for(say(), 30))).result()
    return [json.loads(line) for line in log.read_text("utf-8").splitlines()]


def test_a_scheme_is_set_by_firefox_itself(tmp_path: Path) -> None:
    wears = {"features": {"prefers-color-scheme": "dark"}, "contexts": ["page"]}
    tree, call = heard(tmp_path, {"method": relay.SCHEME, "params": wears})
    assert tree["method"] == "browsingContext.getTree" and call["method"] == "script.callFunction"
    assert call["params"]["target"] == {"context": "chrome"}
    said = [each["value"] for each in call["params"]["arguments"]]
    assert said == ['["page"]', "dark"]


def test_a_press_is_a_finger_once_after_the_word(tmp_path: Path) -> None:
    word = {"method": "script.callFunction", "params": {"functionDeclaration": relay.FINGER}}
    press = [mouse("pointerMove"), mouse("pointerDown"), mouse("pointerUp")]
    told = heard(tmp_path, *press, word, *press, *press)
    sources = [each["params"]["actions"][0] for each in told if each["method"] == relay.ACTIONS]
    kinds = [(each["id"], each["parameters"]["pointerType"]) for each in sources]
    assert kinds == [("pw_mouse", "mouse")] * 3 + [("finger", "touch")] * 3 + kinds[:3]


def test_a_page_that_is_used_comes_to_the_front_once_and_is_waited_for(tmp_path: Path) -> None:
    go = {"method": relay.NAVIGATE, "params": {"context": "page", "url": "about:blank"}}
    told = [each["method"] for each in heard(tmp_path, go, mouse("pointerMove"))]
    assert told == ["browsingContext.activate", relay.NAVIGATE, relay.ACTIONS, "script.evaluate"]


def test_what_is_seen_is_not_scrolled(tmp_path: Path) -> None:
    text = "node.scrollIntoView({ block: 'center' });"
    call = {"method": "script.callFunction", "params": {"functionDeclaration": text}}
    (told,) = heard(tmp_path, call)
    changed = told["params"]["functionDeclaration"]
    assert changed.endswith(f"&& {text}") and "innerHeight" in changed
