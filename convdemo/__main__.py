"""The package in a terminal: `python -m convdemo size 224 7 --stride 2 --padding 3`.

The exit code is 0 where there is an output, 1 where the layers cannot be or a sheet is not all right,
and 2 where the command was not understood or something could not be read or written.
"""

from __future__ import annotations

import argparse
import contextlib
import csv
import io
import json
import os
import re
import sys
import textwrap
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from convdemo import __version__, _commands, networks
from convdemo._check import WORDS, Misspelt
from convdemo._commands import Told
from convdemo._sheets import telling
from convdemo._sheets.catalogue import CHAPTERS, known
from convdemo.codes import layers_from
from convdemo.layers import Layer
from convdemo.sheets import MOST_COPIES, MOST_PROBLEMS, MOST_SEED, Sheet, make_sheets, mark
from convdemo.types import PaddingWord, Pair, Shape

IMPOSSIBLE, USAGE, INTERRUPTED, BROKEN_PIPE = 1, 2, 130, 141
NAME = "python -m convdemo"
NETWORKS: dict[str, tuple[Callable[[], list[Layer]], Shape]] = {
    "lenet5": (networks.lenet5, networks.LENET5_INPUT),
    "course_lenet": (networks.course_lenet, networks.COURSE_LENET_INPUT),
    "alexnet": (networks.alexnet, networks.ALEXNET_INPUT),
    "vgg16": (networks.vgg16, networks.VGG16_INPUT),
}
STACK = f"""\
STACK is one of
  a code     layers with dots between them, as the addresses of the book's
             calculator have them: c64-7-s2-p3.r.m3-s2-p1
             c16-3 Conv2d(16, 3), m2 MaxPool2d(2), a2 AvgPool2d(2), r ReLU(),
             f Flatten(), d10 Dense(10); then -s stride, -p padding (a number,
             valid, same or full), -d dilation, -g groups, -b0 without bias,
             -c1 for ceil_mode; 3x5 is 3 high and 5 wide
  a network  {", ".join(NETWORKS)}
  @FILE      a file with a code; it may go over several lines, and what follows
             a # in a line is left out
  -          the same from the standard input
"""
SHAPE = """\
SHAPE is the shape of one example: N_H N_W N_C, as in 224 224 3 or 224x224x3, or
one number for a stack that begins flat. A network has its own.
"""
FORMATS = """\
  --json          print a JSON object
  --csv           print comma-separated values, with a line of names above
  -h, --help      print this
"""
TOP = f"""\
usage: {NAME} COMMAND ...

What convolutional layers put out, cost and see.

  size N F             the size of an output, in one direction
  summary STACK SHAPE  the table of a stack of layers: output shapes,
                       parameters, multiply-adds, activations, receptive fields
  field STACK [SHAPE]  the receptive field of one output, in pixels of the input
  memory STACK SHAPE   the bytes to run a stack, or to train it
  sheet CHAPTER ...    a sheet of problems, its key, or marks for one

  -h, --help           print this; after a command, what it takes
  --version            print the version

Each command takes --json and --csv.

examples:
  {NAME} size 224 7 --stride 2 --padding 3
  {NAME} summary "c64-7-s2-p3.r.m3-s2-p1" 224 224 3
  {NAME} field "c64-7-s2-p3.r.m3-s2-p1"
  {NAME} memory vgg16 --batch 32 --optimizer adam
  {NAME} sheet padding stride --seed 7

The exit code is 0 where there is an output, 1 where the layers cannot be or a
sheet is not all right, and 2 where the command was not understood or something
could not be read or written.
"""
# What stands for a sign that a terminal's encoding does not have.
PLAIN = str.maketrans({"×": "x", "·": "*", "−": "-", "²": "^2", "⌊": "floor(", "⌋": ")"})


class _UsageError(Exception):
    """A command that was not understood."""


class _Parser(argparse.ArgumentParser):
    """A parser that raises, where argparse's own ends the program."""

    def error(self, message: str) -> NoReturn:
        raise _UsageError(message)


@dataclass(frozen=True)
class _Command:
    """How a command is called, what it takes, and what it does with that."""

    usage: str
    help: str
    takes: Callable[[argparse.ArgumentParser], object]
    does: Callable[[argparse.Namespace], Told]

    def told(self, arguments: list[str]) -> tuple[str, int]:
        """What the command prints, and its exit code."""
        parser = _Parser(allow_abbrev=False)
        self.takes(parser)
        formats = parser.add_mutually_exclusive_group()
        formats.add_argument("--json", action="store_true")
        formats.add_argument("--csv", action="store_true")
        given = parser.parse_intermixed_args(arguments)
        told = self.does(given)
        if given.json:
            return _json(told), told.code
        return (_csv(told) if given.csv else told.text), told.code


def _json(told: Told) -> str:
    """The record, with a line for each of its names and for each of its rows."""
    lines = []
    for name, value in told.record.items():
        text = json.dumps(value)
        if name == "rows":
            rows = ",".join(f"\n    {json.dumps(row)}" for row in value)
            text = f"[{rows}\n  ]"
        lines.append(f'  "{name}": {text}')
    return "{\n" + ",\n".join(lines) + "\n}"


def _csv(told: Told) -> str:
    """The rows, below a line of names."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(told.rows[0] if told.rows else _commands.COLUMNS)
    writer.writerows([_commands.short(value) for value in row.values()] for row in told.rows)
    return text.getvalue().rstrip("\n")


def _wrapped(names: Iterable[str]) -> str:
    return textwrap.fill(", ".join(names), 78, initial_indent="  ", subsequent_indent="  ")


# Arguments.


def _number(text: str) -> int | None:
    return int(text) if re.fullmatch("[+-]?[0-9]{1,18}", text) else None


def _least(least: int, most: int | None = None) -> Callable[[str], int]:
    wanted = f"of at least {least}" if most is None else f"from {least} to {most}"

    def whole(text: str) -> int:
        number = _number(text)
        if number is None or number < least or (most is not None and number > most):
            raise argparse.ArgumentTypeError(f"must be a whole number {wanted}, not {text!r}")
        return number

    return whole


def _padding(text: str) -> int | Pair | PaddingWord:
    for word in WORDS:
        if text == word:
            return word
    numbers = [_number(part) for part in text.split(",")]
    ends = [n for n in numbers if n is not None and n >= 0]
    if len(ends) != len(numbers) or len(ends) > 2:
        raise argparse.ArgumentTypeError(
            "must be a whole number of at least 0, two such as 0,1 for before and after, valid, "
            f"same or full, not {text!r}"
        )
    return ends[0] if len(ends) == 1 else (ends[0], ends[1])


def _sides(text: str) -> list[int]:
    numbers = [_number(part) for part in text.split("x")]
    sides = [n for n in numbers if n is not None and n >= 1]
    if len(sides) != len(numbers):
        raise argparse.ArgumentTypeError(
            f"must be whole numbers of at least 1, as in 224 224 3, not {text!r}"
        )
    return sides


def _optimizer(text: str) -> str:
    if text not in _commands.OPTIMIZERS:
        raise argparse.ArgumentTypeError(
            f"must be one of {', '.join(_commands.OPTIMIZERS)}, not {text!r}"
        )
    return text


def _takes_size(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("n", metavar="N", type=_least(1))
    parser.add_argument("f", metavar="F", type=_least(1))
    parser.add_argument("--padding", type=_padding, default=0)
    parser.add_argument("--stride", type=_least(1), default=1)
    parser.add_argument("--dilation", type=_least(1), default=1)
    parser.add_argument("--ceil", action="store_true")


def _takes_stack(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("stack", metavar="STACK")
    parser.add_argument("shape", metavar="SHAPE", nargs="*", type=_sides)


def _takes_memory(parser: argparse.ArgumentParser) -> None:
    _takes_stack(parser)
    parser.add_argument("--batch", type=_least(1), default=1)
    parser.add_argument("--bytes", type=_least(1), default=4)
    parser.add_argument("--optimizer", type=_optimizer)


def _chapter(text: str) -> str:
    try:
        return known(text)
    except Misspelt as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _folder(text: str) -> str:
    # What an empty variable of a shell leaves would be the folder one stands in.
    if not text:
        raise argparse.ArgumentTypeError("must name a folder, as in sheets, and nothing came")
    return text


def _takes_sheet(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("chapters", metavar="CHAPTER", nargs="*", type=_chapter)
    parser.add_argument("--seed", type=_least(0, MOST_SEED))
    parser.add_argument("--copies", type=_least(1, MOST_COPIES))
    parser.add_argument("--problems", type=_least(1, MOST_PROBLEMS))
    parser.add_argument("--key", action="store_true")
    parser.add_argument("--to", metavar="FOLDER", type=_folder)
    parser.add_argument("--force", action="store_true")
    parser.add_argument("--check", metavar="FILE")


# Stacks.


def _layers(stack: str) -> list[Layer]:
    """The layers that STACK means."""
    if stack in NETWORKS:
        return NETWORKS[stack][0]()
    try:
        return layers_from(_code(stack))
    except Misspelt as error:
        raise _UsageError(
            f"argument STACK: {error}. STACK may also be {', '.join(NETWORKS)}, @FILE, or - for "
            "the standard input"
        ) from None


def _code(stack: str) -> str:
    """The code that STACK is, or that stands in the file it names."""
    if stack != "-" and not stack.startswith("@"):
        return stack
    lines = _read(stack.removeprefix("@"), "STACK").removeprefix("\ufeff").splitlines()
    parts = [line.partition("#")[0].strip() for line in lines]
    return ".".join(part for part in parts if part)


def _read(file: str, argument: str) -> str:
    """What a file holds, or after a hyphen the standard input."""
    name = "the standard input" if file == "-" else repr(file)
    try:
        if file != "-":
            return Path(file).read_text("utf-8")
        if sys.stdin is None:
            raise OSError(0, "there is none")
        return sys.stdin.read()
    except OSError as error:
        raise _UsageError(f"argument {argument}: {name} cannot be read: {error.strerror}") from None
    except UnicodeError:
        raise _UsageError(f"argument {argument}: {name} must be text in UTF-8") from None


def _shape(given: argparse.Namespace) -> Shape | None:
    """The shape that was given, or the network's own."""
    sides = tuple(side for sides in given.shape for side in sides)
    if len(sides) not in (0, 1, 3):
        raise _UsageError(
            "argument SHAPE: must be three numbers, as in 224 224 3, or one for a stack that "
            f"begins flat, not {len(sides)} numbers"
        )
    return sides or NETWORKS.get(given.stack, (None, None))[1]


def _known_shape(given: argparse.Namespace) -> Shape:
    shape = _shape(given)
    if shape is None:
        raise _UsageError(
            "argument SHAPE: must follow STACK, as in 224 224 3; only a network has its own"
        )
    return shape


# Commands.


def _size(given: argparse.Namespace) -> Told:
    return _commands.size(given.n, given.f, given.padding, given.stride, given.dilation, given.ceil)


def _summary(given: argparse.Namespace) -> Told:
    shape = _known_shape(given)
    return _commands.summary(_layers(given.stack), shape)


def _field(given: argparse.Namespace) -> Told:
    layers, shape = _layers(given.stack), _shape(given)
    if shape is None and _commands.needs_shape(layers):
        raise _UsageError(
            "argument SHAPE: must follow STACK, as in 224 224 3, where layers are flat"
        )
    return _commands.field(layers, shape)


def _memory(given: argparse.Namespace) -> Told:
    shape = _known_shape(given)
    return _commands.memory(_layers(given.stack), shape, given.batch, given.bytes, given.optimizer)


def _sheet(given: argparse.Namespace) -> Told:
    if given.check is not None:
        return _check(given)
    if not given.chapters:
        raise _UsageError(
            f"argument CHAPTER: must be at least one of {', '.join(CHAPTERS)}, and none came"
        )
    twice = [name for name in given.chapters if given.chapters.count(name) > 1]
    if twice:
        raise _UsageError(f"argument CHAPTER: must stand once, and {twice[0]} came twice")
    if given.force and given.to is None:
        raise _UsageError("argument --force: goes with --to, which names a folder")
    made = make_sheets(
        given.chapters,
        seed=given.seed or 0,
        copies=given.copies or 1,
        problems=given.problems or 3,
    )
    return telling.sheets(made, given.key) if given.to is None else _written(made, given)


def _written(made: list[Sheet], given: argparse.Namespace) -> Told:
    texts = telling.files(made, given.key, Path(given.to))
    there = [path.as_posix() for path in texts if path.exists()]
    if there and not given.force:
        raise _UsageError(f"argument --to: {there[0]!r} is there already; --force writes over it")
    try:
        return telling.written(texts)
    except OSError as error:
        raise _UsageError(
            f"argument --to: {str(error.filename or given.to)!r} cannot be written to: {error.strerror}"
        ) from None


def _check(given: argparse.Namespace) -> Told:
    free = ("json", "csv", "check")
    others = [value for name, value in vars(given).items() if name not in free]
    if not all(value is None or value is False or value == [] for value in others):
        raise _UsageError("argument --check: stands alone, for the file says which sheet it is")
    try:
        found = mark(_read(given.check, "--check"))
    except ValueError as error:
        raise _UsageError(f"argument --check: {error}") from None
    return telling.marks(found)


COMMANDS = {
    "size": _Command(
        "N F [--padding P] [--stride S] [--dilation D]\n       [--ceil] [--json | --csv]",
        f"""\
The size of an output in one direction: the places at which a window of F taps
stops along N pixels.

  --padding P     pixels added at each end: a number, two as in 0,1 (before and
                  after), valid, same or full; usually 0
  --stride S      pixels from one place to the next; usually 1
  --dilation D    pixels from one tap to the next; usually 1
  --ceil          round up, as ceil_mode does in PyTorch's pooling
{FORMATS}
example:
  {NAME} size 224 7 --stride 2 --padding 3
""",
        _takes_size,
        _size,
    ),
    "summary": _Command(
        "STACK SHAPE [--json | --csv]",
        f"""\
The table of a stack of layers, for one example: output shapes, parameters,
multiply-adds, activations, receptive fields and jumps.

{STACK}
{SHAPE}
{FORMATS}
examples:
  {NAME} summary "c64-7-s2-p3.r.m3-s2-p1" 224 224 3
  {NAME} summary vgg16 --csv
""",
        _takes_stack,
        _summary,
    ),
    "field": _Command(
        "STACK [SHAPE] [--json | --csv]",
        f"""\
The receptive field: the pixels of the input, from the first to the last, that
one output depends on; 13x8 is 13 high and 8 wide. With --json and --csv also
the jump, the pixels of the input from one output to the next.

{STACK}
{SHAPE}Only a stack that is flattened needs it here.

{FORMATS}
example:
  {NAME} field "c64-7-s2-p3.r.m3-s2-p1"
""",
        _takes_stack,
        _field,
    ),
    "memory": _Command(
        "STACK SHAPE [--batch M] [--bytes B]\n       [--optimizer NAME] [--json | --csv]",
        f"""\
The bytes that a stack takes: parameters, and the input and output of the layer
for which they are the most. With an optimizer, the bytes to train it:
parameters, as many gradients, what the optimizer keeps, and all activations,
which wait for the way back. ReLU() works in place, Flatten() copies nothing.

  --batch M         examples in a batch; usually 1
  --bytes B         bytes of a number: usually 4, for float32; 2 for float16
  --optimizer NAME  sgd, momentum (keeps one number for each parameter) or adam
                    (keeps two)

{STACK}
{SHAPE}
{FORMATS}
examples:
  {NAME} memory vgg16
  {NAME} memory vgg16 --batch 32 --optimizer adam
""",
        _takes_memory,
        _memory,
    ),
    "sheet": _Command(
        "CHAPTER ... [--seed N] [--copies K]\n       [--problems N] [--key] [--to FOLDER [--force]] "
        "[--json | --csv]\n       python -m convdemo sheet --check FILE [--json | --csv]",
        f"""\
A sheet of problems on the chapters, with numbers from a seed: the same seed,
the same sheet. It is printed as Markdown, or written as Markdown and as a page
for the printer. It does not hold its key; --key gives that, with the working,
and what usual mistakes lead to.

CHAPTER is one of
{_wrapped(CHAPTERS)}

  --seed N        where the numbers come from; usually 0
  --copies K      copies A, B, C and so on, alike but for their numbers; usually
                  1, at most {MOST_COPIES}
  --problems N    problems of each chapter; usually 3, at most {MOST_PROBLEMS}
  --key           the key in the place of the sheet
  --to FOLDER     write files there: for seed 7 sheet-7-A.html and sheet-7-A.md,
                  or key-7-A.html and key-7-A.md
  --force         write over files that are there already
  --check FILE    mark what came back: the sheet's Markdown, filled in behind
                  "Answer:", or lines such as "3. 12" below the sheet's second
                  line, or a table under "number,answer"; - for the standard
                  input. The exit code is 0 if all is right, else 1.
{FORMATS}
examples:
  {NAME} sheet padding stride --seed 7 --copies 3
  {NAME} sheet padding stride --seed 7 --copies 3 --key
""",
        _takes_sheet,
        _sheet,
    ),
}


def main(argv: Sequence[str] | None = None) -> int:
    """Do what the command line says, and give the exit code.

    Parameters
    ----------
    argv
        The words after the program's name; None for those of the command line.

    Returns
    -------
    int
        0, 1 where the layers cannot be or a sheet is not all right, 2 where the command was not
        understood; 130 after Ctrl-C, and 141 where nobody reads on, as after `| head`.

    Examples
    --------
    >>> main(["size", "224", "7", "--stride", "2", "--padding", "3"])
    112
    0
    >>> main(["field", "c64-7-s2-p3.r.m3-s2-p1"])
    11
    0
    """
    try:
        code = _run(list(sys.argv[1:] if argv is None else argv))
        if sys.stdout is not None:
            sys.stdout.flush()
        return code
    except BrokenPipeError:
        _give_up_output()
        return BROKEN_PIPE
    except KeyboardInterrupt:
        return INTERRUPTED
    except OSError as error:
        _give_up_output()
        return _complain("", f"the output cannot be written: {error.strerror}", USAGE)


def _run(words: list[str]) -> int:
    name, *arguments = words or [""]
    command = COMMANDS.get(name)
    try:
        if name in ("-h", "--help"):
            print(TOP, end="")
        elif name == "--version":
            print(f"convdemo {__version__}")
        elif command is None:
            came = f"not {name!r}" if words else "and none came"
            raise _UsageError(f"argument COMMAND: must be one of {', '.join(COMMANDS)}, {came}")
        elif {"-h", "--help"} & set(arguments):
            print(f"usage: {NAME} {name} {command.usage}\n\n{command.help}", end="")
        else:
            text, code = command.told(arguments)
            print(_printable(text))
            return code
    except _UsageError as error:
        usage = f"{name} {command.usage}" if command else "COMMAND ..."
        help_at = f"{NAME} {name} --help" if command else f"{NAME} --help"
        lines = f"{error}\nusage: {NAME} {usage}\nhelp: {help_at}"
        return _complain(name if command else "", lines, USAGE)
    except ValueError as error:
        return _complain(name, str(error), IMPOSSIBLE)
    return 0


def _printable(text: str) -> str:
    """The text, with plainer signs where the output's encoding lacks one."""
    try:
        text.encode(getattr(sys.stdout, "encoding", None) or "utf-8")
    except UnicodeEncodeError:
        return text.translate(PLAIN)
    return text


def _complain(name: str, text: str, code: int) -> int:
    """Print what is wrong, if there is somewhere to print it."""
    if sys.stderr is not None:
        print(f"convdemo {name}".rstrip() + f": {text}", file=sys.stderr)
    return code


def _give_up_output() -> None:
    """Let Python end without another try to write what is left."""
    with contextlib.suppress(OSError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


if __name__ == "__main__":
    sys.exit(main())
