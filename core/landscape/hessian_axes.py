"""The directions in which cross-entropy curves, and how much: the Hessian's eigenvectors."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.losses.cross_entropy import cross_entropy_hessian
from core.validation import as_index, as_one_example


class HessianAxes(NamedTuple):
    """The Hessian of one example in some of its logits, by its axes; the steepest first."""

    eigenvalues: NDArray[np.float64]  # (moved,), descending, each ≥ 0, in nats per nat²
    directions: NDArray[np.float64]  # (moved, classes), unit rows; 0 for what does not move


def hessian_axes(
    logits: ArrayLike, *, temperature: float = 1.0, moved: Sequence[int] | None = None
) -> HessianAxes:
    """Eigenvalues and eigenvectors of ∂²L/∂z_k∂z_i where only the logits `moved` do move.

    Where all move, (1, …, 1)/√K is an eigenvector of eigenvalue 0, whatever the logits are. It
    is set apart on paper: computed, the 0 would be a rounding error of either sign, and where the
    softmax saturates, its vector a mixture with others that are nearly flat.

    Parameters
    ----------
    logits : z of one example, (classes,).
    temperature : T > 0.
    moved : the classes whose logits move, different ones; None for all.

    Returns
    -------
    HessianAxes(eigenvalues (moved,), directions (moved, classes)), float64. The sign of a
    direction is chosen so that its entry of largest size is positive.

    Raises
    ------
    ValueError : for more than one example, classes that do not exist or are named twice, no
        class at all, and what `core.cross_entropy_hessian` refuses.

    Notes
    -----
    Boyd & Vandenberghe (2004), section 3.1.5, for the Hessian. An eigenvalue is taken from its
    vector as v·Hv = ½ Σ_ki ŷ_k ŷ_i (v_k − v_i)²/T², a sum that cancels nothing: the solver itself
    leaves one that is small beside the largest with no digits.

    Examples
    --------
    >>> axes = hessian_axes([0.0, 0.0])
    >>> axes.eigenvalues.round(12).tolist()
    [0.5, 0.0]
    >>> axes.directions.round(4)
    array([[ 0.7071, -0.7071],
           [ 0.7071,  0.7071]])
    """
    start = as_one_example(logits).astype(np.float64)
    classes = len(start)
    chosen = list(range(classes)) if moved is None else _as_different_classes(moved, classes)
    hessian = cross_entropy_hessian(start, temperature=temperature)
    directions = np.zeros((len(chosen), classes))
    if len(chosen) == classes:
        beside = _vectors_beside_ones(classes)
        vectors = np.linalg.eigh(beside.T @ hessian @ beside).eigenvectors
        directions[:-1] = (beside @ vectors).T[::-1]
        directions[-1] = classes**-0.5
    else:
        vectors = np.linalg.eigh(hessian[np.ix_(chosen, chosen)]).eigenvectors
        directions[:, chosen] = vectors.T[::-1]
    largest = np.abs(directions).argmax(axis=1)
    directions *= np.sign(directions[np.arange(len(directions)), largest])[:, None]
    # Off the diagonal, H_ki = −ŷ_k ŷ_i/T²; on it v_k − v_i is 0.
    differences = directions[:, :, None] - directions[:, None, :]
    eigenvalues = np.einsum("nki,nki,ki->n", differences, differences, -hessian) / 2
    order = np.argsort(-eigenvalues, kind="stable")
    return HessianAxes(eigenvalues[order], directions[order])


def _as_different_classes(moved: Sequence[int], classes: int) -> list[int]:
    chosen = [as_index(index, "moved", classes) for index in moved]
    if not chosen or len(set(chosen)) != len(chosen):
        raise ValueError(f"moved must name different classes, at least one, got {list(moved)}")
    return sorted(chosen)


@lru_cache(maxsize=32)
def _vectors_beside_ones(classes: int) -> NDArray[Any]:
    """An orthonormal basis of what is at right angles to (1, …, 1), (classes, classes − 1), kept:
    never to be written to.
    """
    # Helmert's: column m sets the first m entries against entry m, so it is exact and in order.
    basis = np.zeros((classes, classes - 1))
    for column in range(classes - 1):
        size = column + 1
        basis[:size, column] = 1 / np.sqrt(size * (size + 1))
        basis[size, column] = -size / np.sqrt(size * (size + 1))
    basis.setflags(write=False)
    return basis
