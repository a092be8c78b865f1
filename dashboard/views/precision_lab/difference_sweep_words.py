"""How small the step of a finite difference should be, in words and as a table."""

from collections.abc import Mapping

import numpy as np

from core.precision.difference_sweep import DifferenceSweep
from dashboard.text import number, translate
from dashboard.text.markdown import markdown_table
from dashboard.written_numbers import number_or_zero


def sweep_in_words(sweeps: Mapping[str, DifferenceSweep], dtype: str) -> str:
    """Why a smaller step is no better one: facts, item 9."""
    own = sweeps[dtype]
    shape = translate(
        "**“The smaller h, the better the check”?** Only up to a point. Read from right to left. "
        "First the error falls like h²: over a shorter distance L bends less. Then it rises like "
        "1/h: L is only accurate to about r = {rounding} in {dtype}, and that rounding error is "
        "divided by h. Below about h = {half_gap}, adding h no longer changes z₁.",
        rounding=number(own.rounding),
        dtype=dtype,
        half_gap=number(own.gap / 2),
    )
    best = translate(
        "Best h in {dtype}: **{best}** measured (diamond), {foretold} predicted (dashed). So a "
        "float32 check agrees reliably only to about {single}, a float64 check to {double}, even "
        "if the gradient is correct.",
        dtype=dtype,
        best=number(own.best_step),
        foretold=number(own.foretold_step),
        single=number(sweeps["float32"].best_error),
        double=number(sweeps["float64"].best_error),
    )
    return f"{shape}\n\n{best}"


def sweeps_table(sweeps: Mapping[str, DifferenceSweep], errors_at_h: Mapping[str, float]) -> str:
    """The sweet spot of every dtype, measured and foretold, and the error at the chosen h."""
    columns = list(sweeps.values())
    rows = [
        [translate("best h, measured"), *(number(one.best_step) for one in columns)],
        [translate("predicted h*"), *(number(one.foretold_step) for one in columns)],
        ["∛eps · max(1, \\|z₁\\|)", *(number(one.usual_step) for one in columns)],
        [translate("worst error near it"), *(number_or_zero(one.best_error) for one in columns)],
        [
            translate("error at your h"),
            *(
                translate("z + h = z − h") if np.isnan(error) else number_or_zero(error)
                for error in errors_at_h.values()
            ),
        ],
    ]
    return markdown_table(["", *sweeps], rows)


def sweep_alternative(sweeps: Mapping[str, DifferenceSweep], dtype: str, step: float) -> str:
    """The alternative text of the sweep."""
    parts = "; ".join(
        translate(
            "{dtype}: best near h = {best}, with an error of at most {error} there",
            dtype=name,
            best=number(sweep.best_step),
            error=number(sweep.best_error),
        )
        for name, sweep in sweeps.items()
    )
    return translate(
        "Error of the finite difference against h on logarithmic axes, a V for each number "
        "format, {dtype} in front. {parts}. Predicted best h for {dtype}: {foretold}; your h: "
        "{step}.",
        dtype=dtype,
        parts=parts,
        foretold=number(sweeps[dtype].foretold_step),
        step=number(step),
    )
