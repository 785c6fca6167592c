"""The package in a terminal: what each command prints, and what it says of a wrong one."""

from __future__ import annotations

import csv
import errno
import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from convdemo import __version__, lenet5, summarize
from convdemo.__main__ import COMMANDS, main
from convdemo._commands import human
from convdemo._sheets.numerals import of_key
from convdemo.sheets import make_sheets

HELP = Path(__file__).with_name("terminal_help.txt").read_text("utf-8")
USAGE = {
    "": "usage: python -m convdemo COMMAND ...\nhelp: python -m convdemo --help\n",
    "size": "usage: python -m convdemo size N F [--padding P] [--stride S] [--dilation D]\n"
    "       [--ceil] [--json | --csv]\nhelp: python -m convdemo size --help\n",
    "summary": "usage: python -m convdemo summary STACK SHAPE [--json | --csv]\n"
    "help: python -m convdemo summary --help\n",
    "field": "usage: python -m convdemo field STACK [SHAPE] [--json | --csv]\n"
    "help: python -m convdemo field --help\n",
    "memory": "usage: python -m convdemo memory STACK SHAPE [--batch M] [--bytes B]\n"
    "       [--optimizer NAME] [--json | --csv]\nhelp: python -m convdemo memory --help\n",
    "sheet": "usage: python -m convdemo sheet CHAPTER ... [--seed N] [--copies K]\n"
    "       [--problems N] [--key] [--to FOLDER [--force]] [--json | --csv]\n"
    "       python -m convdemo sheet --check FILE [--json | --csv]\n"
    "help: python -m convdemo sheet --help\n",
}
TABLE = """\
layer                               output          parameters  multiply-adds  activations  receptive field  jump
----------------------------------  --------------  ----------  -------------  -----------  ---------------  ----
input                               224 × 224 × 3                                  150,528
Conv2d(64, 7, stride=2, padding=3)  112 × 112 × 64       9,472    118,013,952      802,816                7     2
ReLU()                              112 × 112 × 64           0              0            0                7     2
MaxPool2d(3, stride=2, padding=1)   56 × 56 × 64             0              0      200,704               11     4
----------------------------------  --------------  ----------  -------------  -----------  ---------------  ----
total                                                    9,472    118,013,952    1,154,048
"""
# Worked out by hand: 36 pixels, 4 · 4 · 2 outputs of 9 + 1 parameters each channel, 2 · 2 · 2, 3.
SMALL = "c2-3.r.m2.f.d3"
PRINTED = {
    "size 224 7 --stride 2 --padding 3": "112\n",
    "--version": f"convdemo {__version__}\n",
    "size 32 5": "28\n",
    "size 7 2 --padding 0,1": "7\n",
    "size 7 3 --padding same --stride 2": "4\n",
    "size 7 3 --padding full": "9\n",
    "size --padding valid 7 3": "5\n",
    "size 7 3 --dilation 2": "3\n",
    "size 112 3 --stride 2": "55\n",
    "size 112 3 --stride 2 --ceil": "56\n",
    f"size {'9' * 18} 1": f"{'9' * 18}\n",
    "size 5 3 --padding 0,1 --json": '{\n  "n": 5,\n  "f": 3,\n  "padding": [0, 1],\n'
    '  "stride": 1,\n  "dilation": 1,\n  "ceil_mode": false,\n  "output": 4\n}\n',
    "size 5 3 --padding 0,1 --csv": "n,f,padding,stride,dilation,ceil_mode,output\n"
    '5,3,"0,1",1,1,false,4\n',
    "size 5 3 --padding same --dilation 2 --stride 3 --ceil --csv": "n,f,padding,stride,dilation,"
    "ceil_mode,output\n5,3,same,3,2,true,2\n",
    "summary c64-7-s2-p3.r.m3-s2-p1 224 224 3": TABLE,
    "summary c64-7-s2-p3.r.m3-s2-p1 224x224x3": TABLE,
    "summary c2-3x1.f 3 4 1 --csv": "number,layer,output_shape,weights,biases,parameters,macs,"
    "activations,memory,receptive_field,jump,dropped\n"
    '1,"Conv2d(2, (3, 1))",1x4x2,6,2,8,24,8,32,3x1,1,0\n'
    "2,Flatten(),8,0,0,0,0,0,0,3x1,1,0\n",
    "summary d3 --csv 4": "number,layer,output_shape,weights,biases,parameters,macs,activations,"
    "memory,receptive_field,jump,dropped\n1,Dense(3),3,12,3,15,12,3,12,1,1,0\n",
    "summary r.m2-s2x3 --json 5 5 1": """\
{
  "input_shape": [5, 5, 1],
  "output_shape": [2, 2, 1],
  "weights": 0,
  "biases": 0,
  "parameters": 0,
  "macs": 0,
  "activations": 29,
  "memory": 116,
  "receptive_field": [2, 2],
  "rows": [
    {"number": 1, "layer": "ReLU()", "output_shape": [5, 5, 1], "weights": 0, "biases": 0, \
"parameters": 0, "macs": 0, "activations": 0, "memory": 0, "receptive_field": [1, 1], \
"jump": [1, 1], "dropped": [0, 0], "input_shape": [5, 5, 1]},
    {"number": 2, "layer": "MaxPool2d(2, stride=(2, 3))", "output_shape": [2, 2, 1], \
"weights": 0, "biases": 0, "parameters": 0, "macs": 0, "activations": 4, "memory": 16, \
"receptive_field": [2, 2], "jump": [2, 3], "dropped": [1, 1], "input_shape": [5, 5, 1]}
  ]
}
""",
    "field c64-7-s2-p3.r.m3-s2-p1": "11\n",
    "field c8-5x3-s2.m2": "7x5\n",
    "field c8-5x3-s2.m2 --json": '{\n  "receptive_field": [7, 5],\n  "jump": [4, 4]\n}\n',
    "field c1-3-s3x2-d2.r.a2-s1 --csv": "receptive_field,jump\n8x7,3x2\n",
    "field r": "1\n",
    "field c1-3 9 9 1": "3\n",
    "field c1-3-s2.f.d2 9 9 1 --json": '{\n  "receptive_field": [9, 9],\n  "jump": [2, 2]\n}\n',
    "field lenet5": "32\n",
    f"memory {SMALL} 6 6 1": "what         numbers  bytes\n"
    "parameters        47    188  0.2 KiB\n"
    "activations       68    272  0.3 KiB\n"
    "total            115    460  0.4 KiB\n",
    "memory m2.c9-1 4 4 1 --batch 100 --bytes 2 --csv": "what,numbers,bytes\n"
    "parameters,18,36\nactivations,4000,8000\ntotal,4018,8036\n",
    f"memory {SMALL} 6 6 1 --optimizer adam --batch 1000": """\
what         numbers    bytes
parameters        47      188    0.2 KiB
gradients         47      188    0.2 KiB
optimizer         94      376    0.4 KiB
activations   79,000  316,000  308.6 KiB
total         79,188  316,752  309.3 KiB
""",
    f"memory {SMALL} 6 6 1 --optimizer sgd --json": """\
{
  "batch": 1,
  "bytes_per_number": 4,
  "optimizer": "sgd",
  "rows": [
    {"what": "parameters", "numbers": 47, "bytes": 188},
    {"what": "gradients", "numbers": 47, "bytes": 188},
    {"what": "optimizer", "numbers": 0, "bytes": 0},
    {"what": "activations", "numbers": 79, "bytes": 316},
    {"what": "total", "numbers": 173, "bytes": 692}
  ]
}
""",
    f"memory {SMALL} 6 6 1 --optimizer momentum --csv": "what,numbers,bytes\nparameters,47,188\n"
    "gradients,47,188\noptimizer,47,188\nactivations,79,316\ntotal,220,880\n",
}

ALSO = "STACK may also be lenet5, course_lenet, alexnet, vgg16, @FILE, or - for the standard input"
SHAPE = (
    "argument SHAPE: must be three numbers, as in 224 224 3, or one for a stack that begins flat"
)
PADDING = (
    "argument --padding: must be a whole number of at least 0, two such as 0,1 for before and "
    "after, valid, same or full"
)
LEAST = "must be a whole number of at least 1"
MISUSED = {
    "": "argument COMMAND: must be one of size, summary, field, memory, sheet, and none came",
    "sise 7 3": "argument COMMAND: must be one of size, summary, field, memory, sheet, not 'sise'",
    "--json": "argument COMMAND: must be one of size, summary, field, memory, sheet, not '--json'",
    "size": "the following arguments are required: N, F",
    "size 7": "the following arguments are required: F",
    "size 7 3 1": "unrecognized arguments: 1",
    "size 7 3 --str 2": "unrecognized arguments: --str 2",
    "size 7 3 --stride": "argument --stride: expected one argument",
    "size 7 3 --json --csv": "argument --csv: not allowed with argument --json",
    "size seven 3": f"argument N: {LEAST}, not 'seven'",
    "size 7 0": f"argument F: {LEAST}, not '0'",
    "size 7 -3": f"argument F: {LEAST}, not '-3'",
    "size 7 ٣": f"argument F: {LEAST}, not '٣'",
    f"size {'9' * 19} 3": f"argument N: {LEAST}, not '{'9' * 19}'",
    "size 7 3 --stride 0": f"argument --stride: {LEAST}, not '0'",
    "size 7 3 --dilation 1.5": f"argument --dilation: {LEAST}, not '1.5'",
    "size 7 3 --padding some": f"{PADDING}, not 'some'",
    "size 7 3 --padding 1,": f"{PADDING}, not '1,'",
    "size 7 3 --padding 1,2,3": f"{PADDING}, not '1,2,3'",
    "size 7 3 --padding 1,-2": f"{PADDING}, not '1,-2'",
    "summary": "the following arguments are required: STACK, SHAPE",
    "summary c1-3": "argument SHAPE: must follow STACK, as in 224 224 3; only a network has its own",
    "summary c1-3 4 4": f"{SHAPE}, not 2 numbers",
    "summary c1-3 4x4x1x1": f"{SHAPE}, not 4 numbers",
    "summary c1-3 4 4 0": "argument SHAPE: must be whole numbers of at least 1, as in 224 224 3, "
    "not '0'",
    "summary c1-3 4x 4": "argument SHAPE: must be whole numbers of at least 1, as in 224 224 3, "
    "not '4x'",
    "summary c1-3.d0 4 4 1": f"argument STACK: layer 2, 'd0': units {LEAST}, not '0'. {ALSO}",
    "summary c1-3-b2 4 4 1": "argument STACK: layer 1, 'c1-3-b2': bias must be 0 or 1, not '2'. "
    + ALSO,
    "field c1-3.f": "argument SHAPE: must follow STACK, as in 224 224 3, where layers are flat",
    "field d3": "argument SHAPE: must follow STACK, as in 224 224 3, where layers are flat",
    "memory r": "argument SHAPE: must follow STACK, as in 224 224 3; only a network has its own",
    "memory r 4 --batch 0": f"argument --batch: {LEAST}, not '0'",
    "memory r 4 --bytes 0": f"argument --bytes: {LEAST}, not '0'",
    "memory r 4 --optimizer adm": "argument --optimizer: must be one of sgd, momentum, adam, "
    "not 'adm'",
}
CHAPTERS = (
    "convolution, filter, learning, forward, padding, stride, volume, layer, pooling, why, backward, "
    "networks"
)
ALONE = "argument --check: stands alone, for the file says which sheet it is"
MISUSED |= {
    "sheet": f"argument CHAPTER: must be at least one of {CHAPTERS}, and none came",
    "sheet strid": f"argument CHAPTER: must be one of {CHAPTERS}, not 'strid'; the nearest is stride",
    "sheet history": f"argument CHAPTER: must be one of {CHAPTERS}, not 'history'",
    "sheet why why": "argument CHAPTER: must stand once, and why came twice",
    "sheet why --seed -1": "argument --seed: must be a whole number from 0 to 999999999999999999, not '-1'",
    "sheet why --copies 27": "argument --copies: must be a whole number from 1 to 26, not '27'",
    "sheet why --copies 0": "argument --copies: must be a whole number from 1 to 26, not '0'",
    "sheet why --problems 21": "argument --problems: must be a whole number from 1 to 20, not '21'",
    "sheet why --force": "argument --force: goes with --to, which names a folder",
    "sheet why --check x.md": ALONE,
    "sheet --check x.md --seed 0": ALONE,
    "sheet --check x.md --key": ALONE,
}
IMPOSSIBLE = {
    "size 5 7": "kernel 7 does not fit in the padded length 5",
    "summary c6-5.c6-5 7 7 1": "layer 2, Conv2d(6, 5), on (3, 3, 6): kernel (5, 5) does not fit in "
    "the padded image (3, 3)",
    "field r.m2-p2": "layer 2, 'm2-p2': padding 2 must be smaller than the window, which covers 2",
    "memory d3 4 4 1": "layer 1, Dense(3), on (4, 4, 1): Dense(3) needs a flat input (n,), not "
    "(4, 4, 1); put Flatten() before it",
}
Captured = pytest.CaptureFixture[str]


@pytest.mark.parametrize("line", PRINTED)
def test_a_command_prints(line: str, capsys: Captured) -> None:
    assert main(line.split()) == 0
    assert capsys.readouterr() == (PRINTED[line], "")


@pytest.mark.parametrize("line", MISUSED)
def test_a_command_that_is_not_understood_says_why(line: str, capsys: Captured) -> None:
    name = line.partition(" ")[0]
    name = name if name in COMMANDS else ""
    assert main(line.split()) == 2
    wanted = f"{f'convdemo {name}'.strip()}: {MISUSED[line]}\n{USAGE[name]}"
    assert capsys.readouterr() == ("", wanted)


@pytest.mark.parametrize("line", IMPOSSIBLE)
def test_layers_that_cannot_be_have_a_code_of_their_own(line: str, capsys: Captured) -> None:
    assert main(line.split()) == 1
    wanted = f"convdemo {line.partition(' ')[0]}: {IMPOSSIBLE[line]}\n"
    assert capsys.readouterr() == ("", wanted)


def test_the_whole_help(capsys: Captured) -> None:
    told = ""
    for words in ([], *([name] for name in COMMANDS)):
        assert main([*words, "--help"]) == 0
        long = capsys.readouterr().out
        told += " ".join(["$ python -m convdemo", *words, "--help\n"]) + long
        # However it is asked for, and whatever else is wrong
        assert main([*words, "-h"]) == 0 and capsys.readouterr() == (long, "")
        if words:
            assert main([*words, "--stride", "x", "-h"]) == 0
            assert capsys.readouterr().out == long
            assert long.startswith(USAGE[words[0]].partition("help:")[0] + "\n")
    assert told == HELP
    assert max(map(len, HELP.splitlines())) <= 80


def test_examples_of_the_help_do_what_they_say(capsys: Captured) -> None:
    examples = re.findall("^  python -m convdemo (.*)", HELP, re.MULTILINE)
    assert len(examples) == 13
    for example in examples:
        assert main(example.replace('"', "").split()) == 0
        assert capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("lenet5", (61_706, 32)),
        ("course_lenet", (62_958, 32)),
        ("alexnet", (60_965_224, 355)),
        ("vgg16", (138_357_544, 404)),
    ],
)
def test_networks_go_by_their_names(name: str, counts: tuple[int, int], capsys: Captured) -> None:
    assert main(["summary", name, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["parameters"], found["receptive_field"]) == (counts[0], [counts[1]] * 2)
    assert main(["summary", name, "--csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert sum(int(row["parameters"]) for row in rows) == counts[0]


def test_a_network_takes_another_image(capsys: Captured) -> None:
    assert main(["summary", "lenet5", "36", "36", "3"]) == 0
    assert capsys.readouterr().out == f"{summarize(lenet5(), (36, 36, 3))}\n"


TEXT = "\ufeff# a stem\n\n c64-7-s2-p3.r   # reads the image\r\n\tm3-s2-p1\n"


def test_a_stack_comes_from_a_file(tmp_path: Path, capsys: Captured) -> None:
    path = tmp_path / "stem.txt"
    path.write_text(TEXT, "utf-8")
    assert main(["summary", f"@{path}", "224", "224", "3"]) == 0
    assert capsys.readouterr() == (TABLE, "")


def test_a_stack_comes_from_the_standard_input(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(TEXT))
    assert main(["summary", "-", "224", "224", "3"]) == 0
    assert capsys.readouterr() == (TABLE, "")


def test_a_stack_that_cannot_be_read_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    def told(stack: str) -> str:
        assert main(["field", stack]) == 2
        out, err = capsys.readouterr()
        assert not out and err.endswith(f"\n{USAGE['field']}")
        return err.removesuffix(f"\n{USAGE['field']}").removeprefix("convdemo field: ")

    monkeypatch.chdir(tmp_path)
    missing = os.strerror(errno.ENOENT)
    assert told("@no.txt") == f"argument STACK: 'no.txt' cannot be read: {missing}"
    Path("odd.txt").write_bytes(b"c1-3\xff")
    assert told("@odd.txt") == "argument STACK: 'odd.txt' must be text in UTF-8"
    odd = io.TextIOWrapper(io.BytesIO(b"\xff"), "utf-8")
    monkeypatch.setattr(sys, "stdin", odd)
    assert told("-") == "argument STACK: the standard input must be text in UTF-8"
    monkeypatch.setattr(sys, "stdin", None)
    assert told("-") == "argument STACK: the standard input cannot be read: there is none"


def test_without_a_terminal_nothing_fails(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stdout", None)
        assert main(["size", "7", "3"]) == 0
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stderr", None)
        assert (main(["size", "7"]), main(["size", "3", "7"])) == (2, 1)
    assert capsys.readouterr() == ("", "")


class Full(io.StringIO):
    """An output that takes nothing any more."""

    error: BaseException = OSError(errno.ENOSPC, "No space left")

    def flush(self) -> None:
        raise self.error


def test_an_output_that_cannot_be_written_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.setattr(sys, "stdout", Full())
    assert main(["size", "7", "3"]) == 2
    assert capsys.readouterr().err == "convdemo: the output cannot be written: No space left\n"


@pytest.mark.parametrize(("error", "code"), [(KeyboardInterrupt(), 130), (BrokenPipeError(), 141)])
def test_who_stops_a_command_hears_nothing(
    error: BaseException, code: int, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.setattr(Full, "error", error)
    monkeypatch.setattr(sys, "stdout", Full())
    assert main(["size", "7", "3"]) == code
    assert capsys.readouterr().err == ""


def test_words_are_those_of_the_command_line(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.setattr(sys, "argv", ["convdemo", "size", "7", "3"])
    assert main() == 0
    assert capsys.readouterr().out == "5\n"


def test_bytes_are_told_in_the_unit_that_suits_them() -> None:
    told = {
        0: "0.0 KiB",
        1536: "1.5 KiB",
        2**20 - 1: "1,024.0 KiB",
        2**20: "1.0 MiB",
        2**30 - 1: "1,024.0 MiB",
        2**30: "1.0 GiB",
        2**41: "2,048.0 GiB",
    }
    assert {count: human(count) for count in told} == told


# Problem sheets.


def printed(line: str, capsys: Captured) -> str:
    assert main(line.split()) == 0
    out, err = capsys.readouterr()
    assert not err
    return out


def test_sheets_and_keys_are_printed(capsys: Captured) -> None:
    first, second = make_sheets(["padding", "why"], seed=7, copies=2, problems=2)
    line = "sheet padding why --seed 7 --copies 2 --problems 2"
    assert printed(line, capsys) == f"{first.markdown()}\n{second.markdown()}"
    keys = f"{first.key_markdown()}\n{second.key_markdown()}"
    assert printed(f"{line} --key", capsys) == keys
    assert printed("sheet why", capsys) == make_sheets(["why"])[0].markdown()


def test_sheets_for_programs(capsys: Captured) -> None:
    line = "sheet pooling stride --seed 3 --copies 2 --problems 4"
    told = json.loads(printed(f"{line} --json", capsys))
    assert (told["chapters"], told["seed"], told["problems"], told["copies"]) == (
        ["pooling", "stride"], 3, 4, 2,
    )  # fmt: skip
    problems = [
        p
        for s in make_sheets(["pooling", "stride"], seed=3, copies=2, problems=4)
        for p in s.problems
    ]
    assert [row["kind"] for row in told["rows"]] == [problem.kind for problem in problems]
    assert [row["sheet"] for row in told["rows"]] == ["A"] * 8 + ["B"] * 8
    assert not any({"key", "working"} & set(row) for row in told["rows"])
    keys = json.loads(printed(f"{line} --key --json", capsys))["rows"]
    listed = json.loads(json.dumps([problem.key for problem in problems], default=float))
    assert [row["key"] for row in keys] == listed
    assert keys[0]["tables"].keys() == {"image"} and len(keys[0]["tables"]["image"]) == 4
    rows = list(csv.DictReader(io.StringIO(printed(f"{line} --csv", capsys))))
    assert list(rows[0]) == ["sheet", "number", "chapter", "kind", "asked", "statement"]
    assert rows[0]["statement"].endswith(".") and "image: " in rows[0]["statement"]
    rows = list(csv.DictReader(io.StringIO(printed(f"{line} --csv --key", capsys))))
    assert [row["key"] for row in rows] == [of_key(problem.key) for problem in problems]


def test_files_are_written_and_never_written_over_unasked(tmp_path: Path, capsys: Captured) -> None:
    folder = tmp_path / "new" / "sheets"
    line = f"sheet why --seed 7 --copies 2 --to {folder}"
    names = ["sheet-7-A.html", "sheet-7-A.md", "sheet-7-B.html", "sheet-7-B.md"]
    assert printed(line, capsys) == "".join(f"{(folder / n).as_posix()}\n" for n in names)
    assert sorted(path.name for path in folder.iterdir()) == names
    second = make_sheets(["why"], seed=7, copies=2)[1]
    assert (folder / "sheet-7-B.md").read_bytes() == second.markdown().encode()
    assert (folder / "sheet-7-B.html").read_bytes() == second.html().encode()
    (folder / "sheet-7-B.md").write_text("mine")
    (folder / "sheet-7-A.md").unlink()
    (folder / "sheet-7-A.html").unlink()
    assert main(line.split()) == 2
    there = f"{(folder / 'sheet-7-B.html').as_posix()!r} is there already; --force writes over it"
    assert f"argument --to: {there}\n" in capsys.readouterr().err
    assert (folder / "sheet-7-B.md").read_text() == "mine"
    assert not (folder / "sheet-7-A.md").exists()
    assert len(json.loads(printed(f"{line} --force --json", capsys))["rows"]) == 4
    assert (folder / "sheet-7-B.md").read_text("utf-8") == second.markdown()
    printed(f"{line} --key", capsys)
    assert (folder / "key-7-B.md").read_text("utf-8") == second.key_markdown()
    assert (folder / "key-7-B.html").read_text("utf-8") == second.key_html()


def test_a_folder_that_cannot_be_is_told(tmp_path: Path, capsys: Captured) -> None:
    assert main(["sheet", "why", "--to", ""]) == 2
    said = "argument --to: must name a folder, as in sheets, and nothing came\n"
    assert said in capsys.readouterr().err
    (tmp_path / "sheet-0-A.md").mkdir()
    assert main(["sheet", "why", "--force", "--to", str(tmp_path)]) == 2
    assert re.search(r"'.*sheet-0-A.md' cannot be written to: ", capsys.readouterr().err)
    (tmp_path / "file").write_text("")
    assert main(["sheet", "why", "--to", str(tmp_path / "file")]) == 2
    assert re.search("argument --to: '.*file' cannot be written to: ", capsys.readouterr().err)


def test_what_came_back_is_marked(tmp_path: Path, capsys: Captured) -> None:
    (sheet,) = make_sheets(["padding"], seed=7, problems=3)
    path, keys = tmp_path / "back.md", [of_key(problem.key) for problem in sheet.problems]
    path.write_text(sheet.head + "".join(f"\n{k}. {key}" for k, key in enumerate(keys, 1)), "utf-8")
    assert main(["sheet", "--check", str(path)]) == 0
    assert capsys.readouterr() == ("1  right\n2  right\n3  right\n3 of 3 right\n", "")
    path.write_text(f"{sheet.head}\n1. 36\n2. many", "utf-8")
    assert main(["sheet", "--check", str(path)]) == 1
    assert capsys.readouterr() == (
        "1  wrong       the padding was counted once, and not at both ends\n"
        "2  unreadable  'many': must be a number, as in 12, -3, 2.5 or 5/2\n"
        "3  missing\n0 of 3 right\n",
        "",
    )
    assert main(["sheet", "--check", str(path), "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["right"], told["of"]) == (0, 3)
    assert [row["verdict"] for row in told["rows"]] == ["wrong", "unreadable", "missing"]
    assert main(["sheet", "--check", str(path), "--csv"]) == 1
    assert capsys.readouterr().out.splitlines()[:2] == [
        "number,chapter,kind,verdict,written,hint",
        '1,padding,padded_size,wrong,36,"the padding was counted once, and not at both ends"',
    ]


def test_a_file_that_cannot_be_marked_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    def told(file: str) -> str:
        assert main(["sheet", "--check", file]) == 2
        out, err = capsys.readouterr()
        assert not out and err.endswith(f"\n{USAGE['sheet']}")
        return err.removesuffix(f"\n{USAGE['sheet']}").removeprefix("convdemo sheet: ")

    monkeypatch.chdir(tmp_path)
    missing = os.strerror(errno.ENOENT)
    assert told("no.md") == f"argument --check: 'no.md' cannot be read: {missing}"
    Path("odd.md").write_bytes(b"1. \xff")
    assert told("odd.md") == "argument --check: 'odd.md' must be text in UTF-8"
    monkeypatch.setattr(sys, "stdin", io.StringIO("1. 5"))
    assert told("-").startswith("argument --check: the file must have one line such as 'Sheet A:")
    Path("two.md").write_text("Sheet A: why why, seed 7, 1 problem a chapter")
    assert told("two.md") == "argument --check: chapters must each stand once, not why twice"


def test_a_terminal_without_the_signs_of_a_sheet_gets_plainer_ones() -> None:
    chapters = CHAPTERS.split(", ")
    environment = os.environ | {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    for key in ([], ["--key"]):
        command = [*COMMAND, "sheet", *chapters, "--problems", "5", *key]
        done = subprocess.run(command, env=environment, capture_output=True)
        assert (done.returncode, done.stderr) == (0, b"") and b"x" in done.stdout


COMMAND = [sys.executable, "-W", "error", "-m", "convdemo"]


def test_a_terminal_that_has_no_times_sign_gets_an_x() -> None:
    environment = os.environ | {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    command = [*COMMAND, "summary", "c64-7-s2-p3.r.m3-s2-p1", "224", "224", "3"]
    done = subprocess.run(command, env=environment, capture_output=True)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode("ascii").splitlines() == TABLE.replace("×", "x").splitlines()


def test_where_nobody_reads_on_a_command_ends_without_a_word() -> None:
    running = subprocess.Popen(
        [*COMMAND, "field", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert running.stdin and running.stdout and running.stderr
    # It waits for its stack, and by then its reader has gone.
    running.stdout.close()
    running.stdin.write(b"c1-3")
    running.stdin.close()
    with running.stderr:
        assert running.stderr.read() == b""
    assert running.wait() == 141
