"""A network whose weights can be trained, and the loss it is trained on."""

from __future__ import annotations

from collections.abc import Iterable
from math import prod
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from convdemo._check import array, has_room, number, positive, quietly, shown, whole
from convdemo.layers import Layer, layer_list, shapes, volume_shape
from convdemo.types import Array, Shape


class Network:
    """Layers with weights of their own, for training by gradient descent.

    The weights are drawn from a normal distribution of variance 2 / n, where n is the number of
    inputs that one output reads; the biases begin at 0.

    Parameters
    ----------
    layers
        The layers, first to last.
    input_shape
        The shape of one example, (n_h, n_w, n_c) or (n,).
    seed
        Of the generator that draws the weights: the same seed gives the same network.
    dtype
        Type of the weights, float32 or float64.

    Attributes
    ----------
    layers, input_shape, output_shape
        What it was made of, and the shape of what it gives for one example.
    weights, biases
        One array a layer; None for a layer that has none.
    weight_gradients, bias_gradients
        What the last `backward` found, one array a layer.

    Raises
    ------
    ValueError, TypeError
        If a layer is impossible (with its number), or an argument is not what it should be.

    Source
    ------
    He, Zhang, Ren and Sun, "Delving deep into rectifiers", ICCV 2015, for the variance.

    Examples
    --------
    >>> from convdemo.layers import Dense, Flatten
    >>> network = Network([Flatten(), Dense(2)], (2, 2, 1), seed=0)
    >>> x, labels = np.eye(4).reshape(4, 2, 2, 1), [0, 1, 1, 0]
    >>> for step in range(100):
    ...     loss, grad = softmax_cross_entropy(network.forward(x), labels)
    ...     _ = network.backward(grad)
    ...     network.step(1.0)
    >>> print(network.forward(x).argmax(axis=1), network.parameters)
    [0 1 1 0] 10
    """

    def __init__(
        self,
        layers: Iterable[Layer],
        input_shape: Shape,
        *,
        seed: int = 0,
        dtype: DTypeLike = np.float32,
    ) -> None:
        self.layers = layer_list(layers)
        self.input_shape = volume_shape(input_shape)
        *before, self.output_shape = shapes(self.layers, self.input_shape)
        self.dtype = kind = _float_type(dtype)
        rng = np.random.default_rng(whole(seed, "seed", 0))
        self.weights = [
            _drawn(rng, layer, layer.weight_shape(shape), kind)
            for layer, shape in zip(self.layers, before, strict=True)
        ]
        self.biases = [
            None if (size := layer.bias_shape(shape)) is None else np.zeros(size, kind)
            for layer, shape in zip(self.layers, before, strict=True)
        ]
        self.weight_gradients: list[Array | None] = []
        self.bias_gradients: list[Array | None] = []
        self._inputs: list[Array] = []
        self._speeds: dict[int, Array] = {}

    @property
    def parameters(self) -> int:
        """How many numbers the network learns."""
        return sum(values.size for values in (*self.weights, *self.biases) if values is not None)

    @quietly
    def forward(self, x: ArrayLike) -> Array:
        """The output for a batch, and a note of what each layer saw, for `backward`.

        Parameters
        ----------
        x
            The batch, (m, *input_shape).

        Returns
        -------
        ndarray
            (m, *output_shape), in the network's dtype.

        Raises
        ------
        ValueError, TypeError
            If `x` is no array of numbers of that shape.
        """
        batch = array(x, "x")
        if batch.shape[1:] != self.input_shape:
            wanted = ", ".join(["m", *map(str, self.input_shape)])
            raise ValueError(f"x must have the shape ({wanted}), not {batch.shape}")
        signal = batch.astype(self.dtype, copy=False)
        self._inputs = []
        for layer, weights, bias in zip(self.layers, self.weights, self.biases, strict=True):
            self._inputs.append(signal)
            signal = layer.forward(signal, weights, bias)
        return signal

    @quietly
    def backward(self, grad: ArrayLike) -> Array:
        """From the loss's gradient by the output, the gradients by everything before it.

        Parameters
        ----------
        grad
            (m, *output_shape), for the batch that `forward` saw last.

        Returns
        -------
        ndarray
            The gradient by that batch, (m, *input_shape). Those by weights and biases are in
            `weight_gradients` and `bias_gradients`.

        Raises
        ------
        ValueError, TypeError
            If `forward` was not called before, or `grad` is no array of numbers of that shape.
        """
        slope = array(grad, "grad").astype(self.dtype, copy=False)
        if len(self._inputs) != len(self.layers) or not self._inputs:
            raise ValueError("forward must be called before backward")
        wanted = (len(self._inputs[0]), *self.output_shape)
        if slope.shape != wanted:
            raise ValueError(f"grad must have the shape {wanted}, not {slope.shape}")
        self.weight_gradients = [None] * len(self.layers)
        self.bias_gradients = [None] * len(self.layers)
        for i in reversed(range(len(self.layers))):
            slope, by_weights, by_bias = self.layers[i].backward(
                slope, self._inputs[i], self.weights[i]
            )
            self.weight_gradients[i], self.bias_gradients[i] = by_weights, by_bias
        return slope

    @quietly
    def step(self, rate: float, *, momentum: float = 0.0) -> None:
        """Move every weight and bias against its gradient.

        With momentum a parameter keeps that share of its last move's speed:
        v := momentum · v + gradient, then parameter := parameter − rate · v.

        Parameters
        ----------
        rate
            The learning rate, above 0.
        momentum
            From 0 (none) to less than 1.

        Raises
        ------
        ValueError, TypeError
            If `backward` was not called before, or a number is out of its range.
        """
        pace = positive(rate, "rate")
        share = number(momentum, "momentum")
        if not 0 <= share < 1:
            raise ValueError(f"momentum must be at least 0 and less than 1, not {momentum!r}")
        if len(self.weight_gradients) != len(self.layers):
            raise ValueError("backward must be called before step")
        values = (*self.weights, *self.biases)
        gradients = (*self.weight_gradients, *self.bias_gradients)
        for i, (value, gradient) in enumerate(zip(values, gradients, strict=True)):
            if value is None or gradient is None:
                continue
            speed = gradient if i not in self._speeds else share * self._speeds[i] + gradient
            self._speeds[i] = speed
            value -= pace * speed


def _float_type(dtype: DTypeLike) -> np.dtype[Any]:
    """`dtype`, if it is one that weights can have."""
    try:
        kind = None if dtype is None else np.dtype(dtype)
    except Exception:  # NumPy's, or of an object that cannot even be shown
        kind = None
    if kind not in (np.float32, np.float64) or kind is None:
        raise ValueError(f"dtype must be float32 or float64, not {shown(dtype)}")
    return kind


def _drawn(
    rng: np.random.Generator, layer: Layer, shape: Shape | None, dtype: np.dtype[Any]
) -> Array | None:
    """Weights of the variance 2 / inputs; the last axis is the outputs'."""
    if shape is None:
        return None
    has_room(shape, np.dtype(np.float64), str(layer))
    inputs = prod(shape[:-1])
    drawn: Array = rng.standard_normal(shape) * np.sqrt(2 / inputs)
    return drawn.astype(dtype)


@quietly
def softmax_cross_entropy(logits: ArrayLike, labels: ArrayLike) -> tuple[float, Array]:
    """The mean surprise at the right classes, and its gradient.

    Softmax turns a row of logits into probabilities; the loss is the mean of −log of the one that
    belongs to the label. Large logits do not overflow.

    Parameters
    ----------
    logits
        The network's output, (m, classes).
    labels
        The right classes, integers from 0 to classes − 1, (m,).

    Returns
    -------
    loss : float
        In nats; log(classes) for a network that knows nothing.
    grad : ndarray
        The loss's gradient by the logits, (m, classes), in their float type.

    Raises
    ------
    ValueError, TypeError
        If a shape is wrong, or a label is no integer or no class.

    Examples
    --------
    >>> loss, grad = softmax_cross_entropy([[0.0, 0.0]], [1])
    >>> print(round(loss, 4), grad)
    0.6931 [[ 0.5 -0.5]]
    """
    scores = array(logits, "logits", "(m, classes)")
    right = array(labels, "labels", "(m,)")
    if right.dtype.kind not in "iu":
        raise TypeError(f"labels must be integers, not {right.dtype.name}")
    m, classes = scores.shape
    if len(right) != m:
        raise ValueError(f"labels must be one for each of the {m} rows of logits, not {len(right)}")
    if right.min() < 0 or right.max() >= classes:
        raise ValueError(
            f"labels must lie between 0 and {classes - 1}, not {right.min()} to {right.max()}"
        )
    dtype = np.result_type(scores, np.float32) if scores.dtype.kind == "f" else np.float64
    shifted = scores.astype(dtype) - scores.max(axis=1, keepdims=True)
    logs = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    rows = np.arange(m)
    grad = np.exp(logs)
    grad[rows, right] -= 1
    # Taken away from 0: negated, a mean of 0.0 would be -0.0.
    return 0.0 - float(logs[rows, right].mean()), (grad / m).astype(dtype, copy=False)
