"""How small the step of a finite difference should be, in words and as a table."""

from collections.abc import Mapping

import numpy as np

from core.difference_sweep import DifferenceSweep
from dashboard.text import number, translate
from dashboard.text.markdown import markdown_table
from dashboard.text.numbers import number_or_zero


def sweep_in_words(sweeps: Mapping[str, DifferenceSweep], dtype: str) -> str:
    """Why a smaller step is no better one: facts, item 9."""
    own = sweeps[dtype]
    return translate(
        "**“The smaller h, the better the check”?** Only down to a point. From right to left the "
        "error first falls as h², while L bends less and less between the two points; then it "
        "rises as 1/h, because a value of L is only good to about δ = {rounding} in {dtype}, and "
        "the difference divides that by h. Below h = {half_gap} even z₁ + h is z₁ itself. In "
        "{dtype} the errors are least about **h = {best}** (measured, diamond); theory foretells "
        "{foretold} (dashed). So a check in float32 agrees to about {single} at best, however "
        "right the gradient is; in float64 to {double}.",
        rounding=number(own.rounding),
        dtype=dtype,
        half_gap=number(own.gap / 2),
        best=number(own.best_step),
        foretold=number(own.foretold_step),
        single=number(sweeps["float32"].best_error),
        double=number(sweeps["float64"].best_error),
    )


def sweeps_table(sweeps: Mapping[str, DifferenceSweep], errors_at_h: Mapping[str, float]) -> str:
    """The sweet spot of every dtype, measured and foretold, and the error at the chosen h."""
    columns = list(sweeps.values())
    rows = [
        [translate("best h, measured"), *(number(one.best_step) for one in columns)],
        [translate("h* of theory"), *(number(one.foretold_step) for one in columns)],
        ["∛ε · max(1, \\|z₁\\|)", *(number(one.usual_step) for one in columns)],
        [translate("worst error about it"), *(number_or_zero(one.best_error) for one in columns)],
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
            "{dtype}: least about h = {best}, with an error of {error}",
            dtype=name,
            best=number(sweep.best_step),
            error=number(sweep.best_error),
        )
        for name, sweep in sweeps.items()
    )
    return translate(
        "Error of the central difference against h on logarithmic axes, a V for each dtype, "
        "{dtype} in front. {parts}. Theory foretells {foretold} for {dtype}; your h is {step}.",
        dtype=dtype,
        parts=parts,
        foretold=number(sweeps[dtype].foretold_step),
        step=number(step),
    )
