"""Writes attacks.json: every step of every attack of today, by PyTorch's autograd, in double precision.

    /usr/bin/python3 attacks.py

Debian: apt-get install python3-torch. Each attack is written from its paper (APGD and Square after the authors' AutoAttack), in the plainest
form: cross-entropy itself, one image's walk after the other's where that is shorter. Of every iterate one number an image is kept, the sum
of pixel times cos(place); of the result all pixels. DLR gets a small eps: where y is third, it is 1 whatever the logits, and rounding decides.
"""
import math

import torch
from torch.nn.functional import cross_entropy

from golden_json import tensor, tensors, write

B, K, D, H, S = 5, 5, 4, 12, 5
torch.manual_seed(2018)
torch.set_default_dtype(torch.float64)


def short(values):
    return (values * 1000).round() / 1000


net = {"w1": short(0.35 * torch.randn(H, S * S)), "b1": short(0.3 * torch.randn(H)), "w2": short(0.8 * torch.randn(D, H)), "b2": short(0.3 * torch.randn(D)),
       "classifier": short(1.2 * torch.randn(K, D)), "bias": short(0.3 * torch.randn(K)), "means": short(1.2 * torch.randn(K, D))}
images = short(torch.rand(B, 1, S, S) * 1.3 - 0.15).clamp(0, 1)
pool = short(torch.rand(12, 1, S, S))
weights = torch.cos(torch.arange(S * S) + 1.0)


def features(x):
    hidden = torch.tanh(((x - 0.5) / 0.25).flatten(1) @ net["w1"].T + net["b1"])
    return hidden @ net["w2"].T + net["b2"]


def softmax(x):
    return features(x) @ net["classifier"].T + net["bias"]


def log_normal(f):
    return -0.5 * ((f[:, None] - net["means"]) ** 2).sum(2) - D / 2 * math.log(2 * math.pi)


def mixture(x):
    return log_normal(features(x))


def labels_of(logits):
    z = logits(images).argmax(1)
    z[-1] = (z[-1] + 1) % K  # one that is wrong from the start
    return z


def lead(z, y):
    others = z.clone()
    others[torch.arange(len(y)), y] = -math.inf
    return others.max(1)[0] - z[torch.arange(len(y)), y]


def length(v):
    return (v ** 2).sum((1, 2, 3), keepdim=True).sqrt()


def project(x, moved, eps, norm):
    if norm == "max":
        return torch.max(torch.min(moved, x + eps), x - eps).clamp(0, 1)
    change = moved - x
    return (x + change * torch.clamp(eps / length(change), max=1)).clamp(0, 1)


def ascent(g, norm):
    return g.sign() if norm == "max" else g / length(g)


def gradient(objective, at):
    at = at.detach().clone().requires_grad_()
    value = objective(at)
    return value.detach(), torch.autograd.grad(value.sum(), at)[0]


def start(eps, norm, seed):
    noise = torch.rand(images.shape, generator=torch.Generator().manual_seed(seed)) * 2 - 1
    return project(images, images + eps * (noise if norm == "max" else noise / length(noise)), eps, norm)


class Kept:
    def __init__(self):
        self.best, self.worth, self.steps = images.clone(), torch.full((B,), -math.inf), []

    def keep(self, at, worth):
        for i in range(B):
            if worth[i] > self.worth[i]:
                self.worth[i], self.best[i] = worth[i], at[i]

    def stepped(self, at):
        self.steps.append((at.flatten(1) * weights).sum(1).tolist())


def pgd(logits, eps, steps, restarts, norm):
    y, kept = labels_of(logits), Kept()
    loss = lambda x: cross_entropy(logits(x), y, reduction="none")
    for walk in range(restarts):
        at = start(eps, norm, walk)
        for i in range(steps + 1):
            value, g = gradient(loss, at)
            kept.keep(at, value)
            if i < steps:
                at = project(images, at + 2.5 * eps / steps * ascent(g, norm), eps, norm)
                kept.stepped(at)
    return kept


def momentum(logits, eps, steps, decay, norm):
    y, kept = labels_of(logits), Kept()
    at, total = images.clone(), torch.zeros_like(images)
    for _ in range(steps):
        _, g = gradient(lambda x: cross_entropy(logits(x), y, reduction="none"), at)
        total = decay * total + g / g.abs().sum((1, 2, 3), keepdim=True)
        at = project(images, at + eps / steps * ascent(total, norm), eps, norm)
        kept.stepped(at)
    kept.best = at
    return kept


def dlr(z, y, t=None):
    ordered, rows = z.sort(1, descending=True)[0], torch.arange(len(y))
    if t is None:
        return lead(z, y) / (ordered[:, 0] - ordered[:, 2] + 1e-12)
    return -(z[rows, y] - z[rows, t]) / (ordered[:, 0] - 0.5 * (ordered[:, 2] + ordered[:, 3]) + 1e-12)


def apgd(logits, eps, steps, loss, norm):
    y, kept = labels_of(logits), Kept()
    for walk, t in enumerate([None] if loss != "targeted" else [(y + 1 + shift) % K for shift in range(K - 1)]):
        objective = lambda x: cross_entropy(logits(x), y, reduction="none") if loss == "ce" else dlr(logits(x), y, t)
        at = start(eps, norm, walk)
        value, g = gradient(objective, at)
        kept.keep(at, lead(logits(at), y))
        best, best_value, best_g, old = at.clone(), value.clone(), g.clone(), at.clone()
        a, rises = [2 * eps] * B, [0] * B
        halved, at_check, previous_value = [True] * B, value.clone(), value.clone()
        interval, since = max(int(0.22 * steps), 1), 0
        for i in range(steps):
            sizes = torch.tensor(a).reshape(-1, 1, 1, 1)
            z = project(images, at + sizes * ascent(g, norm), eps, norm)
            new = z if i == 0 else project(images, at + 0.75 * (z - at) + 0.25 * (at - old), eps, norm)
            old, at = at, new
            kept.stepped(at)
            value, g = gradient(objective, at)
            kept.keep(at, lead(logits(at), y))
            at, g = at.clone(), g.clone()
            for b in range(B):
                if value[b] > best_value[b]:
                    best[b], best_value[b], best_g[b] = at[b], value[b], g[b]
                rises[b] += int(value[b] > previous_value[b])
            previous_value = value
            since += 1
            if since == interval:
                for b in range(B):
                    halve = rises[b] < 0.75 * interval or (not halved[b] and at_check[b] >= best_value[b])
                    if halve:
                        a[b] /= 2
                        at[b], g[b] = best[b], best_g[b]
                    halved[b] = halve
                at_check, rises = best_value.clone(), [0] * B
                interval, since = max(interval - max(int(0.03 * steps), 1), max(int(0.06 * steps), 1)), 0
    return kept


def deepfool(logits, steps, overshoot, norm):
    y, kept = labels_of(logits), Kept()
    at, total = images.clone(), torch.zeros_like(images)
    for _ in range(steps):
        z = logits(at)
        if (lead(z, y) > 0).all():
            break
        for b in range(B):
            if lead(z, y)[b] > 0:
                continue
            g = [gradient(lambda x: logits(x)[:, k], at[b:b + 1])[1][0] for k in range(K)]
            nearest, w = min(((float((z[b, k] - z[b, y[b]]).abs() / (g[k] - g[y[b]]).norm(2 if norm == "euclidean" else 1)), g[k] - g[y[b]]) for k in range(K) if k != y[b]), key=lambda p: p[0])
            total[b] += (nearest + 1e-4) * (w / w.norm() if norm == "euclidean" else w.sign())
        at = (images + (1 + overshoot) * total).clamp(0, 1)
        kept.stepped(at)
    kept.best = at
    return kept


def carlini_wagner(logits, steps, searches, constant, rate, threshold=None):
    y, kept = labels_of(logits), Kept()
    c, low, high = torch.full((B,), constant), torch.zeros(B), torch.full((B,), 1e10)
    for _ in range(searches):
        w = torch.atanh((2 * images - 1) * 0.999999).requires_grad_()
        adam, found = torch.optim.Adam([w], lr=rate), torch.zeros(B, dtype=torch.bool)
        for i in range(steps + 1):
            x = 0.5 * torch.tanh(w) + 0.5
            squares, by = ((x - images) ** 2).sum((1, 2, 3)), lead(logits(x), y)
            above = torch.zeros(B) if threshold is None else likelihood_score(features(x), y) - threshold
            passed = (by > 0) & (above <= 0)
            found |= passed
            kept.keep(x.detach(), torch.where(passed, -squares, torch.tensor(-math.inf)).detach())
            if i > 0:
                kept.stepped(x.detach())
            if i < steps:
                adam.zero_grad()
                (squares + c * (torch.clamp(-by, min=0) + torch.clamp(above, min=0))).sum().backward()
                adam.step()
        for b in range(B):
            if found[b]:
                high[b] = min(high[b], c[b])
            else:
                low[b] = max(low[b], c[b])
            c[b] = (low[b] + high[b]) / 2 if high[b] < 1e10 else c[b] * 10
    return kept


def square(logits, eps, steps):
    y, kept = labels_of(logits), Kept()
    g = torch.Generator().manual_seed(0)
    x = (images + eps * torch.sign(2 * torch.rand(B, 1, 1, S, generator=g) - 1)).clamp(0, 1)
    kept.keep(x, lead(logits(x), y))
    g = torch.Generator().manual_seed(1)
    for i in range(steps):
        at, p = int(i / steps * 10000), 0.8
        for limit in (10, 50, 200, 500, 1000, 2000, 4000, 6000, 8000):
            p = p / 2 if at > limit else p
        side = min(max(int(round(math.sqrt(p * S * S))), 1), S)
        top, left = (int(torch.rand(1, generator=g) * (S - side)) for _ in range(2))
        sign = torch.sign(2 * torch.rand(1, 1, 1, generator=g) - 1)
        if (kept.worth > 0).all():
            break
        delta = torch.zeros(1, S, S)
        delta[:, top:top + side, left:left + side] = 2 * eps * sign
        tried = project(images, kept.best + delta, eps, "max")
        worth = lead(logits(tried), y)
        kept.keep(tried, torch.where(kept.worth > 0, torch.tensor(-math.inf), worth))
        kept.stepped(kept.best)
    return kept


def likelihood_score(f, y):
    """Of the likeliest wrong class, which is the predicted one once the image is misclassified."""
    logs = log_normal(f)
    return -torch.stack([torch.stack([logs[b, k] for k in range(K) if k != y[b]]).max() for b in range(B)])


def known(x, y):
    """The worth to somebody who knows the detector: misclassified with a low score."""
    by = lead(mixture(x), y)
    return torch.where(by > 0, -likelihood_score(features(x), y), by - 1e12).detach()


def detector_walk(objective, worth, at, length_, steps, norm, eps, kept, direction=None):
    for i in range(steps + 1):
        kept.keep(at, worth(at))
        if i < steps:
            g = direction(at) if direction else gradient(lambda x: objective(x, i), at)[1]
            at = project(images, at + length_ * ascent(g, norm), eps, norm)
            kept.stepped(at)


def margin_and_likelihood(eps, steps, norm):
    y, kept = labels_of(mixture), Kept()
    for shift in range(K - 1):
        t = (y + 1 + shift) % K

        def objective(x, i):
            logs = log_normal(features(x))
            own = logs.gather(1, t[:, None])[:, 0]
            others = torch.stack([torch.stack([logs[b, k] for k in range(K) if k != t[b]]).logsumexp(0) for b in range(B)])
            return own - (1 - i / (steps - 1)) * others

        detector_walk(objective, lambda x: known(x, y), start(eps, norm, shift), 2.5 * eps / steps, steps, norm, eps, kept)
    return kept


def orthogonal(eps, steps, share, selective):
    y, kept = labels_of(mixture), Kept()

    def direction(x):
        _, c = gradient(lambda v: cross_entropy(mixture(v), y, reduction="none"), x)
        # The margin's gradient has the same direction and another length; projections do not see the length.
        _, d = gradient(lambda v: -likelihood_score(features(v), y), x)
        dot = lambda a, b: (a * b).sum((1, 2, 3), keepdim=True)
        over = (lead(mixture(x), y) > 0.05).reshape(-1, 1, 1, 1)
        if selective:
            return torch.where(over, d, c)
        return torch.where(over, d - c * dot(d, c) / dot(c, c), c - d * dot(c, d) / dot(d, d))

    detector_walk(None, lambda x: known(x, y), images.clone(), share * eps, steps, "max", eps, kept, direction)
    return kept


def feature_matching(eps, steps, sources):
    y, kept = labels_of(mixture), Kept()
    predicted = mixture(pool).argmax(1).tolist()
    for walk in range(sources):
        shares = torch.rand(B, generator=torch.Generator().manual_seed(walk))
        others = [[i for i in range(len(pool)) if predicted[i] != y[b]] for b in range(B)]
        wanted = features(pool[[others[b][int(shares[b] * len(others[b]))] for b in range(B)]])
        detector_walk(lambda x, i: -((features(x) - wanted) ** 2).sum(1), lambda x: known(x, y), start(eps, "max", walk), 4 * eps / steps, steps, "max", eps, kept)
    return kept


cases = {
    "pgd": pgd(softmax, 0.1, 8, 2, "max"), "pgd-2": pgd(mixture, 0.6, 8, 1, "euclidean"),
    "momentum": momentum(softmax, 0.1, 6, 0.9, "max"), "momentum-2": momentum(mixture, 0.6, 6, 1, "euclidean"),
    "apgd": apgd(softmax, 0.1, 25, "ce", "max"), "apgd-2": apgd(mixture, 0.6, 25, "ce", "euclidean"),
    "apgd-dlr": apgd(softmax, 0.03, 25, "dlr", "max"), "apgd-targeted": apgd(mixture, 0.1, 12, "targeted", "max"),
    "deepfool": deepfool(softmax, 20, 0.02, "euclidean"), "deepfool-max": deepfool(mixture, 20, 0.02, "max"),
    "carlini-wagner": carlini_wagner(softmax, 15, 4, 0.1, 0.05), "square": square(softmax, 0.1, 60),
    "margin-and-likelihood": margin_and_likelihood(0.2, 8, "max"), "orthogonal": orthogonal(0.2, 12, 0.2, False),
    "selective": orthogonal(0.2, 12, 0.2, True), "carlini-wagner-detector": carlini_wagner(mixture, 15, 4, 0.1, 0.1, threshold=6), "feature-matching": feature_matching(0.2, 8, 2),
}
for name, kept in cases.items():
    print(f"{name}: {len(kept.steps)} steps, {int((kept.worth > 0).sum())} worths above 0")
write(__file__, {
    "network": dict(tensors(net.items())), "images": tensor(images), "pool": tensor(pool),
    "cases": [{"name": name, "steps": [[round(v, 12) for v in step] for step in kept.steps], "result": tensor((kept.best * 1e12).round() / 1e12)} for name, kept in cases.items()],
})
