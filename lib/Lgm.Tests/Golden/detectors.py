"""Writes detectors.json: the scores of the detectors by NumPy, in double precision, larger for what is more abnormal.

    /usr/bin/python3 detectors.py

Debian: apt-get install python3-numpy. Each is written from its paper, sample by sample, with an inverse where the library whitens.
"""
import json
import pathlib

import numpy as np

K, D, TRAIN, TEST = 4, 6, 120, 10
rng = np.random.default_rng(2018)
mixing = rng.normal(0, 1, (D, D))
labels = np.arange(TRAIN) % K
train = np.round(rng.normal(0, 2, (K, D))[labels] + rng.normal(0, 1, (TRAIN, D)) @ mixing, 4)
test = np.round(rng.normal(0, 3, (TEST, D)), 4)
weight, bias, means = np.round(rng.normal(0, 1, (K, D)), 4), np.round(rng.normal(0, 1, K), 4), np.round(rng.normal(0, 1.5, (K, D)), 4)


def linear(x):
    return weight @ x + bias


def mixture(x):  # L-GM with equal priors and Lambda = I
    return np.log(1 / K) - 0.5 * ((x - means) ** 2).sum(1)


def logsumexp(z):
    return np.log(np.exp(z - z.max()).sum()) + z.max()


def softmax(z):
    return np.exp(z - logsumexp(z))


class_means = np.stack([train[labels == k].mean(0) for k in range(K)])
tied = np.linalg.inv(sum(np.outer(x - class_means[z], x - class_means[z]) for x, z in zip(train, labels)) / TRAIN)
free = np.linalg.inv(np.cov(train.T, bias=True))


def distances(x):
    return np.array([(x - m) @ tied @ (x - m) for m in class_means])


def nearest(x, points, k):
    return np.sort([np.linalg.norm(x - p) for p in points])[:k]


def vim(logits, origin):
    values, vectors = np.linalg.eig((train - origin).T @ (train - origin) / TRAIN)
    residual = vectors[:, np.argsort(-values)[D // 2:]]
    away = lambda x: np.linalg.norm((x - origin) @ residual)
    alpha = abs(np.mean([logits(x).max() for x in train])) / np.mean([away(x) for x in train])
    return lambda x: alpha * away(x) - logsumexp(logits(x))


def kernel_density(x, h=1.5):
    k = linear(x).argmax()
    own = train[labels == k]
    return -np.log(np.mean([np.exp(-((x - c) ** 2).sum() / (2 * h * h)) / (h * np.sqrt(2 * np.pi)) ** D for c in own]))


def lid(x, k=20):
    r = nearest(x, train, k)
    return -1 / np.mean(np.log(r / r[-1]))


unit = lambda x: x / np.linalg.norm(x)
scores = {
    "softmax": {
        "energy": lambda x: -logsumexp(linear(x)),
        "mahalanobis": lambda x: distances(x).min(),
        "relative-mahalanobis": lambda x: distances(x).min() - (x - train.mean(0)) @ free @ (x - train.mean(0)),
        "gaussian-energy": lambda x: -logsumexp(-0.5 * distances(x)),
        "virtual-logit": vim(linear, -np.linalg.pinv(weight) @ bias),
        "nearest-neighbour": lambda x: nearest(unit(x), [unit(p) for p in train], 50)[-1],
        "local-dimension": lid,
        "kernel-density": kernel_density,
        # The gradient itself: of -1/K sum_k log p_k in W it is (p - 1/K) x'.
        "gradient-norm": lambda x: -np.abs(np.outer(softmax(linear(x)) - 1 / K, x)).sum(),
    },
    "lgm": {
        "energy": lambda x: -logsumexp(mixture(x)),
        "virtual-logit": vim(mixture, train.mean(0)),
        "gradient-norm": lambda x: -np.abs((softmax(mixture(x)) - 1 / K)[:, None] * (x - means)).sum(),
    },
}
content = {"train": train, "labels": labels, "test": test, "weight": weight, "bias": bias, "means": means}
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps({
    "numpy": np.__version__, **{name: {"shape": list(a.shape), "data": a.ravel().tolist()} for name, a in content.items()},
    "scores": {head: {name: [float(score(x)) for x in test] for name, score in of.items()} for head, of in scores.items()},
}, separators=(",", ":")) + "\n")
