"""The weights of a step beside the gradient that moves them."""

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from dashboard.components.figure import draw_figure
from dashboard.text import number, translate
from dashboard.text.data_names import activation_name
from dashboard.views.training.step import StepInView
from dashboard.views.training.weights_figure import TILES_ACROSS, ParameterWords, parameter_figure


def draw_weights(view: StepInView) -> None:
    """W and ∂L/∂W over all training examples, each on its own scale around 0."""
    gradient = view.train_gradient()
    left, right = st.columns(2)
    with left:
        st.markdown(translate("**Weights W**"))
        draw_parameters(view, view.state.parameters, "w", "weights_now")
    with right:
        st.markdown(translate("**Gradient ∂L/∂W** over the training set"))
        draw_parameters(view, gradient, "∂L/∂w", "weights_gradient")
    st.markdown(_sentence(view, gradient))


def draw_parameters(view: StepInView, values: NDArray[np.float64], entry: str, key: str) -> None:
    """A picture of one number per weight and bias, on the scale of its largest entry."""
    image_shape = view.image_shape
    shown = values if image_shape is None else values[:-1]
    largest = float(np.abs(shown).max())
    inputs, classes = len(values) - 1, values.shape[1]
    aspect = 0.75 if inputs < 40 else 1.2
    if image_shape is not None:
        aspect = 1.25 * -(-classes // TILES_ACROSS) / min(classes, TILES_ACROSS) + 0.05
    draw_figure(
        parameter_figure(values, largest, image_shape, _words(view, entry)),
        key=key,
        alternative=_alternative(view, values, entry),
        aspect=aspect,
    )


def _sentence(view: StepInView, gradient: NDArray[np.float64]) -> str:
    words = translate(
        "A step of gradient descent moves each weight against its gradient: **red in the gradient "
        "means the weight goes towards blue**. ‖∂L/∂W‖ = {weights}, ‖∂L/∂b‖ = {bias} (lengths); "
        "each row of ∂L/∂W sums to 0 over the classes",
        weights=number(float(np.linalg.norm(gradient[:-1]))),
        bias=number(float(np.linalg.norm(gradient[-1]))),
    )
    if view.objective.l2 == 0:
        return words + "."
    return words + translate(
        ", except for the penalty's part, {l2} · w.", l2=number(view.objective.l2)
    )


def _alternative(view: StepInView, values: NDArray[np.float64], entry: str) -> str:
    """How large the entries are, and where the largest one stands."""
    row, column = np.unravel_index(np.abs(values[:-1]).argmax(), values[:-1].shape)
    return translate(
        "{entry} for each of {inputs} activations and {classes} classes, from {low} to {high}; "
        "the entry of largest absolute value, {value}, belongs to {activation} and class {name}.",
        entry=entry,
        inputs=len(values) - 1,
        classes=values.shape[1],
        low=number(float(values[:-1].min())),
        high=number(float(values[:-1].max())),
        value=number(float(values[row, column])),
        activation=activation_name(view.data.activation_names[row]),
        name=view.data.class_names[column],
    )


def _words(view: StepInView, entry: str) -> ParameterWords:
    return ParameterWords(
        entry=entry,
        activations=list(map(activation_name, view.data.activation_names)),
        classes=view.data.class_names,
        bias=translate("bias b"),
        activation=translate("activation a"),
        output=translate("class"),
    )
