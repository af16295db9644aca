"""Writes checkpoints.json: what PyTorch makes of every committed MNIST network, over the first 500 test digits.

python3 checkpoints.py FOLDER_WITH_MNIST    (t10k-images-idx3-ubyte and t10k-labels-idx1-ubyte, as they are or gzipped)

The files are read by hand (safetensors is eight bytes of length, JSON, raw elements), and the networks are written out anew
from the paper's description, so that nothing is shared with the library but the weights.
"""
import gzip
import json
import pathlib
import struct
import sys

import numpy
import torch
from torch.nn import functional

COUNT = 500
checkout = pathlib.Path(__file__).resolve().parents[3]


def idx(folder, name):
    path = next(p for p in (pathlib.Path(folder) / name, pathlib.Path(folder) / (name + ".gz")) if p.exists())
    data = path.read_bytes()
    return gzip.decompress(data) if path.suffix == ".gz" else data


def weights(path):
    data = path.read_bytes()
    length = struct.unpack("<Q", data[:8])[0]
    header = json.loads(data[8:8 + length])
    tensors = {}
    for name, entry in header.items():
        if name != "__metadata__":
            start, end = entry["data_offsets"]
            raw = numpy.frombuffer(data[8 + length + start:8 + length + end], dtype=numpy.float16)
            tensors[name.removeprefix("model.")] = torch.from_numpy(raw.astype(numpy.float32).reshape(entry["shape"]))
    return tensors


def features(w, images):
    x = (images - 0.1307) / 0.3081
    for layer in (0, 2, 5, 7, 10, 12):
        name = f"network.convolutions.{layer}"
        x = functional.prelu(functional.conv2d(x, w[name + ".weight"], w[name + ".bias"], padding=2), w[f"network.convolutions.{layer + 1}.weight"])
        if layer in (2, 7, 12):
            x = functional.max_pool2d(x, 2)
    return functional.linear(x.flatten(1), w["network.features.weight"], w["network.features.bias"])


def logits(w, x):
    if "head.classifier.weight" in w:
        return functional.linear(x, w["head.classifier.weight"], w["head.classifier.bias"])
    if "head.weight" in w:  # L-Softmax: no bias, no margin in tests
        return functional.linear(x, w["head.weight"])
    means, log_variances = w["head.means"], w.get("head.log_variances", torch.zeros_like(w["head.means"]))
    squares = (x.unsqueeze(1) - means) ** 2 / log_variances.exp()
    return -squares.sum(2) / 2 - log_variances.sum(1) / 2


def main(folder):
    images = numpy.frombuffer(idx(folder, "t10k-images-idx3-ubyte"), dtype=numpy.uint8, offset=16, count=COUNT * 784)
    labels = torch.from_numpy(numpy.frombuffer(idx(folder, "t10k-labels-idx1-ubyte"), dtype=numpy.uint8, offset=8, count=COUNT).astype(numpy.int64))
    images = torch.from_numpy(images.astype(numpy.float32).reshape(COUNT, 1, 28, 28) / 255)
    cases = []
    for path in sorted(checkout.glob("data/checkpoints*/mnist-*.safetensors")):
        w = weights(path)
        with torch.no_grad():
            x = features(w, images)
            right = int((logits(w, x).argmax(1) == labels).sum())
        cases.append({"file": str(path.relative_to(checkout)), "right": right, "features": [round(v, 4) for v in x[0, :2].tolist()]})
    text = ",\n".join("  " + json.dumps(case) for case in cases)
    (pathlib.Path(__file__).parent / "checkpoints.json").write_text(f"[\n{text}\n]\n")


main(sys.argv[1])
