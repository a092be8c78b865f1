"""The field of squared error beside that of cross-entropy, to the same scale."""

import numpy as np
import streamlit as st

from core.losses.squared_error import squared_error_with_gradient
from dashboard.components.figure import draw_figure
from dashboard.controls.example.controls import Example
from dashboard.text import number, translate
from dashboard.views.gradient_field.controls import DRAWING, SIMPLEX, Descent
from dashboard.views.gradient_field.descent import field_picture, prepare_field
from dashboard.views.gradient_field.figure import ASPECT, GradientField
from dashboard.views.gradient_field.in_hand import descent_in_hand, field_traces


def draw_squared_error(example: Example, descent: Descent, entropies: GradientField) -> None:
    """The tab: the field, unless it stands above, and what it shows."""
    left, right = st.columns(2)
    if descent.beside == SIMPLEX:
        with left:
            draw_squared_error_field(example, descent, entropies, "squared_error_tab")
    field = prepare_field(example, entropies.plane, descent, squared_error_with_gradient)
    right.markdown(
        translate(
            "Squared error at the same scale. Its gradient contains the Jacobian, the derivatives "
            "∂ŷₖ/∂zᵢ, which are almost 0 where ŷ is confident, even if it is wrong."
        )
    )
    right.markdown(
        translate(
            "With the same η and the same number of steps, gradient descent takes it from {before} "
            "to {after} and changes the logits by {travelled}. With cross-entropy the logits "
            "change by {other}.",
            **_ends(field),
            other=number(_travelled(entropies)),
        )
    )


def draw_squared_error_field(
    example: Example, descent: Descent, entropies: GradientField, key: str
) -> None:
    """The field to the scale of cross-entropy's, with its own descent from the example."""
    field = prepare_field(example, entropies.plane, descent, squared_error_with_gradient)
    name = translate("squared error")
    picture = field_picture(example, field, descent, name, squared_error_with_gradient)
    draw_figure(
        picture,
        key=key,
        alternative=translate(
            "{drawing} of −∇L of the squared error to the same scale; gradient descent goes from "
            "{before} to {after} and changes the logits by {travelled}.",
            drawing=DRAWING.name_of(descent.drawing),
            **_ends(field),
        ),
        aspect=ASPECT,
        live=descent_in_hand(
            example,
            field.plane,
            descent,
            "field",
            field_traces(picture),
            loss=squared_error_with_gradient.__name__,
        ),
    )


def _ends(field: GradientField) -> dict[str, str]:
    before, after = map(number, field.path.losses[[0, -1]])
    return {"before": before, "after": after, "travelled": number(_travelled(field))}


def _travelled(field: GradientField) -> float:
    return float(np.linalg.norm(field.path.logits[-1] - field.path.logits[0]))
