"""Precision lab: naive and stable formulas in float16, 32 and 64, and where each of them breaks."""

from functools import partial

import streamlit as st

from dashboard.components.figure import draw_figure
from dashboard.controls.links import try_this
from dashboard.text import translate
from dashboard.views.precision_lab.along_size import draw_along_size
from dashboard.views.precision_lab.controls import (
    IN_TABS,
    TABS,
    choose_clicked_point,
    lab_from_controls,
)
from dashboard.views.precision_lab.difference_sweep import draw_difference_sweep
from dashboard.views.precision_lab.figure import error_map_figure
from dashboard.views.precision_lab.formula_steps import draw_formula_steps
from dashboard.views.precision_lab.numbers import draw_precision_numbers
from dashboard.views.precision_lab.point import computed_point
from dashboard.views.precision_lab.results import map_errors
from dashboard.views.precision_lab.runs import draw_precision_runs
from dashboard.views.precision_lab.words import error_words, map_in_words, point_in_words, values_of

st.title(translate("Precision lab"))
introduction = st.container()
lab = lab_from_controls(st.container())
point, words = computed_point(lab), error_words(lab)
introduction.markdown(
    translate(
        "In {dtype}, the textbook formula gives ∞ or ✕ (not a number) where logits are large: a "
        "number in it is too large or rounded to 0. Subtracting max z first helps. Click a cell.",
        dtype=lab.dtype,
    )
)
errors = map_errors(lab.dtype, lab.quantity, lab.part)
sides = zip(st.columns(2), ("naive", "stable"), (words.naive, words.stable), errors, strict=True)
for column, key, name, side in sides:
    with column:
        st.markdown(f"**{name}, {lab.dtype}**")
        draw_figure(
            error_map_figure(side, values_of(side, lab), point.place, words),
            key=f"error_map_{key}",
            alternative=map_in_words(side, lab, name),
            on_click=choose_clicked_point,
        )
st.markdown(point_in_words(lab, point))

TABS.draw_open(
    st.container(),
    {
        "formulas": partial(draw_formula_steps, lab, point),
        "size": partial(draw_along_size, lab, point, words),
        "run": partial(draw_precision_runs, lab.dtype),
        "difference": partial(draw_difference_sweep, lab.dtype),
        "numbers": partial(draw_precision_numbers, lab, errors),
    },
    IN_TABS,
)
try_this(
    translate("float16 with 4 096 classes: the sum stops growing at 2 048"),
    "precision_lab",
    dtype="float16",
    quantity="softmax",
    class_count=4096,
    logit_size=0.1,
)
