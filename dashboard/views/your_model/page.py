"""Your model: which formula printed this loss, and where the model is wrong."""

from collections.abc import Hashable
from functools import partial
from typing import Any

import streamlit as st
from numpy.typing import NDArray

from core.datasets.model_output import ModelOutput
from dashboard.controls.links import try_this
from dashboard.text import translate
from dashboard.text.errors import draw_error
from dashboard.views.your_model.brushed import draw_calibration, draw_worst_of_bin
from dashboard.views.your_model.controls import BIN, SOURCE, TAB_CONTROLS, TABS
from dashboard.views.your_model.examined import Examined, draw_printed, examined
from dashboard.views.your_model.means import draw_means
from dashboard.views.your_model.mysteries import MYSTERIES, mystery
from dashboard.views.your_model.numbers import draw_numbers, temperature_in_words
from dashboard.views.your_model.reading import (
    draw_gradient_upload,
    draw_own_output,
    own_gradient,
)
from dashboard.views.your_model.script import draw_script
from dashboard.views.your_model.tabs import (
    draw_classes,
    draw_confusion,
    draw_gradient,
    draw_worst,
)
from dashboard.views.your_model.verdict import explanations, hedge_in_words, verdict_in_words


def draw_examined(model: Examined) -> None:
    """The verdict, the numbers and the picture, with the examples of the chosen bar."""
    said, numbers = verdict.columns([4, 3], gap="medium", vertical_alignment="center")
    said.subheader(verdict_in_words(model), anchor=False)
    said.markdown(hedge_in_words(explanations(model, "loss")))
    with numbers:
        draw_numbers(model)
    left, right = st.columns([4, 3], gap="medium")
    with right:
        BIN.draw(st.container())
        draw_worst_of_bin(model)
    with left:
        draw_calibration(model)
        st.caption(temperature_in_words(model))


def draw_gradient_tab(model: Examined) -> None:
    """The upload of a gradient, where the logits are the user's own, and what it says."""
    if source not in MYSTERIES:
        draw_gradient_upload(st.container())
    if gradient_problem is not None:
        draw_error(gradient_problem)
    draw_gradient(model)


st.title(translate("Your model"))
st.markdown(
    translate(
        "Which formula printed this loss, and where is the model wrong? Click a bar to see its "
        "worst examples."
    )
)
choice, field = st.columns([3, 1])
source = SOURCE.draw(choice)
st.sidebar.subheader(translate("How the loss is made"))
printed = draw_printed(mystery(source) if source in MYSTERIES else None, field, st.sidebar)
entry, verdict = st.container(), st.container()

gradient_problem: ValueError | None = None
model: Examined | None = None
own: tuple[Hashable, ModelOutput] | None
gradient: tuple[Hashable, NDArray[Any] | None] = (None, None)
try:
    if source in MYSTERIES:
        entry.markdown(translate(mystery(source).question))
        own = source, mystery(source).output
        gradient = None, mystery(source).output.gradient
    else:
        own = draw_own_output(source, entry, st.sidebar)
        if own is not None:
            try:
                gradient = own_gradient(own[1])
            except ValueError as error:
                gradient_problem = error
    if own is not None:
        model = examined(own[0], own[1], printed, gradient)
except ValueError as error:
    draw_error(error, verdict)

if model is None:
    BIN.keep(st.container())
    TABS.keep(st.container())
else:
    draw_examined(model)
    TABS.draw_open(
        st.container(),
        {
            "mean": partial(draw_means, model),
            "classes": partial(draw_classes, model),
            "worst": partial(draw_worst, model),
            "confusion": partial(draw_confusion, model),
            "gradient": partial(draw_gradient_tab, model),
            "script": partial(draw_script, model),
        },
        TAB_CONTROLS,
    )
try_this(
    translate("which number do PyTorch and Keras print?"),
    "your_model",
    logits="weights",
)
