"""Where the things of an explorable are: the one place that knows its marks."""

from __future__ import annotations

EXPLORABLE = "[data-explorable]"
LIVE = ".live"
# What is put in front of a state in an address, and the id of its explorable.
SLIDE, BENCH, SHIFT, LAYERS = "slide", "bench", "shift", "layers"
FILE = f"#{BENCH} {LIVE} input[type=file]"
REFUSED = f"#{BENCH} {LIVE} [role=alert]"
CURRENT = f"#{SHIFT} {LIVE} tr[aria-current=true]"
OTHER = f"#{SHIFT} {LIVE} tbody tr:not([aria-current=true])"
OPEN_FIELD = f"{LIVE} [role=gridcell] input"
TURNS = f"#{LAYERS} {LIVE} [role=spinbutton]"
OPEN_TURN = f"#{LAYERS} {LIVE} .number input"

# Open each that is closed: itself, what it stands in, and its own first fold.
OPEN = f"""() => {{
    for (const each of document.querySelectorAll("{EXPLORABLE}")) {{
        const around = each.closest("details");
        for (const fold of [around, ...each.children]) {{
            if (fold?.matches("details")) fold.open = true;
        }}
    }}
}}"""
READY = f"""() => !document.querySelector("{EXPLORABLE}")
    || document.documentElement.dataset.explorables === "ready\""""
# The explorables of a page: the id of each, and whether its live part is seen.
SEEN = f"""() => [...document.querySelectorAll("{EXPLORABLE}")].map(
    (each) => [each.id, Boolean(each.querySelector("{LIVE}")?.checkVisibility())])"""


def grid(explorable: str, name: str) -> str:
    """A grid by its name."""
    return f'#{explorable} {LIVE} [role=grid][aria-label="{name}"]'


def cell(explorable: str, name: str, row: int, column: int) -> str:
    """A cell of a grid."""
    return f'{grid(explorable, name)} [data-at="{row},{column}"]'
