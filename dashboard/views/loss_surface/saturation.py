"""Squared error beside cross-entropy: its gradient carries the Jacobian and goes flat."""

import math

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.derivatives.numerical_gradient import numerical_gradient_in_rows
from core.losses.cross_entropy import LossAndGradient, cross_entropy_with_gradient
from core.losses.squared_error import squared_error, squared_error_with_gradient
from core.symbols import symbol
from dashboard.components.figure import draw_figure
from dashboard.controls.example.controls import Example
from dashboard.controls.example.words import difference_in_words, point_in_words
from dashboard.figures.logit_plane import ASPECT, Plane, PlaneWords
from dashboard.text import number, signed_number, translate
from dashboard.text.curvature_formulas import squared_error_gradient_formula
from dashboard.text.markdown import markdown_table
from dashboard.views.loss_surface.saturation_figure import (
    FLAT,
    Steepness,
    prepare_steepness,
    steepness_figure,
)
from dashboard.written_numbers import percent


def draw_saturation(example: Example, plane: Plane, words: PlaneWords) -> None:
    """Both gradients at the example, and both steepnesses over the plane, to one scale."""
    st.markdown(
        translate(
            "The gradient ∇L holds all derivatives ∂L/∂zᵢ. Only for **cross-entropy** is it (ŷ − "
            "y)/T. For squared error, ½ Σ (ŷ − y)², the Jacobian also enters, the derivatives "
            "∂ŷₖ/∂zᵢ. For a confident prediction, right or wrong, these are almost 0."
        )
    )
    logits = np.array(example.logits)
    entropies, errors = (
        loss(logits, example.targets, temperature=example.temperature)
        for loss in (cross_entropy_with_gradient, squared_error_with_gradient)
    )
    estimate = numerical_gradient_in_rows(
        lambda rows: squared_error(
            rows, np.broadcast_to(example.targets, rows.shape), temperature=example.temperature
        ),
        logits,
    )
    left, right = st.columns(2)
    left.markdown(_gradients(example, entropies, errors, estimate))
    right.latex(
        squared_error_gradient_formula(
            example.probabilities,
            entropies.gradient * example.temperature,
            errors.gradient,
            example.temperature,
        )
    )
    steepness = prepare_steepness(logits, example.targets, example.temperature, plane)
    _draw_maps(steepness, logits, words)


def _gradients(
    example: Example,
    entropies: LossAndGradient,
    errors: LossAndGradient,
    estimate: NDArray[np.float64],
) -> str:
    """Both losses and gradients, and finite differences of squared error beside its own."""
    # ŷ − y of a soft target is a difference of two rounded numbers; beside a one-hot one it is not.
    is_soft = example.targets.max() < 1
    rounding = float(np.finfo(np.float64).eps) / example.temperature if is_soft else 0.0
    gradients = entropies.gradient, errors.gradient, estimate
    norms = [math.hypot(*gradient) for gradient in gradients]  # squares of tiny ones would be 0
    entries = enumerate(zip(*gradients, strict=True))
    rows = [
        ("L", number(float(entropies.losses)), number(float(errors.losses)), ""),
        *((f"∂L/∂{symbol('z', index)}", *map(signed_number, row)) for index, row in entries),
        ("**‖∇L‖**", *(f"**{number(norm)}**" for norm in norms)),
    ]
    head = (
        translate("at the diamond"),
        translate("cross-entropy"),
        translate("squared error"),
        translate("squared error, finite difference"),
    )
    table = markdown_table(head, rows)
    if norms[1] <= rounding:
        note = translate(
            "‖∇L‖ is the length of the gradient over all K logits. That of squared error is 0 to "
            "within rounding ({rounding}) here.",
            rounding=number(rounding, 2),
        )
    else:
        note = translate(
            "‖∇L‖ is the length of the gradient over all K logits: here {ratio} "
            "times as large for cross-entropy.",
            ratio=number(norms[0] / norms[1]),
        )
    return f"{table}\n\n{note} {difference_in_words()}"


def _draw_maps(steepness: Steepness, logits: NDArray[np.float64], words: PlaneWords) -> None:
    point = point_in_words(logits, steepness.plane)
    titles = translate("‖∇L‖ of cross-entropy"), translate("‖∇L‖ of squared error")
    sides = (
        ("cross_entropy", steepness.cross_entropy, steepness.cross_entropy_there),
        ("squared_error", steepness.squared_error, steepness.squared_error_there),
    )
    for column, title, (key, norms, there) in zip(st.columns(2), titles, sides, strict=True):
        flat = translate(
            "below {flat} on {share} of the map",
            flat=number(FLAT * steepness.scale),
            share=percent(steepness.flat_fraction(norms), 0),
        )
        with column:
            draw_figure(
                steepness_figure(steepness, norms, there, words._replace(loss=title)),
                key=f"steepness_{key}",
                alternative=translate(
                    "{title} as a map from 0 to {scale}: {share}; at the current example, {place}, "
                    "it is {there}.",
                    title=title,
                    scale=number(steepness.scale),
                    share=flat,
                    place=point,
                    there=number(there),
                ),
                aspect=ASPECT,
            )
            st.markdown(f"{title}: **{number(there)}** {translate('at the diamond')}, {flat}.")
    st.markdown(
        translate(
            "Both maps show ‖∇L‖ for the two logits of the map, coloured from 0 to √2/T = {scale}, "
            "the largest possible cross-entropy gradient. Where squared error is dark and "
            "cross-entropy bright, the prediction is confident and wrong. Squared error hardly "
            "corrects it.",
            scale=number(steepness.scale),
        )
    )
