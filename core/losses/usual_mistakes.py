"""One derivative at a time: its value, a finite difference, and the results of usual mistakes.

The mistakes are kept apart from everything else, so that nothing takes them for a formula.

Both functions take the logits z of one example, (classes,), and T > 0; k and i are a probability
and a logit, counted from 0. They raise ValueError for more than one example, k or i outside the
classes, logits that are not finite, and what `core.softmax` and `core.cross_entropy` refuse.
"""

from typing import Any, NamedTuple

from numpy.typing import ArrayLike, NDArray

from core.derivatives.numerical_gradient import numerical_gradient
from core.losses.cross_entropy import cross_entropy, cross_entropy_gradient
from core.losses.gradient_terms import gradient_terms
from core.losses.softmax import softmax, softmax_jacobian
from core.validation import as_index, as_one_example


class JacobianEntry(NamedTuple):
    """∂ŷ_k/∂z_i of one example."""

    value: float  # ŷ_k(δ_ki − ŷ_i)/T
    estimate: float  # by a central difference of the softmax
    without_temperature: float  # mistake: the 1/T forgotten


class GradientEntry(NamedTuple):
    """∂L/∂z_i of the cross-entropy of one example."""

    terms: NDArray[Any]  # (classes,), ∂L/∂ŷ_k · ∂ŷ_k/∂z_i for each k
    value: float  # (ŷ_i − y_i)/T
    estimate: float  # by a central difference of L
    diagonal_only: float  # mistake: the term k = i alone
    as_true_class: float  # mistake: (ŷ_i − 1)/T whatever y_i is
    without_temperature: float  # mistake: ŷ_i − y_i, the 1/T forgotten


def jacobian_entry(logits: ArrayLike, k: int, i: int, *, temperature: float = 1.0) -> JacobianEntry:
    """∂ŷ_k/∂z_i, checked, beside the value without its 1/T.

    Notes
    -----
    seed.md, ∂ŷ_k/∂z_i = ŷ_k(δ_ki − ŷ_i), here with its 1/T.

    Examples
    --------
    >>> entry = jacobian_entry([0.0, 0.0], 0, 1, temperature=2.0)
    >>> entry.value, round(entry.estimate, 8), entry.without_temperature
    (-0.125, -0.125, -0.25)
    """
    logits = as_one_example(logits)
    k, i = as_index(k, "k", len(logits)), as_index(i, "i", len(logits))
    probabilities = softmax(logits, temperature=temperature)
    estimates = numerical_gradient(lambda z: softmax(z, temperature=temperature)[k], logits)
    return JacobianEntry(
        value=float(softmax_jacobian(probabilities, temperature=temperature)[k, i]),
        estimate=float(estimates[i]),
        without_temperature=float(softmax_jacobian(probabilities)[k, i]),
    )


def gradient_entry(
    logits: ArrayLike, targets: ArrayLike, i: int, *, temperature: float = 1.0
) -> GradientEntry:
    """∂L/∂z_i, term by term and checked, beside three ways to get it wrong.

    The targets are y, a distribution (classes,).

    Notes
    -----
    seed.md, equation (4), and its derivation. The dropped terms are those of
    https://stats.stackexchange.com/questions/235528.

    Examples
    --------
    >>> entry = gradient_entry([0.0, 0.0], [0.25, 0.75], 0)
    >>> entry.terms, entry.value, round(entry.estimate, 8)
    (array([-0.125,  0.375]), 0.25, 0.25)
    >>> entry.diagonal_only, entry.as_true_class
    (-0.125, -0.5)
    """
    logits = as_one_example(logits)
    i = as_index(i, "i", len(logits))
    terms = gradient_terms(logits, targets, temperature=temperature)[:, i]
    estimates = numerical_gradient(
        lambda z: cross_entropy(z, targets, temperature=temperature), logits
    )
    value = float(cross_entropy_gradient(logits, targets, temperature=temperature)[i])
    return GradientEntry(
        terms=terms,
        value=value,
        estimate=float(estimates[i]),
        diagonal_only=float(terms[i]),
        as_true_class=float(cross_entropy_gradient(logits, i, temperature=temperature)[i]),
        without_temperature=value * temperature,
    )
