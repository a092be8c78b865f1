"""A script that recomputes what an examination of logits has found, in NumPy or in PyTorch.

Into the source go numbers that are checked, and nothing else: no name that a user gave to a column
or a file ever stands in code.
"""

import io
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike

from core.examination.examine import BINS
from core.export.archive import packed
from core.predictions.fitted_temperature import LEAST_TEMPERATURE, MOST_TEMPERATURE

_DOCSTRING = '''"""What Logit Lab found of your logits and labels, recomputed by {library} alone.

Needs {library}, and data.npz beside it: z, the logits, and y, the labels. Prints every number of
the page as JSON: python examine.py
"""
'''

_NUMPY = '''
import json

import numpy as np

{constants}

with np.load("data.npz") as data:
    logits, labels = data["z"].astype(float), data["y"].astype(int)
rows = np.flatnonzero(labels != IGNORE) if IGNORE is not None else np.arange(len(labels))
logits, labels = logits[rows], labels[rows]
examples, classes = logits.shape
own = np.arange(examples)


def log_softmax(z):
    shifted = z - z.max(axis=1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))


def mean_loss(beta):
    return -log_softmax(beta * logits)[own, labels].mean()


def slope(beta):
    """The derivative of the mean loss in beta = 1/T, which rises with beta."""
    p = np.exp(log_softmax(beta * logits))
    expected = np.sum(p * np.where(p > 0, logits, 0.0), axis=1)
    return np.mean(expected - logits[own, labels])


losses = -log_softmax(logits)[own, labels]
weights = np.ones(examples) if CLASS_WEIGHTS is None else np.array(CLASS_WEIGHTS)[labels]
weighted = np.sum(weights * losses, where=weights > 0)
probabilities = np.exp(log_softmax(logits))
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
kept = every_label != IGNORE if IGNORE is not None else torch.full(every_label.shape, True)
rows = torch.nonzero(kept)[:, 0].numpy()
z, y = every_logit[kept], every_label[kept]
examples, classes = z.shape
own = np.arange(examples)


def mean_loss(beta):
    return F.cross_entropy(beta * z, y).item()


def slope(beta):
    """The derivative of the mean loss in beta = 1/T, which rises with beta."""
    p = torch.softmax(beta * z, dim=1)
    expected = (p * torch.where(p > 0, z, 0.0)).sum(dim=1)
    return (expected - z[own, y]).mean().item()


losses = F.cross_entropy(z, y, reduction="none").numpy()
class_weights = torch.tensor(CLASS_WEIGHTS or [1.0] * classes, dtype=torch.float64)
weights = class_weights[y].numpy()
weighted = F.cross_entropy(z, y, weight=class_weights, reduction="sum").item()
probabilities = torch.softmax(z, dim=1).numpy()
logits, labels = z.numpy(), y.numpy()
'''

_NUMBERS = '''
predicted = logits.argmax(axis=1)
edges = np.linspace(0, 1, BINS + 1)


def reliability(confidence, right):
    """Counts, mean confidence and accuracy of each bin, and the expected calibration error."""
    bins = np.searchsorted(edges[1:-1], confidence)
    counts = np.bincount(bins, minlength=BINS)
    sums = [np.bincount(bins, each, minlength=BINS) for each in (confidence, right)]
    error = np.abs(sums[1] - sums[0]).sum() / len(right)
    means = [np.where(counts > 0, each / np.maximum(counts, 1), np.nan) for each in sums]
    return {
        "counts": counts.tolist(),
        "confidence": [None if np.isnan(each) else float(each) for each in means[0]],
        "accuracy": [None if np.isnan(each) else float(each) for each in means[1]],
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


temperature = fitted_temperature()
pairs, counts = np.unique(labels * classes + predicted, return_counts=True)
found = {
    "examples": examples,
    "sum": float(losses.sum()),
    "mean": float(losses.mean()),
    "weighted_mean": float(weighted / weights.sum()),
    "weighted_sum_over_n": float(weighted / examples),
    "accuracy": float((predicted == labels).mean()),
    "reliability": reliability(probabilities[own, predicted], predicted == labels),
    "temperature": temperature,
    "mean_at_temperature": None if temperature is None else float(mean_loss(1 / temperature)),
    "class_calibration_errors": [
        reliability(probabilities[:, k], labels == k)["expected_calibration_error"]
        for k in range(classes)
    ],
    "worst_rows": rows[np.argsort(-losses, kind="stable")[:10]].tolist(),
    "confusion": [  # label, predicted class, examples
        [int(pair // classes), int(pair % classes), int(count)]
        for pair, count in zip(pairs, counts)
    ],
}
print(json.dumps(found, indent=1))
'''

_PARTS: Mapping[str, tuple[str, str]] = {"numpy": ("NumPy", _NUMPY), "torch": ("PyTorch", _TORCH)}


def examination_script(
    library: str, class_weights: Sequence[float] | None = None, ignore: int | None = None
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
            f"BINS = {BINS}",
            f"LEAST_TEMPERATURE, MOST_TEMPERATURE = {LEAST_TEMPERATURE!r}, {MOST_TEMPERATURE!r}",
        ]
    )
    return _DOCSTRING.format(library=name) + beginning.replace("{constants}", constants) + _NUMBERS


def examination_archive(
    logits: ArrayLike,
    labels: ArrayLike,
    library: str,
    class_weights: Sequence[float] | None = None,
    ignore: int | None = None,
) -> bytes:
    """A ZIP file with examine.py, the script, and its data.npz: z (n, classes) and y (n,).

    Examples
    --------
    >>> examination_archive([[0.0, 1.0]], [1], "numpy")[:2]
    b'PK'
    """
    file = io.BytesIO()
    np.savez(file, z=np.asarray(logits), y=np.asarray(labels))
    script = examination_script(library, class_weights, ignore).encode()
    return packed("your-model", {"examine.py": script, "data.npz": file.getvalue()})
