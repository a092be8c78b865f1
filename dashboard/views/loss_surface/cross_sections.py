"""Cuts through the loss at the example, along one logit each."""

import numpy as np
import streamlit as st

from core.symbols import symbol
from dashboard.components.figure import draw_figure
from dashboard.controls.example.controls import Example
from dashboard.controls.example.logit_plane import section_in_hand
from dashboard.figures.logit_plane import Plane
from dashboard.text import number, translate
from dashboard.views.loss_surface.cross_sections_figure import (
    TRACES,
    SectionWords,
    cross_section_figure,
    prepare_cross_sections,
)


def draw_cross_sections(example: Example, plane: Plane, highest: float) -> None:
    """Two pictures to one scale: cross-entropy, squared error and the floor H(y).

    The scale ends at the `highest` loss of the plane, so it stays while the example moves in it.
    """
    sections = prepare_cross_sections(
        np.array(example.logits), example.targets, example.temperature, plane
    )
    st.markdown(
        translate(
            "Only one logit changes. As the prediction gets worse, cross-entropy keeps rising, "
            "almost in a straight line. Squared error levels off and never exceeds 1: a very wrong "
            "prediction hardly costs more than a wrong one."
        )
    )
    st.markdown(
        translate(
            "The pink lines are the tangents at the example: their slopes are ∂L/∂z of that "
            "logit. Drag the mark along the cut."
        )
    )
    for column, section in zip(st.columns(2), sections, strict=True):
        logit = symbol("z", section.place)
        words = SectionWords(
            logit=translate("{symbol} (logit)", symbol=logit),
            loss=translate("loss L"),
            cross_entropy=translate("cross-entropy"),
            squared_error=translate("squared error"),
            floor=translate("lower bound H(y)"),
            example=translate("current example"),
        )
        with column:
            draw_figure(
                cross_section_figure(section, highest, words),
                key=f"section_{'across' if section is sections[0] else 'upwards'}",
                alternative=translate(
                    "Along {logit}: cross-entropy from {start} to {end} nats, squared error from "
                    "{error_start} to {error_end}, lower bound {floor} nats. The current example, "
                    "at {logit} = {value}, has {loss} nats and a squared error of {error}.",
                    logit=logit,
                    start=number(section.cross_entropy[0]),
                    end=number(section.cross_entropy[-1]),
                    error_start=number(section.squared_error[0]),
                    error_end=number(section.squared_error[-1]),
                    floor=number(section.floor),
                    value=number(section.example),
                    loss=number(section.cross_entropy_there),
                    error=number(section.squared_error_there),
                ),
                live=section_in_hand(example, plane, section.place, TRACES, section.aside),
            )
