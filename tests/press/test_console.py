"""Commands of the package run as a reader's would, and no others do."""

from __future__ import annotations

import pytest

from scripts.press import console


def test_each_command_stands_above_what_it_prints() -> None:
    source = "$ python -m convdemo size 7 3\n9\n9\n$   python -m convdemo size 3 7  \n$ echo $?\n"
    assert console.run(source) == (
        "$ python -m convdemo size 7 3\n5\n$ python -m convdemo size 3 7\n"
        "convdemo size: kernel 7 does not fit in the padded length 3\n$ echo $?\n1\n"
    )


def test_quoted_words_are_one_and_empty_ones_stay() -> None:
    assert console.run('$ python -m convdemo field "c1-3.m2"\n').endswith("\n4\n")
    printed = console.run("$ python -m convdemo summary '' 3 --csv\n")
    assert len(printed.splitlines()) == 2


@pytest.mark.parametrize(
    ("source", "line", "why"),
    [
        ("", 1, "a console fence begins with a command: $ python -m convdemo"),
        ("5\n", 1, "a console fence begins with a command: $ python -m convdemo"),
        ("$python -m convdemo\n", 1, "a console fence begins with a command: $ python -m convdemo"),
        ("$ ls\n", 1, "'ls' is not run here; commands are python -m convdemo and echo $?"),
        (
            "$ python -m json.tool\n",
            1,
            "'python -m json.tool' is not run here; commands are python -m convdemo and echo $?",
        ),
        ("$ echo $?\n", 1, "echo $? stands below another command"),
        ("$ python -m convdemo size 7 3\n5\n$ echo $HOME\n", 3, "no shell is there for '$HOME'"),
        ("$ python -m convdemo field *.txt\n", 1, "no shell is there for '*.txt'"),
        ("$ python -m convdemo field - < a.txt\n", 1, "no shell is there for '<'"),
        ("$ python -m convdemo size 7 3 && ls\n", 1, "no shell is there for '&&'"),
        (
            "$ python -m convdemo field 'c1\n",
            1,
            '"python -m convdemo field \'c1" is no command: No closing quotation',
        ),
    ],
)
def test_what_is_not_run_is_told(source: str, line: int, why: str) -> None:
    with pytest.raises(console.ConsoleError) as caught:
        console.run(source)
    assert (caught.value.line, str(caught.value)) == (line, why)


def test_a_command_that_waits_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(console, "LIMIT", 0.05)
    with pytest.raises(console.ConsoleError, match="did not end within 0.05 seconds"):
        console.run("$ python -m convdemo size 7 3\n")


def test_a_warning_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    warns = "import warnings; warnings.warn('oh')"
    monkeypatch.setattr(console, "PROGRAM", ["python", "-c", warns])
    shown = console.run(f'$ python -c "{warns}"\n$ echo $?\n')
    assert shown.endswith("UserWarning: oh\n$ echo $?\n1\n")


def test_nobody_types() -> None:
    assert console.run("$ python -m convdemo field -\n") == "$ python -m convdemo field -\n1\n"
