"""A network's gradients, its steps, and its loss."""

from collections.abc import Callable

import numpy as np
import pytest
from scipy.special import log_softmax

from convdemo.layers import AvgPool2d, Conv2d, Dense, Flatten, MaxPool2d, ReLU
from convdemo.training import Network, softmax_cross_entropy
from tests.convdemo.untyped import untyped

LAYERS = [
    Conv2d(4, 3, padding="same"),
    ReLU(),
    MaxPool2d(2),
    Conv2d(6, 3, padding=1, groups=2, stride=(1, 2), bias=False),
    ReLU(),
    AvgPool2d(2, stride=1),
    Flatten(),
    Dense(5, bias=False),
    ReLU(),
    Dense(3),
]


def small() -> tuple[Network, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(1)
    network = Network(LAYERS, (8, 8, 2), seed=3, dtype=np.float64)
    return network, rng.standard_normal((4, 8, 8, 2)), np.array([0, 2, 1, 2])


def loss_of(network: Network, x: np.ndarray, labels: np.ndarray) -> float:
    return softmax_cross_entropy(network.forward(x), labels)[0]


def entries(values: list[np.ndarray | None], place: int = 0) -> np.ndarray:
    """The weights or biases of a layer that learns some."""
    found = values[place]
    assert found is not None
    return found


def slope(values: np.ndarray, place: tuple[np.intp, ...], loss: Callable[[], float]) -> float:
    """The slope of `loss()` along one entry of `values`, by finite differences."""
    kept, sides = values[place], []
    for step in (1e-6, -1e-6):
        values[place] = kept + step
        sides.append(loss())
    values[place] = kept
    return (sides[0] - sides[1]) / 2e-6


def test_every_gradient_of_a_whole_network_is_the_slope_of_its_loss() -> None:
    network, x, labels = small()
    by_x = network.backward(softmax_cross_entropy(network.forward(x), labels)[1])
    pairs = [
        (x, by_x),
        *zip(network.weights, network.weight_gradients, strict=True),
        *zip(network.biases, network.bias_gradients, strict=True),
    ]
    rng, checked = np.random.default_rng(7), 0
    for values, gradient in pairs:
        assert (values is None) == (gradient is None)
        if values is None or gradient is None:
            continue
        for flat in rng.choice(values.size, min(6, values.size), replace=False):
            place = np.unravel_index(flat, values.shape)
            measured = slope(values, place, lambda: loss_of(network, x, labels))
            assert gradient[place] == pytest.approx(measured, abs=1e-7)
            checked += 1
    assert checked > 30


def test_the_loss_and_its_gradient_are_scipys() -> None:
    rng = np.random.default_rng(2)
    logits, labels = rng.standard_normal((6, 5)) * 300, rng.integers(0, 5, 6)
    loss, grad = softmax_cross_entropy(logits, labels)
    logs = log_softmax(logits, axis=1)
    assert loss == pytest.approx(-logs[np.arange(6), labels].mean())
    assert np.allclose(grad, (np.exp(logs) - np.eye(5)[labels]) / 6)
    assert softmax_cross_entropy(logits.astype("f4"), labels)[1].dtype == np.float32


def test_the_same_seed_gives_the_same_network() -> None:
    one, two, other = (Network(LAYERS, (8, 8, 2), seed=seed) for seed in (5, 5, 6))
    assert np.array_equal(entries(one.weights), entries(two.weights))
    assert not np.array_equal(entries(one.weights), entries(other.weights))
    assert (
        entries(one.weights).dtype
        == one.forward(np.ones((1, 8, 8, 2), "uint8")).dtype
        == np.float32
    )


def test_what_is_left_out() -> None:
    plain, told = Network(LAYERS, (8, 8, 2)), Network(LAYERS, (8, 8, 2), seed=0, dtype=np.float32)
    assert np.array_equal(entries(plain.weights), entries(told.weights))
    assert entries(plain.weights).dtype == entries(told.weights).dtype
    one, two = ready(), ready()
    for network, words in ((one, {}), (two, {"momentum": 0.0})):
        network.step(0.1, **words)
        network.step(0.1, **words)
    assert np.array_equal(entries(one.weights, 1), entries(two.weights, 1))
    start = ready()
    moved = entries(start.weights, 1) - 0.2 * entries(start.weight_gradients, 1)
    assert np.allclose(entries(one.weights, 1), moved)


def test_weights_begin_with_the_variance_two_over_the_inputs() -> None:
    network = Network([Flatten(), Dense(300)], (20, 20, 1), dtype=np.float64)
    assert entries(network.weights, 1).var() == pytest.approx(2 / 400, rel=0.02)
    assert not entries(network.biases, 1).any()
    assert network.parameters == 400 * 300 + 300


def test_a_step_goes_down_and_momentum_keeps_its_speed() -> None:
    network, x, labels = small()
    start = loss_of(network, x, labels)
    before = entries(network.weights, -1).copy()
    for _ in range(2):
        network.backward(softmax_cross_entropy(network.forward(x), labels)[1])
        network.weight_gradients[-1] = np.ones_like(before)
        network.step(0.01, momentum=0.5)
    # The speeds are 1, then 0.5 · 1 + 1.
    assert np.allclose(before - entries(network.weights, -1), 0.01 * (1 + 1.5))
    network, x, labels = small()
    for _ in range(20):
        network.backward(softmax_cross_entropy(network.forward(x), labels)[1])
        network.step(0.05)
    assert loss_of(network, x, labels) < start / 2


def test_the_input_stays_as_it_was() -> None:
    network, x, labels = small()
    copy = x.copy()
    network.backward(softmax_cross_entropy(network.forward(x), labels)[1])
    network.step(1.0)
    assert np.array_equal(x, copy)


def fresh() -> Network:
    return Network([Flatten(), Dense(2)], (2, 2, 1))


def ready() -> Network:
    network = fresh()
    network.backward(np.ones_like(network.forward(np.ones((1, 2, 2, 1)))))
    return network


@pytest.mark.parametrize(
    "call, kind, words",
    [
        (
            lambda: Network([Dense(2)], (2, 2, 1)),
            ValueError,
            "layer 1, Dense(2), on (2, 2, 1): Dense(2) needs a flat input (n,), not (2, 2, 1); put "
            "Flatten() before it",
        ),
        (
            lambda: Network(untyped(Dense(2)), (2,)),
            TypeError,
            "layers must be a list of layers, not one layer: write [Dense(2)]",
        ),
        (
            lambda: Network([Dense(2), untyped("ReLU")], (2,)),
            TypeError,
            "layer 2 must be a layer such as Conv2d(6, 5), not 'ReLU'",
        ),
        (
            lambda: Network([untyped(Flatten)], (2, 2, 1)),
            TypeError,
            "layer 1 is the class Flatten: call it",
        ),
        (
            lambda: Network([ReLU()], (2, 2)),
            ValueError,
            "input_shape must be (n_h, n_w, n_c) or (n,), not (2, 2)",
        ),
        (lambda: Network([ReLU()], (2,), seed=-1), ValueError, "seed must be at least 0, not -1"),
        (
            lambda: Network([ReLU()], (2,), dtype=int),
            ValueError,
            "dtype must be float32 or float64, not <class 'int'>",
        ),
        (
            lambda: Network([ReLU()], (2,), dtype="cat"),
            ValueError,
            "dtype must be float32 or float64, not 'cat'",
        ),
        (lambda: Network({}, (2,)), TypeError, "layers must be a list of layers, not {}"),
        (
            lambda: fresh().forward(np.ones((2, 2, 1))),
            ValueError,
            "x must have the shape (m, 2, 2, 1), not (2, 2, 1)",
        ),
        (
            lambda: fresh().forward(untyped(None)),
            TypeError,
            "x must be an array of numbers, not None",
        ),
        (lambda: fresh().backward([[1, 2]]), ValueError, "forward must be called before backward"),
        (
            lambda: ready().backward([[1]]),
            ValueError,
            "grad must have the shape (1, 2), not (1, 1)",
        ),
        (lambda: fresh().step(0.1), ValueError, "backward must be called before step"),
        (lambda: ready().step(0), ValueError, "rate must be above 0, not 0"),
        (
            lambda: ready().step(0.1, momentum=1),
            ValueError,
            "momentum must be at least 0 and less than 1, not 1",
        ),
        (
            lambda: softmax_cross_entropy([1, 2], [0]),
            ValueError,
            "logits must have the shape (m, classes), not (2,)",
        ),
        (
            lambda: softmax_cross_entropy([[1, 2]], [0.0]),
            TypeError,
            "labels must be integers, not float64",
        ),
        (
            lambda: softmax_cross_entropy([[1, 2]], [0, 1]),
            ValueError,
            "labels must be one for each of the 1 rows of logits, not 2",
        ),
        (
            lambda: softmax_cross_entropy([[1, 2]], [2]),
            ValueError,
            "labels must lie between 0 and 1, not 2 to 2",
        ),
    ],
)
def test_bad_input_is_named(call: Callable[[], object], kind: type[Exception], words: str) -> None:
    with pytest.raises(kind) as caught:
        call()
    assert str(caught.value) == words
