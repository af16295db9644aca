"""Writes losses.json: values and gradients of the published L-GM losses, L-Softmax and ArcFace by PyTorch's autograd, in double precision.

    /usr/bin/python3 losses.py

Debian: apt-get install python3-torch. Every loss is written as its source has it, over a [B, K, D] tensor of differences,
which is another way than the library's.
"""
import math

import torch

from golden_json import tensor, tensors, write

K, D, B = 5, 4, 6
torch.manual_seed(2018)
# 0.3 times a one-hot integer tensor would else be float32.
torch.set_default_dtype(torch.float64)
draw = torch.randn
x0, z = 1.5 * draw(B, D), torch.randint(K, (B,))
means0, log_variances0, prior_logits0 = draw(K, D), 0.5 * draw(K, D), draw(K)


def cross_entropy(logits, margins):
    """Margins are what the true class's logit is multiplied by, less one."""
    factors = torch.ones_like(logits).scatter(1, z[:, None], 1 + margins)
    return torch.nn.functional.cross_entropy(logits * factors, z)


def paper(x, means, log_variances, prior_logits, alpha, weight):
    log_v = log_variances.expand(K, D)
    d = 0.5 * ((x[:, None] - means) ** 2 / log_v.exp()).sum(2)
    log_det = log_v.sum(1)
    logits = prior_logits.log_softmax(0) - 0.5 * log_det - d * (1 + alpha * torch.nn.functional.one_hot(z, K))
    return torch.nn.functional.cross_entropy(logits, z) + weight * (d.gather(1, z[:, None])[:, 0] + 0.5 * log_det[z]).mean()


def caffe(x, means, alpha, weight):
    logits = -0.5 * ((x[:, None] - means) ** 2).sum(2)
    return cross_entropy(logits, alpha) + weight / 2 * ((x - means[z]) ** 2).sum() / B


def tpami(x, means, alpha, weight, all_classes):
    squares = ((x[:, None] - means) ** 2).sum(2)
    likelihood = squares.mean(1) if all_classes else squares.gather(1, z[:, None])[:, 0]
    return cross_entropy(-0.5 * squares, alpha) + weight * likelihood.mean()


def l_softmax(x, weight, m, annealing):
    logits = x @ weight.T
    lengths = x.norm(dim=1) * weight[z].norm(dim=1)
    cosine = logits.gather(1, z[:, None])[:, 0] / lengths
    theta = torch.acos(cosine)
    k = torch.floor(theta * m / math.pi).detach()
    psi = (-1) ** k * torch.cos(m * theta) - 2 * k
    true = lengths * (annealing * cosine + psi) / (1 + annealing)
    return torch.nn.functional.cross_entropy(logits.scatter(1, z[:, None], true[:, None]), z)


def arcface(x, weight, m, s):
    normalize = torch.nn.functional.normalize
    cosines = normalize(x) @ normalize(weight).T
    theta = torch.acos(cosines.gather(1, z[:, None]))
    true = torch.where(theta < math.pi - m, torch.cos(theta + m), torch.cos(theta) - m * math.sin(m))
    return torch.nn.functional.cross_entropy(s * cosines.scatter(1, z[:, None], true), z)


def case(name, loss, **parameters):
    parameters = {n: p.clone().requires_grad_() for n, p in parameters.items()}
    x = x0.clone().requires_grad_()
    value = loss(x, **parameters)
    value.backward()
    return {
        "name": name, "loss": value.item(), "parameters": dict(tensors(parameters.items())),
        "gradients": {"features": tensor(x.grad), **{n: tensor(p.grad) for n, p in parameters.items()}},
    }


ramp = lambda start, end, epoch, epochs: start + (end - start) * min(epoch / epochs, 1)
cases = [
    # The names and epochs the library is asked for; alpha .3 and lambda .2 are given to "lgm-paper" and its relatives.
    {"epoch": 0, **case("lgm-paper", lambda x, **p: paper(x, **p, alpha=0.3, weight=0.2), means=means0, log_variances=log_variances0, prior_logits=prior_logits0)},
    {"epoch": 0, **case("lgm-paper, shared", lambda x, **p: paper(x, **p, alpha=0.3, weight=0.2), means=means0, log_variances=log_variances0[:1], prior_logits=prior_logits0)},
    {"epoch": 0, **case("lgm-paper, isotropic", lambda x, **p: paper(x, **p, alpha=0.3, weight=0.2), means=means0, log_variances=log_variances0[:, :1], prior_logits=prior_logits0)},
    {"epoch": 13, **case("lgm-caffe", lambda x, means: caffe(x, means, 0.2, 0.1), means=means0)},
    {"epoch": 4, **case("lgm-tensorflow", lambda x, means: caffe(x, means, 0.1, 0.01), means=means0)},
    {"epoch": 12, **case("lgm-tpami-cifar", lambda x, means: tpami(x, means, ramp(0.03, 0.3, 12, 30), ramp(0.001, 0.1, 12, 30), False), means=means0)},
    {"epoch": 2, **case("lgm-tpami-mnist", lambda x, means: tpami(x, means, ramp(0.1, 1, 2, 5), ramp(0.001, 0.1, 2, 5), True), means=means0)},
    {"epoch": 2, **case("lgm", lambda x, means: caffe(x, means, ramp(0, 1, 2, 5), ramp(0, 0.1, 2, 5)), means=means0)},
    {"epoch": 2, **case("gm", lambda x, means: caffe(x, means, 0, ramp(0, 0.1, 2, 5)), means=means0)},
    {"epoch": 30, **case("l-softmax", lambda x, weight: l_softmax(x, weight, 4, max(1000 * (1 + 0.0117 * 30) ** -35, 5)), weight=means0)},
    {"epoch": 0, **case("arcface", lambda x, weight: arcface(x, weight, 0.5, 64), weight=means0)},
]
write(__file__, {"classes": K, "features": tensor(x0), "labels": z.tolist(), "cases": cases})
