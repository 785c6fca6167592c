"""The changes of one token that the package's tests are tried with."""

from __future__ import annotations

import signal
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


REACH = mutate.Reach(
    {"a::slow": 2, "tests/convdemo/test_a.py::own": 3, "a::fast": 1, "a::other": 0, "a::all": 4},
    {
        "": {"a.py:<module>", "a.py:early", "*"},
        "a::slow": {"a.py:f"},
        "tests/convdemo/test_a.py::own": {"a.py:f", "a.py:A.g"},
        "a::fast": {"a.py:f", "a.py:f.<lambda>"},
        "a::other": set(),
        "a::all": {"*"},
    },
)
CALLERS = [["tests/convdemo/test_a.py::own"], ["a::fast", "a::slow", "a::all"]]
WHOLE = [["tests/convdemo/test_a.py::own"], ["a::other", "a::fast", "a::slow", "a::all"]]


@pytest.mark.parametrize(
    "source, tests",
    [
        ("def f():\n    return 0", CALLERS),
        ("def f(): return lambda: 0", CALLERS),
        ("if a:\n    def f():\n        return 0", CALLERS),
        ("class A:\n    def g(self):\n        return 0", [CALLERS[0], ["a::all"]]),
        ("def f():\n    def g():\n        return 0\n    return g", [["a::all"]]),
        ("b = 0", None),
        ("def f(b=0): return b", None),
        ("@cached(0)\ndef f():\n    return b", None),
        ("class A:\n    b = 0", None),
        ("def early():\n    return 0", None),
    ],
)
def test_those_that_call_a_function_are_asked(source: str, tests: list[list[str]] | None) -> None:
    """Of what is done before the first test, all may hang on it."""
    change = mutate.changes(source, "a.py")[0]
    found = REACH.tests(change, source)
    if tests is None:
        assert [sorted(part) for part in found] == [sorted(part) for part in WHOLE]
    else:
        assert found == tests


def test_what_a_test_calls_is_noted(tmp_path: Path) -> None:
    root = small(tmp_path, "assert more(1) == 2")
    (root / "convdemo/other.py").write_text(
        "from functools import lru_cache\n\n\n@lru_cache\ndef kept():\n    return 1\n"
    )
    (root / "tests/convdemo/test_other.py").write_text(
        "import subprocess\nimport sys\nfrom pathlib import Path\nfrom threading import Thread\n"
        "from convdemo import more, other\n\n\n"
        "def test_kept():\n    assert other.kept() == 1\n\n\n"
        "def test_again():\n    assert other.kept() == 1\n\n\n"
        "def test_thread():\n    (thread := Thread(target=more.more, args=[1])).start()\n"
        "    thread.join()\n\n\n"
        "def test_program():\n    subprocess.run([sys.executable, '-c', ''], check=True)\n\n\n"
        "def test_text():\n    assert Path(more.__file__).read_text()\n"
    )
    reach = mutate.reached(root)
    assert reach is not None
    assert all(seconds > 0 for seconds in reach.seconds.values())
    called = {test.partition("::")[2]: what for test, what in reach.called.items()}
    assert called.pop("") >= {"convdemo/more.py:<module>", "convdemo/other.py:<module>"}
    more, kept = {"convdemo/more.py:more"}, {"convdemo/other.py:kept"}
    assert called == {
        "test_more": more,
        "test_kept": kept,
        "test_again": kept,
        "test_thread": more,
        "test_program": {"*"},
        "test_text": {"*"},
    }


def test_a_test_of_another_name_is_not_lost(tmp_path: Path) -> None:
    """Where a change alters what a test is called, all of its module run."""
    root = small(tmp_path, "assert more(9) == 9")
    reach = mutate.Reach(
        {"tests/convdemo/test_more.py::test_less": 1}, {"": {"convdemo/more.py:more"}}
    )
    reach.called["tests/convdemo/test_more.py::test_less"] = set()
    change = next(c for c in mutate.package(root) if c.new == ">=")
    assert mutate.noticed(root, change, reach)


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


@pytest.mark.parametrize("by", ["the clock", "the processor"])
def test_a_run_without_end_is_noticed(
    by: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = small(tmp_path, "while more(4) == 4: pass")
    reach = mutate.reached(root)
    assert reach is not None
    if by == "the clock":
        monkeypatch.setattr(mutate, "CLOCK", 2)
    elif not hasattr(signal, "setitimer"):
        return
    else:
        monkeypatch.setenv("MOST", "0.5")
    change = next(c for c in mutate.package(root) if c.new == ">=")
    assert mutate.noticed(root, change, reach)


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
    for option, none in (("--but", True), ("--only", False)):
        monkeypatch.setattr("sys.argv", ["mutate", option, "more"])
        mutate.main()
        assert (not drawn) is none
    monkeypatch.setattr("sys.argv", ["mutate", "--seed", "3", "--changes", "5"])
    why = mutate.Reason("more.py", "so small", change="*", within="more")
    monkeypatch.setattr(mutate, "reasons", lambda: [why])
    assert mutate.main() == 0
    told = capsys.readouterr().out
    assert codes == [1, 1] and "missed     convdemo/more.py:2:25: 5 → " in told
    assert "no matter  convdemo/more.py:2:25: 5 → " in told and "so small" in told
