"""Golden trajectories of PyTorch's optimizers, written to tests/Unroll.Tests/Golden/optimizers.json.

Run with PyTorch 1.13 from the root of the repository: python3 tests/golden/optimizers.py
The objective is a chain of Rosenbrock terms on top of a quadratic bowl. Its gradient is computed in double from the float32 values
and rounded once, so that the test can repeat it exactly and only the optimizers are compared.
"""
import json
import numpy as np
import torch

SHAPES = {"matrix": (3, 7), "bias": (5,), "gain": (1,), "table": (2, 8)}
STEPS = 20
KEEP = (1, 2, 5, 10, 20)

# name: (Unroll's text, PyTorch's optimizer, options)
CASES = {
    "sgd": ("sgd:lr=0.05", torch.optim.SGD, dict(lr=0.05)),
    "sgd-decay": ("sgd:lr=0.05,weight-decay=0.1", torch.optim.SGD, dict(lr=0.05, weight_decay=0.1)),
    "sgd-momentum": ("sgd:lr=0.02,momentum=0.9", torch.optim.SGD, dict(lr=0.02, momentum=0.9)),
    "sgd-dampening": ("sgd:lr=0.05,momentum=0.8,dampening=0.3,weight-decay=0.01", torch.optim.SGD,
                      dict(lr=0.05, momentum=0.8, dampening=0.3, weight_decay=0.01)),
    "sgd-nesterov": ("sgd:lr=0.02,momentum=0.9,nesterov,weight-decay=0.01", torch.optim.SGD,
                     dict(lr=0.02, momentum=0.9, nesterov=True, weight_decay=0.01)),
    "adagrad": ("adagrad", torch.optim.Adagrad, dict()),
    "adagrad-options": ("adagrad:lr=0.1,rate-decay=0.05,weight-decay=0.02,initial-accumulator=0.3,epsilon=1e-6", torch.optim.Adagrad,
                        dict(lr=0.1, lr_decay=0.05, weight_decay=0.02, initial_accumulator_value=0.3, eps=1e-6)),
    "adadelta": ("adadelta", torch.optim.Adadelta, dict()),
    "adadelta-options": ("adadelta:lr=0.7,rho=0.8,epsilon=1e-4,weight-decay=0.03", torch.optim.Adadelta,
                         dict(lr=0.7, rho=0.8, eps=1e-4, weight_decay=0.03)),
    "rmsprop": ("rmsprop", torch.optim.RMSprop, dict()),
    "rmsprop-momentum": ("rmsprop:lr=0.005,alpha=0.95,momentum=0.7,weight-decay=0.02", torch.optim.RMSprop,
                         dict(lr=0.005, alpha=0.95, momentum=0.7, weight_decay=0.02)),
    "rmsprop-centered": ("rmsprop:alpha=0.9,epsilon=1e-3,centered", torch.optim.RMSprop, dict(alpha=0.9, eps=1e-3, centered=True)),
    "rmsprop-both": ("rmsprop:lr=0.005,alpha=0.9,momentum=0.5,centered,epsilon=1e-3", torch.optim.RMSprop,
                     dict(lr=0.005, alpha=0.9, momentum=0.5, centered=True, eps=1e-3)),
    "adam": ("adam:lr=0.02", torch.optim.Adam, dict(lr=0.02)),
    "adam-defaults": ("adam", torch.optim.Adam, dict()),
    "adam-options": ("adam:lr=0.03,beta1=0.8,beta2=0.95,epsilon=1e-3,weight-decay=0.05", torch.optim.Adam,
                     dict(lr=0.03, betas=(0.8, 0.95), eps=1e-3, weight_decay=0.05)),
    "adam-amsgrad": ("adam:lr=0.05,beta2=0.9,amsgrad", torch.optim.Adam, dict(lr=0.05, betas=(0.9, 0.9), amsgrad=True)),
    "adamw": ("adamw:lr=0.02", torch.optim.AdamW, dict(lr=0.02)),
    "adamw-options": ("adamw:lr=0.05,beta2=0.9,weight-decay=0.2,amsgrad", torch.optim.AdamW,
                      dict(lr=0.05, betas=(0.9, 0.9), weight_decay=0.2, amsgrad=True)),
    "adam-frozen": ("adam:lr=0.02", torch.optim.Adam, dict(lr=0.02)),
    "sgd-clipped": ("sgd:lr=0.05,momentum=0.9", torch.optim.SGD, dict(lr=0.05, momentum=0.9)),
}
CLIP = {"sgd-clipped": 0.5}
FROZEN = {"adam-frozen": ("bias", 6, 10)}  # no gradient in steps 6 to 10


def start(index, count):
    i = np.arange(count, dtype=np.float64)
    return (1.5 * np.sin(1.7 * i + index + 0.3)).astype(np.float32)


def gradient(x):
    x = x.astype(np.float64)
    i = np.arange(len(x), dtype=np.float64)
    g = (0.5 + 0.1 * i) * (x - 0.4)
    d = x[1:] - x[:-1] * x[:-1]
    g[1:] += d
    g[:-1] -= 2 * x[:-1] * d
    return g.astype(np.float32)


def run(name, make, options):
    parameters = {n: torch.nn.Parameter(torch.tensor(start(k, int(np.prod(s))).reshape(s))) for k, (n, s) in enumerate(SHAPES.items())}
    optimizer = make(list(parameters.values()), **options)
    kept = []
    frozen, first, last = FROZEN.get(name, ("", 0, 0))
    for step in range(1, STEPS + 1):
        for n, p in parameters.items():
            p.grad = torch.tensor(gradient(p.detach().numpy().ravel()).reshape(p.shape))
            if n == frozen and first <= step <= last:
                p.grad = None
        norm = 0.0
        if name in CLIP:
            norm = float(torch.nn.utils.clip_grad_norm_(list(parameters.values()), CLIP[name]))
        optimizer.step()
        if step in KEEP:
            kept.append({"step": step, "norm": norm, "values": [float(v) for p in parameters.values() for v in p.detach().numpy().ravel()]})
    return kept


def number(value):
    return f"{value:.9g}"


def main():
    lines = []
    for name, (text, make, options) in CASES.items():
        rows = [
            f'{{"step":{r["step"]},"norm":{number(r["norm"])},"values":[{",".join(number(v) for v in r["values"])}]}}'
            for r in run(name, make, options)
        ]
        frozen = FROZEN.get(name, ("", 0, 0))
        head = f'{{"name":"{name}","optimizer":"{text}","clip":{CLIP.get(name, 0)},"frozen":{json.dumps(frozen)},"kept":['
        lines.append(head + "\n" + ",\n".join(rows) + "]}")
    with open("tests/Unroll.Tests/Golden/optimizers.json", "w", encoding="utf-8") as file:
        file.write(f'{{"torch":"{torch.__version__}","cases":[\n' + ",\n".join(lines) + "]}\n")


main()
