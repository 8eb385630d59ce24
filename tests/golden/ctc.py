"""Golden values of CTC, from PyTorch in double precision.

Writes tests/Unroll.Tests/Golden/ctc.json: for each case the logits of each row (softmax included in what is differentiated), the
labels, the loss of each row, and the gradient of the sum of the losses with respect to the logits.

    python3 tests/golden/ctc.py        (made with PyTorch 1.13)
"""
import json
import pathlib

import torch
import torch.nn.functional as F

torch.manual_seed(11)
cases = []


def case(name, classes, blank, rows):
    """Rows are pairs of a number of steps and labels."""
    lengths = [steps for steps, _ in rows]
    logits = [torch.randn(steps, classes).mul(2).double().requires_grad_(True) for steps in lengths]
    padded = torch.nn.utils.rnn.pad_sequence([x.log_softmax(1) for x in logits])
    labels = torch.tensor([label for _, row in rows for label in row], dtype=torch.long)
    losses = F.ctc_loss(padded, labels, lengths, [len(row) for _, row in rows], blank=blank, reduction="none")
    mean = F.ctc_loss(padded, labels, lengths, [len(row) for _, row in rows], blank=blank, reduction="mean")
    losses.sum().backward()
    cases.append({
        "name": name, "classes": classes, "blank": blank, "mean": float(mean),
        "rows": [{
            "steps": steps, "labels": row, "logits": [float(f"{v:.9g}") for v in x.detach().reshape(-1).tolist()],
            "loss": float(f"{loss:.10g}"), "gradient": [float(f"{v:.10g}") for v in x.grad.reshape(-1).tolist()],
        } for (steps, row), x, loss in zip(rows, logits, losses.tolist())],
    })


case("one row", 3, 0, [(4, [1, 2])])
case("ragged, repeats", 4, 0, [(6, [1, 1, 2]), (3, [3]), (9, [2, 3, 3, 1]), (5, [])])
case("blank last", 5, 4, [(7, [0, 1, 0]), (7, [3, 3, 3]), (4, [2, 2])])
case("longer than a vector", 6, 0, [(20, [1, 2, 3, 4, 5, 5, 4, 3, 2]), (11, [5, 4, 3, 2, 1])])
case("just enough steps", 3, 0, [(3, [1, 1]), (2, [1, 2]), (1, [2])])

out = pathlib.Path(__file__).parent.parent / "Unroll.Tests" / "Golden" / "ctc.json"
out.write_text("[\n" + ",\n".join(json.dumps(c) for c in cases) + "\n]\n")
