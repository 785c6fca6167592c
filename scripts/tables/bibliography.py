"""The bibliography as a list, one entry a work, each with its key as the anchor that pages link to."""

from __future__ import annotations

import tomllib
from typing import Any

from scripts.setup.environment import ROOT

SOURCE = ROOT / "data" / "bibliography.toml"


def table() -> str:
    """Return every work of `data/bibliography.toml`, in the order of its key."""
    works = tomllib.loads(SOURCE.read_text("utf-8"))
    return "\n".join(f"- {entry(work)}\n    {{ #{key} }}" for key, work in sorted(works.items()))


def entry(work: dict[str, Any]) -> str:
    """Return one work as a line: authors, year, title, where it stands, its address, a remark."""
    place = f"*{work['venue']}*"
    if "volume" in work:
        place += f" **{work['volume']}**"
        place += f" ({work['number']})" if "number" in work else ""
    if "pages" in work:
        place += f", {'p' if work['pages'].isdigit() else 'pp'}. {work['pages']}"
    year = work.get("year", "undated")
    parts = [f"{names(work['authors'])} ({year}). {work['title'].rstrip('?')}"]
    parts[0] += "?" if work["title"].endswith("?") else "."
    parts.append(place + ".")
    parts.append(address(work))
    parts.append(work.get("note", ""))
    return " ".join(filter(None, parts))


def names(authors: list[str]) -> str:
    """Join the authors' names: "A, B and C", or "A and others" for a long list."""
    *first, last = authors
    return f"{', '.join(first)} and {last}" if first else last


def address(work: dict[str, Any]) -> str:
    """Return a link to the work: its DOI if it has one, its page otherwise."""
    if "doi" in work:
        return f"[doi:{work['doi']}](https://doi.org/{work['doi']})."
    if "url" in work:
        return f"[{work['url'].removeprefix('https://').rstrip('/')}]({work['url']})."
    return ""
