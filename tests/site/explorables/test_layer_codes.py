"""The codes of layers: the calculator and `layers_from` read the same in them, and refuse the same."""

from __future__ import annotations

import random
import re
from typing import Any

from playwright.sync_api import Browser

from convdemo import Layer, layers_from
from convdemo._check import Misspelt
from tests.site import visits
from tests.site.explorables import test_layer_calculator as calculator

DECODE = """async ([module, codes]) => {
    const { decode } = await import(module);
    return codes.map(code => { try { return decode(code); } catch { return null; } });
}"""
# What a layer may have, and what none may.
RIGHT = "s1 s2 s3x1 p0 p1 p3 p2x1 psame pvalid pfull d1 d2 d2x3 g1 g2 g3 b0 b1 c0 c1".split()
WRONG = "s p0x d0 b2 c2 g0 s1x2x3 pname x1 s-1 s+1 s1.5 g1x1 b1x1 1 -".split()
NEEDS = {"c": 2, "m": 1, "a": 1, "r": 0, "f": 0, "d": 1}
CASES = 3000


def random_code(rng: random.Random) -> str:
    """One to three layers, most of them right, at times with one character spoilt."""
    code = ".".join(_random_layer(rng) for _ in range(rng.randint(1, 3)))
    if rng.random() < 0.3:
        at = rng.randrange(len(code))
        code = (
            code[:at] + rng.choice(["", *"cmardsgpbxf-.0123 A٣_"]) + code[at + rng.randint(0, 1) :]
        )
    return code


def _random_layer(rng: random.Random) -> str:
    kind = rng.choice("cccmmardf")
    needs = [str(rng.choice((1, 2, 3, 4, 8, "3x2", "007"))) for _ in range(NEEDS[kind])]
    letters = {"c": "spdgb", "m": "spc", "a": "spc", "d": "b"}.get(kind, "")
    right = [part for part in RIGHT if part[0] in letters]
    few = [rng.choice(right if right and rng.random() < 0.9 else WRONG) for _ in range(3)]
    return kind + "-".join([*needs, *few[: rng.choice((1, 1, 2, 3)) if letters else 0]])


def built(spec: dict[str, Any]) -> Layer | None:
    """A layer of the calculator's as one of convdemo's; None if it cannot be."""
    try:
        return calculator.built(spec)
    except ValueError:
        return None


def read(code: str) -> tuple[str, list[Layer]]:
    """What convdemo makes of a code."""
    try:
        return "read", layers_from(code)
    except Misspelt:
        return "misspelt", []
    except ValueError:
        return "impossible", []


def decoded(browser: Browser, address: str, codes: list[str]) -> list[Any]:
    """What the calculator makes of each."""
    with visits.opened(browser) as (_, page):
        page.goto(f"{address}/404.html")
        module = f"{address}/explorables/convdemo_layers.js"
        found: list[Any] = page.evaluate(DECODE, [module, codes])
    return found


def test_random_codes_are_read_alike(browser: Browser, address: str) -> None:
    rng = random.Random(4)
    codes = [random_code(rng) for _ in range(CASES)]
    # Numbers may be larger in convdemo.
    codes = [code for code in codes if not re.search("[0-9]{4}", code)]
    counts = {"read": 0, "misspelt": 0, "impossible": 0}
    for code, specs in zip(codes, decoded(browser, address, codes), strict=True):
        how, layers = read(code)
        counts[how] += 1
        if specs is None:
            assert how == "misspelt", code
            continue
        wanted = [built(spec) for spec in specs]
        assert how == ("impossible" if None in wanted else "read"), code
        assert how == "impossible" or layers == wanted, code
    assert min(counts.values()) > 100 and sum(counts.values()) > 0.9 * CASES, counts


def test_shared_and_hostile_addresses_are_read_alike(browser: Browser, address: str) -> None:
    known = {**calculator.SHARED, **calculator.ODD}
    for code, (layers, _) in known.items():
        assert layers_from(code) == layers, code
    hostile = [
        query.removeprefix("stack=") for query in calculator.HOSTILE if query.startswith("stack=")
    ]
    larger = ["d100000", ".".join("r" * 61)]
    assert set(larger) < set(hostile)
    assert decoded(browser, address, hostile) == [None] * len(hostile)
    assert [code for code in hostile if read(code)[0] != "misspelt"] == larger
