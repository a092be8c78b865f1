"""The charts of a run with their words; whoever draws them puts the curves in."""

from core.training import TrainingSettings
from dashboard.components.player_message import Chart
from dashboard.controls.run.changes import described
from dashboard.text import translate
from dashboard.text.loss_words import loss_in_words
from dashboard.views.training.curves_figure import (
    CurveNames,
    Marks,
    accuracy_chart,
    gradient_chart,
    loss_chart,
)


def played_charts(settings: TrainingSettings, *, logarithmic: bool) -> list[Chart]:
    """The charts that the player draws: loss and accuracy."""
    names, marks = _names(settings), _marks(settings)
    return [
        Chart(
            loss_chart(names, marks, penalised=settings.l2 > 0, logarithmic=logarithmic),
            translate(
                "Loss against steps: each mini-batch, its moving average, and the loss on the "
                "whole training set and test set. The numbers stand above the charts."
            ),
        ),
        Chart(
            accuracy_chart(names, marks),
            translate(
                "Accuracy against steps, on the whole training set and test set. The numbers "
                "stand above the charts."
            ),
        ),
    ]


def gradient_norm_chart(settings: TrainingSettings, *, logarithmic: bool) -> Chart:
    """The chart of a tab."""
    return Chart(
        gradient_chart(_names(settings), _marks(settings), logarithmic=logarithmic),
        translate(
            "Length of the gradient on the training set, penalty included, against steps. The "
            "number stands above the charts."
        ),
    )


def _marks(settings: TrainingSettings) -> Marks:
    return [(change.step, described(change)) for change in settings.changes]


def _names(settings: TrainingSettings) -> CurveNames:
    return CurveNames(
        step=translate("step (mini-batches seen)"),
        loss=loss_in_words(settings.loss),
        accuracy=translate("accuracy"),
        batch=translate("mini-batch"),
        smoothed=translate("smoothed"),
        train=translate("training set"),
        test=translate("test set"),
        penalty=translate("L2 penalty ½λΣw²"),
        gradient=translate("gradient norm ‖∂L/∂θ‖"),
    )
