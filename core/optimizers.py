"""First-order optimisers as pure `init` / `update` pairs whose state is data.

An `Optimizer` holds two functions and no memory. What it remembers between steps is a `State` that
the caller keeps, so a run can be stored, replayed, branched and compared:

    state = optimizer.init(parameters)
    parameters, state = optimizer.update(gradient, state, parameters, learning_rate)

Neither function changes what it is given, unless `update` is also given a `Room` to write into,
which may be made of those very arrays; many runs at once would else spend more on fetching fresh
memory than on the arithmetic. `parameters` is one array of any shape (the training loop
stacks the weights over the bias), `gradient` has the same shape and dtype, and so do the results.
`learning_rate` is a Python float, usually the value of a schedule at this step; a NumPy float64
scalar would widen float32 parameters.

Where conventions differ, PyTorch's is followed: the velocity is a decayed sum of gradients rather
than of steps, and epsilon is added outside the square root. The usual epsilons are zero in float16,
where an entry whose gradient was always 0 then becomes 0/0: pass a larger one there.

Values are checked once, when an optimiser is made; updates trust their arguments.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any, NamedTuple, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[np.floating[Any]]


class State(NamedTuple):
    """What an optimiser remembers; a memory that it does not keep is an empty array."""

    step: int  # updates made so far
    velocity: Array  # like parameters: decayed sum or mean of the past gradients
    squares: Array  # like parameters: sum or decayed mean of the past squared gradients


class Room(NamedTuple):
    """Arrays that an update may write into; None: into a new one."""

    gradient: Array | None = None
    parameters: Array | None = None
    velocity: Array | None = None
    squares: Array | None = None
    scratch: Array | None = None  # like parameters, what it holds is of no use


NEW_ROOM = Room()


class Update(Protocol):
    """One step of a rule: the parameters and the state after it."""

    def __call__(
        self,
        gradient: Array,
        state: State,
        parameters: Array,
        learning_rate: float,
        room: Room = NEW_ROOM,
        /,
    ) -> tuple[Array, State]:
        """Move against the gradient."""


class Optimizer(NamedTuple):
    """A rule for stepping downhill: its name, its first state, and one step."""

    name: str
    init: Callable[[Array], State]
    update: Update


def sgd() -> Optimizer:
    """Stochastic gradient descent: θ ← θ − η g.

    Returns
    -------
    Optimizer without memory.

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


def momentum(decay: float = 0.9) -> Optimizer:
    """Heavy-ball momentum: v ← μ v + g, then θ ← θ − η v.

    Parameters
    ----------
    decay : μ in [0, 1), the share of the velocity that survives a step; 0 is plain SGD.

    Returns
    -------
    Optimizer that keeps a velocity. Under a constant gradient it grows to g / (1 − μ).

    Raises
    ------
    ValueError : decay outside [0, 1).

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
    decay = _checked_decay("decay", decay)
    return Optimizer("momentum", _velocity_memory, partial(_momentum_update, decay=decay))


def nesterov(decay: float = 0.9) -> Optimizer:
    """Nesterov momentum: v ← μ v + g, then θ ← θ − η (g + μ v).

    The step looks ahead along the velocity that the next step will have.

    Parameters
    ----------
    decay : μ in [0, 1), the share of the velocity that survives a step; 0 is plain SGD.

    Returns
    -------
    Optimizer that keeps a velocity.

    Raises
    ------
    ValueError : decay outside [0, 1).

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
    decay = _checked_decay("decay", decay)
    return Optimizer("nesterov", _velocity_memory, partial(_nesterov_update, decay=decay))


def adagrad(epsilon: float = 1e-10) -> Optimizer:
    """AdaGrad: s ← s + g², then θ ← θ − η g / (√s + ε).

    Each parameter's own step shrinks with all it has seen, so the rate only ever falls.

    Parameters
    ----------
    epsilon : ε > 0, keeps the division finite where every gradient was 0.

    Returns
    -------
    Optimizer that keeps the sum of squared gradients.

    Raises
    ------
    ValueError : epsilon not positive and finite.

    Notes
    -----
    Duchi, Hazan and Singer, "Adaptive subgradient methods for online learning and stochastic
    optimization", 2011. As `torch.optim.Adagrad`.

    Examples
    --------
    >>> import numpy as np
    >>> optimizer, parameters = adagrad(), np.array([0.0, 0.0])
    >>> optimizer.update(np.array([4.0, 0.1]), optimizer.init(parameters), parameters, 0.5)[0]
    array([-0.5, -0.5])
    """
    epsilon = _checked_positive("epsilon", epsilon)
    return Optimizer("adagrad", _squares_memory, partial(_adagrad_update, epsilon=epsilon))


def rmsprop(decay: float = 0.99, epsilon: float = 1e-8) -> Optimizer:
    """RMSProp: s ← ρ s + (1 − ρ) g², then θ ← θ − η g / (√s + ε).

    Parameters
    ----------
    decay : ρ in [0, 1), how slowly old squared gradients are forgotten.
    epsilon : ε > 0, keeps the division finite where every gradient was 0.

    Returns
    -------
    Optimizer that keeps a decayed mean of squared gradients.

    Raises
    ------
    ValueError : decay outside [0, 1), or epsilon not positive and finite.

    Notes
    -----
    Hinton, "Neural networks for machine learning", lecture 6e, 2012, with the defaults of
    `torch.optim.RMSprop`. The mean starts at 0 and is not corrected for it, so the first step is
    1 / √(1 − ρ) = 10 times the learning rate.

    Examples
    --------
    >>> import numpy as np
    >>> optimizer, parameters = rmsprop(), np.array([0.0])
    >>> optimizer.update(np.array([4.0]), optimizer.init(parameters), parameters, 0.01)[0].round(6)
    array([-0.1])
    """
    decay = _checked_decay("decay", decay)
    epsilon = _checked_positive("epsilon", epsilon)
    update = partial(_rmsprop_update, decay=decay, epsilon=epsilon)
    return Optimizer("rmsprop", _squares_memory, update)


def adam(mean_decay: float = 0.9, square_decay: float = 0.999, epsilon: float = 1e-8) -> Optimizer:
    """Adam: RMSProp's scaling of a momentum, both corrected for starting at 0.

    v ← β₁ v + (1 − β₁) g and s ← β₂ s + (1 − β₂) g², then, at the t-th step counted from 1,
    θ ← θ − η v̂ / (√ŝ + ε) with v̂ = v / (1 − β₁ᵗ) and ŝ = s / (1 − β₂ᵗ).

    Parameters
    ----------
    mean_decay : β₁ in [0, 1), how slowly old gradients are forgotten.
    square_decay : β₂ in [0, 1), how slowly old squared gradients are forgotten.
    epsilon : ε > 0, keeps the division finite where every gradient was 0.

    Returns
    -------
    Optimizer that keeps decayed means of gradients and of squared gradients.

    Raises
    ------
    ValueError : a decay outside [0, 1), or epsilon not positive and finite.

    Notes
    -----
    Kingma and Ba, "Adam: a method for stochastic optimization", 2015, algorithm 1. As
    `torch.optim.Adam`.

    Examples
    --------
    The first step has the length of the learning rate, whatever the size of the gradient:

    >>> import numpy as np
    >>> optimizer, parameters = adam(), np.array([0.0, 0.0])
    >>> state, gradient = optimizer.init(parameters), np.array([100.0, -0.5])
    >>> optimizer.update(gradient, state, parameters, 0.1)[0].round(6)
    array([-0.1,  0.1])
    """
    update = partial(
        _adam_update,
        mean_decay=_checked_decay("mean_decay", mean_decay),
        square_decay=_checked_decay("square_decay", square_decay),
        epsilon=_checked_positive("epsilon", epsilon),
    )
    return Optimizer("adam", _both_memories, update)


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
    weight_decay : λ ≥ 0, the share of a parameter lost in a step of size 1; 0 is Adam.

    Returns
    -------
    Optimizer that keeps decayed means of gradients and of squared gradients.

    Raises
    ------
    ValueError : a decay outside [0, 1), epsilon not positive, or weight_decay negative.

    Notes
    -----
    Loshchilov and Hutter, "Decoupled weight decay regularization", 2019. As `torch.optim.AdamW`.

    Examples
    --------
    >>> import numpy as np
    >>> optimizer, parameters = adamw(weight_decay=0.1), np.array([2.0])
    >>> optimizer.update(np.array([0.0]), optimizer.init(parameters), parameters, 0.5)[0]
    array([1.9])
    """
    if not (math.isfinite(weight_decay) and weight_decay >= 0):
        raise ValueError(f"weight_decay must be finite and at least 0, got {weight_decay!r}")
    update = partial(
        _adamw_update,
        mean_decay=_checked_decay("mean_decay", mean_decay),
        square_decay=_checked_decay("square_decay", square_decay),
        epsilon=_checked_positive("epsilon", epsilon),
        weight_decay=float(weight_decay),
    )
    return Optimizer("adamw", _both_memories, update)


OPTIMIZERS: Mapping[str, Callable[[], Optimizer]] = MappingProxyType(
    {
        "sgd": sgd,
        "momentum": momentum,
        "nesterov": nesterov,
        "adagrad": adagrad,
        "rmsprop": rmsprop,
        "adam": adam,
        "adamw": adamw,
    }
)


def _no_memory(parameters: Array) -> State:
    return State(0, np.empty(0, parameters.dtype), np.empty(0, parameters.dtype))


def _velocity_memory(parameters: Array) -> State:
    return State(0, np.zeros_like(parameters), np.empty(0, parameters.dtype))


def _squares_memory(parameters: Array) -> State:
    return State(0, np.empty(0, parameters.dtype), np.zeros_like(parameters))


def _both_memories(parameters: Array) -> State:
    return State(0, np.zeros_like(parameters), np.zeros_like(parameters))


def _sgd_update(
    gradient: Array, state: State, parameters: Array, learning_rate: float, room: Room = NEW_ROOM
) -> tuple[Array, State]:
    step = np.multiply(learning_rate, gradient, out=room.gradient)
    moved = np.subtract(parameters, step, out=room.parameters)
    return moved, State(state.step + 1, state.velocity, state.squares)


def _momentum_update(
    gradient: Array,
    state: State,
    parameters: Array,
    learning_rate: float,
    room: Room = NEW_ROOM,
    *,
    decay: float,
) -> tuple[Array, State]:
    velocity = np.multiply(decay, state.velocity, out=room.velocity)
    velocity += gradient
    step = np.multiply(learning_rate, velocity, out=room.gradient)
    moved = np.subtract(parameters, step, out=room.parameters)
    return moved, State(state.step + 1, velocity, state.squares)


def _nesterov_update(
    gradient: Array,
    state: State,
    parameters: Array,
    learning_rate: float,
    room: Room = NEW_ROOM,
    *,
    decay: float,
) -> tuple[Array, State]:
    velocity = np.multiply(decay, state.velocity, out=room.velocity)
    velocity += gradient
    step = np.multiply(decay, velocity, out=room.scratch)
    step += gradient
    step *= learning_rate
    moved = np.subtract(parameters, step, out=room.parameters)
    return moved, State(state.step + 1, velocity, state.squares)


def _adagrad_update(
    gradient: Array,
    state: State,
    parameters: Array,
    learning_rate: float,
    room: Room = NEW_ROOM,
    *,
    epsilon: float,
) -> tuple[Array, State]:
    square = np.multiply(gradient, gradient, out=room.scratch)
    squares = np.add(state.squares, square, out=room.squares)
    root = np.sqrt(squares, out=room.scratch)
    root += epsilon
    step = np.multiply(learning_rate, gradient, out=room.gradient)
    step /= root
    moved = np.subtract(parameters, step, out=room.parameters)
    return moved, State(state.step + 1, state.velocity, squares)


def _rmsprop_update(
    gradient: Array,
    state: State,
    parameters: Array,
    learning_rate: float,
    room: Room = NEW_ROOM,
    *,
    decay: float,
    epsilon: float,
) -> tuple[Array, State]:
    squares = _decayed_squares(gradient, state, room, decay)
    root = np.sqrt(squares, out=room.scratch)
    root += epsilon
    step = np.multiply(learning_rate, gradient, out=room.gradient)
    step /= root
    moved = np.subtract(parameters, step, out=room.parameters)
    return moved, State(state.step + 1, state.velocity, squares)


def _adam_update(
    gradient: Array,
    state: State,
    parameters: Array,
    learning_rate: float,
    room: Room = NEW_ROOM,
    *,
    mean_decay: float,
    square_decay: float,
    epsilon: float,
) -> tuple[Array, State]:
    number = state.step + 1
    velocity = np.multiply(mean_decay, state.velocity, out=room.velocity)
    velocity += np.multiply(1 - mean_decay, gradient, out=room.scratch)
    squares = _decayed_squares(gradient, state, room, square_decay)
    # The corrections are scalars: v̂'s joins the learning rate, ŝ's leaves the root, √ŝ = √s / √(…).
    root = np.sqrt(squares, out=room.scratch)
    root /= math.sqrt(1 - square_decay**number)
    root += epsilon
    step = np.multiply(learning_rate / (1 - mean_decay**number), velocity, out=room.gradient)
    step /= root
    moved = np.subtract(parameters, step, out=room.parameters)
    return moved, State(number, velocity, squares)


def _adamw_update(
    gradient: Array,
    state: State,
    parameters: Array,
    learning_rate: float,
    room: Room = NEW_ROOM,
    *,
    mean_decay: float,
    square_decay: float,
    epsilon: float,
    weight_decay: float,
) -> tuple[Array, State]:
    kept = 1 - learning_rate * weight_decay
    return _adam_update(
        gradient,
        state,
        np.multiply(kept, parameters, out=room.parameters),
        learning_rate,
        room,
        mean_decay=mean_decay,
        square_decay=square_decay,
        epsilon=epsilon,
    )


def _decayed_squares(gradient: Array, state: State, room: Room, decay: float) -> Array:
    """ρ s + (1 − ρ) g²."""
    square = np.multiply(gradient, gradient, out=room.scratch)
    square *= 1 - decay
    squares = np.multiply(decay, state.squares, out=room.squares)
    squares += square
    return squares


def _checked_decay(argument: str, value: float) -> float:
    if not 0 <= value < 1:
        raise ValueError(f"{argument} must lie in [0, 1), got {value!r}")
    return float(value)


def _checked_positive(argument: str, value: float) -> float:
    if not (math.isfinite(value) and value > 0):
        raise ValueError(f"{argument} must be finite and greater than 0, got {value!r}")
    return float(value)
