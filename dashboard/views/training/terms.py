"""What step, epoch and batch are here, and loss, accuracy and confidence."""

import streamlit as st

from core.training.segments import Epochs
from dashboard.text import number, translate
from dashboard.views.training.step import StepInView, draw_step_error
from dashboard.written_numbers import percent, whole_number


def draw_terms(view: StepInView) -> None:
    """Where in its epoch the run stands, and what it makes of the test part."""
    st.markdown(epoch_in_words(view))
    try:
        st.markdown(confidence_in_words(view))
    except ValueError as error:
        draw_step_error(error)


def epoch_in_words(view: StepInView) -> str:
    """Which batch of which epoch the last update saw."""
    step, examples = view.state.step, len(view.data.train.labels)
    if step == 0:
        return translate("**Step 0**: no update has been made yet.")
    batches = epochs_at(view.run.epochs, step)
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


def epochs_at(epochs: list[Epochs], step: int) -> Epochs:
    """How the epoch of the update that led to this step is made up."""
    return [one for one in epochs if one.first < step][-1]


def confidence_in_words(view: StepInView) -> str:
    """Three measures of the test part, and what each of them asks."""
    results = view.results("test")
    return translate(
        "On the test set the **accuracy** is {accuracy} and the mean **confidence** (largest ŷ) "
        "is {confidence}. The mean **loss** is {loss}: low when ŷ of the true class is large. Each "
        "can change without the others.",
        accuracy=percent(float((results.predicted == results.labels).mean())),
        confidence=percent(float(results.probabilities.max(axis=1).mean())),
        loss=number(float(results.losses.mean()))
        + (translate(" nats") if view.objective.loss == "cross-entropy" else ""),
    )
