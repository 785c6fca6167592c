# ---
# title: ConvNet against multilayer perceptron
# question: Given as many parameters, what does a ConvNet know that a multilayer perceptron does not?
# description: A small ConvNet and a multilayer perceptron of the same size, trained in plain NumPy on handwritten digits and tested on digits that moved.
# modules: training
# jupyter:
#   kernelspec: {display_name: Python 3, language: python, name: python3}
# ---

# %% [markdown]
# # The same parameters, shared, cope better with a shift
#
# The chapter [Why convolution?](../why.md) argues that a convolution finds a feature wherever it
# stands. This lab puts that to a test. Two networks with the same number of parameters learn to
# read the same handwritten digits. Then the digits move, and we count who still reads them.

# %%
import matplotlib.pyplot as plt
import numpy as np
from IPython.display import Markdown, display
from sklearn.datasets import load_digits
from threadpoolctl import threadpool_limits

from convdemo import (
    Conv2d, Dense, Flatten, MaxPool2d, Network, ReLU,
    shift, softmax_cross_entropy, summarize,
)

# The matrices are small: two threads would wait for each other.
threadpool_limits(1)

digits = load_digits()
images = (digits.images / 16)[..., np.newaxis]  # ink from 0 to 1
labels = digits.target
print("images", images.shape, "labels", labels.shape)
for name, row in (("top", 0), ("bottom", -1)):
    print("with ink at the", name, np.any(images[:, row] > 0, axis=(1, 2)).sum())

# %% [markdown]
# The images come with scikit-learn
# ([Alpaydin and Kaynak, 1998](../reference/bibliography.md#alpaydin1998)).<!-- = cite.alpaydin1998 -->
# Each is a digit on 8 × 8 pixels, and all of them touch the border at the top and at the
# bottom.<!-- = images.shape[1:3] -->

# %%
figure, axes = plt.subplots(2, 5, figsize=(6.667, 2.9))
for axis, image in zip(axes.flat, images, strict=False):
    axis.imshow(1 - image[..., 0], cmap="gray", vmin=0, vmax=1)
    axis.set_axis_off()

# %% [markdown]
# <figure markdown>
# ![Ten small grey images of handwritten digits, zero to nine, so coarse that single pixels can be
# seen.](output)
# <figcaption markdown>**The first ten images.** A digit fills its frame, so a shift up or down by two
# pixels cuts part of it off.</figcaption>
# </figure>
#
# ## Two networks of one size
#
# The ConvNet has two [convolution layers](../layer.md), each followed by a
# [rectifier](../convolution.md#relu) and by [max pooling](../pooling.md#max-pooling). The multilayer
# perceptron has one layer between its input and its output. Their sizes were chosen so that the numbers of
# [parameters](../convolution.md#parameter) are not nearly but exactly equal.

# %%
convnet = [
    Conv2d(11, 3, padding="same"), ReLU(), MaxPool2d(2),
    Conv2d(11, 3, padding="same"), ReLU(), MaxPool2d(2),
    Flatten(), Dense(10),
]
mlp = [Flatten(), Dense(22), ReLU(), Dense(10)]

print(summarize(convnet, (8, 8, 1)))
print()
print(summarize(mlp, (8, 8, 1)))

# %% [markdown]
# Equal in parameters is not equal in work: the column of multiply-adds shows that the ConvNet uses
# each of its weights many times. That is what [sharing](../why.md#parameter-sharing) means.
#
# ## One way to train both
#
# Both learn in the same way: gradient descent with momentum, in small batches, with one learning
# rate and as many passes. Half or twice the rate changes little for either. A seed decides
# everything that is drawn: which images are for the test, the first weights, and the order of the
# batches.

# %%
TEST, BATCH, PASSES, RATE, MOMENTUM = 500, 50, 25, 0.02, 0.9


def train(layers, seed):
    """A trained network, and which images it has never seen."""
    rng = np.random.default_rng(seed)
    order = rng.permutation(len(images))
    seen, unseen = order[TEST:], order[:TEST]
    network = Network(layers, images.shape[1:], seed=seed)
    for _ in range(PASSES):
        rng.shuffle(seen)
        for start in range(0, len(seen), BATCH):
            batch = seen[start : start + BATCH]
            output = network.forward(images[batch])
            _, grad = softmax_cross_entropy(output, labels[batch])
            network.backward(grad)
            network.step(RATE, momentum=MOMENTUM)
    return network, unseen


# %% [markdown]
# ## Three tests
#
# The test images are shown straight, then shifted by one pixel, then by two: up, down, left and
# right. No network saw a shifted image while it learned. What a shift pushes over the border is
# gone, so part of the loss is nobody's fault. How much ink is lost?

# %%
MOVES = {
    0: [(0, 0)],
    1: [(-1, 0), (1, 0), (0, -1), (0, 1)],
    2: [(-2, 0), (2, 0), (0, -2), (0, 2)],
}


def accuracy(network, chosen, distance):
    """The share read rightly of the chosen images, over all moves."""
    right = []
    for move in MOVES[distance]:
        read = network.forward(shift(images[chosen], *move)).argmax(axis=1)
        right.append(read == labels[chosen])
    return np.mean(right)


for distance, moves in MOVES.items():
    kept = np.mean([shift(images, *move).sum() for move in moves])
    lost = 1 - kept / images.sum()
    print(f"moved by {distance}: {lost:5.1%} of the ink is lost")

# %% [markdown]
# ## The run
#
# One seed proves nothing, so there are several. The networks of one seed get the same images.

# %%
SEEDS = range(6)
NETWORKS = {"ConvNet": convnet, "Multilayer perceptron": mlp}


def examine(layers, seed):
    network, unseen = train(layers, seed)
    return [accuracy(network, unseen, distance) for distance in MOVES]


results = {
    name: np.array([examine(layers, seed) for seed in SEEDS])
    for name, layers in NETWORKS.items()
}
for name, found in results.items():
    print(f"{name:21}  straight  by one  by two")
    for seed, values in zip(SEEDS, found, strict=True):
        print(f"   seed {seed:<13} ", *(f"{value:8.1%}" for value in values))

# %% [markdown]
# ## What came out
#
# The mean over the seeds, and after the ± the standard deviation from seed to seed. The chapter
# shows this table too.

# %% tags=["results"]
def line(name, size, values):
    pairs = zip(values.mean(axis=0), values.std(axis=0, ddof=1), strict=True)
    cells = [f"{100 * mean:.1f} ± {100 * spread:.1f}" for mean, spread in pairs]
    return " | ".join(["", name, size, *cells, ""]).strip().replace("-", "−")


lines = [
    "| read rightly, in percent | parameters "
    "| straight | moved by one | moved by two |",
    "| --- | ---: | ---: | ---: | ---: |",
]
for name, found in results.items():
    size = summarize(NETWORKS[name], images.shape[1:]).parameters
    lines.append(line(name, f"{size:,}", found))
lines.append(line("Difference", "", results["ConvNet"] - results["Multilayer perceptron"]))
display(Markdown("\n".join(lines)))

# %%
figure, axis = plt.subplots()
for name, style in (("ConvNet", "-o"), ("Multilayer perceptron", "--s")):
    percent = 100 * results[name]
    mean, spread = percent.mean(axis=0), percent.std(axis=0, ddof=1)
    axis.errorbar(list(MOVES), mean, spread, fmt=style, label=name)
axis.set(xlabel="shift in pixels", ylabel="read rightly, in percent")
axis.set(xticks=list(MOVES), ylim=(0, 100))
axis.legend();

# %% [markdown]
# <figure markdown>
# ![Two falling lines over the shift in pixels. They start together near the top; at a shift by one
# pixel the multilayer perceptron's has fallen much farther than the ConvNet's, and at two pixels both
# are low, the multilayer perceptron's about where guessing is.](output)
# <figcaption markdown>**On straight digits the two are rivals, on shifted ones they are not.** Means
# over the seeds; the bars are one standard deviation each way.</figcaption>
# </figure>
#
# Read it soberly. On digits that stand where they always stood, both networks do well, and the
# multilayer perceptron needs no convolution for that. After a shift by one pixel both lose, and the
# multilayer perceptron loses far more. After two pixels both are bad, the multilayer perceptron
# about as bad as a guess, and the ConvNet is wrong most of the time too.
#
# So a convolution does not make a network *invariant*. It is equivariant, away from the border, and
# each pooling forgives a little; but the dense layer at the end looks at fixed places, like the multilayer
# perceptron. What the ConvNet has is a head start.
#
# ## The assumption can be wrong
#
# A convolution assumes that neighbours belong together. Take that away: shuffle the pixels of all
# images, in one and the same way. Nothing is lost, and a multilayer perceptron cannot even notice.

# %%
pixels = np.random.default_rng(0).permutation(64)
in_order = images
images = images.reshape(-1, 64)[:, pixels].reshape(images.shape)
for name, layers in NETWORKS.items():
    trained = [train(layers, seed) for seed in SEEDS[:3]]
    shuffled = [accuracy(network, unseen, 0) for network, unseen in trained]
    straight = results[name][:3, 0]
    print(f"{name:21}  in order {np.mean(straight):.1%},",
          f"shuffled {np.mean(shuffled):.1%}")
images = in_order

# %% [markdown]
# The ConvNet reads fewer of them now, with the same layers and the same number of parameters. For
# the multilayer perceptron nothing has changed but luck. The ConvNet's advantage was not a matter of
# size. It was an assumption about images, and a true one.
#
# ## Remember
#
# - With as many parameters, a ConvNet reads straight digits about as well as a
#   multilayer perceptron.
# - On shifted digits, which neither has seen, it reads far more of them; it is not invariant.
# - The gain comes from an assumption: neighbours belong together, and place does not matter.
#
# ## Check yourself
#
# ??? question "Could the multilayer perceptron learn to read shifted digits too?"
#     Yes, if it is shown some. Here each batch is moved at random, by a pixel at most in each direction.
#     Now the multilayer perceptron reads far more shifted digits than the ConvNet above, which had seen
#     none. It pays with more passes, and with its score on straight digits.

# %% tags=["answer"]
def moved(x, rng):
    return shift(x, *rng.integers(-1, 2, size=2))


rng = np.random.default_rng(0)
network = Network(mlp, images.shape[1:], seed=0)
_, unseen = train(mlp, 0)
seen = np.setdiff1d(np.arange(len(images)), unseen)
for _ in range(3 * PASSES):
    rng.shuffle(seen)
    for start in range(0, len(seen), BATCH):
        batch = seen[start : start + BATCH]
        output = network.forward(moved(images[batch], rng))
        _, grad = softmax_cross_entropy(output, labels[batch])
        network.backward(grad)
        network.step(RATE, momentum=MOMENTUM)
for distance in (0, 1):
    print(f"moved by {distance}: {accuracy(network, unseen, distance):.1%}")

# %% [markdown]
# ??? question "How many multiply-adds does each parameter do, in either network?"
#     In the multilayer perceptron each weight is used once for an image. In the ConvNet a filter's weight
#     is used at every position.

# %% tags=["answer"]
for name, layers in NETWORKS.items():
    cost = summarize(layers, (8, 8, 1))
    print(f"{name:21} {cost.macs / cost.parameters:.1f}")

# %% [markdown]
# ??? question "Which digit does the multilayer perceptron take a shifted digit for?"
#     Here is what it reads in all unseen sevens, straight and moved to the right by one pixel: how often
#     each digit, from zero to nine.

# %% tags=["answer"]
network, unseen = train(mlp, 0)
sevens = unseen[labels[unseen] == 7]
for name, by in (("straight", 0), ("moved", 1)):
    read = network.forward(shift(images[sevens], 0, by)).argmax(axis=1)
    print(f"{name:8}", np.bincount(read, minlength=10))
