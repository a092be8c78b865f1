"""Whether a step's confidence is as often right as it says, and the temperature that helps."""

from itertools import pairwise

import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray

from core.losses.softmax import softmax
from core.predictions.calibration import Reliability, reliability
from core.predictions.fitted_temperature import FittedTemperature, fit_temperature
from dashboard.components.figure import draw_figure
from dashboard.figures.reliability import ReliabilityWords, reliability_figure
from dashboard.text import number, translate
from dashboard.text.number_table import number_columns
from dashboard.views.training.step import StepInView, part_buttons, part_name
from dashboard.written_numbers import percent, whole_number

BINS = 10


def draw_calibration(view: StepInView) -> None:
    """The reliability diagram of a part as it is and at the fitted temperature."""
    st.markdown(f"**{translate('Calibration: is 80% confidence right 80% of the time?')}**")
    st.markdown(_confidence_in_words(view))
    part = part_buttons("calibration_part", "test")
    results = view.results(part)
    fitted = fit_temperature(results.logits, results.labels)
    before = reliability(results.probabilities, results.labels, bins=BINS)
    tempered = softmax(results.logits, temperature=fitted.temperature)
    after = reliability(tempered, results.labels, bins=BINS)
    left, right = st.columns([3, 2])
    with left:
        draw_figure(
            reliability_figure(before, after, _words(fitted)),
            key="reliability",
            alternative=_alternative(before, after, fitted, part),
            aspect=1.0,
        )
    with right:
        st.markdown(_verdict(fitted))
        st.markdown(
            translate(
                "| | T = 1 | T = T\\* |\n|:--|--:|--:|\n"
                "| expected calibration error | {before} | {after} |\n"
                "| mean cross-entropy (nats) | {loss_before} | {loss} |",
                before=percent(before.expected_calibration_error),
                after=percent(after.expected_calibration_error),
                loss_before=number(fitted.loss_before),
                loss=number(fitted.loss),
            )
        )
        st.caption(
            translate(
                "The examples of the {part} are sorted into {bins} bins by confidence (their "
                "largest ŷ). On the dotted line the model is *calibrated*: predictions made with "
                "80% confidence are right 80% of the time. The *expected calibration error* is "
                "the average distance to that line, weighted by the number of examples (bars). "
                "Dividing every z by T changes the confidence, never the predicted class.",
                part=part_name(part),
                bins=BINS,
            )
        )
    table = _table(before, after)
    st.dataframe(table, hide_index=True, column_config=number_columns(table.columns[1:]))


def _confidence_in_words(view: StepInView) -> str:
    """Three measures of the test part, and what each of them asks."""
    results = view.results("test")
    return translate(
        "On the test set the **accuracy** is {accuracy} and the mean **confidence** (largest ŷ) "
        "is {confidence}. The mean **loss** is {loss}: low when ŷ of the true class is large. Each "
        "can change without the others.",
        accuracy=percent(float((results.predicted == results.labels).mean())),
        confidence=percent(float(results.probabilities.max(axis=1).mean())),
        loss=number(float(results.losses.mean()))
        + (translate(" nats") if view.objective.loss == "cross-entropy" else ""),
    )


def _verdict(fitted: FittedTemperature) -> str:
    shown = number(fitted.temperature)
    if fitted.at_limit and fitted.temperature < 1:
        return translate(
            "Every prediction on this set is correct, so the loss keeps falling as T → 0: **T\\* "
            "= {temperature}** is only the end of the search range.",
            temperature=shown,
        )
    if fitted.at_limit:
        return translate(
            "On this set a uniform guess beats these logits, so the loss keeps falling as T "
            "grows: **T\\* = {temperature}** is only the end of the search range.",
            temperature=shown,
        )
    sentence = translate(
        "The mean cross-entropy of softmax(z/T) is lowest at **T\\* = {temperature}**.",
        temperature=shown,
    )
    if fitted.temperature > 1:
        return sentence + " " + translate("Above 1: the layer is overconfident.")
    if fitted.temperature < 1:
        return sentence + " " + translate("Below 1: the layer is underconfident.")
    return sentence


def _table(before: Reliability, after: Reliability) -> pd.DataFrame:
    """Everything in the picture, a row per bin."""
    edges = [percent(edge, 0) for edge in before.edges]
    table = {
        translate("confidence (above … up to)"): [
            f"{low} … {high}" for low, high in pairwise(edges)
        ]
    }
    for found, name in ((before, "T = 1"), (after, "T = T*")):
        table |= {
            translate("examples, {name}", name=name): [
                whole_number(count) for count in found.counts
            ],
            translate("mean confidence, {name}", name=name): _percents(found.confidence),
            translate("accuracy, {name}", name=name): _percents(found.accuracy),
        }
    return pd.DataFrame(table)


def _percents(values: NDArray[np.float64]) -> list[str]:
    return ["–" if np.isnan(value) else percent(value, 1) for value in values]


def _alternative(
    before: Reliability, after: Reliability, fitted: FittedTemperature, part: str
) -> str:
    return translate(
        "Reliability diagram of the {part}: accuracy against confidence in {bins} bins. The "
        "expected calibration error is {before} at T = 1 and {after} at the fitted temperature "
        "{temperature}. The numbers stand in the table below.",
        part=part_name(part),
        bins=BINS,
        before=percent(before.expected_calibration_error),
        after=percent(after.expected_calibration_error),
        temperature=number(fitted.temperature),
    )


def _words(fitted: FittedTemperature) -> ReliabilityWords:
    return ReliabilityWords(
        confidence=translate("confidence (largest ŷ)"),
        accuracy=translate("accuracy"),
        fraction=translate("examples"),
        before=translate("as trained, T = 1"),
        after=translate("T* = {temperature}", temperature=number(fitted.temperature)),
        perfect=translate("perfect calibration"),
    )
