"""What PyTorch's initialisers and random tensors draw under a fixed seed.

Run: python3 torch_init.py   (rewrites torch_init.json)

Only the first values are kept, with sums over the whole tensor so that the rest is not left unwatched.
Tensors of fewer than 16 elements take another path through libtorch's normal generator, so both sizes are here.
Bernoulli draws (dropout) are not: libtorch takes them from MKL where it was built with it.
"""

import math

import torch
from torch import nn

from golden_json import write

SEED = 7
KEPT = 12


def summary(value):
    flat = value.detach().to(torch.float64).reshape(-1)
    return {
        "shape": list(value.shape),
        "first": flat[:KEPT].tolist(),
        "sum": flat.sum().item(),
        "sumOfSquares": (flat * flat).sum().item(),
    }


def draw(name, fill, *shape):
    torch.manual_seed(SEED)
    value = torch.empty(*shape)
    returned = fill(value)
    return {"name": name, **summary(value if returned is None else returned)}


def default(name, make):
    torch.manual_seed(SEED)
    return {"name": name, "state": {n: summary(p) for n, p in make().named_parameters()}}


CONV, MATRIX, TINY = (8, 4, 3, 3), (6, 5), (2, 3)
init = nn.init
write(
    __file__,
    {
        "seed": SEED,
        "initialisers": [
            draw("kaiming_normal_", init.kaiming_normal_, *CONV),
            draw("kaiming_normal_tiny", init.kaiming_normal_, *TINY),
            draw("kaiming_normal_fan_out_relu", lambda t: init.kaiming_normal_(t, mode="fan_out", nonlinearity="relu"), *CONV),
            draw("kaiming_normal_prelu", lambda t: init.kaiming_normal_(t, a=0.25), *CONV),
            draw("kaiming_uniform_", init.kaiming_uniform_, *CONV),
            draw("kaiming_uniform_sqrt5", lambda t: init.kaiming_uniform_(t, a=math.sqrt(5)), *MATRIX),
            draw("xavier_normal_", init.xavier_normal_, *CONV),
            draw("xavier_normal_gain2", lambda t: init.xavier_normal_(t, gain=2.0), *MATRIX),
            draw("xavier_uniform_", init.xavier_uniform_, *CONV),
            draw("xavier_uniform_matrix", init.xavier_uniform_, *MATRIX),
            draw("normal_", lambda t: init.normal_(t, mean=0.5, std=0.1), *MATRIX),
            draw("normal_tiny", lambda t: init.normal_(t, mean=0.5, std=0.1), *TINY),
            draw("uniform_", lambda t: init.uniform_(t, a=-0.5, b=1.5), *MATRIX),
            draw("constant_", lambda t: init.constant_(t, 0.3), *TINY),
            draw("zeros_", init.zeros_, *TINY),
            draw("ones_", init.ones_, *TINY),
            draw("rand", lambda t: torch.rand(*MATRIX), *MATRIX),
            draw("randn", lambda t: torch.randn(*MATRIX), *MATRIX),
            draw("randint", lambda t: torch.randint(0, 100, MATRIX), *MATRIX),
            draw("randperm", lambda t: torch.randperm(20), *MATRIX),
        ],
        "defaults": [
            default("conv2d", lambda: nn.Conv2d(3, 4, 3)),
            default("conv2d_groups2_no_bias", lambda: nn.Conv2d(4, 4, 3, groups=2, bias=False)),
            default("linear", lambda: nn.Linear(5, 4)),
            default("linear_no_bias", lambda: nn.Linear(5, 4, bias=False)),
            default("batchnorm2d", lambda: nn.BatchNorm2d(3)),
            default("prelu", lambda: nn.PReLU(3)),
            default("sequential", lambda: nn.Sequential(nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2), nn.PReLU(), nn.Linear(3, 2))),
        ],
    },
)
