"""One gradient step beside one step of Newton's, from the step of the descent that is shown."""

import numpy as np
import streamlit as st

from core.losses.cross_entropy import cross_entropy_hessian
from core.losses.softmax import softmax
from core.symbols import symbol
from dashboard.components.figure import draw_figure
from dashboard.controls.example.controls import Example
from dashboard.controls.example.words import point_in_words
from dashboard.text import number, signed_number, translate
from dashboard.text.curvature_formulas import newton_formula
from dashboard.text.markdown import markdown_table
from dashboard.views.gradient_field.controls import Descent
from dashboard.views.gradient_field.descent import field_picture, step_name
from dashboard.views.gradient_field.figure import ASPECT, GradientField
from dashboard.views.gradient_field.in_hand import descent_in_hand, field_traces
from dashboard.views.gradient_field.steps_figure import (
    StepsCompared,
    cross_marks,
    newton_mark,
    shown_mark,
)

SATURATED = 0.99  # the largest ŷ from which on the curvature is a hundredth of what it can be


def draw_newton(
    example: Example, field: GradientField, descent: Descent, steps: StepsCompared
) -> None:
    """Both steps as a picture and in numbers, what the curvature promised, and what came of it."""
    left, right = st.columns(2)
    with left:
        _draw_steps(example, field, descent, steps)
    right.markdown(_table(steps, descent.step_size))
    if result := _result_in_words(example, steps):
        right.markdown(result)
    start = (
        translate("Both start at step {shown}, the disc.", shown=descent.shown)
        if descent.shown
        else translate("Both start at step 0, the diamond.")
    )
    steps_in_words = translate(
        "The gradient step has length η‖∇L‖, so it is short where the slope is small. The Newton "
        "step also uses the curvature. It fits a parabola to L at the start and jumps to the "
        "minimum of the parabola, the star.",
    )
    right.markdown(f"{start} {steps_in_words}")
    left, right = st.columns(2)
    left.markdown(
        translate(
            "The cross shows the axes of the Hessian ∇²L, the matrix of second derivatives of L. "
            "A long arm means a flat direction: the curvature μ along it, an eigenvalue, is "
            "small.",
        )
    )
    left.markdown(_which_inverse(example, steps))
    hessian = cross_entropy_hessian(steps.point, temperature=example.temperature)
    moved = sorted([steps.plane.first, steps.plane.second])
    right.latex(newton_formula(hessian, steps.gradient, steps.newton.step, moved))


def _draw_steps(
    example: Example, field: GradientField, descent: Descent, steps: StepsCompared
) -> None:
    marks = [
        newton_mark(steps, translate("Newton step")),
        shown_mark(steps, step_name(descent)),
    ]
    cross = cross_marks(steps)
    picture = field_picture(
        example, field, descent, translate("cross-entropy"), marks=marks, below=cross
    )
    traces = field_traces(picture, "newton", "shown")
    draw_figure(
        picture,
        key="newton_step",
        alternative=translate(
            "The Newton step from step {shown} ends at {place} with {loss} nats.",
            shown=descent.shown,
            place=point_in_words(steps.newton_end, steps.plane),
            loss=number(steps.newton_loss),
        ),
        aspect=ASPECT,
        live=descent_in_hand(
            example,
            steps.plane,
            descent,
            "field",
            traces | ({"cross": traces["path"] + 1} if cross else {}),
        ),
    )


def _table(steps: StepsCompared, step_size: float) -> str:
    norm = float(np.linalg.norm(steps.gradient))
    promised = steps.loss - step_size * norm**2
    head = ("", translate("gradient, η = {eta}", eta=number(step_size)), translate("Newton"))
    # Not from where the step ends: a short one is lost beside the logits there.
    lengths = (step_size * norm, float(np.linalg.norm(steps.newton.step)))
    ends = float(steps.descent.losses[1]), steps.newton_loss
    rows = [
        [translate("length of the step"), *map(number, lengths)],
        *(
            [
                translate("{logit} after the step", logit=symbol("z", index)),
                number(steps.descent.logits[1, index]),
                number(steps.newton_end[index]),
            ]
            for index in (steps.plane.first, steps.plane.second)
        ),
        [translate("predicted L"), number(promised), number(steps.newton.predicted_loss)],
        [translate("**actual L**"), *(f"**{number(end)}**" for end in ends)],
        [translate("change of L"), *(signed_number(end - steps.loss) for end in ends)],
    ]
    note = translate(
        "Predicted L: L − η‖∇L‖² for the gradient step, L + ½ ∇L·Δz for the Newton step Δz."
    )
    if min(promised, steps.newton.predicted_loss) < 0:
        note += " " + translate("Such a prediction can be below 0; a loss cannot.")
    return markdown_table(head, rows) + "\n\n" + note


def _which_inverse(example: Example, steps: StepsCompared) -> str:
    curvatures = ", ".join(number(float(value)) for value in steps.axes.eigenvalues)
    if example.classes == 2:
        return translate(
            "With two classes ∇²L is **singular**, it has no inverse: along (1, 1) L is flat (μ "
            "= {curvatures}). The pseudo-inverse (∇²L)⁺ takes its place. It gives the shortest "
            "step to a minimum of the parabola, perpendicular to (1, 1).",
            curvatures=curvatures,
        )
    if steps.newton.axes_used < 2:
        return translate(
            "Of the two curvatures, μ = {curvatures}, one is too small for the computer's numbers. "
            "So numerically ∇²L is **singular** here, and the pseudo-inverse (∇²L)⁺ leaves that "
            "axis out.",
            curvatures=curvatures,
        )
    return translate(
        "(∇²L)⁺ is the *pseudo-inverse* of ∇²L. Here it is the inverse, because both curvatures, "
        "μ = {curvatures}, are above 0. With all {classes} logits free ∇²L has no inverse; then "
        "(∇²L)⁺ gives the shortest step to a minimum of the parabola.",
        curvatures=curvatures,
        classes=example.classes,
    )


def _result_in_words(example: Example, steps: StepsCompared) -> str:
    if not steps.gradient.any():
        return translate(
            "The gradient is 0 here, to the last digit: neither step changes anything."
        )
    where = ""
    if np.abs(steps.newton_end[[steps.plane.first, steps.plane.second]]).max() > steps.plane.reach:
        star = point_in_words(steps.newton_end, steps.plane)
        where = translate(" The star lies outside the picture, at {place}.", place=star)
    if steps.newton_loss > steps.loss:
        overshoots = translate(
            "**Newton overshoots**: the parabola predicted L = {promised} nats, but L rose "
            "to {loss}. The parabola fits L only near its start, and this step is {length} "
            "long. In practice one shortens such a step or tests it first.",
            promised=number(steps.newton.predicted_loss),
            loss=number(steps.newton_loss),
            length=number(float(np.linalg.norm(steps.newton.step))),
        )
        largest = float(softmax(steps.point, temperature=example.temperature).max())
        if largest >= SATURATED:
            saturated = translate(
                " The softmax is saturated here (largest ŷ {largest}): the curvature is almost 0, "
                "and the Newton step divides by it.",
                largest=number(largest),
            )
            where = saturated + where
        return f"{overshoots}\n\n{where.strip()}"
    if where and not example.targets.all():
        falls = translate(
            "A class has y = 0, so L has no minimum: it keeps falling for ever. The minimum of "
            "the parabola is not a minimum of L."
        )
        return falls + where
    return where.strip()
