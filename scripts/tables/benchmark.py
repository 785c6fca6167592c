"""How long convdemo takes beside its peers, each at its best, from the recorded measurement."""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from datetime import date
from statistics import geometric_mean
from textwrap import indent
from typing import Any

from scripts.drawing.number_format import fixed, spelled
from scripts.setup.environment import ROOT

RECORD = ROOT / "data" / "benchmark.json"
SHOWN = (1, 2, 3, 5, 7, 11, 15, 21, 31, 63, 127)
OURS = "convdemo"
EVEN = 1  # the ratio of equal times
PAIR = 2  # calls at once, as scripts/bench/together.py makes them
# A peer's ways to be set begin with these names in the record, "torch, channels last, 1 thread".
PEERS = {
    "torch": "PyTorch",
    "opencv": "OpenCV",
    "scipy.fftconvolve": "SciPy `fftconvolve`",
    "scipy.ndimage": "SciPy `ndimage`",
    "scipy.correlate2d": "SciPy `correlate2d`",
}
PRECISIONS = {"float32": "single", "float64": "double"}
TOOLS = {
    "python": "Python",
    "numpy": "NumPy",
    "scipy": "SciPy",
    "torch": "PyTorch",
    "opencv": "OpenCV",
}
BLAS = {"openblas": "OpenBLAS", "mkl": "MKL", "blis": "BLIS"}

Found = dict[str, Any]
Times = dict[str, float]


def table() -> str:
    """The whole report: what was measured and what came out, then table after table."""
    found = json.loads(RECORD.read_text("utf-8"))
    makers = (where, conclusion, summary, layers, one_filter, work, together, times)
    return "\n\n".join(filter(None, (make(found) for make in makers)))


def where(found: Found) -> str:
    """When, where and with what it was measured, and what counts as a time."""
    day = date.fromisoformat(found["date"])
    machine, blas = found["machine"], found["blas"]
    tools = ", ".join(f"{TOOLS[key]} {version}" for key, version in found["versions"].items())
    return (
        f"Measured on {day.day} {day:%B %Y} in one run, on a machine with {machine['cores']} cores "
        f"({machine['processor']}, {machine['system']}): {tools}. "
        f"`convdemo` runs as it comes, on NumPy's {BLAS.get(blas['name'], blas['name'])} "
        f"{blas['version']} with {threads(blas['threads'])}. {at_best(found)}All get the same "
        "numbers, and their outputs are compared before they are timed. They take turns, and the "
        "least of many times counts."
    )


def at_best(found: Found) -> str:
    """How the peers were set, as far as they took part."""
    taken = found["kernels"][0]["times"]
    took_part = {peer for peer, _ in here(taken)}
    counts = sorted({int(each) for each in re.findall(r"(\d+) threads?", " ".join(taken))})
    settings = f"with {spelled(counts[0])} thread or {spelled(counts[-1])}"
    told = [f"SciPy's `fftconvolve` {settings}"]
    if "opencv" in took_part:
        told.insert(0, "OpenCV and ")
    if "torch" in took_part:
        layouts = {way.split(", ")[1] for way in taken if way.startswith("torch, ")}
        better = f"PyTorch in the better of its {spelled(len(layouts))} layouts"
        told.insert(0, f"{better} and {settings}, ")
    return f"Each peer runs at its best: {''.join(told)}. "


def conclusion(found: Found) -> str:
    """Who is ahead, in plain sentences."""
    single = [row["times"] for row in found["kernels"] if row["dtype"] == "float32"]
    sentences = ["**What comes out.**"]
    if "torch" in found["versions"]:
        each = ratios([row["times"] for row in found["layers"]], "torch")
        ahead = sum(ratio > EVEN for ratio in each)
        sentences.append(
            f"PyTorch's best is ahead in {ahead} of {len(each)} layers and `convdemo` in "
            f"{len(each) - ahead}; in the geometric mean `convdemo` takes "
            f"{number(geometric_mean(each))} times PyTorch's time, at most "
            f"{number(max(each), math.ceil)} times."
        )
    wins = Counter(fastest(row) for row in single).most_common()
    told = ", ".join(f"{name} in {count}" for name, count in wins)
    sentences.append(f"One filter has {len(single)} sizes in single precision; fastest is {told}.")
    return " ".join([*sentences, advice(found, single)])


def advice(found: Found, single: list[Times]) -> str:
    """What a reader should take where speed decides, by the geometric means."""
    takers = []
    deep = [row["times"] for row in found["layers"]]
    for what, rows in (("layers", deep), ("one filter", single)):
        means = {name: mean_time(rows, peer) for peer, name in here(rows[0])}
        best = min({"`convdemo`": mean_time(rows, OURS), **means}.items(), key=lambda pair: pair[1])
        takers.append(f"{best[0]} for {what}")
    told = " and ".join(takers)
    return f"So where speed decides, take {told}, by the geometric means of the times."


def summary(found: Found) -> str:
    """One row a peer: the mean ratio first, then from where to where it goes."""
    lines = [head("our time by that of", "on", "mean", "least", "most", "`convdemo` ahead")]
    groups = [(f"{len(found['layers'])} layers", [row["times"] for row in found["layers"]])]
    for dtype, precision in PRECISIONS.items():
        rows = [row["times"] for row in found["kernels"] if row["dtype"] == dtype]
        groups.append((f"filter, {precision}", rows))
    other = [row["times"] for row in found["work"] if ways(row["times"], "torch")]
    if other:
        groups.append(("other work", other))
    for what, rows in groups:
        for peer, name in here(rows[0]):
            each = ratios(rows, peer)
            cells = [number(geometric_mean(each)), number(min(each), math.floor)]
            cells += [number(max(each), math.ceil), f"{sum(r < EVEN for r in each)} of {len(each)}"]
            lines.append(line(name, what, *cells))
    meaning = (
        f"The ratio is our time by the peer's: above {EVEN} the peer is faster, below {EVEN} "
        "`convdemo`. The mean is the geometric one; a filter's numbers are of single or double precision."
    )
    return "\n".join([*lines, "", meaning])


def layers(found: Found) -> str:
    """Each layer beside PyTorch, and what its best way was."""
    if "torch" not in found["versions"]:
        return ""
    parts = ["### Layers", "`conv_forward` beside PyTorch, in single precision:"]
    parts.append(layer_table(found["layers"]))
    parts.append("One image in place of a batch, and filters half as large as the image:")
    parts.append(layer_table(found["others"]))
    return "\n\n".join(parts)


def layer_table(rows: list[Found]) -> str:
    """A row for each layer: who is faster, and by how much."""
    lines = [head("layer", "input", "weights", "ratio", "faster is", "PyTorch: channels")]
    for row in rows:
        theirs, way = best(row["times"], "torch")
        ratio = row["times"][OURS] / theirs
        cells = [row["name"], size(row["input"]), size(row["weights"]), number(ratio)]
        faster = "PyTorch" if ratio > EVEN else "`convdemo`"
        lines.append(line(*cells, faster, (way or "").removeprefix("channels ")))
    return "\n".join(lines)


def one_filter(found: Found) -> str:
    """One filter on one image beside each peer, for the sizes that are shown."""
    parts = ["### One filter"]
    for precision, rows in shown(found):
        # In double precision PyTorch takes part only where it does not need gigabytes.
        peers = here(rows[0]["times"])
        lines = [head("filter", *map(short, peers), "fastest is")]
        for row in rows:
            cells = ["".join(map(number, ratios([row["times"]], peer))) for peer, _ in peers]
            winner = fastest(row["times"]).removeprefix("SciPy ")
            lines.append(line(side(row), *cells, winner))
        what = f"`conv2d` on {size(found['image'])} numbers of {precision} precision"
        parts += [f"{what}; our time by each peer's:", "\n".join(lines)]
        if ("torch", PEERS["torch"]) in peers and not ways(rows[-1]["times"], "torch"):
            told = "PyTorch writes out all windows here; where that takes gigabytes it is left out."
            parts.append(told)
    note = (
        "OpenCV and `ndimage` give outputs at the border as well, and that is more work for them."
    )
    return "\n\n".join([*parts, note])


def shown(found: Found) -> list[tuple[str, list[Found]]]:
    """The rows of one filter that the page shows, by precision."""
    return [
        (name, [row for row in found["kernels"] if row["dtype"] == dtype and row["size"] in SHOWN])
        for dtype, name in PRECISIONS.items()
    ]


def work(found: Found) -> str:
    """Pools, counts and backward passes, folded: there are many, and not all have a peer."""
    peers = here(found["work"][0]["times"])
    lines = [head("work", "`convdemo`, ms", *["ratio", "PyTorch: channels"] * bool(peers))]
    for row in found["work"]:
        cells = [row["name"], milliseconds(row["times"][OURS])]
        if peers:
            cells.append("".join(map(number, ratios([row["times"]], "torch"))))
            cells.append((best(row["times"], "torch")[1] or "").removeprefix("channels "))
        lines.append(line(*cells))
    what = "Pools, layers of many groups, and windows far larger than their image: our time"
    beside = ", and its ratio to PyTorch's where PyTorch has the function" * bool(peers)
    inside = indent("\n".join(lines), "    ")
    folded = f'??? note "Each piece of work"\n\n{inside}'
    return "\n\n".join(["### Other work", f"{what}{beside}.", folded])


def together(found: Found) -> str:
    """One alone, and two at once in threads and in processes."""
    rows = found["together"]
    lines = [
        head(
            "layer",
            "program",
            "alone",
            *(f"{spelled(PAIR)} {what}" for what in ("threads", "processes")),
        )
    ]
    for row in sorted(rows, key=lambda row: row["name"]):
        cells = [milliseconds(row["times"][key]) for key in ("alone", "threads", "processes")]
        lines.append(line(row["name"], setup(row["setup"]), *cells))
    return "\n\n".join(
        [
            f"### {spelled(PAIR).capitalize()} at once",
            shared(rows),
            "Milliseconds of a call, in the mean over a while: of one alone, and of each of "
            f"{spelled(PAIR)} that work at the same time on {found['machine']['cores']} cores.",
            "\n".join(lines),
        ]
    )


def shared(rows: list[Found]) -> str:
    """What two calls at once do to each other, and what to do about it."""
    longer: dict[str, float] = {}
    for row in rows:
        taken = row["times"]
        ratio = max(taken["threads"], taken["processes"]) / taken["alone"]
        longer[row["setup"]] = max(ratio, longer.get(row["setup"], 0))
    default, alone = (number(longer[name], math.ceil) for name in (OURS, f"{OURS}, {threads(1)}"))
    return (
        f"NumPy's BLAS uses all cores by itself, so {spelled(PAIR)} calls at once get in each other's "
        f"way: here each takes up to {default} times as long as one alone, and up to {alone} times where each "
        "is held to one thread. Their outputs stay right; to hold them, use "
        "`threadpoolctl.threadpool_limits`, or set `OPENBLAS_NUM_THREADS` before NumPy is imported."
    )


def setup(name: str) -> str:
    """What took part, and with how many threads."""
    who, _, count = name.partition(", ")
    return f"{PEERS.get(who, f'`{who}`')}, {count or 'as it comes'}"


def times(found: Found) -> str:
    """The times themselves, folded: other machines have others."""
    rows = [*found["layers"], *found["others"]]
    peers = here(rows[0]["times"])
    lines = [head("layer", "input", "`convdemo`", *(name for _, name in peers))]
    for row in rows:
        cells = both(row["times"], [peer for peer, _ in peers])
        lines.append(line(row["name"], size(row["input"]), *cells))
    for precision, filters in shown(found):
        peers = here(filters[0]["times"])
        lines += ["", head(f"filter, {precision}", "`convdemo`", *map(short, peers))]
        for row in filters:
            lines.append(line(side(row), *both(row["times"], [peer for peer, _ in peers])))
    inside = indent("\n".join(lines), "    ")
    return f'??? note "The times, in milliseconds"\n\n{inside}'


def both(taken: Times, peers: list[str]) -> list[str]:
    """Our time, and each peer's best."""
    return [milliseconds(best(taken, who)[0]) for who in (OURS, *peers)]


def here(taken: Times) -> list[tuple[str, str]]:
    """The peers that took part, by the names in the record and on the page."""
    return [(peer, name) for peer, name in PEERS.items() if ways(taken, peer)]


def short(peer: tuple[str, str]) -> str:
    """A peer's name at the head of a column."""
    return peer[1].removeprefix("SciPy ")


def ways(taken: Times, peer: str) -> Times:
    """The times of a peer by the way it was set."""
    return {
        way.removeprefix(peer).removeprefix(", "): each
        for way, each in taken.items()
        if way == peer or way.startswith(peer + ", ")
    }


def best(taken: Times, peer: str) -> tuple[float, str | None]:
    """The least time of a peer and the way it was set; not a number where it took no part."""
    found = ways(taken, peer)
    if not found:
        return math.nan, None
    way = min(found, key=lambda each: found[each])
    return found[way], way


def ratios(rows: list[Times], peer: str) -> list[float]:
    """Our time by the peer's, where it took part."""
    return [taken[OURS] / best(taken, peer)[0] for taken in rows if ways(taken, peer)]


def mean_time(rows: list[Times], who: str) -> float:
    """The geometric mean of someone's best times."""
    return geometric_mean([best(taken, who)[0] for taken in rows])


def fastest(taken: Times) -> str:
    """Who took the least time."""
    who = min(taken, key=lambda each: taken[each]).partition(", ")[0]
    return PEERS.get(who, f"`{who}`")


def number(value: float, rounded: Any = round) -> str:
    """A ratio with two decimals, or as many as show two digits; bounds are rounded outwards."""
    decimals = 2 if value >= 0.1 else 1 - math.floor(math.log10(value))
    if value >= 100:
        decimals = 0
    return fixed(rounded(value * 10**decimals) / 10**decimals, decimals)


def milliseconds(value: float) -> str:
    """A time with three digits that count, or all before the point."""
    if math.isnan(value):
        return ""
    digits = 3 if value < 1 else 2 if value < 10 else 1 if value < 100 else 0
    return fixed(value, digits)


def threads(count: int) -> str:
    """So many threads."""
    return f"{count} thread" + "s" * (count != 1)


def side(row: Found) -> str:
    """A filter's size."""
    return size([row["size"], row["size"]])


def size(shape: list[int]) -> str:
    """A shape as a product."""
    return " × ".join(map(str, shape))


def head(*names: str) -> str:
    """A table's head, numbers to the right."""
    words = {"layer", "work", "input", "weights", "on", "program", "faster is", "fastest is"}
    words |= {"our time by that of", "PyTorch: channels"}
    left = [name in words or name.startswith("filter") for name in names]
    return line(*names) + "\n" + line(*("---" if each else "---:" for each in left))


def line(*cells: str | None) -> str:
    """One row of a table."""
    return "| " + " | ".join(cell or "" for cell in cells) + " |"
