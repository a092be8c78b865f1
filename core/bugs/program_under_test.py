"""A training program that may have a bug: its run, and the checks of its gradient.

The run is that of `core.training`, which is handed the program's gradient; it is measured by the
right loss, whatever the program itself reports of its mini-batches.
"""

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.bugs.gradient_bugs import POSSIBLE_BUGS, gradient_of
from core.derivatives.gradient_check import (
    TOLERANCE,
    GradientCheck,
    check_gradient,
    relative_errors,
)
from core.layer.output_layer import MeanLossAndGradient
from core.limits import checked_choice
from core.losses.cross_entropy import LossAndGradient, cross_entropy, losses_and_gradient
from core.losses.targets import one_hot
from core.training import TrainingRun
from core.validation import as_finite, as_positive


@dataclass(frozen=True)
class Program:
    """A softmax layer under a cross-entropy with temperature, as someone wrote it.

    It is what a `TrainingRun` minimises: its gradient moves the weights, and the right loss
    measures them.

    Attributes
    ----------
    bug : one of `core.bugs.gradient_bugs.POSSIBLE_BUGS`.
    temperature : T > 0.
    shift : added to every logit, in nats; a right program does not notice.

    Raises
    ------
    ValueError : another bug, a temperature that is not positive, a shift that is not finite.

    Examples
    --------
    >>> from core.datasets import load
    >>> from core.training import TrainingSettings
    >>> program = Program("naive exp", shift=1e3)
    >>> run = TrainingRun(TrainingSettings(), load("iris"), objective=program)
    >>> run.advance(1)
    >>> run.divergence
    Divergence(step=1, reason='loss')
    """

    bug: str
    temperature: float = 1.0
    shift: float = 0.0

    def __post_init__(self) -> None:
        checked_choice("bug", self.bug, POSSIBLE_BUGS)
        as_positive(self.temperature, "temperature")
        as_finite(self.shift, "shift")

    def targets(self, labels: NDArray[np.intp], classes: int) -> NDArray[Any]:
        """One-hot rows, (n, classes)."""
        return one_hot(labels, classes)

    def losses_and_gradient(self, logits: NDArray[Any], targets: NDArray[Any]) -> LossAndGradient:
        """The right ones, by which the run is measured."""
        return losses_and_gradient(logits + self.shift, targets, self.temperature)

    def penalty(self, parameters: NDArray[Any]) -> float:  # noqa: ARG002
        """There is none."""
        return 0.0

    def with_penalty(self, gradient: NDArray[Any], parameters: NDArray[Any]) -> NDArray[Any]:  # noqa: ARG002
        """The gradient itself."""
        return gradient

    def mean_loss_and_gradients(
        self, activations: NDArray[Any], parameters: NDArray[Any], targets: NDArray[Any]
    ) -> MeanLossAndGradient:
        """What the program itself computes: the loss it reports, and the gradient it steps by."""
        gradient = gradient_of(self.bug)
        # Added to every bias, the shift is added to every logit.
        shifted = parameters.copy()
        shifted[-1] += self.shift
        return gradient(activations, shifted, targets, self.temperature)


class Disagreement(NamedTuple):
    """The parameter at which the gradients of two programs differ most."""

    row: int  # p of w_pq; the number of inputs for b_q
    column: int  # q
    program: float  # what the program claims there
    suspected: float  # what it would claim with the suspected bug


class StepInputs(NamedTuple):
    """What an update computes its gradient from; there a program is checked."""

    activations: NDArray[Any]  # (batch, inputs)
    parameters: NDArray[Any]  # (inputs + 1, classes)
    targets: NDArray[Any]  # (batch, classes)


def step_inputs(run: TrainingRun, step: int) -> StepInputs:
    """The weights of a run after `step` updates, and the mini-batch of the update after them.

    A ValueError says that the run has not come so far.

    Examples
    --------
    >>> from core.datasets import load
    >>> from core.training import TrainingSettings
    >>> step_inputs(TrainingRun(TrainingSettings(), load("iris")), 0).activations.shape
    (32, 4)
    """
    rows, train = run.batch_rows(step), run.data.train
    return StepInputs(
        train.activations[rows],
        run.state_at(step).parameters,
        one_hot(train.labels[rows], len(run.data.class_names)),
    )


def check_program(program: Program, inputs: StepInputs) -> GradientCheck:
    """The program's gradient of the mean loss beside central differences of the right loss.

    Examples
    --------
    >>> inputs = StepInputs(np.ones((1, 1)), np.zeros((2, 2)), np.array([[1.0, 0.0]]))
    >>> [check_program(Program(bug), inputs).passes for bug in ("no bug", "sign")]
    [True, False]
    """

    def loss(parameters: NDArray[Any]) -> Any:
        return _right_loss(program, inputs._replace(parameters=parameters))

    claimed = program.mean_loss_and_gradients(*inputs).gradient
    return check_gradient(loss, inputs.parameters, claimed)


def disagreement(program: Program, suspected: str, inputs: StepInputs) -> Disagreement | None:
    """Where the gradient differs most from that of a program with the suspected bug.

    It is None where the gradients agree in every parameter.

    Examples
    --------
    >>> inputs = StepInputs(np.ones((1, 1)), np.zeros((2, 2)), np.array([[1.0, 0.0]]))
    >>> disagreement(Program("sign"), "no bug", inputs)
    Disagreement(row=0, column=0, program=0.5, suspected=-0.5)
    >>> disagreement(Program("naive exp"), "no bug", inputs)  # but for a large shift they agree
    """
    suspect = Program(suspected, program.temperature, program.shift)
    claimed = program.mean_loss_and_gradients(*inputs).gradient
    expected = suspect.mean_loss_and_gradients(*inputs).gradient
    errors = relative_errors(claimed, expected, float(_right_loss(program, inputs)))
    differences = np.where(errors > TOLERANCE, np.abs(claimed - expected), -1.0)
    differences[np.isnan(differences)] = np.inf
    worst = np.unravel_index(differences.argmax(), differences.shape)
    if differences[worst] < 0:
        return None
    row, column = (int(index) for index in worst)
    return Disagreement(row, column, float(claimed[worst]), float(expected[worst]))


def _right_loss(program: Program, inputs: StepInputs) -> Any:
    logits = inputs.activations @ inputs.parameters[:-1] + inputs.parameters[-1] + program.shift
    return cross_entropy(logits, inputs.targets, temperature=program.temperature).mean()
