# ---
# title: ConvNet against perceptron
# question: Given as many parameters, what does a ConvNet know that a perceptron does not?
# description: A small ConvNet and a perceptron of the same size, trained in plain NumPy on handwritten digits and tested on digits that moved.
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

# %% [markdown]
# The pictures come with scikit-learn
# ([Alpaydin and Kaynak, 1998](../reference/bibliography.md#alpaydin1998)).<!-- = cite.alpaydin1998 -->
# Each is a digit on 8 × 8 pixels, and most digits touch the border.<!-- = images.shape[1:3] -->

# %%
figure, axes = plt.subplots(2, 5, figsize=(6.667, 2.9))
for axis, image in zip(axes.flat, images, strict=False):
    axis.imshow(1 - image[..., 0], cmap="gray", vmin=0, vmax=1)
    axis.set_axis_off()

# %% [markdown]
# <figure markdown>
# ![Ten small grey pictures of handwritten digits, zero to nine, so coarse that single pixels can be
# seen.](output)
# <figcaption markdown>**The first ten pictures.** A digit fills its frame, so a shift by two pixels
# cuts part of it off.</figcaption>
# </figure>
#
# ## Two networks of one size
#
# The ConvNet has two [convolution layers](../layer.md), each followed by a
# [rectifier](../networks.md#relu) and by [max pooling](../pooling.md#max-pooling). The perceptron has
# one hidden layer. Their sizes were chosen so that the numbers of
# [parameters](../layer.md#parameter) are not nearly but exactly equal.

# %%
convnet = [
    Conv2d(11, 3, padding="same"), ReLU(), MaxPool2d(2),
    Conv2d(11, 3, padding="same"), ReLU(), MaxPool2d(2),
    Flatten(), Dense(10),
]
perceptron = [Flatten(), Dense(22), ReLU(), Dense(10)]

print(summarize(convnet, (8, 8, 1)))
print()
print(summarize(perceptron, (8, 8, 1)))

# %% [markdown]
# Equal in parameters is not equal in work: the column of multiply-adds shows that the ConvNet uses
# each of its weights many times. That is what [sharing](../why.md#parameter-sharing) means.
#
# ## One way to train both
#
# Both learn in the same way: gradient descent with momentum, in small batches, with one learning
# rate and as many passes. The rate is the best of four for the ConvNet; the perceptron does about as
# well with any of them. They were tried on other seeds than those reported here. A seed decides
# everything that is drawn: which pictures are for the test, the first weights, and the order of the
# batches.

# %%
TEST, BATCH, PASSES, RATE, MOMENTUM = 500, 50, 25, 0.02, 0.9


def train(layers, seed):
    """A trained network, and which pictures it has never seen."""
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
# The test pictures are shown straight, then shifted by one pixel, then by two: up, down, left and
# right. No network saw a shifted picture while it learned. What a shift pushes over the border is
# gone, so part of the loss is nobody's fault. How much ink is lost?

# %%
MOVES = {
    0: [(0, 0)],
    1: [(-1, 0), (1, 0), (0, -1), (0, 1)],
    2: [(-2, 0), (2, 0), (0, -2), (0, 2)],
}


def accuracy(network, chosen, distance):
    """The share read rightly of the chosen pictures, over all moves."""
    right = []
    for move in MOVES[distance]:
        answers = network.forward(shift(images[chosen], *move)).argmax(axis=1)
        right.append(answers == labels[chosen])
    return np.mean(right)


for distance, moves in MOVES.items():
    kept = np.mean([shift(images, *move).sum() for move in moves])
    lost = 1 - kept / images.sum()
    print(f"moved by {distance}: {lost:5.1%} of the ink is lost")

# %% [markdown]
# ## The run
#
# One seed proves nothing, so there are several. The networks of one seed get the same pictures.

# %%
SEEDS = range(6)
NETWORKS = {"ConvNet": convnet, "Perceptron": perceptron}


def examine(layers, seed):
    network, unseen = train(layers, seed)
    return [accuracy(network, unseen, distance) for distance in MOVES]


results = {
    name: np.array([examine(layers, seed) for seed in SEEDS])
    for name, layers in NETWORKS.items()
}
for name, found in results.items():
    print(f"{name:10}  straight  by one  by two")
    for seed, values in zip(SEEDS, found, strict=True):
        print(f"   seed {seed}  ", *(f"{value:8.1%}" for value in values))

# %% [markdown]
# ## What came out
#
# The mean over the seeds, and after the ± the standard deviation from seed to seed. The chapter
# shows this table too.

# %% tags=["results"]
def row(name, size, values):
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
    lines.append(row(name, f"{size:,}", found))
lines.append(row("Difference", "", results["ConvNet"] - results["Perceptron"]))
display(Markdown("\n".join(lines)))

# %%
figure, axis = plt.subplots()
for name, style in (("ConvNet", "-o"), ("Perceptron", "--s")):
    percent = 100 * results[name]
    mean, spread = percent.mean(axis=0), percent.std(axis=0, ddof=1)
    axis.errorbar(list(MOVES), mean, spread, fmt=style, label=name)
axis.set(xlabel="shift in pixels", ylabel="read rightly, in percent")
axis.set(xticks=list(MOVES), ylim=(0, 100))
axis.legend();

# %% [markdown]
# <figure markdown>
# ![Two falling lines over the shift in pixels. They start together near the top; at a shift by one
# pixel the perceptron's has fallen much farther than the ConvNet's, and at two pixels both are low,
# the perceptron's at about the level of guessing.](output)
# <figcaption markdown>**On straight digits the two are rivals, on shifted ones they are not.** Means
# over the seeds; the bars are one standard deviation each way.</figcaption>
# </figure>
#
# Read it soberly. On digits that stand where they always stood, both networks do well, and the
# perceptron needs no convolution for that. After a shift by one pixel both lose, and the perceptron
# loses far more. After two pixels both are bad, the perceptron about as bad as a guess, and the
# ConvNet is wrong most of the time too.
#
# So a convolution does not make a network *invariant*. Its layers are equivariant, and each pooling
# forgives a little; but the dense layer at the end looks at fixed places, like the perceptron.
# What the ConvNet has is a head start.
#
# ## The assumption can be wrong
#
# A convolution assumes that neighbours belong together. Take that away: shuffle the pixels of all
# pictures, in one and the same way. Nothing is lost, and a perceptron cannot even notice.

# %%
pixels = np.random.default_rng(0).permutation(64)
in_order = images
images = images.reshape(-1, 64)[:, pixels].reshape(images.shape)
for name, layers in NETWORKS.items():
    shuffled = [accuracy(*train(layers, seed), 0) for seed in SEEDS[:3]]
    straight = results[name][:3, 0]
    print(f"{name:10}  in order {np.mean(straight):.1%},",
          f"shuffled {np.mean(shuffled):.1%}")
images = in_order

# %% [markdown]
# The ConvNet reads fewer of them now, with the same layers and the same parameters. For the
# perceptron nothing has changed but luck. The ConvNet's advantage was never a matter of size. It was
# an assumption about pictures, and a true one.
#
# ## Remember
#
# - With as many parameters, a ConvNet reads straight digits about as well as a perceptron.
# - On shifted digits, which neither has seen, it reads far more of them; it is not invariant.
# - The gain comes from an assumption: neighbours belong together, and place does not matter.
#
# ## Check yourself
#
# ??? question "Could the perceptron learn to read shifted digits too?"
#     Yes, if it is shown some. Here each batch is moved at random, by a pixel at most. Now the perceptron
#     reads far more shifted digits than the ConvNet above, which had seen none. It pays with more
#     passes, and with its score on straight digits.

# %% tags=["answer"]
def moved(x, rng):
    return shift(x, *rng.integers(-1, 2, size=2))


rng = np.random.default_rng(0)
network = Network(perceptron, images.shape[1:], seed=0)
_, unseen = train(perceptron, 0)
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
#     In the perceptron each weight is used once for a picture. In the ConvNet a filter's weight is used
#     at every position.

# %% tags=["answer"]
for name, layers in NETWORKS.items():
    cost = summarize(layers, (8, 8, 1))
    print(f"{name:10} {cost.macs / cost.parameters:.1f}")

# %% [markdown]
# ??? question "Which digit does the perceptron take a shifted digit for?"
#     Whatever looks most alike where it stands. Here are its answers to all unseen sevens, straight and
#     moved to the right by one pixel.

# %% tags=["answer"]
network, unseen = train(perceptron, 0)
sevens = unseen[labels[unseen] == 7]
for name, by in (("straight", 0), ("moved", 1)):
    answers = network.forward(shift(images[sevens], 0, by)).argmax(axis=1)
    print(f"{name:8}", np.bincount(answers, minlength=10))
