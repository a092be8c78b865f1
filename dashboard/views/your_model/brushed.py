"""Calibration as a picture; a click on one of its bars lists the worst examples there."""

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.examination.examine import BINS
from core.predictions.calibration import Reliability, bins_of
from dashboard.components.figure import draw_figure
from dashboard.controls.restrictions import set_by_click
from dashboard.figures.reliability import ReliabilityWords, reliability_figure
from dashboard.text import number, translate
from dashboard.text.markdown import markdown_table, plain
from dashboard.views.your_model.controls import ALL, BIN
from dashboard.views.your_model.examined import Examined
from dashboard.written_numbers import percent, whole_number

LISTED = 4
LONGEST_NAME = 16


def draw_calibration(model: Examined) -> None:
    """The reliability diagram, with a frame around the chosen bin."""
    found = model.found
    draw_figure(
        reliability_figure(
            found.reliability, found.tempered, words_of(model), brushed=True, chosen=chosen_bin()
        ),
        key="own_reliability",
        alternative=alternative(found.reliability),
        aspect=1.0,
        share=0.42,
        on_click=choose_clicked_bin,
    )


def chosen_bin() -> int | None:
    """The number of the bin that is looked at, from 0; None for all examples."""
    place = BIN.options.index(BIN.held(st.session_state.get(BIN.key, BIN.default)))
    return place - 1 if place else None


def choose_clicked_bin(click: dict[str, float]) -> None:
    """Choose the bin that was clicked, or all examples if it was chosen."""
    if not 0 <= click["x"] <= 1:
        return
    wanted = int(bins_of(np.array(click["x"]), np.linspace(0, 1, BINS + 1)))
    set_by_click(BIN.key, ALL if wanted == chosen_bin() else BIN.options[wanted + 1])


def positions_in_bin(model: Examined, place: int | None) -> NDArray[np.intp]:
    """Positions of the examples in a bin, or of all, the largest loss first."""
    found = model.found
    worst = found.worst(len(found.losses))
    if place is not None:
        worst = worst[bins_of(found.confidence[worst], found.reliability.edges) == place]
    return worst


def draw_worst_of_bin(model: Examined) -> None:
    """Which examples of the chosen bin have the largest loss."""
    positions = positions_in_bin(model, chosen_bin())
    right = model.found.labels[positions] == model.found.predicted[positions]
    if not len(positions):
        st.markdown(translate("No example has this confidence. Choose another bar."))
        return
    st.markdown(
        translate(
            "**{count} examples**, {share} of them right. The largest losses:",
            count=whole_number(len(positions)),
            share=percent(float(right.mean()), 1),
        )
    )
    st.markdown(worst_table(model, positions[:LISTED]))


def worst_table(model: Examined, positions: NDArray[np.intp]) -> str:
    """The examples at these positions as Markdown."""
    found, names = model.found, model.class_names
    rows = [
        [
            str(model.output.row_numbers[found.rows[at]]),
            f"{plain(names[found.labels[at]], LONGEST_NAME)} → "
            f"{plain(names[found.predicted[at]], LONGEST_NAME)}",
            percent(found.confidence[at], 1),
            number(found.losses[at]),
        ]
        for at in positions
    ]
    head = [
        translate("row"),
        translate("label → predicted"),
        translate("confidence"),
        translate("loss"),
    ]
    return markdown_table(head, rows)


def alternative(found: Reliability) -> str:
    """The diagram in words."""
    return translate(
        "Reliability diagram: accuracy against confidence in {bins} bins. The expected calibration "
        "error is {error}.",
        bins=BINS,
        error=percent(found.expected_calibration_error),
    )


def words_of(model: Examined) -> ReliabilityWords:
    fitted = model.found.temperature
    return ReliabilityWords(
        confidence=translate("confidence (largest ŷ)"),
        accuracy=translate("accuracy"),
        fraction=translate("examples"),
        before=translate("your logits"),
        after=translate("T* = {temperature}", temperature=number(fitted.temperature))
        if fitted
        else "",
        perfect=translate("perfect calibration"),
    )
