"""The tabs about the predictions: by class, the worst, what is confused, and the gradient."""

from dataclasses import replace
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.losses.cross_entropy import cross_entropy_gradient
from core.predictions.calibration import Reliability
from core.symbols import symbol
from dashboard.components.figure import draw_figure
from dashboard.figures.confusion import ConfusionWords, confusion_figure
from dashboard.figures.reliability import reliability_figure
from dashboard.text import number, translate
from dashboard.text.markdown import markdown_table, plain
from dashboard.views.your_model.brushed import (
    LONGEST_NAME,
    alternative,
    chosen_bin,
    positions_in_bin,
    words_of,
    worst_table,
)
from dashboard.views.your_model.controls import CLASS
from dashboard.views.your_model.examined import Examined
from dashboard.views.your_model.verdict import explanations, gradient_in_words, hedge_in_words
from dashboard.written_numbers import percent, whole_number

MOST_CELLS = 20  # classes whose confusion is drawn
LISTED = 20


def draw_classes(model: Examined) -> None:
    """Calibration of one class against all others, and the errors of the worst classes."""
    found, names = model.found.class_reliability, model.class_names
    left, right = st.columns([3, 2])
    one = min(int(replace(CLASS, maximum=len(names) - 1).draw(right)), len(names) - 1)
    chosen = Reliability(
        found.edges,
        found.counts[one],
        found.confidence[one],
        found.frequency[one],
        float(found.expected_calibration_errors[one]),
    )
    shown = words_of(model)._replace(
        confidence=translate("probability ŷ of the class"),
        accuracy=translate("fraction of this class"),
    )
    with left:
        draw_figure(
            reliability_figure(chosen, None, shown),
            key="own_class_reliability",
            alternative=alternative(chosen),
            aspect=1.0,
            share=0.5,
        )
    worst = np.argsort(-found.expected_calibration_errors, kind="stable")[:8]
    recall = model.found.recall
    rows = [
        [
            plain(names[k], LONGEST_NAME),
            percent(float(found.expected_calibration_errors[k])),
            "–" if np.isnan(recall[k]) else percent(float(recall[k]), 1),
        ]
        for k in worst
    ]
    head = [translate("class"), translate("calibration error"), translate("found of its examples")]
    right.markdown(markdown_table(head, rows))


def draw_worst(model: Examined) -> None:
    """The largest losses, of the bin that is chosen above."""
    st.markdown(
        translate(
            "The largest losses of the chosen confidence. A high confidence with a wrong class is "
            "often a wrong label."
        )
    )
    st.markdown(worst_table(model, positions_in_bin(model, chosen_bin())[:LISTED]))


def draw_confusion(model: Examined) -> None:
    """The matrix where it can be read, and the commonest mistakes."""
    found, names = model.found, model.class_names
    pairs = found.labels * len(names) + found.predicted
    wrong, counts = np.unique(pairs[found.labels != found.predicted], return_counts=True)
    order = np.argsort(-counts, kind="stable")[:8]
    rows = [
        [
            plain(names[wrong[at] // len(names)], LONGEST_NAME),
            plain(names[wrong[at] % len(names)], LONGEST_NAME),
            whole_number(int(counts[at])),
        ]
        for at in order
    ]
    left, right = st.columns([3, 2])
    head = [translate("label"), translate("predicted"), translate("examples")]
    right.markdown(markdown_table(head, rows) if rows else translate("Every prediction is right."))
    if len(names) > MOST_CELLS:
        left.caption(translate("The matrix is drawn for at most {most} classes.", most=MOST_CELLS))
        return
    words = ConfusionWords(
        true=translate("label"),
        predicted=translate("predicted"),
        count=translate("examples"),
        fraction=translate("of this class"),
        classes=names,
    )
    with left:
        draw_figure(
            confusion_figure(found.confusion, (None, None), words),
            key="own_confusion",
            alternative=translate(
                "Confusion matrix of {classes} classes: {share} of the examples are on the "
                "diagonal.",
                classes=len(names),
                share=percent(found.accuracy, 1),
            ),
            aspect=0.7,
        )


def draw_gradient(model: Examined) -> None:
    """What explains the gradient, and both at the examples of largest loss."""
    found = explanations(model, "gradient")
    if model.gradient is None or model.found.gradient_entry is None:
        st.markdown(translate("Add the gradient of your program to see it beside the right one."))
        return
    row, column = model.found.gradient_entry
    st.markdown(
        translate(
            "The largest entry of your gradient is ∂L/∂{logit} = **{value}**, in row {row}.",
            logit=symbol("z", column),
            value=number(float(model.gradient[row, column])),
            row=model.output.row_numbers[row],
        )
    )
    st.markdown(gradient_in_words(found[0]))
    st.markdown(hedge_in_words(found))
    st.markdown(_gradient_table(model, model.gradient))


def _gradient_table(model: Examined, gradient: NDArray[Any]) -> str:
    """Of the examples of largest loss, the entries of the label and of the predicted class."""
    found, rows = model.found, []
    for at in found.worst(5):
        row, label = found.rows[at], found.labels[at]
        right = cross_entropy_gradient(model.output.logits[row], label)
        for column in dict.fromkeys((label, found.predicted[at])):
            ratio = gradient[row, column] / right[column] if right[column] else np.nan
            rows.append(
                [
                    str(model.output.row_numbers[row]),
                    plain(model.class_names[column], LONGEST_NAME),
                    number(float(right[column])),
                    number(float(gradient[row, column])),
                    number(float(ratio)),
                ]
            )
    head = [translate("row"), translate("class"), "ŷ − y", translate("yours")]
    return markdown_table([*head, translate("yours / (ŷ − y)")], rows)
