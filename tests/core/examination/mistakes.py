"""Right losses and known mistakes, made with PyTorch in float32 as a program would."""

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812 (the name its own documentation uses)


def clipped_loss(probabilities, labels):
    picked = probabilities.clamp(1e-7, 1 - 1e-7)[torch.arange(len(labels)), labels]
    return -picked.log().mean()


def smoothed_over_others(logits, labels, epsilon):
    targets = torch.full_like(logits, epsilon / (logits.shape[1] - 1))
    targets[torch.arange(len(labels)), labels] = 1 - epsilon
    return F.cross_entropy(logits, targets)


def weighted(logits, labels, reduction="mean"):
    return F.cross_entropy(
        logits, labels, torch.linspace(0.5, 4, logits.shape[1]), reduction=reduction
    )


CONVENTIONS = {
    "mean": F.cross_entropy,
    "sum": lambda z, y: F.cross_entropy(z, y, reduction="sum"),
    "mean_over_entries": lambda z, y: F.cross_entropy(z, y, reduction="sum") / z.numel(),
    "weighted_mean": weighted,
    "weighted_sum_over_n": lambda z, y: weighted(z, y, "sum") / len(y),
}
MISTAKES = {
    "softmax_twice": lambda z, y: F.cross_entropy(z.softmax(1), y),
    "logits_as_probabilities": lambda z, y: clipped_loss(z / z.sum(1, keepdim=True), y),
    "log_base_2": lambda z, y: F.cross_entropy(z, y) / np.log(2),
    "log_base_10": lambda z, y: F.cross_entropy(z, y) / np.log(10),
    "labels_shifted": lambda z, y: F.cross_entropy(z, (y + 1) % z.shape[1]),
    "softmax_over_batch": lambda z, y: F.nll_loss(z.log_softmax(0), y),
    "sign": lambda z, y: -F.cross_entropy(z, y),
}
CLIPPED = {"clipped": lambda z, y: clipped_loss(z.softmax(1), y)}  # of logits far apart
WITH_FREE_NUMBER = {
    "temperature": (2.5, lambda z, y: F.cross_entropy(z / 2.5, y)),
    "smoothing_k": (0.1, lambda z, y: F.cross_entropy(z, y, label_smoothing=0.1)),
    "smoothing_k_minus_1": (0.1, lambda z, y: smoothed_over_others(z, y, 0.1)),
}
