"""One learning rate for all: plain gradient descent, and the two that keep a velocity."""

from __future__ import annotations

from functools import partial

import numpy as np

from core.optimizers.optimizer import NEW_ARRAYS, Array, Optimizer, OutputArrays, Rate, State
from core.validation import as_decay


def sgd() -> Optimizer:
    """Stochastic gradient descent: θ ← θ − η g.

    Notes
    -----
    Robbins and Monro, "A stochastic approximation method", 1951. As `torch.optim.SGD`.

    Examples
    --------
    >>> import numpy as np
    >>> optimizer, parameters = sgd(), np.array([1.0, -2.0])
    >>> state = optimizer.init(parameters)
    >>> parameters, state = optimizer.update(np.array([2.0, 4.0]), state, parameters, 0.5)
    >>> parameters, state.step
    (array([ 0., -4.]), 1)
    """
    return Optimizer("sgd", _no_memory, _sgd_update)


def _no_memory(parameters: Array) -> State:
    return State(0, np.empty(0, parameters.dtype), np.empty(0, parameters.dtype))


def _sgd_update(
    gradient: Array,
    state: State,
    parameters: Array,
    learning_rate: Rate,
    out: OutputArrays = NEW_ARRAYS,
) -> tuple[Array, State]:
    step = np.multiply(learning_rate, gradient, out=out.gradient)
    moved = np.subtract(parameters, step, out=out.parameters)
    return moved, State(state.step + 1, state.velocity, state.squares)


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
    >>> import numpy as np
    >>> optimizer, parameters = momentum(0.5), np.array([0.0])
    >>> state = optimizer.init(parameters)
    >>> for _ in range(2):
    ...     parameters, state = optimizer.update(np.array([1.0]), state, parameters, 0.1)
    >>> state.velocity
    array([1.5])
    """
    decay = as_decay(decay, "decay")
    return Optimizer("momentum", _velocity_memory, partial(_momentum_update, decay=decay))


def _momentum_update(
    gradient: Array,
    state: State,
    parameters: Array,
    learning_rate: Rate,
    out: OutputArrays = NEW_ARRAYS,
    *,
    decay: float,
) -> tuple[Array, State]:
    velocity = np.multiply(decay, state.velocity, out=out.velocity)
    velocity += gradient
    step = np.multiply(learning_rate, velocity, out=out.gradient)
    moved = np.subtract(parameters, step, out=out.parameters)
    return moved, State(state.step + 1, velocity, state.squares)


def nesterov(decay: float = 0.9) -> Optimizer:
    """Nesterov momentum: v ← μ v + g, then θ ← θ − η (g + μ v).

    The step looks ahead along the velocity that the next step will have.

    Parameters
    ----------
    decay : μ in [0, 1), the fraction of the velocity that survives a step; 0 is plain SGD.

    Notes
    -----
    Nesterov, 1983, in the form of Sutskever, Martens, Dahl and Hinton, "On the importance of
    initialization and momentum in deep learning", 2013. As `torch.optim.SGD(nesterov=True)`.

    Examples
    --------
    >>> import numpy as np
    >>> optimizer, parameters = nesterov(0.5), np.array([0.0])
    >>> optimizer.update(np.array([1.0]), optimizer.init(parameters), parameters, 0.1)[0]
    array([-0.15])
    """
    decay = as_decay(decay, "decay")
    return Optimizer("nesterov", _velocity_memory, partial(_nesterov_update, decay=decay))


def _nesterov_update(
    gradient: Array,
    state: State,
    parameters: Array,
    learning_rate: Rate,
    out: OutputArrays = NEW_ARRAYS,
    *,
    decay: float,
) -> tuple[Array, State]:
    velocity = np.multiply(decay, state.velocity, out=out.velocity)
    velocity += gradient
    step = np.multiply(decay, velocity, out=out.scratch)
    step += gradient
    step *= learning_rate
    moved = np.subtract(parameters, step, out=out.parameters)
    return moved, State(state.step + 1, velocity, state.squares)


def _velocity_memory(parameters: Array) -> State:
    return State(0, np.zeros_like(parameters), np.empty(0, parameters.dtype))
