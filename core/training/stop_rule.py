"""When a run has done enough: after so many steps, or once its loss no longer falls."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.limits import Limits
from core.training.limits import MAXIMUM_STEPS

STOP_STEPS = Limits(1000, 1, MAXIMUM_STEPS)
PATIENCE = Limits(500, 10, MAXIMUM_STEPS)
LEAST_GAIN = Limits(0.01, 0.0001, 0.5)


@dataclass(frozen=True)
class StopRule:
    """Stop after `steps` updates, or on a plateau of the train loss; None: never.

    Attributes
    ----------
    steps : updates.
    patience : a plateau is when for so many steps the least train loss (with the penalty) has not
        fallen by the fraction `least_gain`.
    least_gain : of the least loss before.

    Raises
    ------
    ValueError : a value outside its limits.
    """

    steps: int | None = None
    patience: int | None = None
    least_gain: float = LEAST_GAIN.default

    def __post_init__(self) -> None:
        STOP_STEPS.checked("steps", self.steps)
        PATIENCE.checked("patience", self.patience)
        LEAST_GAIN.required("least_gain", self.least_gain)

    def plateau_step(self, evaluations: NDArray[np.void]) -> int | None:
        """The step of the first evaluation that finds a plateau.

        Parameters
        ----------
        evaluations : as in `History`, from step 0 on.

        Examples
        --------
        >>> from core.training.history import EVALUATION_DTYPE
        >>> evaluations = np.zeros(5, EVALUATION_DTYPE)
        >>> evaluations["step"] = [0, 10, 20, 30, 40]
        >>> evaluations["train_loss"] = [1.0, 0.5, 0.499, 0.4985, 0.3]
        >>> StopRule(patience=20).plateau_step(evaluations)
        30
        """
        if self.patience is None:
            return None
        steps = evaluations["step"]
        least = np.minimum.accumulate(evaluations["train_loss"] + evaluations["penalty"])
        judged = np.flatnonzero(steps >= self.patience)
        before = np.searchsorted(steps, steps[judged] - self.patience, side="right") - 1
        # A loss of 0 has nothing left to gain.
        flat = (least[judged] > (1 - self.least_gain) * least[before]) | (least[before] == 0)
        return int(steps[judged[flat.argmax()]]) if flat.any() else None
