"""Problems on the chapter *Learning an edge detector*."""

from __future__ import annotations

from fractions import Fraction

from convdemo._sheets import loops
from convdemo._sheets.draw import Draw
from convdemo._sheets.made import Made, Number, Row, Table
from convdemo._sheets.numerals import listed, signed, told

# Numbers of outputs: what is divided by them ends after two decimals.
COUNTS = (2, 4)
# One over the learning rate.
PARTS = (10, 20, 50)
WEIGHT = "The weight is"


def mean_square(draw: Draw) -> Made:
    """The loss of some outputs."""
    n = draw.one(COUNTS)
    outputs, wanted = draw.row(n, -9, 9), draw.row(n, -9, 9)
    errors = tuple(a - b for a, b in zip(outputs, wanted, strict=True))
    total = sum(error**2 for error in errors)
    key = loops.whole(Fraction(total, n))
    return Made(
        given={"outputs": outputs, "wanted": wanted},
        statement=(
            "What is the loss, the mean of the squares of the errors?",
            Table("outputs", (outputs,)),
            Table("wanted outputs", (wanted,)),
        ),
        key=key,
        loops=loops.mean(
            (outputs[i] - wanted[i]) * (outputs[i] - wanted[i]) for i in range(len(outputs))
        ),
        working=(
            f"The errors, output minus wanted: {listed(errors)}. Their squares: "
            f"{listed(tuple(error**2 for error in errors))}. "
            f"Their mean: {told(total)} / {n} = {told(key)}.",
        ),
        mistakes={
            "the squares were added, and no mean was taken": total,
            "the errors were not squared": loops.mean(map(abs, errors)),
            "the mean was squared": loops.whole(Fraction(sum(errors), n) ** 2),
        },
    )


def _loss(weight: Number, pixels: Row, wanted: Row) -> Number:
    return loops.mean((weight * x - y) ** 2 for x, y in zip(pixels, wanted, strict=True))


def _slope(weight: Number, pixels: Row, wanted: Row) -> Number:
    """The loss of one weight is a parabola: between two points alike far it is as steep as there."""
    around = (_loss(weight + 1, pixels, wanted), _loss(weight - 1, pixels, wanted))
    return loops.whole(Fraction(around[0] - around[1]) / 2)


def slope_of_a_weight(draw: Draw) -> Made:
    """The slope of the loss by one weight."""
    weight, pixels, wanted = draw.between(-3, 3), draw.row(2, 1, 5), draw.row(2, -9, 9)
    errors = tuple(weight * x - y for x, y in zip(pixels, wanted, strict=True))
    terms = tuple(x * error for x, error in zip(pixels, errors, strict=True))
    key = sum(terms)
    return Made(
        given={"weight": weight, "pixels": pixels, "wanted": wanted},
        statement=(
            f"A filter has one weight. {WEIGHT} {told(weight)}, and the output at a pixel is weight "
            "times pixel. The loss is the mean of the squares of the errors at these two pixels. "
            "What is the slope of the loss by the weight?",
            Table("pixels", (pixels,)),
            Table("wanted outputs", (wanted,)),
        ),
        key=key,
        loops=_slope(weight, pixels, wanted),
        working=(
            f"The errors: {listed(errors)}. The slope is the mean of 2 · error · pixel: "
            f"(2 · {signed(errors[0])} · {pixels[0]} + 2 · {signed(errors[1])} · {pixels[1]}) / 2 "
            f"= {told(key)}.",
        ),
        mistakes={
            "no mean was taken": 2 * key,
            "the factor of two from the square was forgotten": loops.whole(Fraction(key, 2)),
            "the pixels were left out": sum(errors),
            "the sign was turned": -key,
        },
    )


def one_step(draw: Draw) -> Made:
    """One step of gradient descent."""
    weight, pixel, wanted = draw.between(-2, 4), draw.between(1, 5), draw.between(-9, 20)
    parts = draw.one(PARTS)
    rate, error = Fraction(1, parts), weight * pixel - wanted
    slope = 2 * error * pixel
    key = loops.whole(weight - rate * slope)
    return Made(
        given={"weight": weight, "pixel": pixel, "wanted": wanted, "rate": rate},
        statement=(
            f"{WEIGHT} {told(weight)}, the pixel {pixel}, the wanted output {told(wanted)}, and the "
            f"learning rate {told(rate)}. The output is weight times pixel, and the loss is the "
            "square of the error. "
            "What is the weight after one step of gradient descent?",
        ),
        key=key,
        loops=loops.whole(weight - rate * _slope(weight, (pixel,), (wanted,))),
        working=(
            f"The error: {signed(weight)} · {pixel} − {signed(wanted)} = {told(error)}. "
            f"The slope: 2 · {signed(error)} · {pixel} = {told(slope)}.",
            f"Against it: {told(weight)} − {told(rate)} · {signed(slope)} = {told(key)}.",
        ),
        mistakes={
            "the step went along the slope and not against it": loops.whole(weight + rate * slope),
            "the factor of two from the square was forgotten": loops.whole(
                weight - rate * slope / 2
            ),
            "the pixel was left out of the slope": loops.whole(weight - rate * 2 * error),
            "that is the step and not the new weight": loops.whole(-rate * slope),
        },
    )


KINDS = {
    "mean_square": mean_square,
    "slope_of_a_weight": slope_of_a_weight,
    "one_step": one_step,
}
