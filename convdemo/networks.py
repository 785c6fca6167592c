"""Networks that are often cited, in this package's layers.

Each function returns a fresh list of layers; the constant beside it is the shape of its input.

Examples
--------
>>> LENET5_C3.shape, int(LENET5_C3.sum())
((16, 6), 60)
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from convdemo._check import yes_or_no
from convdemo.layers import AvgPool2d, Conv2d, Dense, Flatten, Layer, MaxPool2d, ReLU

LENET5_INPUT = (32, 32, 1)
"""One grey digit, 28 × 28 in a frame of background."""
ALEXNET_INPUT = (227, 227, 3)
"""One colour photograph. The paper says 224, of which its own program makes 55 × 55 outputs, since
it rounds up. Here sizes are rounded down, and 227 gives the same 55 × 55.
"""
VGG16_INPUT = (224, 224, 3)
"""One colour photograph."""
COURSE_LENET_INPUT = (32, 32, 3)
"""One small colour image."""


def _table(*rows: str) -> NDArray[np.bool_]:
    table = np.array([[mark == "X" for mark in row] for row in rows])
    table.flags.writeable = False
    return table


LENET5_C3 = _table(
    "XXX...",
    ".XXX..",
    "..XXX.",
    "...XXX",
    "X...XX",
    "XX...X",
    "XXXX..",
    ".XXXX.",
    "..XXXX",
    "X..XXX",
    "XX..XX",
    "XXX..X",
    "XX.XX.",
    ".XX.XX",
    "X.XX.X",
    "XXXXXX",
)
"""Which of S2's six channels (columns) each of C3's sixteen filters (rows) reads in the LeNet-5 of
1998: six read three neighbours, six four neighbours, three four others, and one reads all.
Source: LeCun, Bottou, Bengio and Haffner, Proceedings of the IEEE 86, 1998, table I.
"""


def lenet5() -> list[Layer]:
    """LeNet-5 as it is built today: every filter of C3 reads all six channels, pools learn nothing.

    Input (32, 32, 1), `LENET5_INPUT`; output (10,). The rectifier replaces the paper's tanh.

    Returns
    -------
    list of Layer
        61,706 parameters.

    Source
    ------
    LeCun, Bottou, Bengio and Haffner, "Gradient-based learning applied to document recognition",
    Proceedings of the IEEE 86, 1998.

    Examples
    --------
    >>> from convdemo.summary import summarize
    >>> table = summarize(lenet5(), LENET5_INPUT)
    >>> f"{table.parameters:,}", table.receptive_field
    ('61,706', 32)
    """
    return [
        Conv2d(6, 5),
        ReLU(),
        AvgPool2d(2),
        Conv2d(16, 5),
        ReLU(),
        AvgPool2d(2),
        Flatten(),
        Dense(120),
        ReLU(),
        Dense(84),
        ReLU(),
        Dense(10),
    ]


def lenet5_original_parameters() -> dict[str, int]:
    """What the LeNet-5 of 1998 learns, layer by layer.

    It differs from what `lenet5` learns in three places. C3's filters read only the channels that
    `LENET5_C3` marks. Each channel of a subsampling layer learns a factor and a bias. The output
    layer learns nothing: its centres were chosen by hand and, at first at least, kept.

    Returns
    -------
    dict
        From the layer's name in the paper to its count; the sum is 60,000.

    Source
    ------
    LeCun, Bottou, Bengio and Haffner, "Gradient-based learning applied to document recognition",
    Proceedings of the IEEE 86, 1998, section II.B.

    Examples
    --------
    >>> counts = lenet5_original_parameters()
    >>> print(counts)
    {'C1': 156, 'S2': 12, 'C3': 1516, 'S4': 32, 'C5': 48120, 'F6': 10164}
    >>> sum(counts.values())
    60000
    """
    window = 5 * 5
    n_c3, n_s2 = LENET5_C3.shape
    return {
        "C1": (window + 1) * n_s2,
        "S2": 2 * n_s2,
        "C3": window * int(LENET5_C3.sum()) + n_c3,
        "S4": 2 * n_c3,
        "C5": (window * n_c3 + 1) * 120,
        "F6": (120 + 1) * 84,
    }


def course_lenet() -> list[Layer]:
    """The network after LeNet-5 with which Andrew Ng's course counts parameters.

    Input (32, 32, 3), `COURSE_LENET_INPUT`; output (10,), to which softmax is applied.

    Returns
    -------
    list of Layer
        Its layers learn 608, 3,216, 48,120, 10,164 and 850 numbers.

    Source
    ------
    Ng, Convolutional Neural Networks, week 1, "CNN Example". The course's first table leaves out
    some of the biases and channels.

    Examples
    --------
    >>> from convdemo.summary import summarize
    >>> table = summarize(course_lenet(), COURSE_LENET_INPUT)
    >>> [row.parameters for row in table.rows if row.parameters]
    [608, 3216, 48120, 10164, 850]
    """
    return [
        Conv2d(8, 5),
        ReLU(),
        MaxPool2d(2),
        Conv2d(16, 5),
        ReLU(),
        MaxPool2d(2),
        Flatten(),
        Dense(120),
        ReLU(),
        Dense(84),
        ReLU(),
        Dense(10),
    ]


def alexnet(groups: bool = True) -> list[Layer]:
    """AlexNet, on two graphics cards or on one. Normalisation and dropout learn nothing: left out.

    Input (227, 227, 3), `ALEXNET_INPUT`; output (1000,).

    Parameters
    ----------
    groups
        True for the paper's network, of whose second, fourth and fifth convolutions each half lives
        on a card of its own and reads only the channels there. False for one card.

    Returns
    -------
    list of Layer
        60,965,224 parameters with groups, 62,378,344 without.

    Raises
    ------
    TypeError
        If `groups` is not True or False.

    Source
    ------
    Krizhevsky, Sutskever and Hinton, "ImageNet classification with deep convolutional neural
    networks", NIPS 2012.

    Examples
    --------
    >>> from convdemo.summary import summarize
    >>> [f"{summarize(alexnet(two), ALEXNET_INPUT).parameters:,}" for two in (True, False)]
    ['60,965,224', '62,378,344']
    """
    cards = 2 if yes_or_no(groups, "groups") else 1
    return [
        Conv2d(96, 11, stride=4),
        ReLU(),
        MaxPool2d(3, stride=2),
        Conv2d(256, 5, padding=2, groups=cards),
        ReLU(),
        MaxPool2d(3, stride=2),
        Conv2d(384, 3, padding=1),
        ReLU(),
        Conv2d(384, 3, padding=1, groups=cards),
        ReLU(),
        Conv2d(256, 3, padding=1, groups=cards),
        ReLU(),
        MaxPool2d(3, stride=2),
        Flatten(),
        Dense(4096),
        ReLU(),
        Dense(4096),
        ReLU(),
        Dense(1000),
    ]


def vgg16() -> list[Layer]:
    """VGG-16, configuration D: thirteen 3 × 3 convolutions in five blocks, and three dense layers.

    Input (224, 224, 3), `VGG16_INPUT`; output (1000,).

    Returns
    -------
    list of Layer
        138,357,544 parameters.

    Source
    ------
    Simonyan and Zisserman, "Very deep convolutional networks for large-scale image recognition",
    ICLR 2015, table 1.

    Examples
    --------
    >>> from convdemo.summary import summarize
    >>> table = summarize(vgg16(), VGG16_INPUT)
    >>> f"{table.parameters:,}", f"{table.activations:,}"
    ('138,357,544', '15,237,608')
    >>> [row.receptive_field for row in table.rows if isinstance(row.layer, MaxPool2d)]
    [6, 16, 44, 100, 212]
    """
    layers: list[Layer] = []
    for filters, convolutions in ((64, 2), (128, 2), (256, 3), (512, 3), (512, 3)):
        for _ in range(convolutions):
            layers += [Conv2d(filters, 3, padding=1), ReLU()]
        layers.append(MaxPool2d(2))
    layers += [Flatten(), Dense(4096), ReLU(), Dense(4096), ReLU(), Dense(1000)]
    return layers
