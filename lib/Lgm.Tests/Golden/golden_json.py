"""How the golden files are written: a tensor is {"shape": [...], "data": [...]}, numbers are float64."""

import json
import os

import torch


def tensor(value):
    """None stays None, so that an absent bias is told from a bias of zeros."""
    if value is None:
        return None
    value = value.detach()
    numbers = value.reshape(-1)
    numbers = numbers.to(torch.float64).tolist() if value.is_floating_point() else numbers.tolist()
    return {"shape": list(value.shape), "data": numbers}


def tensors(named):
    return {name: tensor(value) for name, value in named}


def write(script, content):
    """Writes SCRIPT's .json beside it; the temporary file keeps a half-written one from ever being read."""
    target = os.path.splitext(os.path.abspath(script))[0] + ".json"
    temporary = target + ".tmp"
    with open(temporary, "w") as file:
        json.dump({"torch": torch.__version__, **content}, file, indent=None, separators=(",", ":"))
        file.write("\n")
    os.replace(temporary, target)
    print(f"{target}: {os.path.getsize(target)} bytes")
