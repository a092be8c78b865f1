"""Accuracy, loss and calibration as three large numbers, and the temperature that would help."""

import streamlit as st

from core.examination.reductions import LIBRARY_NAMES
from dashboard.text import number, translate
from dashboard.views.your_model.examined import Examined
from dashboard.written_numbers import percent


def draw_numbers(model: Examined) -> None:
    """The numbers in a row."""
    found = model.found
    error = found.reliability.expected_calibration_error
    values = (
        (translate("accuracy"), percent(found.accuracy, 1), None),
        (
            translate("mean loss"),
            number(found.reductions.mean),
            translate(
                "In nats. PyTorch: {pytorch}. Keras: {keras}. scikit-learn: {sklearn}.",
                pytorch=f"`{LIBRARY_NAMES['mean'].pytorch}`",
                keras=f"`{LIBRARY_NAMES['mean'].tensorflow}`",
                sklearn=f"`{LIBRARY_NAMES['mean'].scikit_learn}`",
            ),
        ),
        (
            "ECE",
            percent(error, 1),
            translate(
                "Expected calibration error: the mean distance between confidence and accuracy "
                "over the bins, weighted by their examples."
            ),
        ),
    )
    row = st.container(horizontal=True, gap="small")
    for label, value, tooltip in values:
        row.metric(label, value, help=tooltip, width=104)


def temperature_in_words(model: Examined) -> str:
    """What T* would change."""
    fitted, tempered = model.found.temperature, model.found.tempered
    if fitted is None or tempered is None:
        return translate("A label has the logit −∞, so its loss is infinite at every temperature.")
    if fitted.at_limit:
        return translate("No temperature between 0.01 and 100 is best for these logits.")
    return translate(
        "Divided by **T\\* = {temperature}** the mean loss is {loss}, the calibration error "
        "{error}.",
        temperature=number(fitted.temperature),
        loss=number(fitted.loss),
        error=percent(tempered.expected_calibration_error),
    )
