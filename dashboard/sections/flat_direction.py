"""The direction (1, …, 1): all logits move together and nothing changes."""

import numpy as np
import streamlit as st

from core.symbols import symbol
from dashboard.components.figure import draw_figure
from dashboard.controls.example import Example
from dashboard.figures.loss_surface import LossSurface, ShiftWords, flat_direction_figure
from dashboard.text import number, translate
from dashboard.text.numbers import number_or_noise


def shift_words(surface: LossSurface) -> ShiftWords:
    """The words of the picture of the shift."""
    first, second = symbol("z", surface.plane.first), symbol("z", surface.plane.second)
    return ShiftWords(
        shift=translate("shift t (added to the logits)"),
        loss=translate("L (nats)"),
        all_logits=translate("all K logits shifted"),
        two_logits=translate("only {first} and {second} shifted", first=first, second=second),
    )


def flat_line_in_words(classes: int) -> str:
    """What the dashed line is, and whether the map shows the same L all along it."""
    if classes == 2:
        return translate(
            "Along the dashed line both logits move together, and nothing changes at all."
        )
    return translate(
        "The dashed line is where all {classes} logits move together and nothing changes at all; "
        "the map holds the others, so along that line its own L does change.",
        classes=classes,
    )


def draw_flat_direction(example: Example, surface: LossSurface) -> None:
    """L where all logits are shifted, beside L where only the two of the plane are."""
    plane = surface.plane
    two = {"first": symbol("z", plane.first), "second": symbol("z", plane.second)}
    st.subheader(translate("The flat direction"))
    st.markdown(
        translate(
            "Adding the same t to **all** logits leaves every probability, and so L, as it was: "
            "over {count} values of t the largest change of L is {change}.",
            count=len(surface.shifts),
            change=number_or_noise(
                float(np.abs(surface.losses_all_shifted - surface.loss).max()), surface.loss
            ),
        )
    )
    if example.classes == 2:
        st.markdown(translate("With two classes the dashed line lies on the surface."))
    else:
        st.markdown(
            translate(
                "The surface holds the other logits, so on it the same step moves only {first} "
                "and {second}, and L does change: the solid line.",
                **two,
            )
        )
    draw_figure(
        flat_direction_figure(surface, shift_words(surface)),
        key="flat_direction",
        alternative=translate(
            "L against a shift t from −{reach} to {reach}: level at {loss} nats where all logits "
            "move, from {start} to {end} nats where only {first} and {second} do.",
            **two,
            loss=number(surface.loss),
            reach=number(plane.reach),
            start=number(surface.losses_two_shifted[0]),
            end=number(surface.losses_two_shifted[-1]),
        ),
    )
