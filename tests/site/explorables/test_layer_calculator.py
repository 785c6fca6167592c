"""The layer calculator, used by mouse, touch and keyboard; its numbers are those of `summarize`."""

from __future__ import annotations

import ast
import contextlib
import csv
import importlib
import importlib.util
import io
import math
import random
import re
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Locator

import convdemo
from convdemo import (
    ALEXNET_INPUT,
    LENET5_INPUT,
    VGG16_INPUT,
    AvgPool2d,
    Conv2d,
    Dense,
    Flatten,
    MaxPool2d,
    ReLU,
    Row,
    Summary,
    alexnet,
    lenet5,
    mlp_parameters,
    summarize,
    vgg16,
)
from convdemo.layers import Layer
from scripts.drawing import number
from tests.site import visits
from tests.site.explorables.reader import Reader

Read = Callable[..., Reader]
Shape = tuple[int, ...]
PRESETS = {
    "LeNet-5": (lenet5(), LENET5_INPUT, 61_706),
    "AlexNet, two cards": (alexnet(), ALEXNET_INPUT, 60_965_224),
    "AlexNet, one card": (alexnet(groups=False), ALEXNET_INPUT, 62_378_344),
    "VGG-16": (vgg16(), VGG16_INPUT, 138_357_544),
}
# What packages do otherwise, or not at all.
ODD: dict[str, tuple[list[Layer], Shape]] = {
    "c4-3-s2-psame-d2-g2-b0": (
        [Conv2d(4, 3, stride=2, padding="same", dilation=2, groups=2, bias=False)],
        (9, 8, 2),
    ),
    "c4-3x2-s2-psame.r.c5-4-psame": (
        [Conv2d(4, (3, 2), stride=2, padding="same"), ReLU(), Conv2d(5, 4, padding="same")],
        (10, 9, 2),
    ),
    "m3-s1-p2.a4-s3-psame": (
        [MaxPool2d(3, stride=1, padding=2), AvgPool2d(4, stride=3, padding="same")],
        (9, 8, 2),
    ),
    "m2x3-p0x1-c1.a3-s2-p1-c1": (
        [
            MaxPool2d((2, 3), padding=(0, 1), ceil_mode=True),
            AvgPool2d(3, stride=2, padding=1, ceil_mode=True),
        ],
        (9, 12, 2),
    ),
    "a3-s1-p2.f.d7-b0": (
        [AvgPool2d(3, stride=1, padding=2), Flatten(), Dense(7, bias=False)],
        (6, 6, 1),
    ),
    "": ([], (5, 4, 3)),
}
ROWS = """table => [...table.querySelectorAll("tr:not(.editor)")].slice(1).map(row => ({
    layer: row.firstChild.ariaLabel ?? row.firstChild.textContent,
    note: row.querySelector(".across")?.textContent ?? "",
    ...Object.fromEntries(
        [...row.querySelectorAll("td[data-name]")].map(cell => [cell.dataset.name, cell.ariaLabel ?? cell.textContent])
    ),
}))"""
TO_THE_END = """button => {
    let presses = 0;
    while (button.ariaDisabled === "false") { button.click(); presses++; }
    return presses;
}"""
KINDS = ("Conv2d", "MaxPool2d", "AvgPool2d", "ReLU", "Flatten", "Dense")
Shown = list[dict[str, str]]


def table(reader: Reader) -> Shown:
    """All rows: the input, the layers, the totals."""
    found: Shown = reader.live.locator(".stack").evaluate(ROWS)
    return found


def names(reader: Reader) -> list[str]:
    """The layers, without their numbers."""
    shown = table(reader)[1:-1]
    assert [row["layer"].split(" ")[0] for row in shown] == [str(i + 1) for i in range(len(shown))]
    return [row["layer"].partition(" ")[2] for row in shown]


def visit(reader: Reader, **state: object) -> None:
    """Go to another state of the same page."""
    query = "&".join(f"layers.{name}={value}" for name, value in state.items())
    reader.page.evaluate(
        "query => { history.replaceState(null, '', query); dispatchEvent(new PopStateEvent('popstate')); }",
        f"?{query}#layers",
    )


def unfold(reader: Reader) -> None:
    """Open the folds below the table."""
    reader.live.locator("details").evaluate_all("folds => folds.forEach(fold => fold.open = true)")
    reader.page.wait_for_function("document.querySelector('#layers textarea').value")


def code(reader: Reader) -> str:
    unfold(reader)
    return reader.live.get_by_label("The stack in Python").input_value()


def row_of(reader: Reader, number: int) -> Locator:
    """A row of the table; the input is row 0."""
    return reader.live.locator(".stack tbody tr:not(.editor)").nth(number)


def number_in(reader: Reader, row: int, label: str) -> Locator:
    """A number in a row's own line."""
    return row_of(reader, row).get_by_role("spinbutton", name=label, exact=True)


def type_in(reader: Reader, row: int, label: str, text: str) -> None:
    """Press a number, and type another."""
    number_in(reader, row, label).click()
    row_of(reader, row).get_by_role("textbox", name=label, exact=True).fill(text)
    reader.page.keyboard.press("Enter")


def lines(reader: Reader) -> list[Layer]:
    """What the rows' own lines say, read as Python."""
    texts = reader.live.locator(".stack tbody:nth-of-type(2) .words").all_text_contents()
    scope = {name: getattr(convdemo, name) for name in KINDS}
    return [eval(text.partition(" ")[2], scope) for text in texts]


def times(value: int | Shape) -> str:
    return " × ".join(f"{n:,}" for n in ((value,) if isinstance(value, int) else value))


def memory(count: int) -> str:
    return f"{count:,} bytes" if count else "0"


def in_words(count: int) -> str:
    """So much memory in three digits or more."""
    unit = 0
    while round(count / 1024**unit, 0) >= 1024:
        unit += 1
    value = count / 1024**unit
    names = ("B", "KiB", "MiB", "GiB", "TiB", "PiB")
    return f"{number(value, max(0, 3 - len(str(int(value)))))} {names[unit]}"


def expected(row: Row) -> dict[str, str]:
    return {
        "layer": f"{row.number} {row.layer}",
        "note": "",
        "output": times(row.output_shape),
        "weights": f"{row.weights:,}",
        "biases": f"{row.biases:,}",
        "multiply-adds": f"{row.macs:,}",
        "activations": f"{row.activations:,}",
        "memory": memory(row.memory),
        "receptive field": times(row.receptive_field),
        "jump": times(row.jump),
        "never read": (f"{row.dropped[0]}, {row.dropped[1]}" if any(row.dropped) else "0"),
    }


def totals(summary: Summary) -> dict[str, str]:
    last = summary.rows[-1].output_shape if summary.rows else summary.input_shape
    return {
        "layer": "total",
        "note": "",
        "output": times(last),
        "weights": f"{summary.weights:,}",
        "biases": f"{summary.biases:,}",
        "multiply-adds": f"{summary.macs:,}",
        "activations": f"{summary.activations:,}",
        "memory": memory(summary.memory),
        "receptive field": times(summary.receptive_field),
        "jump": "",
        "never read": "",
    }


def dense_weights(row: Row) -> int:
    """The weights of a dense layer in the place of a layer that learns."""
    size = math.prod(row.input_shape)
    return mlp_parameters((size, 1), math.prod(row.output_shape)) if row.weights else 0


def check(reader: Reader, layers: list[Layer], shape: Shape) -> Summary:
    """The table, the sentences and the code of convdemo say what `summarize` gives."""
    summary = summarize(layers, shape)
    shown = table(reader)
    assert shown[1:-1] == [expected(row) for row in summary.rows]
    assert shown[-1] == totals(summary)
    assert (shown[0]["output"], shown[0]["activations"]) == (times(shape), f"{math.prod(shape):,}")
    assert lines(reader) == layers
    words = reader.live.evaluate("live => live.textContent")
    assert (
        f"{summary.parameters:,} parameters ({summary.weights:,} weights, {summary.biases:,} biases)"
        in words
    )
    assert f"{summary.activations:,} activations ({in_words(summary.memory)} in float32)" in words
    if summary.weights:
        assert f"they would have {sum(map(dense_weights, summary.rows)):,} weights" in words
    names: dict[str, Any] = {}
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(code(reader), names)
    assert names["layers"] == layers and printed.getvalue() == f"{summary}\n"
    return summary


# --- the arithmetic, against random stacks --------------------------------------------------------

EVALUATE = """async stacks => {
    const m = await import("/explorables/convdemo_summary.js");
    const { decode, encode } = await import("/explorables/convdemo_layers.js");
    const { same } = await import("/explorables/numerals.js");
    const plain = row => ({...row, dense: String(row.dense), window: undefined, layer: undefined});
    const ordered = layers => layers.map(layer => Object.entries(layer).sort());
    return stacks.map(([layers, shape]) => {
        const counted = m.summarize(layers, shape);
        const again = decode(encode(layers));
        const kept = same(ordered(again), ordered(layers));
        return {...plain(counted), rows: counted.rows.map(plain), code: encode(layers), kept};
    });
}"""
CODES = """stacks => stacks.map(([stack, shape]) => ["PyTorch", "Keras"].map(code => {
    history.replaceState(null, "", `?layers.stack=${stack}&layers.input=${shape.join("*")}&layers.code=${code}#layers`);
    dispatchEvent(new PopStateEvent("popstate"));
    return document.querySelector("#layers textarea").value;
}))"""
COUNTS = ("weights", "biases", "parameters", "macs", "activations", "memory")
Spec = dict[str, Any]


def random_layer(rng: random.Random, flat: bool) -> Spec:
    """A layer as numbers.js has it, which may be impossible."""

    def one(*choices: Any) -> Any:
        picked = rng.choice(choices)
        if isinstance(picked, int) and rng.random() < 0.2:
            other = rng.choice([c for c in choices if isinstance(c, int)])
            return picked if picked == other else [picked, other]
        return picked

    weights = (2, 1, 1, 20, 10, 66) if flat else (45, 15, 15, 8, 7, 10)
    kind = rng.choices(("Conv2d", "MaxPool2d", "AvgPool2d", "ReLU", "Flatten", "Dense"), weights)[0]
    spec: Spec = {"type": kind}
    if kind == "Conv2d":
        spec |= {"filters": rng.choice((1, 2, 4, 6, 8, 12)), "size": one(1, 2, 3, 3, 4, 5, 7)}
        spec |= {"stride": one(1, 1, 1, 2, 3), "dilation": one(1, 1, 1, 2, 3)}
        spec |= {"padding": one(0, 0, 1, 2, 3, "same", "same", "valid", "full")}
        spec |= {"groups": rng.choice((1, 1, 1, 2, 3, 4)), "bias": rng.random() < 0.7}
    elif kind.endswith("Pool2d"):
        size, stride = one(1, 2, 2, 3, 3, 4), one(1, 2, 3)
        spec |= {"size": size, "stride": None if stride == size or rng.random() < 0.5 else stride}
        spec |= {
            "padding": one(0, 0, 0, 1, 1, 2, "same", "valid", "full"),
            "ceil_mode": rng.random() < 0.4,
        }
    elif kind == "Dense":
        spec |= {"units": rng.choice((1, 10, 33)), "bias": rng.random() < 0.7}
    return spec


def random_stack(rng: random.Random) -> tuple[list[Spec], list[int]]:
    shape = [rng.randint(1, 40), rng.randint(1, 40), rng.choice((1, 2, 3, 4, 6, 12))]
    specs: list[Spec] = []
    for _ in range(rng.randint(0, 9)):
        specs.append(random_layer(rng, any(spec["type"] == "Flatten" for spec in specs)))
    return specs, shape


def built(spec: Spec) -> Layer:
    """The layer of convdemo; ValueError if it cannot be."""
    choices: Spec = {name: tuple(v) if isinstance(v, list) else v for name, v in spec.items()}
    layer: Layer = getattr(convdemo, choices.pop("type"))(
        *[choices.pop(name) for name in ("filters", "units", "size") if name in spec], **choices
    )
    return layer


def counted(specs: list[Spec], shape: list[int]) -> tuple[Summary, int]:
    """The table of all layers above the first that is impossible, and that one's number."""
    layers: list[Layer] = []
    summary = summarize(layers, tuple(shape))
    for place, spec in enumerate(specs, 1):
        try:
            layers.append(built(spec))
            summary = summarize(layers, tuple(shape))
        except ValueError:
            return summary, place
    return summary, 0


def plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def advised(specs: list[Spec], stop: int, shape: list[int], fits: str) -> int:
    """Try what is said to fit, each by itself; give how many there were."""
    above = [built(spec) for spec in specs[: stop - 1]]
    wrong = specs[stop - 1]
    flattened = [i for i, layer in enumerate(above) if isinstance(layer, Flatten)]
    if "above the flatten row" in fits:
        above = above[: flattened[0]]
    if "below a flatten row" in fits:
        above = [*above, Flatten()]
    changes = [
        {name: int(value) for name, value in re.findall(r"(\w+) of (\d+)", each)}
        for each in fits.split(", or ")
    ]
    assert fits.startswith("It would fit ") and (flattened or all(changes) or "below" in fits)
    for change in changes:
        summarize([*above, built(wrong | change)], tuple(shape))
    return len(changes)


def test_random_stacks_are_counted_as_summarize_counts_them(read: Read) -> None:
    rng = random.Random(9)
    stacks = [random_stack(rng) for _ in range(240)]
    reader = read("calculator.html#layers")
    answers = reader.page.evaluate(EVALUATE, stacks)
    fixed = 0
    for (specs, shape), answer in zip(stacks, answers, strict=True):
        summary, stop = counted(specs, shape)
        where = f"{specs} on {shape}"
        assert answer["stop"] == stop and answer["kept"], where
        for name in (*COUNTS, "receptive_field"):
            assert answer[name] == plain(getattr(summary, name)), f"{name}: {where}"
        rows = answer["rows"]
        for row, found in zip(summary.rows, rows, strict=False):
            for name in (
                *COUNTS,
                "number",
                "input_shape",
                "output_shape",
                "receptive_field",
                "jump",
                "dropped",
            ):
                assert found[name] == plain(getattr(row, name)), (
                    f"row {row.number}, {name}: {where}"
                )
            assert found["dense"] == str(dense_weights(row)), where
        if stop:
            assert all(row["waits"] == stop for row in rows[stop:])
            fixed += advised(specs, stop, shape, rows[stop - 1]["fits"])
    # The code of those that are possible comes to the same shapes and parameters.
    possible = [
        (stack, answer) for stack, answer in zip(stacks, answers, strict=True) if not answer["stop"]
    ]
    codes = reader.page.evaluate(
        CODES, [[answer["code"], shape] for (_, shape), answer in possible]
    )
    for ((specs, shape), _), (in_pytorch, in_keras) in zip(possible, codes, strict=True):
        summary = summarize([built(spec) for spec in specs], tuple(shape))
        read_code(in_pytorch, pytorch, summary)
        read_code(in_keras, keras, summary)
    stops = [answer["stop"] for answer in answers]
    assert stops.count(0) > 60 and len(stops) - stops.count(0) > 60 and fixed > 120


# --- the code, read as the packages read it --------------------------------------------------------


def calls(source: str) -> Iterator[tuple[str, list[Any], dict[str, Any]]]:
    """The layers that the code lists: name, arguments, keywords."""
    listed = next(
        n
        for n in ast.walk(ast.parse(source))
        if isinstance(n, ast.Call) and ast.unparse(n.func).endswith("Sequential")
    )
    items = (
        listed.args[0].elts if listed.args and isinstance(listed.args[0], ast.List) else listed.args
    )
    for call in items:
        assert isinstance(call, ast.Call)
        first = call.args[0] if call.args else None
        if isinstance(first, ast.Lambda):
            call = first.body
            assert isinstance(call, ast.Call)
            call.args.pop(0)
        given = [
            math.inf if ast.unparse(a) == "-float('inf')" else ast.literal_eval(a)
            for a in call.args
        ]
        words = {
            k.arg or "": -math.inf if "inf" in ast.unparse(k.value) else ast.literal_eval(k.value)
            for k in call.keywords
        }
        yield ast.unparse(call.func), given, words


def padded(shape: Shape, top: int, bottom: int, left: int, right: int) -> Shape:
    return shape[0] + top + bottom, shape[1] + left + right, shape[2]


def pytorch(name: str, given: list[Any], words: dict[str, Any], shape: Shape) -> Shape | Layer:
    """What a module of PyTorch is: a change of the shape, or a layer of convdemo's."""
    if name in ("nn.ZeroPad2d", "nn.ConstantPad2d"):
        left, right, top, bottom = given[0]
        return padded(shape, top, bottom, left, right)
    if name == "nn.Conv2d":
        assert given[0] == shape[2]
        assert words.get("padding") != "same" or words.get("stride", 1) == 1
        return Conv2d(*given[1:], **words)
    if name == "nn.Linear":
        assert given[0] == shape[0]
        return Dense(given[1], **words)
    if name in ("nn.ReLU", "nn.Flatten"):
        assert not given and not words
        return ReLU() if name == "nn.ReLU" else Flatten()
    pool = {"nn.MaxPool2d": MaxPool2d, "nn.AvgPool2d": AvgPool2d}[name]
    pads = "padding" in words
    assert words.pop("count_include_pad", True) is not (pads and pool is AvgPool2d)
    layer = pool(*given, **words)
    sides = [(v, v) if isinstance(v, int) else v for v in (layer.padding, layer.size)]
    assert all(2 * p <= f for p, f in zip(*sides, strict=True)), "PyTorch would refuse this padding"
    return layer


def keras(name: str, given: list[Any], words: dict[str, Any], shape: Shape) -> Shape | Layer:
    """What a layer of Keras is: a change of the shape, or a layer of convdemo's."""
    if name in ("layers.ZeroPadding2D", "keras.ops.pad"):
        assert name == "layers.ZeroPadding2D" or words == {"constant_values": -math.inf}
        (top, bottom), (left, right) = given[0] if name == "layers.ZeroPadding2D" else given[0][1:3]
        return padded(shape, top, bottom, left, right)
    ours = {"strides": "stride", "dilation_rate": "dilation", "use_bias": "bias"}
    words = {ours.get(word, word): value for word, value in words.items()}
    assert words.get("padding", "same") == "same"
    if name == "layers.Conv2D":
        assert words.get("stride", 1) == 1 or words.get("dilation", 1) == 1, (
            "Keras would refuse this"
        )
    kinds = {
        "Conv2D": Conv2d,
        "MaxPooling2D": MaxPool2d,
        "AveragePooling2D": AvgPool2d,
        "Dense": Dense,
    }
    kind: Any = (
        kinds.get(name.removeprefix("layers."))
        or {"layers.ReLU": ReLU, "layers.Flatten": Flatten}[name]
    )
    layer: Layer = kind(*given, **words)
    return layer


def read_code(source: str, meaning: Callable[..., Shape | Layer], summary: Summary) -> None:
    """The modules come to the shapes and the parameters of the stack, and are of its kinds."""
    shape, parameters = summary.input_shape, 0
    kinds: list[type] = []
    shapes: list[Shape] = []
    wanted = [row.output_shape for row in summary.rows]
    listed = list(calls(source))
    if meaning is keras:
        name, given, _ = listed.pop(0)
        assert (name, given) == ("keras.Input", [shape])
    for name, given, words in listed:
        found = meaning(name, given, words, shape)
        if not isinstance(found, Layer):
            shape = found
            continue
        parameters += found.parameters(shape)
        shape = found.output_shape(shape)
        if shapes != wanted[: len(shapes)]:  # Keras: of all places, these are kept
            assert isinstance(found, MaxPool2d) and found.size == 1
            shapes[-1] = shape
        else:
            kinds.append(type(found))
            shapes.append(shape)
    assert kinds == [type(row.layer) for row in summary.rows]
    assert shapes == wanted, source
    assert parameters == summary.parameters


def run_code(source: str, package: str, summary: Summary) -> None:
    """Run it where the package is there."""
    if importlib.util.find_spec(package) is None:
        return
    names: dict[str, Any] = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        exec(source, names)
        model = names["model"]
        if package == "torch":
            assert sum(p.numel() for p in model.parameters()) == summary.parameters
        elif summary.rows:
            assert model.count_params() == summary.parameters
            assert model.output_shape[1:] == summary.rows[-1].output_shape


def check_code(reader: Reader, summary: Summary) -> None:
    for language, meaning, package in (("PyTorch", pytorch, "torch"), ("Keras", keras, "keras")):
        reader.choose("code for", language)
        read_code(code(reader), meaning, summary)
        run_code(code(reader), package, summary)
    reader.choose("code for", "convdemo")


def test_presets_are_the_published_networks(read: Read) -> None:
    reader = read("calculator.html#layers")
    for name, (layers, shape, parameters) in PRESETS.items():
        reader.choose("start from", name)
        assert check(reader, layers, shape).parameters == parameters
        check_code(reader, summarize(layers, shape))
    reader.choose("code for", "PyTorch")
    assert "    nn.Conv2d(64, 64, 3, padding=1),\n" in code(reader)
    reader.choose("code for", "Keras")
    assert "    layers.Conv2D(64, 3, padding='same'),\n" in code(reader)


def test_code_says_what_a_package_cannot(read: Read) -> None:
    reader = read("calculator.html#layers")
    written = {}
    for stack, (layers, shape) in ODD.items():
        visit(reader, stack=stack, input="*".join(map(str, shape)))
        check(reader, layers, shape)
        check_code(reader, summarize(layers, shape))
        for language in ("PyTorch", "Keras"):
            reader.choose("code for", language)
            written[stack, language] = code(reader)
        reader.choose("code for", "convdemo")
    dilated, uneven, padded_pool, hanging, means, _ = ODD
    assert "layers.ZeroPadding2D(((2, 2), (1, 2)))" in written[dilated, "Keras"]
    assert "# Keras has no stride with dilation" in written[dilated, "Keras"]
    assert (
        "nn.ZeroPad2d((0, 1, 0, 1)),\n    nn.Conv2d(2, 4, (3, 2), stride=2)"
        in written[uneven, "PyTorch"]
    )
    assert "nn.Conv2d(4, 5, 4, padding='same')" in written[uneven, "PyTorch"]
    assert "nn.ConstantPad2d((2, 2, 2, 2), -float('inf'))" in written[padded_pool, "PyTorch"]
    assert "# Keras has no such padding for a max pool" in written[padded_pool, "Keras"]
    assert "nn.MaxPool2d((2, 3), padding=(0, 1), ceil_mode=True)" in written[hanging, "PyTorch"]
    for language in ("PyTorch", "Keras"):
        assert "# These zeros count in the means" in written[means, language]


# --- in use ----------------------------------------------------------------------------------------


def test_it_opens_with_the_stack_of_its_figure(read: Read) -> None:
    figure = importlib.import_module("scripts.figures.calculator_stack").table()
    layers = [row.layer for row in figure.rows]
    reader = read("calculator.html#layers")
    check(reader, layers, figure.input_shape)
    assert not reader.faults() and not reader.asked()
    shares = reader.live.locator(".stack td.filter").evaluate_all(
        "cells => cells.map(cell => parseFloat(cell.style.getPropertyValue('--share'))).filter(Boolean)"
    )
    assert shares == pytest.approx(
        [100 * r.weights / figure.weights for r in figure.rows if r.weights], abs=0.006
    )
    # Against dense layers
    reader.live.get_by_label("compare with dense layers").check()
    found = [row["weights and multiply-adds if dense"] for row in table(reader)]
    assert found[1:-1] == [f"{dense_weights(row):,}" for row in figure.rows]
    assert found[-1] == f"{sum(map(dense_weights, figure.rows)):,}"
    assert reader.asked() == "layers.dense=1"


def test_a_stack_is_built_by_mouse(read: Read) -> None:
    reader = read("calculator.html?layers.stack=#layers")
    check(reader, [], (32, 32, 3))
    for name in ("convolution", "max pooling", "dense"):
        reader.press(name)
    for label, text in (
        ("filters", "9"),
        ("f, size", "3 x 5"),
        ("s, stride", "2"),
        ("p, padding", "1*2"),
    ):
        type_in(reader, 1, label, text)
    reader.live.get_by_role("button", name="1 Conv2d(9").click()
    reader.fill("d, dilation", "2")
    reader.fill("groups", "1")
    reader.live.get_by_label("bias").uncheck()
    type_in(reader, 0, "n_w, columns", "40")
    reader.live.get_by_role("button", name="2 MaxPool2d(2)").click()
    reader.choose("layer", "average pooling")
    type_in(reader, 2, "s, stride", "1")
    reader.live.get_by_label("ceil_mode").check()
    first = Conv2d(9, (3, 5), stride=2, dilation=2, padding=(1, 2), bias=False)
    pool = AvgPool2d(2, stride=1, ceil_mode=True)
    assert "Impossible" in reader.words()
    reader.press("flatten")
    check(reader, [first, pool, Flatten(), Dense(10)], (32, 40, 3))
    wanted = [str(first), str(pool), "Flatten()", "Dense(10)"]
    # Reorder, repeat, delete; undo and redo go the same way back and forth.
    reader.press("Move row 3 up")
    seen = [names(reader)]
    assert seen[0] == [wanted[0], "Flatten()", wanted[1], "Dense(10)"]
    reader.press("Move row 2 down")
    reader.press("Repeat row 3")
    seen += [wanted, names(reader)]
    assert seen[2] == [*wanted[:3], "Flatten()", "Dense(10)"]
    reader.press("Delete row 4")
    assert names(reader) == wanted
    for state in (*reversed(seen), wanted):
        reader.press("Undo")
        assert names(reader) == state
    reader.press("Redo")
    assert names(reader) == seen[0]
    reader.press("Undo")
    check(reader, [first, pool, Flatten(), Dense(10)], (32, 40, 3))
    # A run of steps in one number is undone at once.
    number_in(reader, 1, "f, size").focus()
    for _ in range(3):
        reader.page.keyboard.press("ArrowUp")
    larger = str(Conv2d(9, (6, 8), stride=2, dilation=2, padding=(1, 2), bias=False))
    assert names(reader) == [larger, *wanted[1:]]
    reader.press("Undo")
    assert names(reader) == wanted
    # All the way back
    count = reader.live.get_by_role("button", name="Undo").evaluate(TO_THE_END)
    assert names(reader) == [] and count == 14
    assert reader.asked() == "layers.stack="
    # Forth, to what the run of steps had come to
    assert reader.live.get_by_role("button", name="Redo").evaluate(TO_THE_END) == count + 1
    assert names(reader) == [larger, *wanted[1:]]


FOCUSED = """() => {
    const focused = document.activeElement;
    return focused.ariaLabel || focused.labels?.[0]?.innerText.trim() || focused.textContent;
}"""


def walk(reader: Reader, name: str, key: str = "Tab") -> None:
    """Press Tab until that control has the focus."""
    for _ in range(90):
        reader.page.keyboard.press(key)
        if reader.page.evaluate(FOCUSED) == name:
            return
    raise AssertionError(f"{key} does not lead to {name}")


def test_a_stack_is_built_by_keyboard_alone(read: Read) -> None:
    reader = read("calculator.html?layers.stack=&layers.input=8*8*1#layers")
    keys = reader.page.keyboard

    def focused() -> str:
        return str(reader.page.evaluate(FOCUSED))

    walk(reader, "dense")
    keys.press("Enter")
    assert focused() == "1 Dense(10)" and "below a flatten row" in reader.words()
    walk(reader, "convolution")
    keys.press("Space")
    assert focused() == "2 Conv2d(16, 3, padding='same')"
    walk(reader, "filters")
    keys.type("4")
    keys.press("Enter")
    walk(reader, "f, size")
    keys.press("ArrowUp")
    walk(reader, "Move row 2 up")
    keys.press("Enter")
    # The focus stays with the row that was moved, at the button.
    assert focused() == "Move row 1 up"
    keys.press("Enter")
    assert (
        names(reader) == ["Conv2d(4, 4, padding='same')", "Dense(10)"]
        and focused() == "Move row 1 up"
    )
    walk(reader, "flatten")
    keys.press("Enter")
    assert focused() == "2 Flatten()"
    check(reader, [Conv2d(4, 4, padding="same"), Flatten(), Dense(10)], (8, 8, 1))
    walk(reader, "Delete row 2")
    keys.press("Enter")
    assert focused() == "2 Dense(10)" and names(reader) == [
        "Conv2d(4, 4, padding='same')",
        "Dense(10)",
    ]
    walk(reader, "Undo", "Shift+Tab")
    keys.press("Enter")
    assert focused() == "Undo" and len(names(reader)) == 3
    walk(reader, "3 Dense(10)")
    keys.press("Enter")
    walk(reader, "Delete row 3")
    keys.press("Enter")
    walk(reader, "Delete row 2")
    keys.press("Enter")
    assert focused() == "1 Conv2d(4, 4, padding='same')"
    walk(reader, "Delete row 1")
    keys.press("Enter")
    assert focused() == "convolution" and names(reader) == []


def test_an_impossible_layer_is_marked_and_breaks_nothing_else(read: Read) -> None:
    reader = read(
        "calculator.html?layers.input=16*16*2&layers.stack=c8-5.m2.c8-7.r.f.d3&layers.row=3#layers"
    )
    summary = summarize([Conv2d(8, 5), MaxPool2d(2)], (16, 16, 2))
    shown = table(reader)
    assert shown[1:3] == [expected(row) for row in summary.rows]
    assert (
        shown[3]["note"]
        == "Impossible: a window of 7 does not fit in 6 pixels. It would fit with a size of 6, or with a padding of 1."
    )
    assert [row["note"] for row in shown[4:-1]] == ["waits for row 3"] * 3
    assert shown[-1] == totals(summary) | {"layer": "above row 3"}
    unfold(reader)
    for language in ("convdemo", "PyTorch", "Keras"):
        reader.choose("code for", language)
        assert code(reader).startswith("# No code: row 3 is impossible,\n# a window of 7")
        assert not ast.parse(code(reader)).body
    heard = reader.live.locator("[aria-live]")
    reader.fill("groups", "3")
    # Two faults: no single change would do.
    both = "a window of 7 does not fit in 6 pixels, and groups of 3 do not divide 8 channels and 8 filters."
    assert both in table(reader)[3]["note"]
    change = "with a size of 6 and groups of 2, or with a padding of 1 and groups of 2."
    assert table(reader)[3]["note"].endswith(f"It would fit {change}")
    type_in(reader, 3, "f, size", "5")
    only = "groups of 3 do not divide 8 channels and 8 filters. It would fit with groups of 2."
    assert only in table(reader)[3]["note"]
    reader.fill("d, dilation", "2")
    assert "with dilation 2 covers 9 and does not fit in 6 pixels" in table(reader)[3]["note"]
    reader.page.wait_for_function(
        "document.querySelector('#layers [aria-live]').textContent.includes('covers 9')"
    )
    type_in(reader, 3, "d, dilation", "1")
    type_in(reader, 3, "groups", "2")
    reader.choose("code for", "convdemo")
    layers = [Conv2d(8, 5), MaxPool2d(2), Conv2d(8, 5, groups=2), ReLU(), Flatten(), Dense(3)]
    summary = check(reader, layers, (16, 16, 2))
    reader.page.evaluate("new Promise(done => setTimeout(done, 450))")
    assert heard.inner_text().startswith(f"{summary.parameters:,} parameters")
    # Each other reason
    for stack, reason in {
        "d3": "a dense layer needs a flat input, not 16 × 16 × 2. It would fit below a flatten row.",
        "f.c1-1": "Conv2d needs rows and columns, not a flat 512. It would fit above the flatten row.",
        "f.m2": "MaxPool2d needs rows and columns",
        "f.c1-20": "Conv2d needs rows and columns, not a flat 512. It would fit above the flatten row"
        " with a size of 16, or with a padding of 2.",
        "m2-p2": "a padding of 2 is not smaller than the pool’s window 2."
        " It would fit with a size of 3, or with a padding of 1.",
        "c9999-999-psame.c9999-999-psame.c9999-999-psame": "a number above 9,007,199,254,740,991 is not counted here",
        ".".join(["c1-999-pfull-d60"] * 3): "a side above 99,999 is not counted here",
    }.items():
        visit(reader, input="16*16*2", stack=stack)
        assert not reader.faults()
        assert f"Impossible: {reason}" in " ".join(row["note"] for row in table(reader))


def test_the_address_brings_a_stack_back(read: Read) -> None:
    reader = read("calculator.html#layers")
    unfold(reader)
    reader.choose("start from", "LeNet-5")
    type_in(reader, 1, "filters", "8")
    reader.live.get_by_role("button", name="1 Conv2d(8, 5)").click()
    reader.press("ReLU")
    reader.choose("code for", "Keras")
    shown = reader.asked()
    assert (
        "layers.stack=c8-5.r.r.a2.c16-5.r.a2.f.d120.r.d84.r.d10" in shown
        and "layers.row=2" in shown
    )
    again = read(f"calculator.html?{shown}#layers", visits.NARROW)
    assert table(again) == table(reader) and code(again) == code(reader)
    assert again.live.get_by_role("button", expanded=True).inner_text() == "2 ReLU"
    layers = lenet5()
    reader.page.go_back()
    assert names(reader) == [str(Conv2d(8, 5)), *map(str, layers[1:])]
    reader.page.go_back()
    assert names(reader) == list(map(str, layers))
    reader.page.go_back()
    assert names(reader)[0] == "Conv2d(16, 3, padding='same')"
    reader.page.go_forward()
    assert names(reader) == list(map(str, layers))
    reader.press("Start again")
    assert reader.asked() == "" and len(names(reader)) == 7


# Addresses that have been shared: each kind of layer and each choice has kept its code.
SHARED: dict[str, tuple[list[Layer], Shape]] = {
    "c16-3-psame.r.m2.f.d10": (
        [Conv2d(16, 3, padding="same"), ReLU(), MaxPool2d(2), Flatten(), Dense(10)],
        (32, 32, 3),
    ),
    "c4-3x2-s2x1-p1x0-d2x1-g2-b0": (
        [Conv2d(4, (3, 2), stride=(2, 1), padding=(1, 0), dilation=(2, 1), groups=2, bias=False)],
        (9, 8, 2),
    ),
    "m3-s2-p1-c1.a2x3-s1-pvalid-c0.f.d7-b0.r": (
        [
            MaxPool2d(3, stride=2, padding=1, ceil_mode=True),
            AvgPool2d((2, 3), stride=1, padding="valid"),
            Flatten(),
            Dense(7, bias=False),
            ReLU(),
        ],
        (12, 12, 2),
    ),
    "a2-pfull": ([AvgPool2d(2, padding="full")], (5, 5, 1)),
}


def test_addresses_that_were_shared_open_the_same_stack(read: Read) -> None:
    reader = read("calculator.html#layers")
    for stack, (layers, shape) in SHARED.items():
        visit(reader, input="*".join(map(str, shape)), stack=stack)
        assert not reader.faults(), stack
        assert names(reader) == list(map(str, layers)), stack
        check(reader, layers, shape)


BAD = {
    (1, "filters"): ("from 1 to 99,999.", "x", "", "1e999", "0", "-3", "1.5", "100000", "3 × 3"),
    (1, "f, size"): ("from 1 to 999, or two: 3 × 5.", "3 ×", "3 × 3 × 3", "1000", "<b>", "same"),
    (1, "p, padding"): ("or two: 3 × 5, or valid, or same, or full.", "some", "1000"),
    (0, "n_h, rows"): ("from 1 to 9,999.", "1e999", "10000", "٣"),
}
HOSTILE = [
    *"stack=c16 stack=c16-3-x2 stack=q stack=c16-3.. stack=c0-3 stack=c16-3-s1e3 stack=m2-psome"
    " stack=c16-3-b2 stack=constructor stack=<img/src=x/onerror=alert(1)> stack=d100000"
    " stack=c1-3x3x3 row=1e300 row=-1 row=1.5 input=0*1*1 input=5*5 input=1e300*1*1 input=5*5*5*5"
    " code=toString dense=2".split(),
    f"stack={'.'.join('r' * 61)}",
    f"stack={'r' * 5000}",
]
VISIT = """queries => queries.map(query => {
    history.replaceState(null, "", `?layers.${query}#layers`);
    dispatchEvent(new PopStateEvent("popstate"));
    return [document.querySelector("#layers p.fault").textContent, document.querySelector("#layers .stack").innerText];
})"""


def test_bad_entries_are_explained_and_change_nothing(read: Read) -> None:
    reader = read("calculator.html#layers")
    before = table(reader)
    for (row, label), (message, *texts) in BAD.items():
        for text in texts:
            type_in(reader, row, label, text)
            [fault] = reader.faults()
            assert fault.startswith(f"“{text}” is none. Type a whole number") and message in fault
            assert table(reader) == before
        # While it is typed the field says so.
        number_in(reader, row, label).click()
        field = row_of(reader, row).get_by_role("textbox", name=label, exact=True)
        field.fill("x")
        assert field.get_attribute("aria-invalid") == "true" and not reader.faults()
        reader.page.keyboard.press("Escape")
        assert not reader.faults() and table(reader) == before
    assert not reader.asked()
    shown = reader.live.locator(".stack").inner_text()
    for query, (fault, stack) in zip(HOSTILE, reader.page.evaluate(VISIT, HOSTILE), strict=True):
        assert fault.startswith("The address asks for") and stack == shown, query
    # As many rows as there may be, and no more
    visit(reader, stack=".".join("r" * 59), row=59)
    reader.press("ReLU")
    assert len(names(reader)) == 60 and "a stack ends at 60 rows" in reader.words()
    reader.live.get_by_role("button", name="dense", exact=True).click(force=True)
    assert len(names(reader)) == 60 and not reader.faults()


def test_the_table_is_saved_and_the_code_copied(read: Read) -> None:
    reader = read("calculator.html?layers.stack=c4-3-s2-psame.a2-p0x1.f.d3.m2.r#layers")
    layers = [
        Conv2d(4, 3, stride=2, padding="same"),
        AvgPool2d(2, padding=(0, 1)),
        Flatten(),
        Dense(3),
    ]
    summary = summarize(layers, (32, 32, 3))
    with reader.page.expect_download() as download:
        unfold(reader)
        reader.press("Save as CSV")
    assert download.value.suggested_filename == "layers.csv"
    rows = list(csv.DictReader(io.StringIO(download.value.path().read_text("utf-8-sig"))))
    first, *lines, waits, last = rows
    assert (first["layer"], first["output_shape"], first["activations"]) == (
        "input",
        "32 × 32 × 3",
        "3072",
    )
    fields = (*COUNTS, "number", "layer", "output_shape", "receptive_field", "jump", "dropped")
    for row, line in zip(summary.rows, lines, strict=False):
        for name in fields:
            value = getattr(row, name)
            sign = ", " if name == "dropped" else " × "
            assert line[name] == (
                sign.join(map(str, value)) if isinstance(value, tuple) else str(value)
            )
        assert line["dense"] == str(dense_weights(row))
    assert (
        lines[4]["note"].startswith("MaxPool2d needs rows") and waits["note"] == "waits for row 5"
    )
    assert last["layer"] == "total" and all(
        last[name] == str(getattr(summary, name)) for name in COUNTS
    )
    reader.context.grant_permissions(["clipboard-read", "clipboard-write"])
    reader.choose("start from", "LeNet-5")
    reader.choose("code for", "PyTorch")
    reader.press("Copy")
    reader.live.get_by_role("button", name="Copied").wait_for()
    assert reader.page.evaluate("navigator.clipboard.readText()") == code(reader)


@pytest.mark.parametrize("size", [visits.WIDE, visits.NARROW], ids=["wide", "narrow"])
def test_it_stays_accessible_in_use(read: Read, size: tuple[int, int]) -> None:
    reader = read(
        "calculator.html?layers.stack=c16-3-s2.m2-c1.c8-40.f.d10&layers.row=2#layers",
        size,
        has_touch=True,
    )
    reader.live.get_by_role("button", name="3 Conv2d(8, 40)").tap()
    unfold(reader)
    type_in(reader, 3, "f, size", "x")
    assert reader.faults() and not reader.problems()
    shown = table(reader)
    # A table stays one where it is laid out otherwise.
    assert reader.live.get_by_role("table").get_by_role("row").count() == 1 + len(shown) + 1
    assert reader.live.get_by_role("rowheader", name="1 Conv2d(16, 3, stride=2)").count() == 1
    smallest = reader.live.evaluate(
        "live => Math.min(...[...live.querySelectorAll('*')].filter(e => e.checkVisibility())"
        ".map(e => parseFloat(getComputedStyle(e).fontSize)))"
    )
    assert smallest >= 12
    reader.page.set_viewport_size({"width": 700, "height": 700})
    assert table(reader) == shown
    type_in(reader, 3, "f, size", "3")
    reader.choose("start from", "VGG-16")
    assert not reader.page.evaluate(visits.OVERFLOW)
