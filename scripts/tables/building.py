"""The steps of a build in their order, with the times that data/build.json records."""

from __future__ import annotations

import json
import math
from datetime import date
from itertools import groupby
from textwrap import indent
from typing import Any

from scripts.press import build_order
from scripts.press.build_order import Step
from scripts.setup.environment import ROOT

RECORD = ROOT / "data" / "build.json"
KEYS = ("cold", "warm")
LONG = 0.1  # seconds from which on a step has its time beside it
TOOLS = {
    "python": "Python",
    "mkdocs": "MkDocs",
    "mkdocs-material": "Material",
    "mkdocs-jupyter": "mkdocs-jupyter",
}

Found = dict[str, Any]


def table() -> str:
    """When what is done and how long it takes; where that was measured; each step, folded."""
    found = json.loads(RECORD.read_text("utf-8"))
    return "\n\n".join(make(found) for make in (overview, where, each))


def overview(found: Found) -> str:
    """A row for each time at which steps are done, and what is left for MkDocs."""
    lines = [
        line("when", "steps, in this order (seconds, cold)", *KEYS),
        "| --- | --- | ---: | ---: |",
    ]
    for when, group in groupby(build_order.STEPS, lambda step: build_order.WHEN[step.event]):
        steps = list(group)
        told = ", ".join(name(found, step) for step in steps)
        lines.append(line(when, told, *(number(spent(found, key, steps)) for key in KEYS)))
    total = found["total"]
    rest = [number(total[key] - spent(found, key, build_order.STEPS)) for key in KEYS]
    lines.append(line("the rest", "Python, MkDocs, its plugins and the theme", *rest))
    lines.append(line("**all**", "", *(f"**{number(total[key])}**" for key in KEYS)))
    return "\n".join(lines)


def where(found: Found) -> str:
    """What the numbers are, and when and with what they were measured."""
    day, machine, total = date.fromisoformat(found["date"]), found["machine"], found["total"]
    tools = ", ".join(f"{TOOLS[key]} {version}" for key, version in found["versions"].items())
    return (
        "Seconds. *Cold*: the cache is empty. *Warm*: nothing has changed. In brackets stands what a "
        f"step takes cold, if it takes at least {LONG} s. The steps on Markdown and on HTML are done "
        "for each page in turn. After one word of a page has changed, a build "
        f"takes {number(total['word'])} s; the same Markdown without the press and the labs "
        f"takes {number(total['bare'])} s. Measured by `python -m scripts.bench.site` on {day.day} "
        f"{day:%B %Y}, on a machine with {machine['cores']} cores ({machine['processor']}, "
        f"{machine['system']}): {tools}."
    )


def each(found: Found) -> str:
    """Each step with the reason for its place, folded: they are many."""
    lines = [
        line("step", "why it stands there", *KEYS),
        "| --- | --- | ---: | ---: |",
        *(
            line(step.what, step.why, *(number(spent(found, key, [step]), 3) for key in KEYS))
            for step in build_order.STEPS
        ),
    ]
    inside = indent("\n".join(lines), "    ")
    return f'??? note "Each step: why it stands there, and its seconds"\n\n{inside}'


def spent(found: Found, key: str, steps: Any) -> float:
    """The seconds of steps together; not a number if one was not measured."""
    taken = {row["name"]: row[key] for row in found["steps"]}
    return math.fsum(taken.get(step.what, math.nan) for step in steps)


def name(found: Found, step: Step) -> str:
    """What a step does, and what it takes if that is long."""
    cold = spent(found, "cold", [step])
    return f"{step.what} ({number(cold)})" if cold >= LONG else step.what


def number(seconds: float, digits: int = 1) -> str:
    """Seconds; a step that is newer than the record has none."""
    return "" if math.isnan(seconds) else f"{seconds:.{digits}f}"


def line(*cells: str) -> str:
    """One row of a table."""
    return f"| {' | '.join(cells)} |"
