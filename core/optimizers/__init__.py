"""First-order optimisers as pure `init` / `update` pairs whose state is data.

An `Optimizer` is a rule without memory. What it remembers between steps is a `State` that
the caller keeps, so a run can be stored, replayed, branched and compared:

    state = optimizer.init(parameters)
    parameters, state = optimizer.update(gradient, state, parameters, learning_rate)

Neither function changes what it is given, unless `update` is also given `OutputArrays` to write
into, which may be those very arrays; many runs at once would else spend more on fetching fresh
memory than on the arithmetic. `parameters` is one array of any shape (the training loop
stacks the weights over the bias), `gradient` has the same shape and dtype, and so do the results.
`learning_rate` is a Python float, usually the value of a schedule at this step, or an array of the
same shape; a NumPy float64 scalar would widen float32 parameters.

Where conventions differ, PyTorch's is followed: the velocity is a decayed sum of gradients rather
than of steps, and epsilon is added outside the square root. The usual epsilons are zero in float16,
where an entry whose gradient was always 0 then becomes 0/0: pass a larger one there.

Values are checked once, when an optimiser is made: a ValueError names a decay outside [0, 1), an
epsilon that is not positive and finite, or a weight decay that is negative or not finite. Updates
trust their arguments.
"""

from collections.abc import Callable, Mapping

from core.optimizers.adaptive import adagrad, adam, adamw, rmsprop
from core.optimizers.momentum import momentum, nesterov, sgd
from core.optimizers.optimizer import Optimizer, OutputArrays, State

OPTIMIZERS: Mapping[str, Callable[[], Optimizer]] = {
    "sgd": sgd,
    "momentum": momentum,
    "nesterov": nesterov,
    "adagrad": adagrad,
    "rmsprop": rmsprop,
    "adam": adam,
    "adamw": adamw,
}

__all__ = [
    "OPTIMIZERS",
    "Optimizer",
    "OutputArrays",
    "State",
    "adagrad",
    "adam",
    "adamw",
    "momentum",
    "nesterov",
    "rmsprop",
    "sgd",
]
