"""A script that recomputes what an examination of logits has found, in NumPy or in PyTorch.

Into the source go numbers that are checked and the formulas of `core`, and nothing else: no name
that a user gave to a column or a file ever stands in code.
"""

import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from core.datasets.model_output import ModelOutput
from core.examination.examine import BINS
from core.examination.explanation import Explanation
from core.export.archive import packed
from core.export.examination_formulas import source_of
from core.predictions.fitted_temperature import LEAST_TEMPERATURE, MOST_TEMPERATURE

LISTED = 20  # of the largest losses

_DOCSTRING = '''"""What Logit Lab found of your logits and labels, recomputed by {library} alone.

Needs {library}, and data.npz beside it: z, the logits; y, the labels; rows, the numbers of the rows
as the page counts them; g, the gradient, where there is one. Classes are counted from 0. Prints
every number of the page as JSON: python examine.py
"""
'''

_NUMPY = '''
import json

import numpy as np

{constants}

with np.load("data.npz") as data:
    every_logit, every_label = data["z"].astype(float), data["y"].astype(int)
    rows, gradient = data["rows"], data["g"].astype(float) if "g" in data else None
kept = every_label != IGNORE if IGNORE is not None else np.full(every_label.shape, True)
logits, labels = every_logit[kept], every_label[kept]
examples, classes = logits.shape
own = np.arange(examples)


def log_softmax(z, axis=1):
    largest = np.expand_dims(z.argmax(axis=axis), axis)
    shifted = z - np.take_along_axis(z, largest, axis)
    others = np.exp(shifted)
    np.put_along_axis(others, largest, 0, axis)  # it is 1; log1p keeps what the others add
    return shifted - np.log1p(others.sum(axis=axis, keepdims=True))


def mean_loss(beta):
    return -log_softmax(beta * logits)[own, labels].mean()


def slope(beta):
    """The derivative of the mean loss in beta = 1/T, which rises with beta."""
    p = softmax(beta * logits)
    expected = np.sum(p * np.where(p > 0, logits, 0.0), axis=1)
    return np.mean(expected - logits[own, labels])


'''

_TORCH = '''
import json

import numpy as np
import torch
import torch.nn.functional as F

{constants}

with np.load("data.npz") as data:
    every_logit = torch.tensor(data["z"].astype(np.float64))
    every_label = torch.tensor(data["y"].astype(np.int64))
    rows, gradient = data["rows"], data["g"].astype(float) if "g" in data else None
kept = every_label != IGNORE if IGNORE is not None else torch.full(every_label.shape, True)
z_kept, y_kept, kept = every_logit[kept], every_label[kept], kept.numpy()
examples, classes = z_kept.shape
own = np.arange(examples)


def log_softmax(z, axis=1):
    z = torch.as_tensor(z)
    largest = z.argmax(dim=axis, keepdim=True)
    shifted = z - z.gather(axis, largest)
    others = shifted.exp().scatter(axis, largest, 0.0)  # it is 1; log1p keeps what the others add
    return (shifted - torch.log1p(others.sum(dim=axis, keepdim=True))).numpy()


def mean_loss(beta):
    return F.cross_entropy(beta * z_kept, y_kept).item()


def slope(beta):
    """The derivative of the mean loss in beta = 1/T, which rises with beta."""
    p = torch.softmax(beta * z_kept, dim=1)
    expected = (p * torch.where(p > 0, z_kept, 0.0)).sum(dim=1)
    return (expected - z_kept[own, y_kept]).mean().item()


logits, labels = z_kept.numpy(), y_kept.numpy()
'''

_NUMBERS = '''

def softmax(z, axis=1):
    return np.exp(log_softmax(z, axis))


def one_hot(y):
    return np.eye(classes)[y]


def clip(p):
    return np.clip(p, 1e-7, 1 - 1e-7)


def total(losses, weights):
    return np.sum(losses * weights, where=weights > 0)  # a weight of 0 leaves out even infinity


def without_nan(values):
    return [None if np.isnan(each) else float(each) for each in values]


def ratio(right, yours):
    return yours / right if right else None


def bins_of(confidence):
    return np.searchsorted(np.linspace(0, 1, BINS + 1)[1:-1], confidence)


def reliability(confidence, right):
    """Counts, mean confidence and accuracy of each bin, and the expected calibration error."""
    bins = bins_of(confidence)
    counts = np.bincount(bins, minlength=BINS)
    sums = [np.bincount(bins, each, minlength=BINS) for each in (confidence, right)]
    error = np.abs(sums[1] - sums[0]).sum() / len(right)
    means = [np.where(counts > 0, each / np.maximum(counts, 1), np.nan) for each in sums]
    return {
        "counts": counts.tolist(),
        "confidence": without_nan(means[0]),
        "accuracy": without_nan(means[1]),
        "expected_calibration_error": float(error),
    }


def fitted_temperature():
    """T*, by bisection of the slope in beta = 1/T."""
    if not np.isfinite(losses).all():
        return None
    low, high = 1 / MOST_TEMPERATURE, 1 / LEAST_TEMPERATURE
    if slope(low) >= 0:
        return 1 / low
    if slope(high) <= 0:
        return 1 / high
    for _ in range(100):
        middle = (low + high) / 2
        low, high = (middle, high) if slope(middle) < 0 else (low, middle)
    return 1 / middle


def listed(positions):
    """Row, label, predicted class, confidence and loss."""
    columns = rows, labels, predicted, confidence, losses
    return [[column[at].item() for column in columns] for at in positions[:LISTED]]


losses = -log_softmax(logits)[own, labels]
class_weights = np.array(CLASS_WEIGHTS or [1.0] * classes)
ignored, rows = len(rows) - examples, rows[kept]
weights, probabilities = class_weights[labels], softmax(logits)
predicted = logits.argmax(axis=1)
right, confidence = predicted == labels, probabilities[own, predicted]
worst = np.argsort(-losses, kind="stable")
temperature = fitted_temperature()
pairs, counts = np.unique(labels * classes + predicted, return_counts=True)
found = {
    "examples": examples,
    "entries": examples * classes,
    "sum": float(losses.sum()),
    "mean": float(losses.mean()),
    "weighted_mean": float(total(losses, weights) / weights.sum()),
    "weighted_sum_over_n": float(total(losses, weights) / examples),
    "mean_of_a_uniform_guess": float(np.log(classes)),
    "accuracy": float(right.mean()),
    "reliability": reliability(confidence, right),
    "temperature": temperature,
    "worst": listed(worst),  # row, label, predicted class, confidence, loss
    "worst_of_bins": [listed(worst[bins_of(confidence[worst]) == m]) for m in range(BINS)],
    "recall": without_nan(
        right[labels == k].mean() if (labels == k).any() else np.nan for k in range(classes)
    ),
    "class_reliability": [reliability(probabilities[:, k], labels == k) for k in range(classes)],
    "confusion": [  # label, predicted class, examples, part of the label's
        [int(pair // classes), int(pair % classes), int(n), n / (labels == pair // classes).sum()]
        for pair, n in zip(pairs, counts)
    ],
}
if temperature is not None:
    tempered = softmax(logits / temperature)[own, predicted]
    found["mean_at_temperature"] = float(mean_loss(1 / temperature))
    found["reliability_at_temperature"] = reliability(tempered, right)
if gradient is not None:
    gradient, errors = gradient[kept], softmax(logits)
    errors[own, labels] = np.expm1(-losses)  # ŷ − 1, with all its digits
    at = max(gradient.argmax(), gradient.argmin(), key=lambda at: abs(gradient.flat[at]))
    row, column = divmod(int(at), classes)
    found["largest_of_gradient"] = [rows[row].item(), column, gradient[row, column]]
    found["gradient"] = [  # row, class, ŷ − y, yours, yours / (ŷ − y)
        [rows[at].item(), int(k), *(pair := (errors[at, k], gradient[at, k])), ratio(*pair)]
        for at in worst[:5]
        for k in dict.fromkeys((labels[at], predicted[at]))
    ]
np.seterr(all="ignore")  # a mistaken formula may divide by 0
explained = []

{explanations}
found["explained"] = explained  # of a loss or a gradient, by which mistake, and what it gives
lines = (f" {json.dumps(name)}: {json.dumps(value)}" for name, value in found.items())
print("{", ",\\n".join(lines), "}", sep="\\n")
'''

_PARTS: Mapping[str, tuple[str, str]] = {"numpy": ("NumPy", _NUMPY), "torch": ("PyTorch", _TORCH)}


def examination_script(
    library: str,
    explanations: Iterable[Explanation] = (),
    class_weights: Sequence[float] | None = None,
    ignore: int | None = None,
) -> str:
    """The source of the script; `library` is "numpy" or "torch".

    Examples
    --------
    >>> "IGNORE = -100" in examination_script("numpy", ignore=-100)
    True
    """
    name, beginning = _PARTS[library]
    weights = None if class_weights is None else [float(each) for each in class_weights]
    constants = "\n".join(
        [
            f"CLASS_WEIGHTS = {weights!r}",
            f"IGNORE = {ignore!r}  # the label of what is left out",
            f"BINS, LISTED = {BINS}, {LISTED}",
            f"LEAST_TEMPERATURE, MOST_TEMPERATURE = {LEAST_TEMPERATURE!r}, {MOST_TEMPERATURE!r}",
        ]
    )
    sources = "\n".join(source_of(each) for each in explanations if each.name != "none")
    source = _DOCSTRING.replace("{library}", name) + beginning + _NUMBERS
    return source.replace("{constants}", constants).replace("{explanations}", sources)


def examination_archive(
    output: ModelOutput,
    library: str,
    explanations: Iterable[Explanation] = (),
    class_weights: Sequence[float] | None = None,
    ignore: int | None = None,
) -> bytes:
    """A ZIP file with examine.py, the script, and its data.npz.

    Examples
    --------
    >>> from core.datasets.model_output import output_of_arrays
    >>> examination_archive(output_of_arrays(np.zeros((1, 2)), np.zeros(1)), "numpy")[:2]
    b'PK'
    """
    file = io.BytesIO()
    gradient: dict[str, Any] = {} if output.gradient is None else {"g": output.gradient}
    np.savez(file, z=output.logits, y=output.targets, rows=output.row_numbers, **gradient)
    script = examination_script(library, explanations, class_weights, ignore).encode()
    return packed("your-model", {"examine.py": script, "data.npz": file.getvalue()})
