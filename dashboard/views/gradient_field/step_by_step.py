"""The descent step by step: one step written out, the loss at each, and where the path leads."""

import numpy as np
import streamlit as st

from core.losses.softmax import softmax
from dashboard.components.figure import draw_figure
from dashboard.controls.example.controls import Example
from dashboard.controls.example.words import held_in_words, point_in_words, target_in_words
from dashboard.figures.simplex import CLASSES
from dashboard.text import number, translate
from dashboard.text.formulas import aligned, in_brackets, latex_number, latex_value, partial
from dashboard.views.gradient_field.controls import SIMPLEX, Descent
from dashboard.views.gradient_field.figure import GradientField
from dashboard.views.gradient_field.in_hand import descent_in_hand
from dashboard.views.gradient_field.loss_figure import loss_figure
from dashboard.views.gradient_field.steps_figure import StepsCompared
from dashboard.written_numbers import percent

HEIGHT = 320  # px, of the curve


def draw_step_by_step(
    example: Example, field: GradientField, descent: Descent, steps: StepsCompared
) -> None:
    """The tab: the next step written out beside the loss at each."""
    left, right = st.columns(2)
    with left:
        draw_losses(example, field, descent, "losses_by_step")
    right.markdown(
        translate(
            "∇L points towards larger L, so a step goes the other way: z ← z − η ∇L. It lowers a "
            "free zₖ where ŷₖ > yₖ and raises it where ŷₖ < yₖ."
        )
    )
    right.markdown(translate("The step that follows step {shown}:", shown=descent.shown))
    right.latex(_step_formula(steps, descent.step_size))
    right.markdown(path_in_words(example, field))
    if descent.beside == SIMPLEX and example.classes == CLASSES:
        right.markdown(
            translate(
                "Near a corner of the triangle even a large change of the logits hardly changes ŷ."
            )
        )


def draw_losses(example: Example, field: GradientField, descent: Descent, key: str) -> None:
    """The loss at each step."""
    path = field.path
    draw_figure(
        loss_figure(path, descent.shown, translate("step"), translate("L (nats)"), HEIGHT),
        key=key,
        alternative=translate(
            "L at each step: from {before} to {after} nats, at step {shown} {loss}.",
            before=number(path.losses[0]),
            after=number(path.losses[-1]),
            shown=descent.shown,
            loss=number(path.losses[descent.shown]),
        ),
        live=descent_in_hand(
            example,
            field.plane,
            descent,
            "losses",
            {"path": 0, "shown": 1},
            mark="shown",
            label=translate("step"),
        ),
    )


def path_in_words(example: Example, field: GradientField) -> str:
    """From where to where gradient descent goes, and what stays fixed."""
    path, plane = field.path, field.plane
    steps = len(path.losses) - 1
    ends = {
        "before": number(path.losses[0]),
        "after": number(path.losses[-1]),
        "place": point_in_words(path.logits[-1], plane),
    }
    travelled = (
        translate(
            "From **L = {before}** at the diamond, one step leads to **L = {after}** at the "
            "square, {place}.",
            **ends,
        )
        if steps == 1
        else translate(
            "From **L = {before}** at the diamond, {steps} steps lead to **L = {after}** at "
            "the square, {place}.",
            steps=steps,
            **ends,
        )
    )
    return " ".join(
        filter(None, [travelled, held_in_words(example, plane), target_in_words(example)])
    )


def true_share_in_words(example: Example, steps: StepsCompared) -> str:
    """What the loss means: how probable the true class is; "" for a target of several classes."""
    if example.true_class is None or example.smoothing:
        return ""
    probabilities = softmax(steps.point, temperature=example.temperature)
    return translate(
        "The true class, {number}, has {share}.",
        number=example.true_class + 1,
        share=percent(float(probabilities[example.true_class]), 1),
    )


def warnings_in_words(field: GradientField) -> str:
    """What is wrong with the path: steps that are too long, an end that cannot be seen; or ""."""
    path, plane = field.path, field.plane
    sentences = []
    rises = int((np.diff(path.losses) > 0).sum())
    if rises:
        sentences.append(
            translate(
                "Steps at which the loss rose: {rises}. Such a step is too long; try a smaller η.",
                rises=rises,
            )
        )
    if np.abs(path.logits[-1, [plane.first, plane.second]]).max() > plane.reach:
        sentences.append(translate("The end lies outside the picture."))
    return " ".join(sentences)


def _step_formula(steps: StepsCompared, step_size: float) -> str:
    """The step z ← z − η ∂L/∂z of the two logits, with their numbers."""
    lines = []
    for index in (steps.plane.first, steps.plane.second):
        before, slope = latex_number(steps.point[index]), latex_value(steps.gradient[index])
        after = latex_number(steps.descent.logits[1, index])
        logit = f"z_{{{index + 1}}}"
        lines += [
            rf"{logit} &\leftarrow {logit} - \eta\, {partial('L', logit)}",
            rf"&= {before} - {latex_number(step_size)} \cdot {in_brackets(slope)} = {after}",
        ]
    return aligned(*lines)
