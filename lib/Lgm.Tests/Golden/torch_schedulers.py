"""The learning rate that each scheduler sets before epochs 0 to 20, as PyTorch's optimiser reports it.

Run: python3 torch_schedulers.py   (rewrites torch_schedulers.json)

Two parameter groups with different rates: a scheduler that scales from the first group's rate alone would show.
"""

import torch
from torch.optim import lr_scheduler

from golden_json import write

EPOCHS = 20
RATES = (0.1, 0.02)


def run(name, make):
    groups = [{"params": [torch.zeros(1, requires_grad=True)], "lr": rate} for rate in RATES]
    optimiser = torch.optim.SGD(groups, lr=RATES[0])
    scheduler = make(optimiser)
    rates = [[group["lr"] for group in optimiser.param_groups]]
    for _ in range(EPOCHS):
        optimiser.step()
        scheduler.step()
        rates.append([group["lr"] for group in optimiser.param_groups])
    return {"name": name, "rates": rates}


write(
    __file__,
    {
        "initial": list(RATES),
        "cases": [
            run("step", lambda o: lr_scheduler.StepLR(o, step_size=5, gamma=0.5)),
            run("multistep", lambda o: lr_scheduler.MultiStepLR(o, milestones=[3, 7, 15], gamma=0.1)),
            run("lambda", lambda o: lr_scheduler.LambdaLR(o, lambda epoch: 1.0 / (1.0 + epoch))),
            run("linear", lambda o: lr_scheduler.LinearLR(o, start_factor=0.25, end_factor=1.0, total_iters=6)),
            run("cosine", lambda o: lr_scheduler.CosineAnnealingLR(o, T_max=20, eta_min=0.001)),
            run("cosine_past_its_end", lambda o: lr_scheduler.CosineAnnealingLR(o, T_max=8)),
        ],
    },
)
