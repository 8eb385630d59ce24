"""Golden values of PyTorch's recurrent layers, written to ../Unroll.Tests/Golden/recurrent.json.

Run: python3 recurrent.py        (PyTorch 1.13 or later; the committed file was made with 1.13)

Every layer runs in double on a ragged batch (pack_padded_sequence, enforce_sorted=False) from a given state. The loss is
the sum of outputs and last states, each times a fixed random number, so that every gradient is exercised. Rows hold only
their own steps: a row of length n is n * features numbers.
"""
import json
import os

import torch

LENGTHS = [4, 1, 6, 3]
INPUTS = 3
KINDS = {
    "RNN_TANH": lambda *a, **k: torch.nn.RNN(*a, nonlinearity="tanh", **k),
    "RNN_RELU": lambda *a, **k: torch.nn.RNN(*a, nonlinearity="relu", **k),
    "LSTM": torch.nn.LSTM,
    "GRU": torch.nn.GRU,
}


def draw(generator, *shape):
    """Numbers of two decimals: short in the file, and the same after float32 as far as the tests can see."""
    return (torch.rand(*shape, generator=generator, dtype=torch.float64) * 1.6 - 0.8).mul(100).round().div(100)


def flat(tensor):
    return [float(f"{v:.8g}") for v in tensor.detach().reshape(-1).tolist()]


def rows(padded):
    return [flat(padded[i, :n]) for i, n in enumerate(LENGTHS)]


def case(kind, layers, bidirectional, units, seed):
    g = torch.Generator().manual_seed(seed)
    net = KINDS[kind](INPUTS, units, layers, bidirectional=bidirectional, batch_first=True).double()
    for parameter in net.parameters():
        parameter.data = draw(g, *parameter.shape)
    batch, directions = len(LENGTHS), 2 if bidirectional else 1
    x = draw(g, batch, max(LENGTHS), INPUTS).requires_grad_()
    initial = [draw(g, layers * directions, batch, units).requires_grad_() for _ in range(2 if kind == "LSTM" else 1)]
    packed = torch.nn.utils.rnn.pack_padded_sequence(x, LENGTHS, batch_first=True, enforce_sorted=False)
    output, final = net(packed, tuple(initial) if kind == "LSTM" else initial[0])
    output, _ = torch.nn.utils.rnn.pad_packed_sequence(output, batch_first=True)
    final = list(final) if kind == "LSTM" else [final]
    upstream = draw(g, *output.shape)
    upstream_final = [draw(g, *s.shape) for s in final]
    loss = (output * upstream).sum() + sum((s * u).sum() for s, u in zip(final, upstream_final))
    loss.backward()
    return {
        "kind": kind, "layers": layers, "bidirectional": bidirectional, "inputs": INPUTS, "units": units, "lengths": LENGTHS,
        "parameters": {name: flat(p) for name, p in net.named_parameters()},
        "gradients": {name: flat(p.grad) for name, p in net.named_parameters()},
        "input": rows(x), "input_gradient": rows(x.grad),
        "output": rows(output), "output_upstream": rows(upstream),
        # States: one list a state (h, then c), of [layers * directions, batch, units] as PyTorch orders them.
        "initial": [flat(s) for s in initial], "initial_gradient": [flat(s.grad) for s in initial],
        "final": [flat(s) for s in final], "final_upstream": [flat(s) for s in upstream_final],
    }


def main():
    cases = []
    for kind in KINDS:
        for layers in (1, 2):
            for bidirectional in (False, True):
                # 8 units are one whole vector, 5 are not.
                cases.append(case(kind, layers, bidirectional, 5 if bidirectional or layers == 2 else 8, len(cases)))
    here = os.path.dirname(os.path.abspath(__file__))
    path = os.path.join(here, "..", "Unroll.Tests", "Golden", "recurrent.json")
    with open(path, "w", encoding="ascii") as f:
        f.write("[\n" + ",\n".join(json.dumps(c, separators=(",", ":")) for c in cases) + "\n]\n")


if __name__ == "__main__":
    main()
