"""Trained on all examples at once until nothing moves, the layer is scikit-learn's regression."""

from functools import cache

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from core.datasets import DataSet, load
from core.losses.cross_entropy import cross_entropy
from core.training import TrainingRun, TrainingSettings

STEPS = 1500
BUNDLED = ["iris", "penguins", "digits"]
STRENGTHS = [0.3, 0.03]
CLOSE = 1e-4  # relative, of the whole array's length


@cache
def converged(name: str, l2: float) -> TrainingRun:
    """Nesterov's descent on the whole train part."""
    data = load(name)
    settings = TrainingSettings(
        optimizer="nesterov",
        learning_rate=0.1,
        batch_size=len(data.train.labels),
        l2=l2,
        evaluate_every=1000,
    )
    run = TrainingRun(settings, data)
    run.advance(STEPS)
    return run


@cache
def regression(name: str, l2: float) -> LogisticRegression:
    """The same minimum by L-BFGS.

    Its objective is C Σ loss + ½ Σ w², ours is mean loss + λ/2 Σ w²: C = 1 / (λ n). Neither
    penalises the bias.
    """
    train = load(name).train
    model = LogisticRegression(C=1 / (l2 * len(train.labels)), tol=1e-10, max_iter=20_000)
    return model.fit(train.activations, train.labels)


def objective(data: DataSet, weights: np.ndarray, bias: np.ndarray, l2: float) -> float:
    """Mean loss and penalty, written out."""
    logits = data.train.activations @ weights + bias
    losses = cross_entropy(logits, data.train.labels)
    return float(losses.mean() + l2 / 2 * (weights**2).sum())


def distance(found: np.ndarray, expected: np.ndarray) -> float:
    return float(np.linalg.norm(found - expected) / np.linalg.norm(expected))


@pytest.mark.parametrize("l2", STRENGTHS)
@pytest.mark.parametrize("name", BUNDLED)
def test_the_loss_is_that_of_scikit_learn(name: str, l2: float):
    run, model = converged(name, l2), regression(name, l2)
    expected = objective(run.data, model.coef_.T, model.intercept_, l2)
    measured = run.evaluate(run.state)
    assert measured.train_loss + measured.penalty == pytest.approx(expected, rel=CLOSE)
    assert measured.gradient_norm < 1e-5
    expected_probabilities = model.predict_proba(run.data.test.activations)
    rows = np.arange(len(run.data.test.labels)), run.data.test.labels
    test_loss = -np.log(expected_probabilities[rows]).mean()
    assert measured.test_loss == pytest.approx(test_loss, rel=CLOSE)


@pytest.mark.parametrize("l2", STRENGTHS)
@pytest.mark.parametrize("name", BUNDLED)
def test_the_coefficients_are_those_of_scikit_learn(name: str, l2: float):
    run, model = converged(name, l2), regression(name, l2)
    assert distance(run.state.weights, model.coef_.T) < CLOSE
    # A shift of all the biases changes no probability, so each solver has its own.
    bias, intercept = (values - values.mean() for values in (run.state.bias, model.intercept_))
    assert distance(bias, intercept) < CLOSE


def test_the_largest_bundled_set_fits_in_one_batch():
    run = converged("digits", STRENGTHS[0])
    assert sorted(run.batch_rows(0).tolist()) == list(range(len(run.data.train.labels)))
