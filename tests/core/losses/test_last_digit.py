"""Losses and gradients against 50 digits, at more than 10,000 states of each dtype.

The oracle is the formula of the book, in so many digits that 50 are left of 1 − ŷ.
"""

from collections.abc import Iterator
from functools import cache
from itertools import product
from typing import NamedTuple

import numpy as np
import pytest
from mpmath import mp, mpf

from core import (
    cross_entropy_with_gradient,
    log_softmax,
    one_hot,
    smooth_labels,
    squared_error_with_gradient,
)

CLASS_COUNTS = (2, 3, 5, 11)
TEMPERATURES = (1.0, 1.0, 0.0625, 0.5, 0.7, 2.5, 30.0)
SCALES = (0.01, 1.0, 5.0, 20.0, 100.0, 500.0)  # of the logits, in T
STATES = 64  # for each of these
DTYPES = (np.float32, np.float64)
every_dtype = pytest.mark.parametrize("dtype", DTYPES)


class States(NamedTuple):
    """Examples, what is exact about them, and the sizes of the terms that rounding is due to."""

    logits: np.ndarray  # (n, classes)
    labels: np.ndarray  # (n,)
    soft: np.ndarray  # (n, classes), distributions of every kind but one-hot
    temperature: float
    exact: "Exact"

    @property
    def slack(self) -> np.ndarray:
        """4 ε (1 + gap/T), (n,)."""
        least = np.where(np.isfinite(self.logits), self.logits, np.inf).min(axis=1)
        gap = (self.logits.max(axis=1) - least).astype(float)
        return 4 * np.finfo(self.logits.dtype).eps * (1 + gap / self.temperature)


class Exact(NamedTuple):
    """Numbers of 50 digits and more, as a float64 and what that has rounded off: (2, n, …)."""

    probabilities: np.ndarray
    log_probabilities: np.ndarray
    gradient: np.ndarray  # beside the label
    soft_gradient: np.ndarray
    loss: np.ndarray
    soft_loss: np.ndarray
    squared_error: np.ndarray
    squared_error_gradient: np.ndarray
    squared_error_terms: np.ndarray  # Σ_i ŷ_k ŷ_i (|ŷ_k − y_k| + |ŷ_i − y_i|)/T


def drawn_logits(random: np.random.Generator, classes: int, scale: float) -> np.ndarray:
    """Random ones; among them ties, logits far from 0, one far above all others, and −∞."""
    logits = random.normal(scale=scale, size=(STATES, classes))
    logits[::8] = np.round(logits[::8] / scale) * scale
    logits[1::8] += random.choice([-1000, -50, 50, 1000]) * scale / 20
    logits[2::8, 0] += 40 * scale
    logits[3::8, -1] = -np.inf
    return logits


def soft_targets(random: np.random.Generator, hard: np.ndarray) -> np.ndarray:
    n, classes = hard.shape
    soft = random.dirichlet(np.full(classes, 0.5), size=n)
    soft[::3] = smooth_labels(hard[::3], 0.1)
    soft[1::6] = smooth_labels(hard[1::6], 1e-9)
    soft[2::6] = (np.eye(classes)[0] + np.eye(classes)[-1]) / 2
    return soft


@cache
def states(dtype: type[np.floating]) -> list[States]:
    return list(_states(dtype))


def _states(dtype: type[np.floating]) -> Iterator[States]:
    random = np.random.default_rng(15)
    for classes in CLASS_COUNTS:
        for temperature in TEMPERATURES:
            drawn = [drawn_logits(random, classes, scale * temperature) for scale in SCALES]
            logits = np.concatenate(drawn).astype(dtype)
            sure = random.random(len(logits)) < 0.6
            labels = np.where(sure, logits.argmax(axis=1), 0)
            soft = soft_targets(random, one_hot(labels, classes)).astype(dtype)
            examples = zip(logits.tolist(), labels.tolist(), soft.tolist(), strict=True)
            numbers = [exact(*example, float(dtype(temperature))) for example in examples]
            columns = (np.stack(column, axis=1) for column in zip(*numbers, strict=True))
            yield States(logits, labels, soft, float(dtype(temperature)), Exact(*columns))


def exact(logits: list[float], label: int, soft: list[float], temperature: float) -> Exact:
    finite = [z for z in logits if z > -np.inf]
    gap = (max(finite) - min(finite)) / temperature
    # Of 1 − ŷ, and of the difference of two such; none is asked for below e^−709.
    with mp.workdps(50 + int(min(2 * gap, 709) / np.log(10))):
        scaled = [mpf(z) / mpf(temperature) for z in logits]
        exponentials = [mp.exp(u - max(scaled)) for u in scaled]
        total = mp.fsum(exponentials)
        shares = [e / total for e in exponentials]
        logs = [u - max(scaled) - mp.log(total) for u in scaled]
        errors = [p - (k == label) for k, p in enumerate(shares)]
        mean_error = mp.fsum(p * e for p, e in zip(shares, errors, strict=True))
        mean_size = mp.fsum(p * abs(e) for p, e in zip(shares, errors, strict=True))
        pairs = list(zip(shares, errors, strict=True))
        return Exact(
            two_floats(shares),
            two_floats(logs),
            two_floats([e / temperature for e in errors]),
            two_floats([(p - y) / temperature for p, y in zip(shares, soft, strict=True)]),
            two_floats([-logs[label]])[:, 0],
            two_floats([-mp.fsum(y * log for y, log in zip(soft, logs, strict=True) if y)])[:, 0],
            two_floats([mp.fsum(e * e for e in errors) / 2])[:, 0],
            two_floats([p * (e - mean_error) / temperature for p, e in pairs]),
            two_floats([p * (abs(e) * (1 - 2 * p) + mean_size) / temperature for p, e in pairs]),
        )


def two_floats(numbers: list[mpf]) -> np.ndarray:
    high = [float(number) for number in numbers]
    low = [float(n - h) if np.isfinite(h) else 0.0 for n, h in zip(numbers, high, strict=True)]
    return np.array([high, low])


def assert_within(computed: np.ndarray, right: np.ndarray, bound: np.ndarray) -> None:
    """|computed − right| ≤ bound, but for what is below the dtype's least normal number."""
    tiny = np.finfo(computed.dtype).tiny
    high, low = right
    with np.errstate(invalid="ignore"):
        errors = np.where(high == computed, np.abs(low), np.abs((computed - high) - low))
    allowed = np.maximum(bound, tiny)
    worst = np.unravel_index(np.argmax(errors / allowed), errors.shape)
    assert (errors <= allowed).all(), (worst, computed[worst], high[worst], errors[worst])


def both_targets(group: States) -> tuple[np.ndarray, np.ndarray]:
    return group.labels, one_hot(group.labels, group.logits.shape[1])


@every_dtype
def test_there_are_enough_states(dtype):
    assert sum(len(group.logits) for group in states(dtype)) >= 10_000


@every_dtype
def test_losses_and_gradients_beside_a_label(dtype):
    for group in states(dtype):
        for targets in both_targets(group):
            losses, gradient = cross_entropy_with_gradient(
                group.logits, targets, temperature=group.temperature
            )
            loss, right = group.exact.loss, group.exact.gradient
            assert_within(losses, loss, group.slack * loss[0])
            assert_within(gradient, right, group.slack[:, None] * np.abs(right[0]))


@every_dtype
def test_losses_and_gradients_with_a_soft_target(dtype):
    epsilon = np.finfo(dtype).eps
    for group in states(dtype):
        losses, gradient = cross_entropy_with_gradient(
            group.logits, group.soft, temperature=group.temperature
        )
        larger = np.maximum(group.exact.probabilities[0], group.soft)
        assert_within(losses, group.exact.soft_loss, group.slack * group.exact.soft_loss[0])
        assert_within(gradient, group.exact.soft_gradient, 4 * epsilon * larger / group.temperature)


@every_dtype
def test_every_row_of_a_gradient_sums_to_zero(dtype):
    for group in states(dtype):
        for loss, targets in product(
            (cross_entropy_with_gradient, squared_error_with_gradient),
            (*both_targets(group), group.soft),
        ):
            gradient = loss(group.logits, targets, temperature=group.temperature).gradient
            sums = np.abs(gradient.sum(axis=1, dtype=float))
            sizes = np.abs(gradient).sum(axis=1, dtype=float)
            if targets is group.soft:  # ŷ and y themselves are rounded
                sizes += 1 / group.temperature
            allowed = 4 * np.finfo(dtype).eps * sizes + np.finfo(dtype).tiny
            bad = np.argmax(sums / allowed)
            assert (sums <= allowed).all(), (
                loss,
                group.logits[bad],
                group.labels[bad],
                gradient[bad],
                sums[bad],
                allowed[bad],
            )


@every_dtype
def test_squared_errors_and_their_gradients(dtype):
    for group in states(dtype):
        for targets in both_targets(group):
            losses, gradient = squared_error_with_gradient(
                group.logits, targets, temperature=group.temperature
            )
            loss = group.exact.squared_error
            assert_within(losses, loss, group.slack * loss[0])
            sizes = np.abs(group.exact.squared_error_terms[0])
            assert_within(
                gradient, group.exact.squared_error_gradient, group.slack[:, None] * sizes
            )


@every_dtype
def test_log_probabilities(dtype):
    for group in states(dtype):
        right = group.exact.log_probabilities
        computed = log_softmax(group.logits, temperature=group.temperature)
        with np.errstate(invalid="ignore"):
            assert_within(computed, right, group.slack[:, None] * np.abs(right[0]))
