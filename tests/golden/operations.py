"""Golden values of the tape operations and losses, from PyTorch in double precision.

Writes tests/Unroll.Tests/Golden/operations.json: for each case the inputs, the weights of the outputs in the scalar
sum(weights * output) that is differentiated, the output and the gradient of every input.

    python3 tests/golden/operations.py        (made with PyTorch 1.13)
"""
import json
import pathlib

import torch
import torch.nn.functional as F

torch.manual_seed(7)
cases = []


def noise(*shape, positive=False):
    """Numbers that float32 holds exactly, so that both sides start from the same inputs."""
    x = torch.randn(*shape, dtype=torch.float32)
    return (x.abs() + 0.25 if positive else x).double()


def numbers(x):
    return {"shape": list(x.shape), "values": [float(f"{v:.10g}") for v in x.detach().reshape(-1).tolist()]}


def case(name, function, inputs, **options):
    inputs = [x.clone().requires_grad_(True) for x in inputs]
    y = function(*inputs)
    weights = noise(*y.shape) if y.dim() else torch.ones(())
    (y * weights).sum().backward()
    cases.append({
        "name": name, "options": options, "inputs": [numbers(x) for x in inputs], "weights": numbers(weights),
        "output": numbers(y), "gradients": [numbers(x.grad) for x in inputs],
    })


def loss(name, function, inputs, targets, **options):
    """A loss of the first input; the targets are constants."""
    case(name, lambda x: function(x, targets), inputs, targets=targets.reshape(-1).tolist(), **options)


case("matmul", torch.matmul, [noise(3, 4), noise(4, 5)])
case("batched_matmul", torch.bmm, [noise(2, 3, 4), noise(2, 4, 2)])
case("linear", F.linear, [noise(2, 3, 4), noise(5, 4), noise(5)])
for name in ["add", "sub", "mul"]:
    case(name, getattr(torch, name), [noise(2, 5), noise(2, 5)])
case("div", torch.div, [noise(2, 5), noise(2, 5, positive=True)])
for name in ["exp", "tanh", "sigmoid", "relu", "square", "abs", "neg"]:
    case(name, getattr(torch, name), [noise(3, 7)])
for name in ["log", "sqrt"]:
    case(name, getattr(torch, name), [noise(3, 7, positive=True)])
case("softplus", F.softplus, [noise(3, 7)])
case("leaky_relu", lambda x: F.leaky_relu(x, 0.1), [noise(3, 7)])
case("clamp", lambda x: torch.clamp(x, -0.5, 0.75), [noise(3, 7)])
case("transpose", lambda x: x.transpose(-1, -2), [noise(2, 3, 4)])
case("slice", lambda x: x[:, 1:3], [noise(2, 4, 3)])
case("cat", lambda a, b: torch.cat([a, b], 1), [noise(2, 3, 2), noise(2, 1, 2)])
case("stack", lambda a, b: torch.stack([a, b]), [noise(3), noise(3)])
case("embedding", lambda t: F.embedding(torch.tensor([1, 4, 1, 0]), t), [noise(5, 3)], ids=[1, 4, 1, 0])
case("sum_axis1", lambda x: x.sum(1), [noise(2, 3, 4)])
case("mean_axis0", lambda x: x.mean(0), [noise(3, 4)])
case("max_axis1", lambda x: x.max(1).values, [noise(2, 5, 3)])
case("softmax", lambda x: F.softmax(x, -1), [noise(2, 3, 5)])
case("log_softmax", lambda x: F.log_softmax(x, -1), [noise(3, 9)])
case("logsumexp", lambda x: torch.logsumexp(x, -1), [noise(3, 9)])
mask = [True, False, True, True, False, True, True, True]
case("masked_softmax", lambda x: F.softmax(x.masked_fill(~torch.tensor(mask).reshape(2, 4), float("-inf")), -1), [noise(2, 4)], mask=mask)
case("layer_norm", lambda x, g, b: F.layer_norm(x, [6], g, b), [noise(2, 3, 6), noise(6), noise(6)])
case("conv1d", lambda x, w, b: F.conv1d(x, w, b), [noise(2, 3, 7), noise(4, 3, 3), noise(4)], stride=1, padding=0, dilation=1)
case("conv1d", lambda x, w, b: F.conv1d(x, w, b, stride=2, padding=3, dilation=2), [noise(2, 2, 9), noise(3, 2, 3), noise(3)],
     stride=2, padding=3, dilation=2)
case("conv2d", lambda x, w, b: F.conv2d(x, w, b), [noise(2, 2, 5, 4), noise(3, 2, 3, 2), noise(3)], stride=1, padding=0, dilation=1)
case("conv2d", lambda x, w, b: F.conv2d(x, w, b, stride=2, padding=2, dilation=2), [noise(2, 2, 6, 5), noise(3, 2, 3, 2), noise(3)],
     stride=2, padding=2, dilation=2)
case("max_pool1d", lambda x: F.max_pool1d(x, 3, 2, 1), [noise(2, 2, 8)], size=3, stride=2, padding=1)
case("max_pool2d", lambda x: F.max_pool2d(x, 3, 2, 1), [noise(1, 2, 6, 5)], size=3, stride=2, padding=1)
case("avg_pool1d", lambda x: F.avg_pool1d(x, 3, 2, 1), [noise(2, 2, 8)], size=3, stride=2, padding=1)
case("avg_pool2d", lambda x: F.avg_pool2d(x, 2, 2, 1), [noise(1, 2, 6, 5)], size=2, stride=2, padding=1)

targets = torch.tensor([2, 0, 4, 2, 1, 3])
gaps = torch.tensor([2, -1, 4, 2, -1, 3])
classes = [0.5, 1.0, 2.0, 0.25, 1.5]
weight = torch.tensor(classes, dtype=torch.float64)
loss("cross_entropy", lambda x, t: F.cross_entropy(x, t), [noise(6, 5)], targets)
loss("cross_entropy", lambda x, t: F.cross_entropy(x, t, reduction="sum"), [noise(6, 5)], targets, reduction="sum")
loss("cross_entropy", lambda x, t: F.cross_entropy(x, t, weight), [noise(6, 5)], targets, weights=classes)
loss("cross_entropy", lambda x, t: F.cross_entropy(x, t, label_smoothing=0.1), [noise(6, 5)], targets, smoothing=0.1)
loss("cross_entropy", lambda x, t: F.cross_entropy(x, t, ignore_index=-1), [noise(6, 5)], gaps, ignore=-1)
loss("cross_entropy", lambda x, t: F.cross_entropy(x, t, weight, ignore_index=-1, label_smoothing=0.2), [noise(6, 5)], gaps,
     weights=classes, ignore=-1, smoothing=0.2)
loss("cross_entropy", lambda x, t: F.cross_entropy(x, t, weight, ignore_index=-1, label_smoothing=0.2, reduction="sum"), [noise(6, 5)], gaps,
     weights=classes, ignore=-1, smoothing=0.2, reduction="sum")
loss("mse", F.mse_loss, [noise(3, 4)], noise(3, 4))
loss("l1", F.l1_loss, [noise(3, 4)], noise(3, 4))
loss("huber", lambda x, t: F.huber_loss(x, t, delta=0.75), [noise(3, 4)], noise(3, 4), delta=0.75)
probabilities = torch.rand(3, 4).double()
loss("bce_with_logits", F.binary_cross_entropy_with_logits, [noise(3, 4)], probabilities)
loss("bce_with_logits", lambda x, t: F.binary_cross_entropy_with_logits(x, t, pos_weight=torch.tensor(2.5).double()), [noise(3, 4)],
     probabilities, positive_weight=2.5)

target = pathlib.Path(__file__).parent.parent / "Unroll.Tests" / "Golden" / "operations.json"
target.write_text("[\n" + ",\n".join(json.dumps(c, separators=(",", ":")) for c in cases) + "\n]\n")
print(f"{len(cases)} cases, {target.stat().st_size} bytes")
