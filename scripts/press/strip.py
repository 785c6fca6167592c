"""The strip that shows authors, on the pages of a site that is served, what no longer holds.

A page gets a script and a style sheet that are in no built site: the server gives them, and answers
what the script asks. Such a request waits until there is news.
"""

from __future__ import annotations

import html
import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from scripts.press.telling import Teller

FOLDER = "authors/"
FILES = {"strip.js": "text/javascript", "strip.css": "text/css"}
PATIENCE = 20  # seconds that a request waits for news
App = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def dressed(page: str, name: str, mount: str) -> str:
    """Return a page's HTML with the script and the sheet; `name` is the file that it comes from."""
    place = html.escape(mount + FOLDER)
    head = (
        f'<link rel="stylesheet" href="{place}strip.css">'
        f'<script src="{place}strip.js" data-page="{html.escape(name)}" defer></script>'
    )
    return page.replace("</head>", f"{head}</head>", 1)


def app(teller: Teller, usual: App, mount: str) -> App:
    """What answers the pages' strips, and hands on what else is asked."""

    def answer(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        place = environ["PATH_INFO"]
        name = place.removeprefix(mount + FOLDER)
        if place == name or name not in {*FILES, "now.json"}:
            return usual(environ, start)
        if name in FILES:
            kind, body = FILES[name], Path(__file__).with_name(name).read_bytes()
        else:
            asked = {key: values[0] for key, values in parse_qs(environ["QUERY_STRING"]).items()}
            state = teller.wait(asked.get("page", ""), asked.get("since", ""), PATIENCE)
            for other in state["others"]:
                other["url"] = mount + other["url"]
            kind, body = "application/json", json.dumps(state).encode()
        heads = [("Content-Type", f"{kind}; charset=utf-8"), ("Cache-Control", "no-store")]
        start("200 OK", [*heads, ("Content-Length", str(len(body)))])
        return [body]

    return answer
