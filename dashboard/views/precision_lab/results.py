"""What the precision lab computes, shared by all sessions in bounded caches."""

import numpy as np
import streamlit as st

from core.datasets import load
from core.precision.difference_sweep import DifferenceSweep, difference_sweep
from core.precision.dtypes import DTYPES
from core.precision.formula_errors import FormulaErrors, error_map, formula_errors, spread_logits
from core.precision.precision_run import LOSS_FORMULAS, PrecisionRun, precision_run
from dashboard.views.precision_lab.difference_sweep_figure import STEPS
from dashboard.views.precision_lab.figure import CLASS_COUNTS, CURVE_SIZES, MAP_SIZES

SWEPT_REST = (2.0, 0.5)  # the other logits of the sweep; the label is class 1


@st.cache_data(max_entries=32, show_spinner=False)
def map_errors(dtype: str, quantity: str, part: str) -> FormulaErrors:
    """The maps: there are 18 in all."""
    return error_map(dtype, quantity, part, MAP_SIZES, list(CLASS_COUNTS))


@st.cache_data(max_entries=256, show_spinner=False)
def curve_errors(dtype: str, quantity: str, part: str, classes: int) -> FormulaErrors:
    """The curves of one K."""
    return formula_errors(spread_logits(CURVE_SIZES, classes, dtype), quantity, part)


@st.cache_data(max_entries=64, show_spinner=False)
def sweeps(logit: float) -> dict[str, DifferenceSweep]:
    """The sweep of the slope in z₁ in every dtype."""
    logits = np.array([logit, *SWEPT_REST])
    return {dtype: difference_sweep(logits, 0, 0, dtype, STEPS) for dtype in DTYPES}


@st.cache_data(max_entries=64, show_spinner=False)
def runs(
    data: str, learning_rate: float, logit_scale: float
) -> dict[tuple[str, str], PrecisionRun]:
    """The runs of every dtype and formula, by both names."""
    examples = load(data)
    return {
        (dtype, formulas): precision_run(
            examples, dtype, formulas, learning_rate=learning_rate, logit_scale=logit_scale
        )
        for dtype in DTYPES
        for formulas in LOSS_FORMULAS
    }
