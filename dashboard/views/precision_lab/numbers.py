"""All numbers of the precision lab: of the maps, the curve, the runs and the finite differences."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray

from core.precision.difference_sweep import DifferenceSweep
from core.precision.formula_errors import Errors, FormulaErrors, Outcome
from core.precision.precision_run import PrecisionRun
from dashboard.controls.example.words import draw_table
from dashboard.text import number, translate
from dashboard.views.precision_lab.controls import (
    RUN_DATA,
    RUN_RATE,
    RUN_SCALE,
    SWEPT_LOGIT,
    Lab,
)
from dashboard.views.precision_lab.figure import CLASS_COUNTS, CURVE_SIZES, MAP_SIZES
from dashboard.views.precision_lab.results import curve_errors, runs, sweeps
from dashboard.views.precision_lab.words import values_of
from dashboard.written_numbers import whole_number


def draw_precision_numbers(lab: Lab, maps: FormulaErrors) -> None:
    """The errors of the curve and of both maps, and what the other tabs compute."""
    names = (translate("textbook formula"), translate("stable formula"))
    st.markdown(
        translate("Error for growing logits, {classes} classes:", classes=whole_number(lab.classes))
    )
    curve = curve_errors(lab.dtype, lab.quantity, lab.part, lab.classes)
    columns = dict(zip(names, (_values(side, lab) for side in curve), strict=True))
    draw_table(pd.DataFrame({"s": CURVE_SIZES} | columns))
    for name, side in zip(names, maps, strict=True):
        st.markdown(translate("{name}: K down, s across", name=name))
        draw_table(
            pd.DataFrame(
                _values(side, lab),
                index=pd.Index(CLASS_COUNTS, name="K"),
                columns=[number(float(size)) for size in MAP_SIZES],
            )
        )
    state = st.session_state
    st.markdown(translate("Loss of the runs:"))
    draw_table(_losses(runs(state[RUN_DATA.key], state[RUN_RATE.key], state[RUN_SCALE.key]), names))
    st.markdown(translate("Finite differences:"))
    draw_table(_differences(sweeps(state[SWEPT_LOGIT.key])))


def _losses(runs: Mapping[tuple[str, str], PrecisionRun], names: tuple[str, str]) -> pd.DataFrame:
    """The loss of every run before every step."""
    called = dict(zip(("naive", "stable"), names, strict=True))
    columns = {
        f"{dtype}, {called[formulas]}": pd.Series(run.losses)
        for (dtype, formulas), run in runs.items()
    }
    return pd.DataFrame(columns).rename_axis(translate("step"))


def _differences(sweeps: Mapping[str, DifferenceSweep]) -> pd.DataFrame:
    """The estimate and the error of every dtype at every step h."""
    columns = {"h": next(iter(sweeps.values())).steps}
    for dtype, sweep in sweeps.items():
        columns[translate("finite difference, {dtype}", dtype=dtype)] = sweep.estimates
        columns[translate("error, {dtype}", dtype=dtype)] = sweep.errors
    return pd.DataFrame(columns)


def _values(errors: Errors, lab: Lab) -> NDArray[np.float64]:
    """The errors, ∞ where the result is."""
    return np.where(errors.outcome == Outcome.INFINITE, np.inf, values_of(errors, lab))
