"""The numbers that an exercise gives, line by line: as formulas, and as text for a file."""

from typing import NamedTuple

from core.exercises import Given
from core.exercises.exercise import Row
from core.exercises.signs import SHIFT
from dashboard.text import translate
from dashboard.text.formulas import latex_short_number
from dashboard.written_numbers import short_number

_LATEX = {"ŷ": r"\hat y", "ε": r"\varepsilon", "η": r"\eta"}


class GivenValue(NamedTuple):
    """One value that an exercise gives.

    Attributes
    ----------
    letter : its symbol.
    rows : a single row, or the rows of a matrix.
    """

    letter: str
    rows: tuple[Row, ...]

    def plain(self) -> str:
        """As text, with semicolons between the rows of a matrix.

        >>> GivenValue("W", ((1.0, -0.5), (0.0, 2.0))).plain()
        'W = (1, −0.5; 0, 2)'
        """
        rows = "; ".join(", ".join(map(short_number, row)) for row in self.rows)
        return f"{self.letter} = {rows}" if self._is_single() else f"{self.letter} = ({rows})"

    def latex(self) -> str:
        r"""As a formula.

        >>> GivenValue("ŷ", ((0.5, 0.5),)).latex()
        '\\hat y = (0.5,\\ 0.5)'
        """
        letter = _LATEX.get(self.letter, self.letter)
        if len(self.rows) > 1:
            lines = r" \\ ".join(" & ".join(map(latex_short_number, row)) for row in self.rows)
            return rf"{letter} = \begin{{pmatrix}} {lines} \end{{pmatrix}}"
        entries = r",\ ".join(map(latex_short_number, self.rows[0]))
        return f"{letter} = {entries}" if self._is_single() else f"{letter} = ({entries})"

    def _is_single(self) -> bool:
        return len(self.rows) == len(self.rows[0]) == 1


class GivenLine(NamedTuple):
    """Values on one line, after the name of their example or model if it has one."""

    where: str
    values: tuple[GivenValue, ...]

    def plain(self) -> str:
        """As text."""
        return self.where + ", ".join(value.plain() for value in self.values)

    def markdown(self) -> str:
        """As formulas; the braces keep each of them on one line."""
        return self.where + ", ".join(f"${{{value.latex()}}}$" for value in self.values)


def lines_by_example(given: Given) -> list[GivenLine]:
    """All given numbers in the order of their use; a batch has a line for each example."""
    by_example = [
        (letter, rows)
        for letter, rows in (
            ("a", given.activations),
            ("z", given.logits),
            ("ŷ", given.probabilities),
            ("y", given.targets),
        )
        if rows
    ]
    of_all_examples = (
        ("W", given.weights, bool(given.weights)),
        ("b", (given.bias,), bool(given.bias)),
        ("T", ((given.temperature,),), given.temperature != 1 and not given.new_temperature),
        ("ε", ((given.smoothing,),), given.smoothing != 0),
        ("η", ((given.step_size,),), given.step_size != 0 and given.update != SHIFT),
    )
    shared = [
        GivenLine("", (GivenValue(letter, rows),))
        for letter, rows, is_shown in of_all_examples
        if is_shown
    ]
    if all(len(rows) == 1 for _, rows in by_example):
        return [GivenLine("", (GivenValue(*value),)) for value in by_example] + shared
    examples = [
        GivenLine(
            translate("Example {number}:", number=number) + " ",
            tuple(GivenValue(letter, (rows[number - 1],)) for letter, rows in by_example),
        )
        for number in range(1, len(by_example[0][1]) + 1)
    ]
    return examples + shared


def lines_by_model(given: Given) -> list[GivenLine]:
    """The target of one example, and what models A, B and C predict for it."""
    predictions = zip("ABC", given.probabilities, strict=True)
    return [
        GivenLine("", (GivenValue("y", given.targets[:1]),)),
        *(GivenLine(f"{name}: ", (GivenValue("ŷ", (row,)),)) for name, row in predictions),
    ]
