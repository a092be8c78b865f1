"""The direction (1, …, 1): all logits move together and nothing changes."""

import streamlit as st

from core.symbols import symbol
from dashboard.components.figure import draw_figure
from dashboard.controls.example.controls import Example
from dashboard.figures.logit_plane import PlaneWords
from dashboard.text import number, translate
from dashboard.views.loss_surface.figure import (
    LossSurface,
    ShiftWords,
    flat_direction_figure,
    surface_figure,
)


def shift_words(surface: LossSurface) -> ShiftWords:
    """The words of the picture of the shift."""
    first, second = symbol("z", surface.plane.first), symbol("z", surface.plane.second)
    return ShiftWords(
        shift=translate("shift t (added to the logits)"),
        loss=translate("L (nats)"),
        all_logits=translate("t added to all K logits"),
        two_logits=translate("t added to {first} and {second} only", first=first, second=second),
    )


def draw_flat_direction(example: Example, surface: LossSurface, words: PlaneWords) -> None:
    """L where all logits are shifted, and where only the two of the plane are, on the surface."""
    plane = surface.plane
    two = {"first": symbol("z", plane.first), "second": symbol("z", plane.second)}
    st.markdown(
        translate(
            "Adding the same t to **all** logits changes no probability and therefore not L: the "
            "dashed line below."
        )
    )
    if example.classes == 2:
        line = translate(
            "With two classes the same line lies on the surface, because L is level along it."
        )
    else:
        line = translate(
            "The solid line, here and on the surface, is another: it adds t only to {first} and "
            "{second}, and L changes.",
            **two,
        )
    st.markdown(line)
    names = shift_words(surface)
    landscape_column, chart_column = st.columns(2)
    with landscape_column:
        draw_figure(
            surface_figure(
                surface, words, names.all_logits if example.classes == 2 else names.two_logits
            ),
            key="flat_direction_surface",
            alternative=translate(
                "The landscape of the loss over {first} and {second}, and on it the line through "
                "the current example along (1, 1).",
                **two,
            ),
            aspect=0.8,
        )
    with chart_column:
        draw_figure(
            flat_direction_figure(surface, names),
            key="flat_direction",
            alternative=translate(
                "L against the shift t from −{reach} to {reach}: level at {loss} nats if t is "
                "added to all logits, from {start} to {end} nats if to {first} and {second} only.",
                **two,
                loss=number(surface.loss),
                reach=number(plane.reach),
                start=number(surface.losses_two_shifted[0]),
                end=number(surface.losses_two_shifted[-1]),
            ),
        )
