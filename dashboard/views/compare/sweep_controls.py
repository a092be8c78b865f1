"""What can be set about a sweep, and the grid of runs that it makes."""

from dataclasses import dataclass, replace
from itertools import product

from streamlit.delta_generator import DeltaGenerator

from core.optimizers import OPTIMIZERS
from core.sweeps.sweep import MAXIMUM_SWEEP_STEPS, learning_rate_steps
from core.training import TrainingSettings
from core.training.limits import LEARNING_RATE
from dashboard.controls.control import Buttons, NumberField
from dashboard.controls.run.data import DataChoice
from dashboard.controls.run.settings import OPTIMIZER
from dashboard.text import english, translate
from dashboard.written_numbers import short_number

BATCH_SIZES = (4, 8, 16, 32, 64, 128, 256)
RATES = 8
MEASURES = {  # by what the link calls them
    "test loss": english("test loss"),
    "train loss": english("training loss"),
    "test accuracy": english("test accuracy"),
}
OPTIMISER, BATCH_SIZE = english("optimiser"), english("batch size")

BY = Buttons(
    "sweep_by",
    english("Vertical axis"),
    (OPTIMISER, BATCH_SIZE),
    OPTIMISER,
    {OPTIMISER: OPTIMISER, BATCH_SIZE: BATCH_SIZE},
)
MEASURE = Buttons(
    "sweep_of",
    english("Show in each cell"),
    tuple(MEASURES),
    "test loss",
    MEASURES,
)
STEPS = NumberField("sweep_steps", english("Steps of each run"), 200, 10, MAXIMUM_SWEEP_STEPS, 100)
_LOWEST, _HIGHEST = replace(LEARNING_RATE, default=0.001), replace(LEARNING_RATE, default=10.0)
LOWEST = NumberField.within("sweep_low", english("Learning rate from"), _LOWEST, 0.001, "%.5g")
HIGHEST = NumberField.within("sweep_high", english("Learning rate to"), _HIGHEST, 1.0, "%.5g")
CONTROLS = (BY, LOWEST, HIGHEST, STEPS)

Cell = tuple[int, int]  # row and column


@dataclass(frozen=True)
class SweepPlan:
    """A grid of runs: learning rates across, optimisers or batch sizes up."""

    data: DataChoice
    base: TrainingSettings  # what the runs have in common
    rates: tuple[float, ...]
    by: str  # OPTIMISER or BATCH_SIZE
    steps: int

    @property
    def rows(self) -> tuple[str, ...]:
        """The ids of the rows, from the bottom up."""
        if self.by == OPTIMISER:
            return tuple(OPTIMIZERS)[::-1]
        return tuple(str(size) for size in BATCH_SIZES)

    @property
    def row_names(self) -> list[str]:
        """An optimiser by its name; a batch size is a number."""
        return [OPTIMIZER.name_of(row) for row in self.rows]

    @property
    def cells(self) -> list[Cell]:
        """Every cell, row by row."""
        return list(product(range(len(self.rows)), range(len(self.rates))))

    @property
    def settings(self) -> list[TrainingSettings]:
        """The run of every cell, in the order of `cells`."""
        return [self.setting(cell) for cell in self.cells]

    def setting(self, cell: Cell) -> TrainingSettings:
        """The run of a cell."""
        row, rate = self.rows[cell[0]], self.rates[cell[1]]
        if self.by == OPTIMISER:
            return replace(self.base, optimizer=row, learning_rate=rate)
        return replace(self.base, batch_size=int(row), learning_rate=rate)

    def name(self, cell: Cell) -> str:
        """What a cell is called."""
        row = self.row_names[cell[0]]
        other = row if self.by == OPTIMISER else f"B {row}"
        return f"{other}, η {short_number(self.rates[cell[1]])}"


def plan_from_controls(
    container: DeltaGenerator, data: DataChoice, base: TrainingSettings
) -> SweepPlan:
    """Draw the controls of a sweep and read them.

    Parameters
    ----------
    data, base : what all runs share, but for what is swept.

    Raises
    ------
    ValueError : in the reader's language: learning rates that do not rise.
    """
    first, second, third, fourth = container.columns([2, 1, 1, 1])
    by = BY.draw(first)
    lowest, highest = LOWEST.draw(second), HIGHEST.draw(third)
    steps = int(STEPS.draw(fourth))
    if lowest >= highest:
        raise ValueError(
            translate(
                "The first learning rate ({low}) must be smaller than the last ({high}).",
                low=short_number(lowest),
                high=short_number(highest),
            )
        )
    rates = learning_rate_steps(lowest, highest, RATES)
    return SweepPlan(data, replace(base, changes=()), rates, by, steps)
