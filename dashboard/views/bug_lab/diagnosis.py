"""What the bug is: told at once, or guessed, graded and then told."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.derivatives.gradient_check import GradientCheck
from dashboard.controls.links import address
from dashboard.text import translate
from dashboard.text.markdown import scrolled
from dashboard.views.bug_lab.bugs import DESCRIBED_BUGS
from dashboard.views.bug_lab.controls import GUESS, BugLab
from dashboard.views.bug_lab.formulas import bug_formula
from dashboard.views.bug_lab.program_runs import checked_inputs, checked_step, contradiction
from dashboard.views.bug_lab.tables import suspects_table
from dashboard.views.bug_lab.words import contradiction_in_words, explanation_in_words

# What the session keeps of a hunt; the link holds the seed and the guess, never the answer.
_GRADED, _SHOWN = "_bug_graded", "_bug_shown"


def draw_suspects() -> None:
    """Every bug of the list with its formula, and how to tell them apart."""
    st.markdown(
        translate(
            "Hints: Change T or batch size B: a ratio that is always T or B is a factor too many. "
            "Add a number to every logit: a correct gradient stays the same. Check at a later "
            "step: step 0 hides some bugs."
        )
    )
    table = st.container(key="stacked")  # on a phone (page.css)
    table.markdown(scrolled(suspects_table(), wrapped=True), unsafe_allow_html=True)


def is_tried(seed: int) -> bool:
    """Whether a diagnosis of this hidden bug has been checked."""
    return bool(st.session_state.get(_GRADED, (None,))[0] == seed)


def draw_explanation(
    lab: BugLab, check: GradientCheck, formula: DeltaGenerator, meaning: DeltaGenerator
) -> None:
    """The step that the bug breaks, what it does to the numbers, and where it is explained."""
    described = DESCRIBED_BUGS[lab.run.bug]
    if described.broken_step:
        step = translate(described.broken_step)
        formula.markdown(
            translate("The wrong step: {step}. The box marks the wrong term.", step=step)
        )
    else:
        formula.markdown(translate("Nothing is wrong: the program computes these formulas."))
    formula.latex(bug_formula(lab.run.bug))
    meaning.markdown(explanation_in_words(lab, check, checked_inputs(lab)))
    link = address(described.page, described.state)
    meaning.markdown(f"**{translate('See also')}** [{translate(described.see_also)}]({link})")


def draw_hunt(lab: BugLab, check: GradientCheck, below: DeltaGenerator) -> None:
    """A guess and its grade; in `below` the answer, once it is found or asked for."""
    bug, seed = lab.run.bug, lab.run.seed
    guess = GUESS.draw(st.container())
    st.button(
        translate("Check my diagnosis"),
        key="_bug_check",
        type="primary",
        on_click=_keep,
        args=(_GRADED, (seed, guess)),
    )
    found = False
    if st.session_state.get(_GRADED) == (seed, guess):
        found = guess == bug
        _draw_grade(lab, guess)
    if not found and is_tried(seed):
        st.button(
            translate("Show the answer"), key="_bug_answer", on_click=_keep, args=(_SHOWN, seed)
        )
    if found or st.session_state.get(_SHOWN) == seed:
        with below:
            st.markdown(translate("Answer: **{outcome}**.", outcome=GUESS.name_of(bug)))
            draw_explanation(lab, check, *st.columns(2))


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
