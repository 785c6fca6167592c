"""The known networks against the numbers that were published."""

from collections.abc import Callable

import numpy as np
import pytest

from convdemo.layers import Conv2d, Dense, Layer, MaxPool2d, ReLU
from convdemo.networks import (
    ALEXNET_INPUT,
    COURSE_LENET_INPUT,
    LENET5_C3,
    LENET5_INPUT,
    VGG16_INPUT,
    alexnet,
    course_lenet,
    lenet5,
    lenet5_original_parameters,
    vgg16,
)
from convdemo.summary import summarize
from tests.convdemo.untyped import untyped


def test_inputs_are_those_of_the_papers_and_the_course() -> None:
    assert LENET5_INPUT == (32, 32, 1) and COURSE_LENET_INPUT == (32, 32, 3)
    assert ALEXNET_INPUT == (227, 227, 3) and VGG16_INPUT == (224, 224, 3)


def test_lenet5() -> None:
    table = summarize(lenet5(), LENET5_INPUT)
    assert table.parameters == 61_706
    fields = [row.receptive_field for row in table.rows]
    assert list(dict.fromkeys(fields)) == [5, 6, 14, 16, 32]


def test_the_connections_of_lenet5_are_those_of_the_paper() -> None:
    assert LENET5_C3.shape == (16, 6) and not LENET5_C3.flags.writeable
    assert LENET5_C3.sum() == 60
    assert LENET5_C3.sum(axis=0).tolist() == [10] * 6
    assert LENET5_C3.sum(axis=1).tolist() == [3] * 6 + [4] * 9 + [6]
    for i in range(6):
        assert set(np.flatnonzero(LENET5_C3[i])) == {(i + k) % 6 for k in range(3)}
        assert set(np.flatnonzero(LENET5_C3[6 + i])) == {(i + k) % 6 for k in range(4)}


def test_the_lenet5_of_1998() -> None:
    counts = lenet5_original_parameters()
    assert counts == {"C1": 156, "S2": 12, "C3": 1516, "S4": 32, "C5": 48120, "F6": 10164}
    assert sum(counts.values()) == 60_000


def test_the_table_of_the_course() -> None:
    table = summarize(course_lenet(), COURSE_LENET_INPUT)
    shapes = [row.output_shape for row in table.rows if not isinstance(row.layer, ReLU)]
    assert shapes == [
        (28, 28, 8),
        (14, 14, 8),
        (10, 10, 16),
        (5, 5, 16),
        (400,),
        (120,),
        (84,),
        (10,),
    ]
    assert [n for row in table.rows if (n := row.parameters)] == [608, 3216, 48120, 10164, 850]


def test_alexnet() -> None:
    table = summarize(alexnet(), ALEXNET_INPUT)
    assert table.parameters == 60_965_224
    assert summarize(alexnet(groups=False), ALEXNET_INPUT).parameters == 62_378_344
    convolutions = [row.output_shape for row in table.rows if isinstance(row.layer, Conv2d)]
    assert convolutions == [
        (55, 55, 96),
        (27, 27, 256),
        (13, 13, 384),
        (13, 13, 384),
        (13, 13, 256),
    ]
    assert convolutions[0] == table.rows[0].output_shape
    # As Araujo, Norris and Sim worked them out in 2019, to the last pool.
    fields = [row.receptive_field for row in table.rows]
    assert list(dict.fromkeys(fields)) == [11, 19, 51, 67, 99, 131, 163, 195, 355]
    # The paper gives 253,440 neurons for the first layer, less than its own 55 × 55 × 96; the
    # other four are these.
    sizes = [int(np.prod(shape)) for shape in convolutions]
    assert sizes == [290_400, 186_624, 64_896, 64_896, 43_264]


def test_vgg16() -> None:
    table = summarize(vgg16(), VGG16_INPUT)
    assert table.parameters == 138_357_544
    assert table.activations == 15_237_608
    assert round(table.memory / 2**20, 1) == 58.1
    pools = [row.receptive_field for row in table.rows if isinstance(row.layer, MaxPool2d)]
    assert pools == [6, 16, 44, 100, 212]
    assert sum(isinstance(row.layer, (Conv2d, Dense)) for row in table.rows) == 16


@pytest.mark.parametrize("network", [lenet5, course_lenet, alexnet, vgg16])
def test_a_network_is_a_fresh_list(network: Callable[[], list[Layer]]) -> None:
    network().clear()
    assert network()


def test_bad_input_is_named() -> None:
    with pytest.raises(TypeError) as caught:
        alexnet(untyped(2))
    assert str(caught.value) == "groups must be True or False, not 2"
