"""Problems on the chapter *Going backward*."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from convdemo._sheets import loops
from convdemo._sheets.draw import Draw
from convdemo._sheets.made import Grid, Made, Number, Table, grid
from convdemo._sheets.numerals import listed, products, told
from convdemo.backward import conv_backward
from convdemo.convolution import conv2d
from convdemo.pooling import max_pool_backward


def _blamed(output: Grid, gradient: Grid) -> Number:
    """A loss whose gradient by the output is the given one."""
    return loops.met(output, gradient)


def _flat(rows: Grid) -> tuple[Number, ...]:
    return tuple(number for line in rows for number in line)


def _layer(image: Grid, weights: Grid, gradient: Grid) -> tuple[Grid, Grid, int]:
    """The three gradients, by convdemo: of the weights, of the image, of the bias."""
    found = conv_backward(
        np.array(gradient)[None, ..., None],
        np.array(image)[None, ..., None],
        np.array(weights)[..., None, None],
    )
    return grid(found.weights[..., 0, 0]), grid(found.a_prev[0, ..., 0]), int(found.bias[0])


def of_the_weights(draw: Draw) -> Made:
    """The gradient of a filter."""
    image, weights, gradient = draw.grid(3, 3, 0, 5), draw.grid(2, 2, -2, 2), draw.grid(2, 2, -2, 2)
    key, _, _ = _layer(image, weights, gradient)
    first = loops.windows(image, 2, 2)[0][0]
    return Made(
        given={"image": image, "gradient": gradient},
        statement=(
            "A filter of 2 × 2 slid over the image X, without padding. dZ is the gradient of the "
            "loss by the output. What is dW, its gradient by the filter?",
            Table("X", image),
            Table("dZ", gradient),
        ),
        key=key,
        loops=loops.slopes(lambda w: _blamed(loops.slide(image, w), gradient), weights),
        working=(
            "Slide dZ over X, without a flip. The first weight met the first pixel of each window: "
            f"{products(_flat(first), _flat(gradient))} = {told(key[0][0])}.",
            Table("dW", key),
        ),
        mistakes={
            "dZ was turned by half a turn": grid(conv2d(image, np.array(gradient)[::-1, ::-1])),
            "the sign was turned": tuple(tuple(-value for value in line) for line in key),
        },
    )


def of_the_image(draw: Draw) -> Made:
    """The gradient of an image."""
    weights, gradient = draw.grid(2, 2, -3, 3), draw.grid(2, 2, -2, 2)
    blank = ((0,) * 3,) * 3
    _, key, _ = _layer(blank, weights, gradient)
    corner = (gradient[0][0], weights[0][0])
    return Made(
        given={"weights": weights, "gradient": gradient},
        statement=(
            "The filter W slid over an image of 3 × 3, without padding. dZ is the gradient of the "
            "loss by the output. What is dX, its gradient by the image?",
            Table("W", weights),
            Table("dZ", gradient),
        ),
        key=key,
        loops=loops.slopes(lambda x: _blamed(loops.slide(x, weights), gradient), blank),
        working=(
            "Turn W by half a turn and slide it over dZ with full padding. The first pixel was read "
            f"by one window: {products(corner[:1], corner[1:])} = {told(key[0][0])}. The middle one "
            f"was read by four: {products(_flat(gradient), _flat(weights)[::-1])} = {told(key[1][1])}.",
            Table("dX", key),
        ),
        mistakes={
            "the filter was not turned": grid(conv2d(gradient, weights, padding="full")),
            "without padding only the middle comes out": ((key[1][1],),),
        },
    )


def of_the_bias(draw: Draw) -> Made:
    """The gradient of a bias."""
    gradient = draw.grid(2, 4, -4, 4)
    blank = ((0,) * 5,) * 3
    _, _, key = _layer(blank, ((1, 1), (1, 1)), gradient)
    (loss,) = loops.slopes(
        lambda bias: sum(bias[0][0] * cell for line in gradient for cell in line), ((0,),)
    )
    return Made(
        given={"gradient": gradient},
        statement=(
            "A bias was added to each cell of an output. dZ is the gradient of the loss by the "
            "output. What is db, its gradient by the bias?",
            Table("dZ", gradient),
        ),
        key=key,
        loops=loss[0],
        working=(
            "The bias took part in each cell, so the gradients add up: "
            f"{listed(tuple(sum(line) for line in gradient))} are the sums of the rows, and together "
            f"they are {told(key)}.",
        ),
        mistakes={
            "the mean was taken": loops.whole(Fraction(key, 8)),
            "the signs were left out": sum(abs(cell) for line in gradient for cell in line),
            "one row alone was added": sum(gradient[0]),
        },
    )


def through_a_pool(draw: Draw) -> Made:
    """The gradient goes to the largest."""
    numbers = draw.some(range(-9, 20), 16)
    image = tuple(tuple(numbers[4 * r : 4 * r + 4]) for r in range(4))
    sent = [draw.one((-4, -3, -2, -1, 1, 2, 3, 4)) for _ in range(4)]
    gradient = ((sent[0], sent[1]), (sent[2], sent[3]))
    key = grid(max_pool_backward(gradient, image, 2))
    spread = grid(np.kron(gradient, np.ones((2, 2), int)))
    # Half a step: the numbers are whole and differ, so no other becomes the largest.
    half = Fraction(1, 2)
    return Made(
        given={"image": image, "gradient": gradient},
        statement=(
            "Max pooling with a window of 2 × 2 and a stride of 2 read the image X. dZ is the "
            "gradient of the loss by the output. What is dX, its gradient by the image?",
            Table("X", image),
            Table("dZ", gradient),
        ),
        key=key,
        loops=loops.slopes(lambda x: _blamed(loops.pooled(x, 2, 2, max), gradient), image, half),
        working=(
            "The largest pixel of each window gets the whole gradient, the others get none.",
            Table("dX", key),
        ),
        mistakes={
            "all pixels of a window got the gradient": spread,
            "the gradient was shared out evenly": tuple(
                tuple(loops.whole(Fraction(value) / 4) for value in line) for line in spread
            ),
            "the smallest pixel got the gradient": grid(
                max_pool_backward(gradient, -np.array(image), 2)
            ),
        },
    )


KINDS = {
    "of_the_weights": of_the_weights,
    "of_the_image": of_the_image,
    "of_the_bias": of_the_bias,
    "through_a_pool": through_a_pool,
}
