"""Softmax taken apart: every quantity between the logits and the probabilities, by its name."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.losses.softmax import log_sum, narrowed, shifted_logits, softmax, widened
from core.validation import as_logits, as_temperature


class SoftmaxSteps(NamedTuple):
    """What `softmax` passes through, in this order, with u = z/T."""

    scaled: NDArray[Any]  # (..., classes), u, in nats
    maximum: NDArray[Any]  # (...,), m = max_j u_j
    shifted: NDArray[Any]  # (..., classes), u − m, at most 0
    unnormalized: NDArray[Any]  # (..., classes), e^{u − m}, at most 1
    normalizer: NDArray[Any]  # (...,), Σ_j e^{u_j − m}, from 1 to classes
    log_normalizer: NDArray[Any]  # (...,), log Σ_j e^{u_j} = m + log Σ_j e^{u_j − m}
    probabilities: NDArray[Any]  # (..., classes), ŷ, as `softmax` gives them


def softmax_steps(logits: ArrayLike, *, temperature: float = 1.0) -> SoftmaxSteps:
    """The steps of the softmax over the last axis: z → z/T → minus its maximum → e^ → Σ → ŷ.

    A shift of all logits by t moves `scaled`, `maximum` and `log_normalizer` by t/T, and nothing
    else: e^{u − m} is where the softmax forgets it.

    Arguments and errors are those of `softmax`. In the dtype of the logits, `scaled`, `maximum` and
    `log_normalizer` are infinite where z/T lies beyond its range; the others stay finite even
    there, but for a `shifted` of −inf.

    Notes
    -----
    Blanchard, Higham & Higham (2021), "Accurately computing the log-sum-exp and softmax
    functions", algorithm 3.2 for the shift by the maximum.

    Examples
    --------
    >>> steps = softmax_steps([1.0, 3.0], temperature=2.0)
    >>> steps.scaled, float(steps.maximum), steps.shifted
    (array([0.5, 1.5]), 1.5, array([-1.,  0.]))
    >>> steps.unnormalized.round(4), float(steps.normalizer.round(4))
    (array([0.3679, 1.    ]), 1.3679)
    >>> float(steps.log_normalizer.round(4)), steps.probabilities.round(4)
    (1.8133, array([0.2689, 0.7311]))
    """
    logits = as_logits(logits)
    wide = widened(logits)
    divisor = as_temperature(temperature, wide.dtype)
    shifted = shifted_logits(wide, divisor)
    unnormalized = np.exp(shifted)
    normalizer = unnormalized.sum(axis=-1)
    with np.errstate(over="ignore"):
        scaled = wide / divisor
    maximum = scaled.max(axis=-1)

    def kept(values: NDArray[Any]) -> NDArray[Any]:
        return narrowed(np.asarray(values), logits.dtype)

    return SoftmaxSteps(
        scaled=kept(scaled),
        maximum=kept(maximum),
        shifted=kept(shifted),
        unnormalized=kept(unnormalized),
        normalizer=kept(normalizer),
        log_normalizer=kept(maximum + log_sum(shifted)),
        probabilities=softmax(logits, temperature=temperature),
    )
