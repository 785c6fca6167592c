"""Convolutions in plain NumPy, written to be read.

Arrays are laid out as (m, n_h, n_w, n_c): example, row, column, channel. Filters are (f_h, f_w,
n_c_prev, n_c). The names come in the order of the book's chapters.
"""

# pyproject.toml reads the version here, without importing the package.
__version__ = "1.0.0"

# How a window slides over one image.
from convdemo.convolution import conv2d, conv2d_loops, conv_matrix

# A layer: many filters over a batch of volumes.
from convdemo.forward import conv_forward, conv_forward_loops, im2col
from convdemo.padding import pad, pixel_uses
from convdemo.stride import output_size, receptive_field

# The other layer, and the way back.
from convdemo.pooling import avg_pool, avg_pool_backward, max_pool, max_pool_backward
from convdemo.backward import Gradients, conv_backward

# Model cells of the visual cortex, and what is shown to them.
from convdemo.history import (
    bar_image,
    complex_cell,
    edge_at,
    end_stopped_cell,
    gabor_filter,
    grating_image,
    simple_cell,
    tuning_curve,
)

# Filters and the pictures they are tried on.
from convdemo.filters import (
    HORIZONTAL,
    PREWITT,
    SCHARR,
    SOBEL,
    VERTICAL,
    edge_angle,
    edge_filter,
    gaussian_derivative,
    steering_error,
)
from convdemo.images import (
    check_image,
    digit_image,
    edge_image,
    pool_image,
    shift,
    stripe_image,
    volume_image,
)

# Layers, what they cost, and the networks that are made of them.
from convdemo.codes import layers_from
from convdemo.layers import AvgPool2d, Conv2d, Dense, Flatten, Layer, MaxPool2d, ReLU
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
from convdemo.summary import Row, Summary, conv_parameters, mlp_parameters, summarize
from convdemo.training import Network, softmax_cross_entropy

# Filters that are found, not made.
from convdemo.learning import (
    Identifiability,
    LearnedFilter,
    identifiability,
    largest_rate,
    learn_filter,
)

# What a shift and a scratch do.
from convdemo.why import equivariance_error, invariance_error, scratch, spread

__all__ = [
    "conv2d",
    "conv2d_loops",
    "conv_matrix",
    "conv_forward",
    "conv_forward_loops",
    "im2col",
    "pad",
    "pixel_uses",
    "output_size",
    "receptive_field",
    "max_pool",
    "avg_pool",
    "max_pool_backward",
    "avg_pool_backward",
    "Gradients",
    "conv_backward",
    "bar_image",
    "edge_at",
    "grating_image",
    "gabor_filter",
    "simple_cell",
    "complex_cell",
    "end_stopped_cell",
    "tuning_curve",
    "VERTICAL",
    "HORIZONTAL",
    "SOBEL",
    "PREWITT",
    "SCHARR",
    "edge_filter",
    "gaussian_derivative",
    "edge_angle",
    "steering_error",
    "edge_image",
    "check_image",
    "digit_image",
    "stripe_image",
    "pool_image",
    "volume_image",
    "shift",
    "Layer",
    "Conv2d",
    "MaxPool2d",
    "AvgPool2d",
    "Flatten",
    "Dense",
    "ReLU",
    "layers_from",
    "Network",
    "softmax_cross_entropy",
    "summarize",
    "Summary",
    "Row",
    "mlp_parameters",
    "conv_parameters",
    "lenet5",
    "LENET5_INPUT",
    "LENET5_C3",
    "lenet5_original_parameters",
    "course_lenet",
    "COURSE_LENET_INPUT",
    "alexnet",
    "ALEXNET_INPUT",
    "vgg16",
    "VGG16_INPUT",
    "learn_filter",
    "LearnedFilter",
    "identifiability",
    "Identifiability",
    "largest_rate",
    "equivariance_error",
    "invariance_error",
    "scratch",
    "spread",
]
