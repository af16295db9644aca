"""Parameters of a linear regression after 1, 2 and 10 full-batch steps of each optimiser, float64.

Run: python3 torch_optimisers.py   (rewrites torch_optimisers.json)
"""

import torch

from golden_json import tensor, write

torch.manual_seed(20180619)
torch.set_default_dtype(torch.float64)

X, Y = torch.randn(6, 3), torch.randn(6, 2)
WEIGHT, BIAS = torch.randn(3, 2), torch.randn(2)
RECORDED = (1, 2, 10)


def run(name, make, longest=None):
    weight = WEIGHT.clone().requires_grad_()
    bias = BIAS.clone().requires_grad_()
    optimiser = make(weight, bias)
    steps = []
    for step in range(1, max(RECORDED) + 1):
        optimiser.zero_grad()
        loss = ((X @ weight + bias - Y) ** 2).mean()
        loss.backward()
        if longest is not None:
            torch.nn.utils.clip_grad_norm_([weight, bias], longest)
        optimiser.step()
        if step in RECORDED:
            steps.append({"step": step, "loss": loss.item(), "weight": tensor(weight), "bias": tensor(bias)})
    return {"name": name, "steps": steps}


def sgd(**options):
    return lambda weight, bias: torch.optim.SGD([weight, bias], **options)


def adam(**options):
    return lambda weight, bias: torch.optim.Adam([weight, bias], **options)


write(
    __file__,
    {
        "x": tensor(X),
        "y": tensor(Y),
        "weight": tensor(WEIGHT),
        "bias": tensor(BIAS),
        "cases": [
            run("sgd", sgd(lr=0.1)),
            run("sgd_momentum", sgd(lr=0.1, momentum=0.9)),
            run("sgd_nesterov", sgd(lr=0.1, momentum=0.9, nesterov=True)),
            run("sgd_weight_decay", sgd(lr=0.1, weight_decay=0.05)),
            run("sgd_momentum_weight_decay", sgd(lr=0.1, momentum=0.9, weight_decay=5e-4)),
            run("sgd_dampening", sgd(lr=0.1, momentum=0.9, dampening=0.3)),
            run(
                "sgd_groups",
                lambda weight, bias: torch.optim.SGD(
                    [{"params": [weight]}, {"params": [bias], "lr": 0.01}], lr=0.1, momentum=0.9
                ),
            ),
            # Shorter than the first gradients and longer than the last: both branches are taken.
            run("sgd_clipped", sgd(lr=0.1), longest=2.0),
            run("adam", adam(lr=0.05)),
            run("adam_betas", adam(lr=0.05, betas=(0.5, 0.9), eps=1e-4)),
            run("adam_weight_decay", adam(lr=0.05, weight_decay=0.1)),
            run("adam_amsgrad", adam(lr=0.2, amsgrad=True)),
            run(
                "adam_groups",
                lambda weight, bias: torch.optim.Adam([{"params": [weight]}, {"params": [bias], "lr": 0.01}], lr=0.05),
            ),
        ],
    },
)
