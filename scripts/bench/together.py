"""Two at once on two cores: `conv_forward` and PyTorch in two threads, and in two processes.

    python -m scripts.bench.together SETUP

is one of two processes: for each line on its standard input, the number of a layer and for how many
seconds, it prints the milliseconds of a call.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from threading import Barrier, Thread
from typing import Any

from threadpoolctl import threadpool_limits

from convdemo import conv_forward
from scripts.bench import layers, peers
from scripts.bench.race import Call, Pace
from scripts.setup.environment import ROOT

# One that works for milliseconds, and one where calls cost as much as arithmetic.
LAYERS = [layers.TWELVE[8], layers.TWELVE[1]]
SETUPS = ["convdemo", "convdemo, 1 thread"]
if peers.torch is not None:
    SETUPS += [f"torch, {peers.many(threads)}" for threads in (2, 1)]
ROUNDS, SECONDS, QUICK_SECONDS = 3, 0.4, 0.05


def rows(pace: Pace) -> list[dict[str, Any]]:
    """A row for each layer and setup: a call alone, in two threads, and in two processes."""
    found = []
    for setup in SETUPS:
        print(f"two at once: {setup}", file=sys.stderr)
        pair = [process(setup) for _ in range(2)]
        found += [row(setup, number, pair, pace) for number in range(len(LAYERS))]
        for started in pair:
            started.communicate()
    return found


def row(setup: str, number: int, pair: list[subprocess.Popen[str]], pace: Pace) -> dict[str, Any]:
    """The least of the rounds' means, in milliseconds."""
    layer = LAYERS[number]
    rounds, seconds = (1, QUICK_SECONDS) if pace.rounds == 1 else (ROUNDS, SECONDS)
    ways: dict[str, Callable[[], float]] = {
        "alone": lambda: in_threads(setup, layer, 1, seconds),
        "threads": lambda: in_threads(setup, layer, 2, seconds),
        "processes": lambda: in_processes(pair, number, seconds),
    }
    means = [{name: way() for name, way in ways.items()} for _ in range(rounds)]
    return {
        "setup": setup,
        "name": layer.name,
        "input": [layer.m, layer.n, layer.n, layer.n_c_prev],
        "times": {name: round(min(each[name] for each in means), 4) for name in ways},
    }


def setting(setup: str) -> AbstractContextManager[Any]:
    """The number of threads that a setup says; without one, what comes by default."""
    who, _, threads = setup.partition(", ")
    if not threads:
        return nullcontext()
    count = int(threads.split()[0])
    return peers.torch_threads(count) if who == "torch" else threadpool_limits(count)


def call_of(setup: str, layer: layers.Layer) -> Call:
    """What one thread does over and over, with numbers of its own. PyTorch: channels last."""
    numbers = layers.numbers(layer)
    if setup.startswith("torch"):
        return layers.by_torch(*numbers, layer.padding)(peers.torch.channels_last)
    return lambda: conv_forward(*numbers, padding=layer.padding)


def in_threads(setup: str, layer: layers.Layer, count: int, seconds: float) -> float:
    """Milliseconds of a call, in the mean, while `count` threads work."""
    barrier = Barrier(count)
    means = [0.0] * count

    def work(index: int) -> None:
        call = call_of(setup, layer)
        # PyTorch keeps this by thread, and how many threads it uses for all.
        with peers.torch.inference_mode() if peers.torch else nullcontext():
            call()
            barrier.wait()
            means[index] = mean(call, seconds)

    threads = [Thread(target=work, args=[index]) for index in range(count)]
    with setting(setup):
        for each in threads:
            each.start()
        for each in threads:
            each.join()
    return sum(means) / count


def mean(call: Call, seconds: float) -> float:
    """Milliseconds of a call over so long a time."""
    start = now = time.perf_counter()
    calls = 0
    while now < start + seconds:
        call()
        calls += 1
        now = time.perf_counter()
    return 1000 * (now - start) / calls


def process(setup: str) -> subprocess.Popen[str]:
    """A process that waits for work."""
    command = [sys.executable, "-m", "scripts.bench.together", setup]
    pipe = subprocess.PIPE
    started = subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True, bufsize=1)
    answer(started)
    return started


def in_processes(pair: list[subprocess.Popen[str]], number: int, seconds: float) -> float:
    """Milliseconds of a call, in the mean, while two processes work."""
    for each in pair:
        assert each.stdin
        each.stdin.write(f"{number} {seconds}\n")
        each.stdin.flush()
    return sum(float(answer(each)) for each in pair) / len(pair)


def answer(started: subprocess.Popen[str]) -> str:
    """The next line that a process prints."""
    assert started.stdout
    line = started.stdout.readline()
    if not line:
        raise RuntimeError(f"a process of {started.args!r} has ended early")
    return line


def main(setup: str) -> None:
    """The part that runs in the other processes."""
    calls = [call_of(setup, layer) for layer in LAYERS]
    with setting(setup):
        for call in calls:
            call()
        print("ready", flush=True)
        for line in sys.stdin:
            number, seconds = line.split()
            print(mean(calls[int(number)], float(seconds)), flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
