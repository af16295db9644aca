"""Names and shapes of the entries of a nested module's state dictionary, in PyTorch's order (TorchSharp keeps the order of
parameters and of buffers, but its state_dict puts all parameters before all buffers).

Run: python3 torch_state_dict.py   (rewrites torch_state_dict.json)
"""

import torch
from torch import nn

from golden_json import write


class Block(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.conv = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.norm = nn.BatchNorm2d(channels)
        self.activation = nn.PReLU(channels)


class Net(nn.Module):
    """A parameter and a buffer of its own, modules in a list with and without names, and a nested module."""

    def __init__(self):
        super().__init__()
        self.scale = nn.Parameter(torch.ones(2))
        self.register_buffer("centers", torch.zeros(3, 2))
        self.features = nn.Sequential(nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4), nn.PReLU(), nn.MaxPool2d(2))
        self.block = Block(4)
        self.head = nn.Linear(4, 2)


net = Net()
write(
    __file__,
    {
        "stateDict": [{"name": n, "shape": list(t.shape)} for n, t in net.state_dict().items()],
        "parameters": [n for n, _ in net.named_parameters()],
        "buffers": [n for n, _ in net.named_buffers()],
        "children": [n for n, _ in net.named_children()],
        "modules": [n for n, _ in net.named_modules()],
    },
)
