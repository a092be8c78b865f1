"""Where one class has nearly all the probability, no digit is lost beside its 1."""

import math
import runpy
from collections.abc import Iterator
from itertools import product

import numpy as np
import pytest
from mpmath import mp, mpf
from numpy.testing import assert_allclose

import core
from core.bugs.gradient_bugs import diagonal_only, without_temperature
from core.landscape.held_logits import (
    cross_entropy_derivatives,
    held_logits,
    squared_error_derivatives,
)
from core.precision.reference_softmax import DECIMAL, reference_softmax
from core.precision.stable_softmax import (
    stable_cross_entropy,
    stable_cross_entropy_gradient,
    stable_log_softmax,
    stable_log_softmax_gradient,
)
from core.sweeps.sweep import Sweep
from tests.core.export.test_export_scripts import unpacked

REST = 4.248354255291589e-18  # of 1, beside z = 40: 1/(1 + e^40), and log(1 + e^−40)
CONFIDENT = np.array([0.0, -40.0])
FIRST = np.array([1.0, 0.0])


def exact(values: object) -> object:
    """What is right to 16 digits, but for the last."""
    return pytest.approx(values, rel=1e-14, abs=0)


def test_the_example_of_the_issue():
    assert float(core.cross_entropy(CONFIDENT, 0)) == exact(REST)
    assert core.cross_entropy_gradient(CONFIDENT, 0) == exact(np.array([-REST, REST]))
    halved = core.cross_entropy_gradient([10.0, -10.0], 0, temperature=0.5)
    assert halved == exact(np.array([-2 * REST, 2 * REST]))
    assert float(core.softmax_steps(CONFIDENT).log_normalizer) == exact(REST)


@pytest.mark.parametrize("label", [0, FIRST])
def test_in_float32_the_true_class_pays_what_the_others_get(label):
    logits = np.float32([0, -17, -17.5])
    label = label if isinstance(label, int) else np.float32([1, 0, 0])
    gradient = core.cross_entropy_gradient(logits, label).astype(float)
    assert gradient[0] == pytest.approx(-(gradient[1] + gradient[2]), rel=1e-6)
    assert gradient[1] == pytest.approx(math.exp(-17), rel=1e-6)


def test_each_term_of_the_gradient():
    assert core.gradient_terms(CONFIDENT, FIRST)[0] == exact(np.array([-REST, REST]))
    factors = core.path_factors([1.0], [[0.0, -40.0]], [0.0, 0.0], 0, p=0, q=0)
    assert factors.contributions[0, 0] == exact(-REST)
    entry = core.gradient_entry(CONFIDENT / 2, FIRST, 0, temperature=0.5)
    assert entry.value == exact(-2 * REST)
    assert entry.without_temperature == exact(-REST)


def test_one_example_of_a_layer():
    results = core.measure_examples(
        np.ones((1, 1)), np.array([CONFIDENT, [0.0, 0.0]]), np.array([0])
    )
    assert results.losses[0] == exact(REST)
    assert results.errors[0] == exact(np.array([-REST, REST]))


@pytest.mark.parametrize("temperature", [0.5, 1.0])
def test_the_wrong_programs_of_the_bug_lab_are_wrong_in_one_way_only(temperature):
    logits, targets = CONFIDENT[None] * temperature, FIRST[None]
    right = np.array([-REST, REST])
    assert without_temperature(logits, targets, temperature).gradient[0] == exact(right)
    diagonal = diagonal_only(logits, targets, temperature).gradient[0]
    assert diagonal[0] == exact(-REST / temperature)


def plane_states() -> Iterator[tuple[np.ndarray, np.ndarray, float]]:
    random = np.random.default_rng(3)
    for classes, scale, temperature in product((2, 3, 5), (1.0, 10.0, 40.0), (0.5, 1.0)):
        for hard in np.eye(classes):
            for targets in (hard, 0.9 * hard + 0.1 / classes):
                yield random.normal(scale=scale, size=classes), targets, temperature


@pytest.mark.parametrize(
    ("derivatives", "gradient_of"),
    [
        (cross_entropy_derivatives, core.cross_entropy_gradient),
        (squared_error_derivatives, core.squared_error_gradient),
    ],
)
def test_the_derivatives_in_two_logits_are_those_in_all(derivatives, gradient_of):
    for logits, targets, temperature in plane_states():
        held = held_logits(logits, targets, 0, 1, temperature)
        found = derivatives(float(logits[0]), float(logits[1]), held)
        right = gradient_of(logits, targets, temperature=temperature)[:2]
        is_hard = targets.max() == 1
        scale = 1e-16 if not is_hard else 1e-13 * np.abs(right).max()
        assert_allclose(found, right, rtol=1e-11, atol=scale)


def test_the_derivatives_in_two_logits_of_the_issue():
    held = held_logits(np.zeros(2), FIRST, 0, 1, 1.0)
    assert cross_entropy_derivatives(0.0, -40.0, held) == exact((-REST, REST))
    assert squared_error_derivatives(0.0, -40.0, held) == exact((-2 * REST**2, 2 * REST**2))
    # Sure of a class that is held: what is left of it is as small.
    held = held_logits(np.array([0.0, 0.0, 40.0]), np.array([0.0, 0.0, 1.0]), 0, 1, 1.0)
    assert cross_entropy_derivatives(0.0, -3.0, held) == exact((math.exp(-40), math.exp(-43)))
    own, other = math.exp(-40), math.exp(-43)
    assert squared_error_derivatives(0.0, -3.0, held)[0] == exact(own * (2 * own + other))


def newton_in_50_digits(
    logits: np.ndarray, targets: np.ndarray, temperature: float, moved: list[int]
) -> list[mpf]:
    """−H⁺∇L: of all logits the solution of (H + 11ᵀ)s = −∇L, which is at right angles to 1."""
    with mp.workdps(600):
        scaled = [mp.exp(mpf(float(z)) / temperature) for z in logits]
        shares = [e / mp.fsum(scaled) for e in scaled]
        hessian = mp.matrix(len(moved))
        for row, k in enumerate(moved):
            for column, i in enumerate(moved):
                entry = shares[k] * ((k == i) - shares[i]) / mpf(temperature) ** 2
                hessian[row, column] = entry + (len(moved) == len(logits))
        slopes = [(shares[k] - mpf(float(targets[k]))) / temperature for k in moved]
        return list(mp.lu_solve(hessian, [-slope for slope in slopes]))


@pytest.mark.parametrize("moved", [None, [0, 1], [2, 0]])
@pytest.mark.parametrize("temperature", [0.5, 1.0, 3.0])
@pytest.mark.parametrize(
    "logits", [[0.0, 1.0, 2.0, -1.0], [40.0, 0.0, -10.0, 20.0], [0.0, -30.0, -90.0, -60.0]]
)
@pytest.mark.parametrize("targets", [[1, 0, 0, 0], [0, 0, 1, 0], [0.1, 0.2, 0.3, 0.4]])
def test_newton_s_step_has_every_digit(logits, targets, temperature, moved):
    logits, targets = np.array(logits), np.array(targets, dtype=float)
    newton = core.newton_step(logits, targets, temperature=temperature, moved=moved)
    places = list(range(4)) if moved is None else moved
    right = [float(s) for s in newton_in_50_digits(logits, targets, temperature, places)]
    assert_allclose(newton.step[places], right, rtol=1e-12, atol=1e-13 * np.abs(right).max())
    assert newton.axes_used == len(places) - (moved is None)


def test_newton_s_steps_of_the_issue():
    assert core.newton_step(CONFIDENT, 0).step == exact(np.array([0.5, -0.5]))
    three = core.newton_step([38.0, 0.0, 0.0], 0)
    assert three.step == exact(np.array([2 / 3, -1 / 3, -1 / 3]))
    assert core.newton_step([0.0, -50.0], 0).predicted_loss == exact(math.exp(-50) / 2)


@pytest.mark.parametrize(
    ("dtype", "gap"), [(np.float64, 40.0), (np.float32, 17.0), (np.float16, 8)]
)
def test_the_stable_formulas_of_the_precision_lab(dtype, gap):
    logits = np.array([0.0, -gap], dtype=dtype)
    rest = pytest.approx(math.exp(-gap), rel=4 * float(np.finfo(dtype).eps) * (1 + gap))
    assert float(stable_cross_entropy(logits, 0)) == rest
    assert float(-stable_log_softmax(logits)[0]) == rest
    assert float(-stable_cross_entropy_gradient(logits, 0)[0]) == rest
    assert float(stable_log_softmax_gradient(logits, 0)[0]) == rest


@pytest.mark.parametrize("arithmetic", [None, DECIMAL])
@pytest.mark.parametrize("gap", [40.0, 60.0, 100.0])
def test_the_reference_of_the_precision_lab(arithmetic, gap):
    reference = reference_softmax([0.0, -gap], 0, arithmetic=arithmetic)
    assert float(reference.loss) == exact(math.exp(-gap))
    assert float(reference.loss_gradient[0]) == exact(-math.exp(-gap))


@pytest.fixture(scope="module")
def confident_run() -> core.TrainingRun:
    data = core.load("circles", noise=0.0, feature_map="polynomial", degree=2)
    run = core.TrainingRun(core.TrainingSettings(learning_rate=100.0), data)
    run.advance(600)
    return run


def exact_mean_loss(logits: np.ndarray, labels: np.ndarray) -> float:
    with mp.workdps(50):
        losses = []
        for row, label in zip(logits.tolist(), labels.tolist(), strict=True):
            others = [mp.exp(mpf(z) - mpf(row[label])) for k, z in enumerate(row) if k != label]
            losses.append(mp.log1p(mp.fsum(others)))
        return float(mp.fsum(losses) / len(losses))


def test_the_history_of_a_run_that_is_sure_of_every_example(confident_run):
    state, train = confident_run.state, confident_run.data.train
    right = exact_mean_loss(train.activations @ state.weights + state.bias, train.labels)
    evaluation = confident_run.history().evaluations[-1]
    assert right < 1e-15
    assert evaluation["train_loss"] == pytest.approx(right, rel=1e-10)
    assert evaluation["gradient_norm"] > 0
    assert (confident_run.history().batch_losses > 0).all()


def test_a_cell_of_a_sweep_is_as_exact(confident_run):
    settings = [
        core.TrainingSettings(learning_rate=rate, evaluate_every=600) for rate in (1.0, 100.0)
    ]
    sweep = Sweep(settings, confident_run.data, 600)
    sweep.advance(600)
    swept = sweep.cells()[1].evaluation
    assert swept.train_loss == confident_run.history().evaluations[-1]["train_loss"]


@pytest.mark.parametrize("library", ["numpy", "torch"])
@pytest.mark.parametrize("loss", ["cross-entropy", "squared error"])
def test_an_exported_script_has_the_same_losses_and_gradients(tmp_path, library, loss):
    run = core.TrainingRun(core.TrainingSettings(loss=loss), core.load("iris"))
    script = runpy.run_path(str(unpacked(tmp_path, run, library) / "train.py"))
    random = np.random.default_rng(1)
    logits = random.normal(size=(60, 3)) * np.repeat([1.0, 30.0, 200.0], 20)[:, None]
    logits[::3] += 1000
    labels = np.where(np.arange(60) % 4, logits.argmax(axis=1), 0)
    kernel = {
        "cross-entropy": core.cross_entropy_with_gradient,
        "squared error": core.squared_error_with_gradient,
    }[loss]
    right = kernel(logits, labels)
    script["data"].close()
    losses, gradient = evaluated(script, library, logits, labels)
    assert_allclose(losses, right.losses, rtol=1e-12, atol=1e-300)
    assert_allclose(gradient, right.gradient, rtol=1e-11, atol=1e-300)


def evaluated(
    script: dict, library: str, logits: np.ndarray, labels: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The loss of every example by a script, and its gradient."""
    if library == "numpy":
        return script["losses_and_gradient"](logits, np.eye(3)[labels])
    torch = script["torch"]
    losses, gradients = [], []
    for row, label in zip(torch.from_numpy(logits), torch.from_numpy(labels), strict=True):
        leaf = row[None].clone().requires_grad_()
        loss = script["mean_loss"](leaf, label[None])
        loss.backward()
        losses.append(loss.item())
        gradients.append(leaf.grad[0].numpy())
    return np.array(losses), np.array(gradients)
