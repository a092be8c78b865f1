"""What the bug is: told at once, or guessed, graded and then told."""

import streamlit as st

from core.bugs.gradient_bugs import BUGS
from core.derivatives.gradient_check import GradientCheck
from dashboard.controls.links import address
from dashboard.text import english, translate
from dashboard.views.bug_lab.controls import BUG_MEANINGS, GUESS, BugLab
from dashboard.views.bug_lab.formulas import bug_formula
from dashboard.views.bug_lab.program_runs import checked_inputs, checked_step, contradiction
from dashboard.views.bug_lab.words import (
    broken_step_in_words,
    contradiction_in_words,
    explanation_in_words,
)

# What the session keeps of a hunt; the link holds the seed and the guess, never the answer.
_GRADED, _SHOWN = "_bug_graded", "_bug_shown"

# The page that explains what each bug gets wrong, in a state that shows it.
EXPLAINED_AT: dict[str, tuple[str, str, dict[str, object]]] = {
    "no bug": (
        english("squared error: where its gradient almost vanishes"),
        "loss_surface",
        {"z1": -4, "z2": 4},
    ),
    "sign": (
        english("−∇L as arrows: the direction in which L falls fastest"),
        "gradient_field",
        {"K": 2, "z1": -1, "z2": 3},
    ),
    "sum for mean": (
        english("a mini-batch gradient: the mean of the gradients of its examples"),
        "training",
        {"data": "iris", "batch": 16, "step": 20, "gradient": "true"},
    ),
    "bias over classes": (
        english("∂L/∂b: one number for each class"),
        "backprop",
        {"parameter": "b1"},
    ),
    "softmax twice": (
        english("the softmax of ŷ = (1, 0, 0): the most confident ŷ used as logits"),
        "softmax",
        {"z1": 1, "z2": 0, "z3": 0},
    ),
    "missing 1/T": (
        english("T = 0.1: every derivative with and without the factor 1/T"),
        "softmax",
        {"T": 0.1, "z1": 1.2, "z2": 1},
    ),
    "diagonal only": (
        english("the paths of one weight, without the off-diagonal terms"),
        "backprop",
        {"parameter": "w21", "target": 2, "diagonal_only": "true"},
    ),
    "naive exp": (
        english("subtracting the largest logit: what it does to every exponential"),
        "softmax",
        {"z1": 10, "T": 0.1, "shift": 10},
    ),
}


def draw_suspects() -> None:
    """Every bug of the list with its formula, on demand."""
    with st.expander(
        translate("All possible bugs with their formulas"), key="bug_suspects", on_change="rerun"
    ) as suspects:
        if suspects.open:
            for name in BUGS:
                st.markdown(f"**{GUESS.name_of(name)}** · {translate(BUG_MEANINGS[name])}")
                st.latex(bug_formula(name))


def draw_explanation(bug: str, lab: BugLab, check: GradientCheck) -> None:
    """The place in the formula, what it does to today's numbers, and where it is explained."""
    left, right = st.columns(2)
    with left:
        st.markdown(broken_step_in_words(bug))
        st.latex(bug_formula(bug))
    with right:
        st.markdown(explanation_in_words(bug, lab, check, checked_inputs(lab)))
        sentence, page, state = EXPLAINED_AT[bug]
        st.markdown(f"**{translate('See also')}** [{translate(sentence)}]({address(page, state)})")


def draw_hunt(lab: BugLab, check: GradientCheck) -> None:
    """A guess, its grade, and the answer once it is found or asked for."""
    st.subheader(translate("Your diagnosis"))
    st.markdown(
        translate(
            "Hints: Change T or the batch size B: if the ratio column always shows T or B, the "
            "gradient has that factor too many. Add a number to every logit: the loss and gradient "
            "of a correct program stay the same. Check at a later step: some bugs are invisible at "
            "step 0."
        )
    )
    bug, seed = lab.run.bug, lab.run.seed
    left, right = st.columns([2, 3])
    guess = GUESS.draw(left)
    left.button(
        translate("Check my diagnosis"),
        key="_bug_check",
        type="primary",
        on_click=_keep,
        args=(_GRADED, (seed, guess)),
    )
    found = False
    if st.session_state.get(_GRADED) == (seed, guess):
        found = guess == bug
        with right:
            _draw_grade(lab, guess)
    if not found and st.session_state.get(_GRADED, (None,))[0] == seed:
        left.button(
            translate("Show the answer"), key="_bug_answer", on_click=_keep, args=(_SHOWN, seed)
        )
    if found or st.session_state.get(_SHOWN) == seed:
        st.markdown(translate("Answer: **{outcome}**.", outcome=GUESS.name_of(bug)))
        draw_explanation(bug, lab, check)


def _draw_grade(lab: BugLab, guess: str) -> None:
    if guess == lab.run.bug:
        st.success(translate("✓ Correct: “{guess}”.", guess=GUESS.name_of(guess)))
        return
    st.error(translate("✗ Not “{guess}”.", guess=GUESS.name_of(guess)))
    probe, found = contradiction(lab, guess)
    inputs = checked_inputs(lab).activations.shape[1]
    st.markdown(contradiction_in_words(lab, probe, found, guess, inputs, checked_step(probe)))


def _keep(key: str, value: object) -> None:
    st.session_state[key] = value
