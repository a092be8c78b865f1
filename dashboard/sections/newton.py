"""One gradient step beside one step of Newton's, from the step of the descent that is shown."""

import numpy as np
import streamlit as st

from core.cross_entropy import cross_entropy_hessian
from core.softmax import softmax
from core.symbols import symbol
from dashboard.controls.example import Example
from dashboard.figures.descent_steps import StepsCompared
from dashboard.figures.hessian_cross import RISE
from dashboard.text import number, signed_number, translate
from dashboard.text.curvature_formulas import newton_formula
from dashboard.text.example_words import place_in_words
from dashboard.text.markdown import markdown_table

SATURATED = 0.99  # the largest ŷ from which on the curvature is a hundredth of what it can be


def draw_newton(example: Example, steps: StepsCompared, step_size: float, shown: int) -> None:
    """Both steps in numbers, what the curvature promised, and what came of it."""
    plane = steps.plane
    moved = sorted([plane.first, plane.second])
    st.subheader(translate("Gradient step or Newton's step?"))
    st.markdown(
        translate(
            "Both from step {shown}, the disc. A gradient step is η‖∇L‖ long, so where the slope "
            "is small it creeps. Newton's step asks the curvature too: it goes to the minimum of "
            "the parabola that fits L there, and ends at the star. The cross through the disc "
            "shows the Hessian's axes, each arm √({twice}/λ) long: the flatter, the longer.",
            shown=shown,
            twice=number(2 * RISE, 2),
        )
    )
    left, right = st.columns(2)
    with left:
        st.markdown(_table(steps, step_size))
    with right:
        hessian = cross_entropy_hessian(steps.point, temperature=example.temperature)
        st.latex(newton_formula(hessian, steps.gradient, steps.newton.step, moved))
    st.markdown(f"{_which_inverse(example, steps)} {_what_came_of_it(example, steps)}")


def _table(steps: StepsCompared, step_size: float) -> str:
    slope = float(np.linalg.norm(steps.gradient))
    promised = steps.loss - step_size * slope**2
    head = ("", translate("gradient, η = {eta}", eta=number(step_size)), translate("Newton"))
    # Not from where the step ends: a short one is lost beside the logits there.
    lengths = (step_size * slope, float(np.linalg.norm(steps.newton.step)))
    ends = float(steps.descent.losses[1]), steps.newton_loss
    rows = [
        [translate("length of the step"), *map(number, lengths)],
        *(
            [
                translate("{logit} at its end", logit=symbol("z", place)),
                number(steps.descent.logits[1, place]),
                number(steps.newton_end[place]),
            ]
            for place in (steps.plane.first, steps.plane.second)
        ),
        [translate("L promised"), number(promised), number(steps.newton.predicted_loss)],
        [translate("**L there**"), *(f"**{number(end)}**" for end in ends)],
        [translate("change of L"), *(signed_number(end - steps.loss) for end in ends)],
    ]
    note = translate(
        "Promised: by the slope alone, L − η‖∇L‖², and by slope and curvature, L + ½ ∇L·s."
    )
    return markdown_table(head, rows) + "\n\n" + note


def _which_inverse(example: Example, steps: StepsCompared) -> str:
    curvatures = ", ".join(number(float(value)) for value in steps.axes.eigenvalues)
    if example.classes == 2:
        return translate(
            "With two classes both logits move, and H is **singular** (λ = {curvatures}): (1, 1) "
            "is flat. There is no H⁻¹; the pseudo-inverse H⁺ gives the shortest of all best "
            "steps, none of it along (1, 1).",
            curvatures=curvatures,
        )
    if steps.newton.axes_used < 2:
        return translate(
            "One of the two curvatures, λ = {curvatures}, is too small for the computer's numbers. "
            "To it, H is **singular** here, and the pseudo-inverse H⁺ leaves that axis out.",
            curvatures=curvatures,
        )
    return translate(
        "With the other logits held, H of these two can be inverted, λ = {curvatures}, and H⁺ is "
        "H⁻¹; H of all {classes} logits is singular, and there H⁺ would take the shortest step.",
        curvatures=curvatures,
        classes=example.classes,
    )


def _saturation(example: Example, steps: StepsCompared) -> str:
    """Why the curvature is hardly above 0, where one class has nearly all the share."""
    largest = float(softmax(steps.point, temperature=example.temperature).max())
    if largest < SATURATED:
        return ""
    return translate(
        " The softmax is saturated here, its largest ŷ {largest}: that leaves the step hardly any "
        "curvature to divide by.",
        largest=number(largest),
    )


def _what_came_of_it(example: Example, steps: StepsCompared) -> str:
    if not steps.gradient.any():
        return translate("The slope is 0 here, to the last digit: neither step moves anything.")
    place = place_in_words(steps.newton_end, steps.plane)
    outside = bool(
        np.abs(steps.newton_end[[steps.plane.first, steps.plane.second]]).max() > steps.plane.reach
    )
    where = translate(" The star lies outside the picture, at {place}.", place=place)
    if steps.newton_loss > steps.loss:
        return (
            translate(
                "**Newton overshoots**: the parabola promised {promised} nats, and L rose to "
                "{loss}. A parabola fits L near the disc only, and slope over curvature made a "
                "step {length} nats long; practice damps such a step or tests it first.",
                promised=number(steps.newton.predicted_loss),
                loss=number(steps.newton_loss),
                length=number(float(np.linalg.norm(steps.newton.step))),
            )
            + _saturation(example, steps)
            + where * outside
        )
    if outside and not example.targets.all():
        return (
            translate(
                "The target leaves a class no share, so there is no minimum to find, only lower "
                "ground for ever; the parabola's minimum is an artefact of one point."
            )
            + where
        )
    return where.strip() * outside
