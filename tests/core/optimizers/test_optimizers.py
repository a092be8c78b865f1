"""The optimisers against their papers' formulas and PyTorch's numbers, and as pure functions."""

import math
import pickle

import numpy as np
import pytest

from core.optimizers import (
    OPTIMIZERS,
    OutputArrays,
    adagrad,
    adam,
    adamw,
    momentum,
    nesterov,
    rmsprop,
    sgd,
)

NAMES = sorted(OPTIMIZERS)
START = np.array([[0.5, -1.0], [2.0, 0.25]])
GRADIENTS = [
    np.array([[1.0, -2.0], [0.5, 0.0]]),
    np.array([[-0.5, 1.5], [2.0, 0.0]]),
    np.array([[3.0, 0.25], [-1.0, 0.0]]),
]

# torch.optim 2.13 in float64, defaults but lr=0.1 (and momentum=0.9): START after GRADIENTS.
PYTORCH = {
    "sgd": [[0.15, -0.9750000000000001], [1.85, 0.25]],
    "momentum": [[0.024000000000000035, -0.768], [1.5844999999999998, 0.25]],
    "nesterov": [[-0.27840000000000004, -0.7662], [1.4760499999999999, 0.25]],
    "adagrad": [[0.35101710242575895, -0.9699503719043039], [1.8466293280554664, 0.25]],
    "rmsprop": [[-0.9890547989177242, -0.7022476006753595], [0.4678895434392378, 0.25]],
    "adam": [[0.30631624121656786, -0.8905585719868814], [1.7779524132799307, 0.25]],
    "adamw": [[0.30504427441819804, -0.8877704034865719], [1.7722467489243836, 0.24925074975]],
}


def descend(optimizer, parameters, gradients, learning_rate):
    """Parameters and state after one update per gradient."""
    state = optimizer.init(parameters)
    for gradient in gradients:
        parameters, state = optimizer.update(gradient, state, parameters, learning_rate)
    return parameters, state


def sgd_by_hand(parameter, gradients, rate):
    for gradient in gradients:
        parameter -= rate * gradient
    return parameter


def momentum_by_hand(parameter, gradients, rate):
    velocity = 0.0
    for gradient in gradients:
        velocity = 0.9 * velocity + gradient
        parameter -= rate * velocity
    return parameter


def nesterov_by_hand(parameter, gradients, rate):
    """Sutskever et al. 2013 evaluate the gradient ahead of the parameter: θ_ahead = θ + μ v."""
    velocity, behind = 0.0, parameter
    for gradient in gradients:
        velocity = 0.9 * velocity - rate * gradient
        behind += velocity
    return behind + 0.9 * velocity


def adagrad_by_hand(parameter, gradients, rate):
    for step in range(1, len(gradients) + 1):
        seen = math.fsum(gradient**2 for gradient in gradients[:step])
        parameter -= rate / (math.sqrt(seen) + 1e-10) * gradients[step - 1]
    return parameter


def rmsprop_by_hand(parameter, gradients, rate):
    square = 0.0
    for gradient in gradients:
        square = 0.99 * square + 0.01 * gradient**2
        parameter -= rate / (math.sqrt(square) + 1e-8) * gradient
    return parameter


def adam_by_hand(parameter, gradients, rate, weight_decay=0.0):
    mean = square = 0.0
    for step, gradient in enumerate(gradients, start=1):
        mean = 0.9 * mean + 0.1 * gradient
        square = 0.999 * square + 0.001 * gradient**2
        corrected_mean = mean / (1 - 0.9**step)
        corrected_square = square / (1 - 0.999**step)
        parameter -= rate * weight_decay * parameter
        parameter -= rate * corrected_mean / (math.sqrt(corrected_square) + 1e-8)
    return parameter


def adamw_by_hand(parameter, gradients, rate):
    return adam_by_hand(parameter, gradients, rate, weight_decay=0.01)


BY_HAND = {
    "sgd": sgd_by_hand,
    "momentum": momentum_by_hand,
    "nesterov": nesterov_by_hand,
    "adagrad": adagrad_by_hand,
    "rmsprop": rmsprop_by_hand,
    "adam": adam_by_hand,
    "adamw": adamw_by_hand,
}


@pytest.mark.parametrize("name", NAMES)
def test_three_steps_agree_with_pytorch(name):
    parameters, _ = descend(OPTIMIZERS[name](), START, GRADIENTS, 0.1)
    np.testing.assert_allclose(parameters, PYTORCH[name], rtol=1e-12)


@pytest.mark.parametrize("name", NAMES)
def test_every_entry_follows_the_formula_of_the_paper(name):
    random = np.random.default_rng(0)
    start = random.normal(size=(5, 3))
    gradients = random.normal(size=(20, 5, 3))
    parameters, _ = descend(OPTIMIZERS[name](), start, gradients, 0.03)
    for index in np.ndindex(5, 3):
        entry = [float(gradient[index]) for gradient in gradients]
        expected = BY_HAND[name](float(start[index]), entry, 0.03)
        assert parameters[index] == pytest.approx(expected, rel=1e-11)


@pytest.mark.parametrize("name", NAMES)
def test_optimiser_descends_a_quadratic_to_its_minimum(name):
    """L(θ) = ½ Σ c (θ − m)², with curvatures c ten times apart."""
    curvature, minimum = np.array([1.0, 10.0]), np.array([0.3, -0.2])
    optimizer, parameters = OPTIMIZERS[name](), np.array([1.0, 1.0])
    state = optimizer.init(parameters)
    for step in range(4000):
        gradient = curvature * (parameters - minimum)
        rate = 0.1 * 0.998**step
        parameters, state = optimizer.update(gradient, state, parameters, rate)
    # AdamW's decay draws the minimum a little towards 0.
    np.testing.assert_allclose(parameters, minimum, atol=0.02 if name == "adamw" else 1e-3)


@pytest.mark.parametrize("name", NAMES)
def test_update_changes_nothing_it_is_given(name):
    optimizer = OPTIMIZERS[name]()
    parameters, gradient = START.copy(), GRADIENTS[0].copy()
    _, state = descend(optimizer, START, GRADIENTS, 0.1)
    before = [array.copy() for array in (parameters, gradient, *state[1:])]
    for array in (parameters, gradient, *state[1:]):
        array.setflags(write=False)
    optimizer.update(gradient, state, parameters, 0.1)
    for array, copy in zip((parameters, gradient, *state[1:]), before, strict=True):
        np.testing.assert_array_equal(array, copy)


@pytest.mark.parametrize("name", NAMES)
def test_an_update_in_place_is_the_same_to_the_last_bit(name):
    optimizer = OPTIMIZERS[name]()
    expected, remembered = START, optimizer.init(START)
    parameters, scratch = START.copy(), np.empty_like(START)
    state = optimizer.init(parameters)
    for gradient in GRADIENTS:
        expected, remembered = optimizer.update(gradient, remembered, expected, 0.1)
        own = gradient.copy()
        out = OutputArrays(own, parameters, state.velocity, state.squares, scratch)
        moved, state = optimizer.update(own, state, parameters, 0.1, out)
        assert moved is parameters
        assert state.velocity is out.velocity
        assert state.squares is out.squares
        for found, value in zip((moved, *state), (expected, *remembered), strict=True):
            np.testing.assert_array_equal(found, value)


@pytest.mark.parametrize("name", NAMES)
def test_a_run_branched_from_an_old_state_repeats_bit_for_bit(name):
    optimizer = OPTIMIZERS[name]()
    halfway, old_state = descend(optimizer, START, GRADIENTS[:1], 0.1)
    ends = []
    for _ in range(2):
        parameters, state = halfway, old_state
        for gradient in GRADIENTS[1:]:
            parameters, state = optimizer.update(gradient, state, parameters, 0.1)
        ends.append(parameters)
    straight, final_state = descend(optimizer, START, GRADIENTS, 0.1)
    np.testing.assert_array_equal(ends[0], ends[1])
    np.testing.assert_array_equal(ends[0], straight)
    assert (old_state.step, final_state.step) == (1, 3)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("name", NAMES)
def test_dtype_and_shape_are_kept(name, dtype):
    gradients = [gradient.astype(dtype) for gradient in GRADIENTS]
    parameters, state = descend(OPTIMIZERS[name](), START.astype(dtype), gradients, 0.1)
    assert parameters.shape == START.shape
    assert [array.dtype for array in (parameters, *state[1:])] == [dtype] * 3


@pytest.mark.parametrize(
    "optimizer",
    [
        sgd(),
        momentum(),
        nesterov(),
        adagrad(epsilon=1e-3),
        rmsprop(epsilon=1e-3),
        adam(epsilon=1e-3),
        adamw(epsilon=1e-3),
    ],
    ids=lambda optimizer: optimizer.name,
)
def test_half_precision_is_kept_and_finite_with_an_epsilon_it_can_hold(optimizer):
    gradients = [gradient.astype(np.float16) for gradient in GRADIENTS]
    parameters, state = descend(optimizer, START.astype(np.float16), gradients, 0.1)
    assert [array.dtype for array in (parameters, *state[1:])] == [np.float16] * 3
    assert np.isfinite(parameters).all()


@pytest.mark.parametrize("name", NAMES)
def test_an_entry_that_never_had_a_gradient_stays_finite(name):
    parameters, _ = descend(OPTIMIZERS[name](), np.ones(3), [np.zeros(3)] * 5, 0.1)
    expected = 0.999**5 if name == "adamw" else 1.0
    np.testing.assert_allclose(parameters, expected, rtol=1e-14)


@pytest.mark.parametrize("name", NAMES)
def test_an_optimiser_is_data_that_survives_pickling(name):
    optimizer = OPTIMIZERS[name]()
    copy = pickle.loads(pickle.dumps(optimizer))
    assert copy.name == name
    np.testing.assert_array_equal(
        descend(copy, START, GRADIENTS, 0.1)[0], descend(optimizer, START, GRADIENTS, 0.1)[0]
    )


def test_momentum_without_decay_is_plain_descent():
    plain, _ = descend(sgd(), START, GRADIENTS, 0.1)
    for without_decay in (momentum(0.0), nesterov(0.0)):
        np.testing.assert_array_equal(descend(without_decay, START, GRADIENTS, 0.1)[0], plain)


def test_nesterov_looks_ahead_and_momentum_does_not():
    heavy, heavy_state = descend(momentum(0.9), START, GRADIENTS, 0.1)
    ahead, ahead_state = descend(nesterov(0.9), START, GRADIENTS, 0.1)
    np.testing.assert_array_equal(heavy_state.velocity, ahead_state.velocity)
    assert not np.allclose(heavy, ahead)


def test_velocity_under_a_constant_gradient_grows_to_ten_gradients():
    _, state = descend(momentum(0.9), np.zeros(1), [np.ones(1)] * 300, 0.1)
    assert state.velocity[0] == pytest.approx(10)


def test_adams_first_step_has_the_length_of_the_learning_rate():
    gradient = np.array([1e-3, -5.0, 1e3])
    parameters, _ = descend(adam(), np.zeros(3), [gradient], 0.1)
    np.testing.assert_allclose(parameters, -0.1 * np.sign(gradient), rtol=1e-4)


def test_weight_decay_of_adamw_is_decoupled_from_the_gradient():
    """The shrinkage is η λ θ whatever the gradient's history; an L2 penalty's would be rescaled."""
    decayed, _ = descend(adamw(weight_decay=0.1), START, GRADIENTS[:1], 0.5)
    plain, _ = descend(adam(), START, GRADIENTS[:1], 0.5)
    np.testing.assert_allclose(decayed - plain, -0.5 * 0.1 * START, rtol=1e-12)
    penalised, _ = descend(adam(), START, [GRADIENTS[0] + 0.1 * START], 0.5)
    assert not np.allclose(decayed, penalised)


def test_adamw_without_decay_is_adam():
    np.testing.assert_array_equal(
        descend(adamw(weight_decay=0.0), START, GRADIENTS, 0.1)[0],
        descend(adam(), START, GRADIENTS, 0.1)[0],
    )


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: momentum(1.0), r"decay must lie in \[0, 1\), got 1.0"),
        (lambda: nesterov(-0.1), r"decay must lie in \[0, 1\), got -0.1"),
        (lambda: rmsprop(decay=math.nan), r"decay must lie in \[0, 1\), got nan"),
        (lambda: adagrad(epsilon=0.0), "epsilon must be a positive finite number, got 0.0"),
        (lambda: adam(mean_decay=2.0), r"mean_decay must lie in \[0, 1\), got 2.0"),
        (lambda: adam(square_decay=1.0), r"square_decay must lie in \[0, 1\), got 1.0"),
        (lambda: adamw(epsilon=math.inf), "epsilon must be a positive finite number, got inf"),
        (lambda: adamw(weight_decay=-1.0), "weight_decay must be finite and at least 0, got -1.0"),
        (lambda: adamw(weight_decay=math.inf), "weight_decay must be finite .*, got inf"),
        (lambda: adamw(weight_decay=math.nan), "weight_decay must be finite .*, got nan"),
        (lambda: adamw(weight_decay="0.1"), "weight_decay must be finite .*, got '0.1'"),
        (lambda: adamw(weight_decay=10**400), "weight_decay must be finite .*, got 1000"),
    ],
)
def test_a_value_out_of_range_is_named_with_its_rule(make, message):
    with pytest.raises(ValueError, match=message):
        make()
