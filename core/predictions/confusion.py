"""The confusion matrix: how often each class is predicted for each true class."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.validation import as_count, as_labels


def confusion_matrix(labels: ArrayLike, predicted: ArrayLike, classes: int) -> NDArray[np.int64]:
    """The number of examples of each true class for each predicted class.

    Parameters
    ----------
    labels : the true class of each example, (n,), whole numbers below classes.
    predicted : the class chosen for it, (n,), likewise.
    classes : at least 1.

    Returns
    -------
    (classes, classes): row the true class, column the predicted one; it sums to n, and its
    diagonal to the number of examples classified rightly.

    Raises
    ------
    ValueError : for classes below 1, labels out of range, or shapes that are not (n,) and equal.

    Notes
    -----
    Hastie, Tibshirani & Friedman (2009), section 9.2.5.

    Examples
    --------
    >>> confusion_matrix([0, 0, 1], [0, 1, 1], 2)
    array([[1, 1],
           [0, 1]])
    """
    classes = as_count(classes, "classes", least=1)
    rows = as_labels(labels, classes, "labels")
    columns = as_labels(predicted, classes, "predicted")
    if rows.ndim != 1 or rows.shape != columns.shape:
        raise ValueError(
            "labels and predicted must both have shape (n,), "
            f"got shapes {rows.shape} and {columns.shape}"
        )
    counts = np.bincount(rows * classes + columns, minlength=classes * classes)
    return counts.reshape(classes, classes).astype(np.int64)
