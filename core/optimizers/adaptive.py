"""A learning rate for each parameter, scaled by what its past gradients were."""

import math
from functools import partial

import numpy as np

from core.optimizers.optimizer import Array, Optimizer, OutputArrays, Rate, State, Step
from core.validation import as_decay, as_positive, as_real


def adagrad(epsilon: float = 1e-10) -> Optimizer:
    """AdaGrad: s ← s + g², then θ ← θ − η g / (√s + ε).

    Each parameter's own step shrinks with all it has seen, so the rate only ever falls.

    Parameters
    ----------
    epsilon : ε > 0, keeps the division finite where every gradient was 0.

    Notes
    -----
    Duchi, Hazan and Singer, "Adaptive subgradient methods for online learning and stochastic
    optimization", 2011. As `torch.optim.Adagrad`.

    Examples
    --------
    >>> optimizer, parameters = adagrad(), np.array([0.0, 0.0])
    >>> optimizer.update(np.array([4.0, 0.1]), optimizer.init(parameters), parameters, 0.5)[0]
    array([-0.5, -0.5])
    """
    step = partial(_adagrad_step, epsilon=as_positive(epsilon, "epsilon"))
    return Optimizer("adagrad", ("squares",), step)


def _adagrad_step(
    gradient: Array, state: State, rate: Rate, out: OutputArrays, *, epsilon: float
) -> Step:
    square = np.multiply(gradient, gradient, out=out.scratch)
    squares = np.add(state.squares, square, out=out.squares)
    root = np.sqrt(squares, out=out.scratch)
    return _scaled(rate, gradient, root, epsilon, out), state.velocity, squares


def rmsprop(decay: float = 0.99, epsilon: float = 1e-8) -> Optimizer:
    """RMSProp: s ← ρ s + (1 − ρ) g², then θ ← θ − η g / (√s + ε).

    Parameters
    ----------
    decay : ρ in [0, 1), how slowly old squared gradients are forgotten.
    epsilon : as in `adagrad`.

    Notes
    -----
    Hinton, "Neural networks for machine learning", lecture 6e, 2012, with the defaults of
    `torch.optim.RMSprop`. The mean starts at 0 and is not corrected for it, so the first step is
    1 / √(1 − ρ) = 10 times the learning rate.

    Examples
    --------
    >>> optimizer, parameters = rmsprop(), np.array([0.0])
    >>> optimizer.update(np.array([4.0]), optimizer.init(parameters), parameters, 0.01)[0].round(6)
    array([-0.1])
    """
    decay, epsilon = as_decay(decay, "decay"), as_positive(epsilon, "epsilon")
    step = partial(_rmsprop_step, decay=decay, epsilon=epsilon)
    return Optimizer("rmsprop", ("squares",), step)


def _rmsprop_step(
    gradient: Array, state: State, rate: Rate, out: OutputArrays, *, decay: float, epsilon: float
) -> Step:
    squares = _decayed_squares(gradient, state, out, decay)
    root = np.sqrt(squares, out=out.scratch)
    return _scaled(rate, gradient, root, epsilon, out), state.velocity, squares


def adam(mean_decay: float = 0.9, square_decay: float = 0.999, epsilon: float = 1e-8) -> Optimizer:
    """Adam: RMSProp's scaling of a momentum, both corrected for starting at 0.

    v ← β₁ v + (1 − β₁) g and s ← β₂ s + (1 − β₂) g², then, at the t-th step counted from 1,
    θ ← θ − η v̂ / (√ŝ + ε) with v̂ = v / (1 − β₁ᵗ) and ŝ = s / (1 − β₂ᵗ).

    Parameters
    ----------
    mean_decay : β₁ in [0, 1), how slowly old gradients are forgotten.
    square_decay : β₂ in [0, 1), how slowly old squared gradients are forgotten.
    epsilon : as in `adagrad`.

    Notes
    -----
    Kingma and Ba, "Adam: a method for stochastic optimization", 2015, algorithm 1. As
    `torch.optim.Adam`.

    Examples
    --------
    The first step has the length of the learning rate, whatever the size of the gradient:

    >>> optimizer, parameters = adam(), np.array([0.0, 0.0])
    >>> state, gradient = optimizer.init(parameters), np.array([100.0, -0.5])
    >>> optimizer.update(gradient, state, parameters, 0.1)[0].round(6)
    array([-0.1,  0.1])
    """
    step = partial(
        _adam_step,
        mean_decay=as_decay(mean_decay, "mean_decay"),
        square_decay=as_decay(square_decay, "square_decay"),
        epsilon=as_positive(epsilon, "epsilon"),
    )
    return Optimizer("adam", ("velocity", "squares"), step)


def _adam_step(
    gradient: Array,
    state: State,
    rate: Rate,
    out: OutputArrays,
    *,
    mean_decay: float,
    square_decay: float,
    epsilon: float,
) -> Step:
    number = state.step + 1
    velocity = np.multiply(mean_decay, state.velocity, out=out.velocity)
    velocity += np.multiply(1 - mean_decay, gradient, out=out.scratch)
    squares = _decayed_squares(gradient, state, out, square_decay)
    # The corrections are scalars: v̂'s joins the learning rate, ŝ's leaves the root, √ŝ = √s / √(…).
    root = np.sqrt(squares, out=out.scratch)
    root /= math.sqrt(1 - square_decay**number)
    corrected_rate = rate / (1 - mean_decay**number)
    return _scaled(corrected_rate, velocity, root, epsilon, out), velocity, squares


def adamw(
    mean_decay: float = 0.9,
    square_decay: float = 0.999,
    epsilon: float = 1e-8,
    weight_decay: float = 0.01,
) -> Optimizer:
    """AdamW: θ ← (1 − η λ) θ, then a step of Adam from there.

    The decay is decoupled: it is neither averaged nor rescaled with the gradient, as an L2 penalty
    in the loss would be. It acts on every entry of `parameters`, a bias among them too.

    Parameters
    ----------
    mean_decay, square_decay, epsilon : as in `adam`.
    weight_decay : λ ≥ 0, the fraction of a parameter lost in a step of size 1; 0 is Adam.

    Notes
    -----
    Loshchilov and Hutter, "Decoupled weight decay regularization", 2019. As `torch.optim.AdamW`.

    Examples
    --------
    >>> optimizer, parameters = adamw(weight_decay=0.1), np.array([2.0])
    >>> optimizer.update(np.array([0.0]), optimizer.init(parameters), parameters, 0.5)[0]
    array([1.9])
    """
    weight_decay = as_real(
        weight_decay, "weight_decay", "be finite and at least 0", lambda decay: 0 <= decay < np.inf
    )
    plain = adam(mean_decay, square_decay, epsilon)
    return plain._replace(name="adamw", weight_decay=weight_decay)


def _decayed_squares(gradient: Array, state: State, out: OutputArrays, decay: float) -> Array:
    """ρ s + (1 − ρ) g²."""
    square = np.multiply(gradient, gradient, out=out.scratch)
    square *= 1 - decay
    squares = np.multiply(decay, state.squares, out=out.squares)
    squares += square
    return squares


def _scaled(rate: Rate, direction: Array, root: Array, epsilon: float, out: OutputArrays) -> Array:
    """η d / (√s + ε); the root is overwritten."""
    root += epsilon
    step = np.multiply(rate, direction, out=out.gradient)
    step /= root
    return step
