"""The formulas of a step with its numbers, and what step, epoch and loss are here."""

import streamlit as st

from dashboard.text import translate
from dashboard.text.loss_words import loss_defined
from dashboard.views.training.step import StepInView
from dashboard.views.training.update_rules import gradient_formula, symbols_in_words, update_formula
from dashboard.written_numbers import whole_number


def draw_formulas(view: StepInView) -> None:
    """The gradient of the next update's batch, what the optimiser makes of it, and the terms."""
    run, step = view.run, view.state.step
    settings = run.settings.at(step)
    st.latex(gradient_formula(len(run.batch_rows(step)), settings.loss, settings.l2))
    st.latex(update_formula(settings.optimizer, settings.learning_rates()(step)))
    symbols = symbols_in_words(settings.optimizer, settings.loss)
    st.caption(f"{symbols} {loss_defined(settings.loss)}")
    st.markdown(epoch_in_words(view))


def epoch_in_words(view: StepInView) -> str:
    """Which batch of which epoch the last update saw."""
    step, examples = view.state.step, len(view.data.train.labels)
    if step == 0:
        return translate(
            "**Step 0**: no update has been made yet. An *epoch* uses every training example once."
        )
    batches = [one for one in view.run.epochs if one.first < step][-1]
    epoch, index = divmod(step - 1 - batches.first, batches.batches)
    size = min(view.run.settings.at(step - 1).batch_size, examples)
    return translate(
        "**Step {step}** was update {place} of {batches} in epoch {epoch}{next}. Each epoch uses "
        "the {examples} training examples in mini-batches of B = {size}{last}. The gradient of a "
        "mini-batch is the **mean** over its examples.",
        step=whole_number(step),
        place=whole_number(index + 1),
        batches=whole_number(batches.batches),
        epoch=whole_number(batches.number + epoch),
        next=translate("; the next update starts a new epoch")
        if index + 1 == batches.batches
        else "",
        examples=whole_number(examples),
        size=whole_number(size),
        last=translate(" (the last has {count})", count=examples % size) if examples % size else "",
    )
