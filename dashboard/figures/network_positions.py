"""Where the parts of the network's picture stand, and the lines between them.

Those of the largest layer do not touch on a phone, so one picture serves every layer and screen.
"""

from collections.abc import Iterator
from functools import cache

from dashboard.figures.network_numbers import LitPaths, Network, Parameter, parameters_of

# Across, as shares of the width: the units a, the weights' labels, z, ŷ and L.
ACTIVATIONS, WEIGHTS, LOGITS, PROBABILITIES, LOSS = 0.079, 0.279, 0.499, 0.71, 0.921
# Upwards in rows: one row from unit to unit, weights of one unit above each other, b above its z.
_LABEL_STEP, _BIAS_ABOVE = 0.19, 0.345
_LEVEL = 0.07  # how far a line runs level to either side of its label, so that none is hidden
TOUCH = 0.05  # how far a label can be clicked to either side of its middle, as share of the width

Point = tuple[float, float]


@cache  # of four counts, asked for at every label
def heights(count: int) -> tuple[float, ...]:
    """Rows around the middle, the first on top."""
    return tuple((count - 1) / 2 - index for index in range(count))


def label_position(parameter: Parameter, inputs: int, classes: int) -> Point:
    """The middle of a parameter's label."""
    p, q = parameter
    if p is None:
        return LOGITS, heights(classes)[q] + _BIAS_ABOVE
    return WEIGHTS, heights(inputs)[p] + _LABEL_STEP * heights(classes)[q]


def parameter_at(inputs: int, classes: int, x: float, y: float) -> Parameter | None:
    """The parameter whose label was clicked, None where there is none."""
    for parameter in parameters_of(inputs, classes):
        across, upwards = label_position(parameter, inputs, classes)
        if abs(x - across) < 1.1 * TOUCH and abs(y - upwards) < _LABEL_STEP / 2:
            return parameter
    return None


def parameter_line(parameter: Parameter, inputs: int, classes: int) -> list[Point]:
    """From the unit, or from nothing for a bias, through its label to z_q."""
    p, q = parameter
    end = (LOGITS, heights(classes)[q])
    x, y = label_position(parameter, inputs, classes)
    if p is None:
        return [(x, y), end]
    return [(ACTIVATIONS, heights(inputs)[p]), (x - _LEVEL, y), (x + _LEVEL, y), end]


def all_lines(inputs: int, classes: int) -> Iterator[list[Point]]:
    """Every parameter to its z, every z to every ŷ, and every ŷ to L."""
    rows = heights(classes)
    for parameter in parameters_of(inputs, classes):
        yield parameter_line(parameter, inputs, classes)
    for upwards in rows:
        yield from ([(LOGITS, below), (PROBABILITIES, upwards)] for below in rows)
        yield [(PROBABILITIES, upwards), (LOSS, 0.0)]


def lit_lines(lit: LitPaths | None, network: Network, *, dropped: bool) -> Iterator[list[Point]]:
    """θ → z_q and z_q → ŷ_i → L for every i, those that are dropped apart from the others."""
    if lit is None:
        return
    inputs, classes = network.weights.shape
    rows, q = heights(classes), lit.parameter.q
    if not dropped:
        yield parameter_line(lit.parameter, inputs, classes)
    for i, upwards in enumerate(rows):
        if (lit.diagonal_only and i != q) == dropped:
            yield [(LOGITS, rows[q]), (PROBABILITIES, upwards), (LOSS, 0.0)]
