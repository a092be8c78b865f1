"""The folded table of the precision lab: every number of the maps and of the curve."""

import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray

from core.precision.formula_errors import Errors, FormulaErrors, Outcome
from dashboard.controls.example.words import draw_table
from dashboard.text import number, translate
from dashboard.views.precision_lab.controls import Lab
from dashboard.views.precision_lab.figure import CLASS_COUNTS, CURVE_SIZES, MAP_SIZES
from dashboard.views.precision_lab.words import values_of
from dashboard.written_numbers import whole_number


def draw_precision_numbers(lab: Lab, curve: FormulaErrors, maps: FormulaErrors) -> None:
    """The errors of the curve and of both maps, once they are unfolded."""
    sides = (translate("textbook formula"), translate("stable formula"))
    with st.expander(translate("Numbers"), key="precision_numbers", on_change="rerun") as numbers:
        if numbers.open:
            st.markdown(
                translate(
                    "Error for growing logits, {classes} classes:",
                    classes=whole_number(lab.classes),
                )
            )
            columns = dict(zip(sides, (_values(side, lab) for side in curve), strict=True))
            draw_table(pd.DataFrame({"s": CURVE_SIZES} | columns))
            for name, side in zip(sides, maps, strict=True):
                st.markdown(translate("{name}: K down, s across", name=name))
                draw_table(
                    pd.DataFrame(
                        _values(side, lab),
                        index=pd.Index(CLASS_COUNTS, name="K"),
                        columns=[number(float(size)) for size in MAP_SIZES],
                    )
                )


def _values(errors: Errors, lab: Lab) -> NDArray[np.float64]:
    """The errors, ∞ where the result is."""
    return np.where(errors.outcome == Outcome.INFINITE, np.inf, values_of(errors, lab))
