"""All numbers that the page draws, as tables."""

import numpy as np
import pandas as pd
import streamlit as st

from core.symbols import symbol
from dashboard.controls.example.controls import Example
from dashboard.controls.example.words import draw_table, example_table
from dashboard.text import number, translate
from dashboard.views.loss_surface.cross_sections_figure import prepare_cross_sections
from dashboard.views.loss_surface.figure import LossSurface
from dashboard.views.loss_surface.flat_direction import shift_words


def draw_tables(example: Example, surface: LossSurface) -> None:
    """The example, L over the plane and along the shift, and both losses along each logit."""
    plane = surface.plane
    draw_table(example_table(example))
    st.markdown(
        translate(
            "L in nats, with {first} across and {second} down:",
            first=symbol("z", plane.first),
            second=symbol("z", plane.second),
        )
    )
    axis = [number(value) for value in surface.axis]
    draw_table(pd.DataFrame(surface.losses, index=axis, columns=axis))
    st.markdown(translate("L along the shift t:"))
    names = shift_words(surface)
    shifted = {
        "t": surface.shifts,
        names.all_logits: surface.losses_all_shifted,
        names.two_logits: surface.losses_two_shifted,
    }
    draw_table(pd.DataFrame(shifted))
    logits = np.array(example.logits)
    for section in prepare_cross_sections(logits, example.targets, example.temperature, plane):
        logit = symbol("z", section.place)
        st.markdown(translate("Both losses along {logit}:", logit=logit))
        along = {
            logit: section.values,
            translate("cross-entropy"): section.cross_entropy,
            translate("squared error"): section.squared_error,
        }
        draw_table(pd.DataFrame(along))
