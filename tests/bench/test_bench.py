"""The measuring itself, and the report that is made of its record."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import sleep
from typing import Any

import numpy as np
import pytest

from convdemo import conv_forward
from scripts.bench import keeping, layers, one_filter, record, together
from scripts.bench.race import Pace, Turn, race
from scripts.tables import benchmark

BRISK = Pace(rounds=2, rest=0, turn=0, enough=9, slow=9)


def test_contenders_take_turns_to_and_fro_and_their_settings_hold_in_them_alone() -> None:
    log: list[str] = []

    @contextmanager
    def setting() -> Iterator[None]:
        log.append("set")
        yield
        log.append("back")

    race({"a": lambda: log.append("a"), "b": Turn(lambda: log.append("b"), setting)}, pace=BRISK)
    theirs = ["set", "b", "b", "back"]
    assert log == ["a", "a", *theirs, *theirs, "a", "a"]


def test_least_time_counts_in_milliseconds(monkeypatch: pytest.MonkeyPatch) -> None:
    seconds = iter([0.06, 0.04, 0.01, 0.05])
    monkeypatch.setattr("scripts.bench.race.timed", lambda call: (next(seconds), call()))
    assert race({"work": lambda: None}, pace=BRISK) == {"work": 10}


def test_slow_call_is_made_once_and_who_has_had_enough_gets_no_further_turn() -> None:
    calls: list[int] = []

    def work() -> None:
        calls.append(1)
        sleep(0.01)

    race({"slow": work}, pace=Pace(rounds=5, rest=0, turn=0.1, enough=0.005, slow=0.005))
    assert len(calls) == 1
    race({"slow": work}, pace=Pace(rounds=5, rest=0, turn=0, enough=0.015, slow=9))
    assert len(calls) == 1 + 2


def test_wrong_output_is_refused_before_it_is_timed_again() -> None:
    calls: list[int] = []

    def agree(name: str, output: int) -> None:
        assert output == 1, name

    def wrong() -> int:
        calls.append(1)
        return 2

    with pytest.raises(AssertionError, match="second"):
        race({"first": lambda: 1, "second": wrong}, agree, BRISK)
    assert len(calls) == 1


@pytest.mark.parametrize("side", [3, 4])
def test_all_filters_are_seen_to_agree(side: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(one_filter, "IMAGE", (24, 31))
    found = one_filter.row(lambda work, agree: race(work, agree, BRISK), side, "float32")
    assert {"convdemo", "scipy.correlate2d", "scipy.ndimage"} <= found["times"].keys()
    monkeypatch.setattr(one_filter, "conv2d", lambda image, kernel: image[side - 1 :, side - 1 :])
    with pytest.raises(AssertionError, match="convdemo"):
        one_filter.row(lambda work, agree: race(work, agree, BRISK), side, "float32")


@pytest.mark.parametrize("side", [3, 33])
def test_layers_are_seen_to_agree(side: int, monkeypatch: pytest.MonkeyPatch) -> None:
    layer = layers.Layer("a layer", 2, 40, 2, 3, side, padding=1)
    found = layers.row(lambda work, agree: race(work, agree, BRISK), layer)
    assert found["weights"] == [side, side, 2, 3]
    right = conv_forward
    monkeypatch.setattr(layers, "conv_forward", lambda *a, **k: right(*a, **k) * np.float32(1.01))
    with pytest.raises(AssertionError, match="convdemo"):
        layers.row(lambda work, agree: race(work, agree, BRISK), layer)


def test_two_at_once_work_in_threads_and_in_processes() -> None:
    setup, layer = "convdemo, 1 thread", together.LAYERS[1]
    assert together.in_threads(setup, layer, 2, 0.01) > 0
    pair = [together.process(setup) for _ in range(2)]
    assert together.in_processes(pair, 1, 0.01) > 0
    for each in pair:
        each.communicate()
        assert each.returncode == 0


def test_record_reads_back_and_has_a_line_for_each_measurement() -> None:
    found = {"date": "2026-01-01", "image": [2, 2], "layers": [{"a": 1}, {"a": 2}]}
    text = keeping.text(found)
    assert json.loads(text) == found
    assert '  {"a": 2}' in text.splitlines()


def test_recorded_sections_are_those_that_are_measured() -> None:
    kept = json.loads(record.RECORD.read_text("utf-8"))
    assert set(record.sections(quick=True)) <= kept.keys()
    assert [row["name"] for row in kept["layers"]] == [layer.name for layer in layers.TWELVE]


def layer_times(ours: float, first: float, last: float) -> dict[str, float]:
    return {
        "convdemo": ours,
        "torch, channels first, 1 thread": first,
        "torch, channels last, 2 threads": last,
    }


def test_peer_counts_at_its_best() -> None:
    times = layer_times(6, 4, 3)
    assert benchmark.best(times, "torch") == (3, "channels last, 2 threads")
    assert benchmark.ratios([times], "torch") == [2]
    assert benchmark.fastest(times) == "PyTorch"
    assert benchmark.fastest(layer_times(1, 4, 3)) == "`convdemo`"
    name, way = benchmark.best(times, "opencv")
    assert math.isnan(name) and way is None


@pytest.mark.parametrize(
    ("value", "rounded", "expected"),
    [
        (1.239, math.floor, "1.23"),
        (1.231, math.ceil, "1.24"),
        (1.235001, round, "1.24"),
        (0.0479, math.floor, "0.047"),
        (0.0471, math.ceil, "0.048"),
        (1234.5, math.ceil, "1,235"),
    ],
)
def test_bounds_are_rounded_outwards(value: float, rounded: Any, expected: str) -> None:
    assert benchmark.number(value, rounded) == expected


def made_up(with_torch: bool = True) -> dict[str, Any]:
    """A record of two layers: PyTorch takes half of our time in one, four times it in the other."""
    taken = [layer_times(8, 9, 4), layer_times(2, 8, 9)]
    kernels = [{"convdemo": 3, "scipy.ndimage": 6, "opencv, 1 thread": 1}]
    two = [{"alone": 1, "threads": 4, "processes": 3}, {"alone": 2, "threads": 2, "processes": 3}]
    if not with_torch:
        taken = [{"convdemo": times["convdemo"]} for times in taken]
    layer = {"name": "a layer", "input": [1, 2, 2, 1], "weights": [1, 1, 1, 1]}
    return {
        "date": "2026-01-02",
        "machine": {"processor": "P", "cores": 2, "system": "Linux"},
        "versions": {"numpy": "2"} | ({"torch": "3"} if with_torch else {}),
        "blas": {"name": "openblas", "version": "0", "threads": 2},
        "image": [4, 4],
        "layers": [{**layer, "times": times} for times in taken],
        "others": [{**layer, "times": taken[0]}],
        "kernels": [
            {"size": 1, "dtype": dtype, "times": times}
            for dtype in ("float32", "float64")
            for times in kernels
        ],
        "work": [{"name": "a pool", "times": times} for times in taken],
        "together": [
            {"setup": setup, "name": "a layer", "times": times}
            for setup, times in zip(together.SETUPS, two, strict=True)
        ],
    }


def test_report_tells_where_we_are_behind_and_where_ahead() -> None:
    found = made_up()
    told = benchmark.conclusion(found)
    assert "ahead in 1 of 2 layers and `convdemo` in 1" in told
    assert "takes 0.71 times PyTorch's time, at most 2.00 times" in told
    assert "fastest is OpenCV in 1" in told
    assert "take `convdemo` for layers and OpenCV for one filter" in told
    assert "| PyTorch | 2 layers | 0.71 | 0.25 | 2.00 | 1 of 2 |" in benchmark.summary(found)
    rows = benchmark.layer_table(found["layers"]).splitlines()[2:]
    assert rows[0].endswith("| 2.00 | PyTorch | last, 2 threads |")
    assert rows[1].endswith("| 0.25 | `convdemo` | first, 1 thread |")
    assert "| 1 × 1 | 3.00 | 0.50 | OpenCV |" in benchmark.one_filter(found)
    assert "| a pool | 2.00 | 0.25 | first, 1 thread |" in benchmark.work(found)
    told = benchmark.together(found)
    assert "up to 4.00 times as long as one alone, and up to 1.50 times where each" in told


def test_report_without_pytorch_does_not_speak_of_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    kept = tmp_path / "benchmark.json"
    kept.write_text(json.dumps(made_up(with_torch=False)), "utf-8")
    monkeypatch.setattr(benchmark, "RECORD", kept)
    assert "PyTorch" not in benchmark.table() and "OpenCV" in benchmark.table()
