"""The peers' side of every comparison: the same work in PyTorch, measured the same way, one line of JSON.

python3 peers.py NAME THREADS [DEVICE]
"""
import json
import resource
import statistics
import sys
import time

import torch
from torch import nn
from torch.nn import functional


def measured(work):
    start = time.perf_counter()
    for _ in range(2):
        # One is enough to warm up where it takes seconds.
        if time.perf_counter() - start < 2:
            work()
    times = []
    start = time.perf_counter()
    while time.perf_counter() - start < (20 if len(times) < 5 else 2):
        before = time.perf_counter()
        work()
        times.append((time.perf_counter() - before) * 1000)
    return statistics.median(times)


def mnist_net():
    widths, steps = [1, 32, 32, 64, 64, 128, 128], []
    for i in range(6):
        steps += [nn.Conv2d(widths[i], widths[i + 1], 5, padding=2), nn.PReLU()]
        if i % 2 == 1:
            steps.append(nn.MaxPool2d(2))
    return nn.Sequential(*steps, nn.Flatten(), nn.Linear(1152, 100), nn.Linear(100, 10))


def training(tuned, device):
    model, batch = mnist_net().to(device), 128
    images, labels = torch.rand(batch, 1, 28, 28).to(device), torch.randint(10, (batch,)).to(device)
    if tuned:
        model, images = model.to(memory_format=torch.channels_last), images.contiguous(memory_format=torch.channels_last)
    optimizer = torch.optim.SGD(model.parameters(), 1e-3, momentum=0.9, weight_decay=5e-4, nesterov=True)

    def step():
        with torch.autocast(device, dtype=torch.bfloat16, enabled=tuned):
            logits = model((images - 0.1307) / 0.3081)
        loss = functional.cross_entropy(logits.float(), labels)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        if device == "cuda":
            torch.cuda.synchronize()

    return measured(step)


def linear_head(b, k, d):
    head, features, labels = nn.Linear(d, k), torch.randn(b, d, requires_grad=True), torch.randint(k, (b,))

    def step():
        features.grad = None
        head.zero_grad(set_to_none=True)
        functional.cross_entropy(head(features), labels).backward()

    return measured(step)


def usual_head(diagonal, b, k, d):
    """As re-implementations write it: every difference of a feature and a mean, B x K x D of them."""
    means = torch.randn(k, d, requires_grad=True)
    log_variances = torch.zeros(k, d, requires_grad=True) if diagonal else None
    features, labels = torch.randn(b, d, requires_grad=True), torch.randint(k, (b,))

    def step():
        for t in (means, log_variances, features):
            if t is not None:
                t.grad = None
        squares = (features.unsqueeze(1) - means.unsqueeze(0)) ** 2
        if diagonal:
            squares = squares / log_variances.exp().unsqueeze(0)
        distances = squares.sum(2) / 2
        volume = log_variances.sum(1) / 2 if diagonal else torch.zeros(k)
        margin = 1 + 0.3 * functional.one_hot(labels, k)
        true = distances.gather(1, labels.unsqueeze(1)).squeeze(1)
        loss = functional.cross_entropy(-volume - margin * distances, labels) + 0.1 * (true + volume[labels]).mean()
        loss.backward()

    return measured(step)


def overhead():
    left, right, calls = torch.randn(10), torch.randn(10), 100_000

    def work():
        for _ in range(calls):
            torch.add(left, right)

    with torch.no_grad():
        return measured(work) / calls


def fgsm():
    model, batch = mnist_net().to(memory_format=torch.channels_last).eval().requires_grad_(False), 250
    images, labels = torch.rand(batch, 1, 28, 28), torch.randint(10, (batch,))

    def work():
        pixels = images.clone().requires_grad_()
        loss = functional.cross_entropy(model((pixels - 0.1307) / 0.3081), labels, reduction="sum")
        (gradient,) = torch.autograd.grad(loss, [pixels])
        (images + 0.3 * gradient.sign()).clamp(0, 1)

    return measured(work)


def main(name, threads, device):
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    parts = name.split("-")
    if parts[0] == "training":
        milliseconds = training(parts[1] == "tuned", device)
    elif parts[0] == "head":
        shape = [int(n) for n in parts[2:]]
        milliseconds = linear_head(*shape) if parts[1] == "linear" else usual_head(parts[1] == "diagonal", *shape)
    else:
        milliseconds = {"overhead": overhead, "fgsm": fgsm}[name]()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
    print(json.dumps({"Milliseconds": milliseconds, "PeakMegabytes": peak}))


main(sys.argv[1], int(sys.argv[2]), sys.argv[3] if len(sys.argv) > 3 else "cpu")
