"""How long search takes to answer, and how much of a list of questions it answers.

`python -m scripts.bench.search SITE [LIST]` asks the index of a built site each question of the list,
in the form of `tests/press/questions.toml`, as a page asks it. It prints the time to read the index
and to answer, and the questions whose places are not among the first three.
"""

from __future__ import annotations

import argparse
import json
import time
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from py_mini_racer import MiniRacer

from scripts.press import search
from scripts.setup.environment import ROOT

QUESTIONS = ROOT / "tests" / "press" / "questions.toml"
FIRST = 3


def timed(act: Callable[[], Any]) -> tuple[Any, float]:
    """Return what an act gives, and the milliseconds that it took."""
    start = time.perf_counter()
    return act(), 1000 * (time.perf_counter() - start)


def main() -> None:
    reads = argparse.ArgumentParser("python -m scripts.bench.search", description=__doc__)
    reads.add_argument("site", type=Path, help="the folder of a built site")
    reads.add_argument("list", type=Path, nargs="?", default=QUESTIONS, help="the questions")
    asked = reads.parse_args()
    engine = MiniRacer()
    try:
        _run(engine, asked.site, tomllib.loads(asked.list.read_text("utf-8")))
    finally:
        engine.close()  # left open, it keeps Python from ending


def _run(engine: MiniRacer, site: Path, kinds: dict[str, dict[str, list[str]]]) -> None:
    def read() -> None:
        for name in (search.ENGINE, search.INDEX):
            engine.eval((site / name).read_text("utf-8") + ";0")
        engine.eval("var finder = bookSearch.open(bookIndex);0")

    print(f"the index is read in {timed(read)[1]:.0f} ms")
    times = []
    for kind, questions in kinds.items():
        missed = []
        for question, wanted in questions.items():
            call = f"JSON.stringify(finder.find({json.dumps(question)}, 20))"
            answer, taken = timed(lambda call=call: engine.eval(call))  # type: ignore[misc]
            times.append(taken)
            places = [hit["doc"]["location"] for hit in json.loads(str(answer))["hits"]]
            if not {*places[:FIRST], *(place.partition("#")[0] for place in places[:FIRST])} & {
                *wanted
            }:
                missed.append(f"  {question}: {', '.join(places[:FIRST]) or 'nothing'}")
        print(f"{kind}: {len(questions) - len(missed)} of {len(questions)}", *missed, sep="\n")
    times.sort()
    print(f"an answer takes {times[len(times) // 2]:.0f} ms, at most {times[-1]:.0f} ms")


if __name__ == "__main__":
    main()
