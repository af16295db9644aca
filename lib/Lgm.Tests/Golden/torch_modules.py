"""Forward, input gradient and parameter gradients of modules with explicit weights, as PyTorch computes them.

Run: python3 torch_modules.py   (rewrites torch_modules.json)

The gradients are those of sum(output * upstream): a plain sum would hide a wrong gradient behind a symmetric one
(the input gradient of batch normalisation under a plain sum is zero).
"""

import torch
from torch import nn

from golden_json import tensor, tensors, write

torch.manual_seed(20180618)
torch.set_default_dtype(torch.float64)

IMAGE = (2, 3, 6, 5)
FLAT = (5, 4)


def randomise(module):
    """Affine weights of one and biases of zero would let a forgotten term pass."""
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.copy_(torch.randn_like(parameter) * 0.5 + 0.25)
        for name, buffer in module.named_buffers():
            if name.endswith("running_mean"):
                buffer.copy_(torch.randn_like(buffer))
            elif name.endswith("running_var"):
                buffer.copy_(torch.rand_like(buffer) + 0.5)
    return module


def case(name, module, shape, train=True):
    randomise(module).train(train)
    before = tensors(module.state_dict().items())
    x = torch.randn(shape, requires_grad=True)
    output = module(x)
    upstream = torch.randn(output.shape)
    (output * upstream).sum().backward()
    return {
        "name": name,
        "train": train,
        "state": before,
        "input": tensor(x),
        "output": tensor(output),
        "upstream": tensor(upstream),
        "inputGradient": tensor(x.grad),
        "gradients": {n: tensor(p.grad) for n, p in module.named_parameters()},
        "buffersAfter": tensors(module.named_buffers()),
    }


def small_net():
    return nn.Sequential(
        nn.Conv2d(3, 4, 3, padding=1), nn.BatchNorm2d(4), nn.PReLU(4), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(4 * 2 * 2, 2)
    )


def criterion(name, module, shape, target):
    logits = torch.randn(shape, requires_grad=True)
    loss = module(logits, target)
    upstream = torch.randn(loss.shape)
    (loss * upstream).sum().backward()
    return {
        "name": name,
        "input": tensor(logits),
        "target": tensor(target),
        "output": tensor(loss),
        "upstream": tensor(upstream),
        "inputGradient": tensor(logits.grad),
    }


cases = [
    case("conv2d", nn.Conv2d(3, 4, 3), IMAGE),
    case("conv2d_stride2_padding1", nn.Conv2d(3, 4, 3, stride=2, padding=1), IMAGE),
    case("conv2d_no_bias", nn.Conv2d(3, 2, 3, bias=False), IMAGE),
    case("conv2d_dilation2", nn.Conv2d(3, 2, 3, padding=2, dilation=2), IMAGE),
    case("conv2d_groups3", nn.Conv2d(3, 6, 3, groups=3), IMAGE),
    case("linear", nn.Linear(4, 3), FLAT),
    case("linear_no_bias", nn.Linear(4, 3, bias=False), FLAT),
    case("prelu_1", nn.PReLU(), IMAGE),
    case("prelu_channels", nn.PReLU(3), IMAGE),
    case("relu", nn.ReLU(), FLAT),
    case("maxpool2d", nn.MaxPool2d(2), IMAGE),
    case("maxpool2d_stride1_padding1", nn.MaxPool2d(3, stride=1, padding=1), IMAGE),
    case("maxpool2d_ceil", nn.MaxPool2d(2, ceil_mode=True), IMAGE),
    case("avgpool2d", nn.AvgPool2d(2), IMAGE),
    case("avgpool2d_padding1", nn.AvgPool2d(3, stride=2, padding=1), IMAGE),
    case("adaptiveavgpool2d_1", nn.AdaptiveAvgPool2d(1), IMAGE),
    case("batchnorm1d_train", nn.BatchNorm1d(4), FLAT),
    case("batchnorm1d_eval", nn.BatchNorm1d(4), FLAT, train=False),
    case("batchnorm2d_train", nn.BatchNorm2d(3), (2, 3, 3, 2)),
    case("batchnorm2d_eval", nn.BatchNorm2d(3), (2, 3, 3, 2), train=False),
    case("batchnorm2d_momentum", nn.BatchNorm2d(3, eps=1e-3, momentum=0.4), (2, 3, 3, 2)),
    case("batchnorm2d_no_affine", nn.BatchNorm2d(3, affine=False), (2, 3, 3, 2)),
    case("flatten", nn.Flatten(), (2, 3, 2, 2)),
    case("flatten_2", nn.Flatten(start_dim=2), (2, 3, 2, 2)),
    case("dropout_eval", nn.Dropout(0.5), FLAT, train=False),
    case("sequential_train", small_net(), (3, 3, 4, 4)),
    case("sequential_eval", small_net(), (2, 3, 4, 4), train=False),
]

labels = torch.tensor([2, 0, 3, 3, 1])
criteria = [
    criterion("cross_entropy_mean", nn.CrossEntropyLoss(), FLAT, labels),
    criterion("cross_entropy_sum", nn.CrossEntropyLoss(reduction="sum"), FLAT, labels),
    criterion("cross_entropy_none", nn.CrossEntropyLoss(reduction="none"), FLAT, labels),
    criterion("cross_entropy_ignore3", nn.CrossEntropyLoss(ignore_index=3), FLAT, labels),
    criterion("cross_entropy_weighted", nn.CrossEntropyLoss(weight=torch.tensor([0.5, 1.0, 2.0, 4.0])), FLAT, labels),
]

write(__file__, {"cases": cases, "criteria": criteria})
