"""The direction (1, …, 1): all logits move together and nothing changes."""

import streamlit as st

from core.symbols import symbol
from dashboard.components.figure import draw_figure
from dashboard.controls.example.controls import Example
from dashboard.text import number, translate
from dashboard.views.loss_surface.figure import LossSurface, ShiftWords, flat_direction_figure


def shift_words(surface: LossSurface) -> ShiftWords:
    """The words of the picture of the shift."""
    first, second = symbol("z", surface.plane.first), symbol("z", surface.plane.second)
    return ShiftWords(
        shift=translate("shift t (added to the logits)"),
        loss=translate("L (nats)"),
        all_logits=translate("t added to all K logits"),
        two_logits=translate("t added to {first} and {second} only", first=first, second=second),
    )


def draw_flat_direction(example: Example, surface: LossSurface) -> None:
    """L where all logits are shifted, beside L where only the two of the plane are."""
    plane = surface.plane
    two = {"first": symbol("z", plane.first), "second": symbol("z", plane.second)}
    st.subheader(translate("The direction that changes nothing"))
    st.markdown(
        translate(
            "Adding the same t to **all** logits changes no probability and therefore not L: the "
            "dashed line below."
        )
    )
    if example.classes == 2:
        line = translate(
            "With two classes the same line lies on the surface and the map, because L is "
            "level along it."
        )
    else:
        line = translate(
            "The solid line, here and on the surface and the map, is another: it adds t only "
            "to {first} and {second}, and L changes.",
            **two,
        )
    st.markdown(line)
    draw_figure(
        flat_direction_figure(surface, shift_words(surface)),
        key="flat_direction",
        alternative=translate(
            "L against the shift t from −{reach} to {reach}: level at {loss} nats if t is added to "
            "all logits, from {start} to {end} nats if to {first} and {second} only.",
            **two,
            loss=number(surface.loss),
            reach=number(plane.reach),
            start=number(surface.losses_two_shifted[0]),
            end=number(surface.losses_two_shifted[-1]),
        ),
    )
