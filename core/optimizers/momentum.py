"""One learning rate for all: plain gradient descent, and the two that keep a velocity."""

from functools import partial

import numpy as np

from core.optimizers.optimizer import Array, Optimizer, OutputArrays, Rate, State, Step
from core.validation import as_decay


def sgd() -> Optimizer:
    """Stochastic gradient descent: θ ← θ − η g.

    Notes
    -----
    Robbins and Monro, "A stochastic approximation method", 1951. As `torch.optim.SGD`.

    Examples
    --------
    >>> optimizer, parameters = sgd(), np.array([1.0, -2.0])
    >>> state = optimizer.init(parameters)
    >>> parameters, state = optimizer.update(np.array([2.0, 4.0]), state, parameters, 0.5)
    >>> parameters, state.step
    (array([ 0., -4.]), 1)
    """
    return Optimizer("sgd", (), _sgd_step)


def _sgd_step(gradient: Array, state: State, rate: Rate, out: OutputArrays) -> Step:
    return np.multiply(rate, gradient, out=out.gradient), state.velocity, state.squares


def momentum(decay: float = 0.9) -> Optimizer:
    """Heavy-ball momentum: v ← μ v + g, then θ ← θ − η v.

    Under a constant gradient the velocity grows to g / (1 − μ).

    Parameters
    ----------
    decay : μ in [0, 1), the fraction of the velocity that survives a step; 0 is plain SGD.

    Notes
    -----
    Polyak, "Some methods of speeding up the convergence of iteration methods", 1964. As
    `torch.optim.SGD(momentum=μ)`.

    Examples
    --------
    >>> optimizer, parameters = momentum(0.5), np.array([0.0])
    >>> state = optimizer.init(parameters)
    >>> for _ in range(2):
    ...     parameters, state = optimizer.update(np.array([1.0]), state, parameters, 0.1)
    >>> state.velocity
    array([1.5])
    """
    step = partial(_momentum_step, decay=as_decay(decay, "decay"))
    return Optimizer("momentum", ("velocity",), step)


def _momentum_step(
    gradient: Array, state: State, rate: Rate, out: OutputArrays, *, decay: float
) -> Step:
    velocity = _velocity(gradient, state, out, decay)
    return np.multiply(rate, velocity, out=out.gradient), velocity, state.squares


def nesterov(decay: float = 0.9) -> Optimizer:
    """Nesterov momentum: v ← μ v + g, then θ ← θ − η (g + μ v); μ is that of `momentum`.

    The step looks ahead along the velocity that the next step will have.

    Notes
    -----
    Nesterov, 1983, in the form of Sutskever, Martens, Dahl and Hinton, "On the importance of
    initialization and momentum in deep learning", 2013. As `torch.optim.SGD(nesterov=True)`.

    Examples
    --------
    >>> optimizer, parameters = nesterov(0.5), np.array([0.0])
    >>> optimizer.update(np.array([1.0]), optimizer.init(parameters), parameters, 0.1)[0]
    array([-0.15])
    """
    step = partial(_nesterov_step, decay=as_decay(decay, "decay"))
    return Optimizer("nesterov", ("velocity",), step)


def _nesterov_step(
    gradient: Array, state: State, rate: Rate, out: OutputArrays, *, decay: float
) -> Step:
    velocity = _velocity(gradient, state, out, decay)
    step = np.multiply(decay, velocity, out=out.scratch)
    step += gradient
    step *= rate
    return step, velocity, state.squares


def _velocity(gradient: Array, state: State, out: OutputArrays, decay: float) -> Array:
    """μ v + g."""
    velocity = np.multiply(decay, state.velocity, out=out.velocity)
    velocity += gradient
    return velocity
