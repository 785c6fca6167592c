"""The changes of one token that the package's tests are tried with."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts import mutate
from scripts.setup.environment import ROOT

SOURCE = '''"""About 2 things."""
from math import *

__all__ = ["grown"]
Pair: TypeAlias = int | "Other"


def grown(*numbers: "int", by: int = 1, **rest: int | None) -> "list[int]":
    """Not 3 < 4."""
    if by <= 0 and not numbers:
        raise ValueError(f"by must be above 0, not {by}")
    return [number + by for number in numbers if number not in (None, -1.5)]
'''


def found() -> dict[tuple[int, str], list[str]]:
    """What may take the place of each token, by row and token."""
    table: dict[tuple[int, str], list[str]] = {}
    for change in mutate.changes(SOURCE, "grown.py"):
        table.setdefault((change.row, change.old), []).append(change.new)
    return table


def test_every_kind_of_token_is_found_and_nothing_else() -> None:
    table = found()
    texts = {place: new for place, new in table.items() if "XX" in new[0]}
    assert {row for row, _ in texts} == {11}
    assert [new[0].count("abXXove") for new in texts.values()] == [1]
    assert {place: new for place, new in table.items() if place not in texts} == {
        (8, "1"): ["2", "0"],
        (10, "<="): ["<", ">"],
        (10, "0"): ["1"],
        (10, "and"): ["or"],
        (10, "not"): [""],
        (12, "+"): ["-"],
        (12, "not"): [""],
        (12, "-"): ["+"],
        (12, "1.5"): ["3.0", "0.75"],
    }


@pytest.mark.parametrize(
    "text, new",
    [
        ('"f"', '"XXf"'),
        ('", "', '"XX, "'),
        ("f'{longest} of {it}'", "f'{longest} oXXf {it}'"),
        (r'"\n end"', r'"\n eXXnd"'),
        ('""', '"XX"'),
    ],
)
def test_a_text_is_changed_in_its_longest_word(text: str, new: str) -> None:
    changes = mutate.changes(f"text = {text}\n", "text.py")
    assert [c.apply(f"text = {text}\n") for c in changes] == [f"text = {new}\n"]


@pytest.mark.parametrize(
    "source, results",
    [
        ("f(*a, **b)", []),
        ("f(1.0)", ["f(2.0)", "f(0.5)"]),
        ("a * b", ["a + b", "a / b"]),
        ("a() @ b[0]", ["a() * b[0]", "a() @ b[1]"]),
        ("def f(a, /, *, b):\n    return *a, *b", []),
        ("a is not b", ["a is  b"]),
        ("a is b", ["a is not b"]),
        ("for a in b: pass", []),
        ("a in b", ["a not in b"]),
        ("2**x", ["3**x", "1**x", "2*x"]),
    ],
)
def test_what_takes_a_tokens_place(source: str, results: list[str]) -> None:
    assert [c.apply(source) for c in mutate.changes(source, "a.py")] == results


def test_a_change_knows_where_it_stands() -> None:
    source = "class A:\n    def f(self):\n        return 0\n"
    (change,) = mutate.changes(source, "a.py")
    assert str(change) == "a.py:3:16: 0 → 1    return 0"
    assert change.within == "A.f"
    with pytest.raises(AssertionError, match="not what stands there"):
        change.apply(source.replace("0", "5"))


def test_a_reason_goes_with_the_text_of_the_line() -> None:
    (change,) = mutate.changes("def f():\n    return a < b\n", "convdemo/a.py")[:1]
    moved = mutate.changes("\n\ndef f():\n    return a < b\n", "convdemo/a.py")[0]
    line = {"file": "a.py", "why": "it is", "line": "return a < b"}
    for reason in (line, {**line, "change": "< → <="}, {"file": "a.py", "why": "", "within": "f"}):
        assert mutate.Reason(**reason).fits(change) and mutate.Reason(**reason).fits(moved)
    for wrong in ({"file": "b.py"}, {"line": "return a <"}, {"change": "< → >="}, {"within": "g"}):
        assert not mutate.Reason(**(line | wrong)).fits(change)


def test_each_reason_is_about_a_line_that_is_there() -> None:
    possible = mutate.package(ROOT)
    stale = [r for r in mutate.reasons() if not any(r.fits(change) for change in possible)]
    assert not stale
    assert all(r.why and (r.line, r.within) != ("*", "*") for r in mutate.reasons())


def test_the_tests_of_a_module_come_first() -> None:
    tests = mutate.ordered(ROOT, "convdemo/padding.py")
    assert tests[0] == "tests/convdemo/test_padding.py"
    assert mutate.ordered(ROOT, "convdemo/_fast/fourier.py")[0].endswith("test_fourier.py")
    assert len(tests) == len(list((ROOT / "tests/convdemo").glob("test_*.py")))


def small(folder: Path, test: str) -> Path:
    """A package of one function, and its test."""
    for name, text in {
        "convdemo/__init__.py": "",
        "convdemo/more.py": "def more(a):\n    return a + 1 if a < 5 else a\n",
        "tests/convdemo/test_more.py": f"from convdemo.more import more\n\n\ndef test_more():\n    {test}\n",
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return folder


def test_what_a_test_covers_is_noticed_and_the_rest_is_not(tmp_path: Path) -> None:
    root = small(tmp_path, "assert more(1) == 2 and more(7) == 7")
    before = (root / "convdemo/more.py").read_text("utf-8")
    some = [c for c in mutate.package(root) if c.old in "+<"]
    told = {f"{c.old} → {c.new}": seen for c, seen in mutate.tried(root, some, 2)}
    assert told == {"+ → -": True, "< → <=": False, "< → >=": True}
    assert (root / "convdemo/more.py").read_text("utf-8") == before


def test_a_run_without_end_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = small(tmp_path, "while more(4) == 4: pass")
    monkeypatch.setattr(mutate, "CLOCK", 2)
    change = next(c for c in mutate.package(root) if c.new == ">=")
    assert mutate.noticed(root, change)


def test_tests_that_fail_at_once_tell_nothing(tmp_path: Path) -> None:
    root = small(tmp_path, "assert False")
    with pytest.raises(SystemExit, match="do not pass as they stand"):
        list(mutate.tried(root, mutate.package(root), 1))


def test_the_same_seed_draws_the_same_and_too_few_noticed_fail(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    root = small(tmp_path, "assert more(1) == 2")
    monkeypatch.setattr(mutate, "ROOT", root)
    monkeypatch.setattr(mutate, "_limit", lambda: None)
    drawn: list[mutate.Change] = []

    def tried(root: Path, some: list[mutate.Change], jobs: int) -> list[tuple[object, bool]]:
        drawn[:] = some
        return [(change, change.old != "5") for change in some]

    monkeypatch.setattr(mutate, "tried", tried)
    monkeypatch.setattr("sys.argv", ["mutate", "--seed", "3", "--changes", "5"])
    monkeypatch.setattr(mutate, "reasons", list)
    codes, draws = [], []
    for _ in range(2):
        codes.append(mutate.main())
        draws.append(list(drawn))
    assert draws[0] == draws[1] and len(draws[0]) == 5
    why = mutate.Reason("more.py", "so small", change="*", within="more")
    monkeypatch.setattr(mutate, "reasons", lambda: [why])
    assert mutate.main() == 0
    told = capsys.readouterr().out
    assert codes == [1, 1] and "missed     convdemo/more.py:2:25: 5 → " in told
    assert "no matter  convdemo/more.py:2:25: 5 → " in told and "so small" in told
