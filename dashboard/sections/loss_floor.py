"""How low the loss can go: the floor H(y), and what smoothing the labels does to it."""

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.cross_entropy import cross_entropy
from core.entropy import entropy
from core.symbols import symbol
from core.targets import smooth_labels_over_others
from dashboard.controls.example import Example
from dashboard.text import number, translate
from dashboard.text.example_words import values_in_words
from dashboard.text.markdown import markdown_table


def draw_loss_floor(example: Example) -> None:
    """H(y) today, whether any logits reach it, and both conventions of smoothing."""
    floor = float(entropy(example.targets))
    loss = _loss(example, example.targets)
    st.subheader(translate("How low can L go?"))
    st.markdown(
        translate(
            "Never below the entropy of the target: **H(y) = {floor}** nats, the dashed line "
            "above. L = H(y) + KL(y‖ŷ), and today KL(y‖ŷ) = {rest} nats.",
            floor=number(floor),
            rest=number(loss - floor),
        )
        + " "
        + _where_it_is_reached(example)
    )
    st.markdown(_two_conventions(example))


def _where_it_is_reached(example: Example) -> str:
    targets = example.targets
    if example.true_class is not None and example.smoothing == 0:
        return translate(
            "The target is one-hot, so the floor is 0, and **no finite logits reach it**: L falls "
            "for as long as {logit} grows.",
            logit=symbol("z", example.true_class),
        )
    if not targets.all():
        return translate(
            "A class with y = 0 is left, so no finite logits reach the floor: its logit would "
            "have to be −∞."
        )
    lowest = example.temperature * (np.log(targets) - np.log(targets).max())
    return translate(
        "Every class has a share, so **the floor is reached**, where ŷ = y: at z = T·log y plus "
        "any constant, such as {place}.",
        place=values_in_words("z", dict(enumerate(lowest + 0.0))),
    )


def _two_conventions(example: Example) -> str:
    epsilon = number(example.smoothing)
    if example.smoothing == 0:
        return translate(
            "Label smoothing ε would make the target soft and lift the floor; the slider is in "
            "the sidebar."
        )
    here = example.targets
    there = smooth_labels_over_others(np.array(example.distribution), example.smoothing)
    rows = [
        (symbol("y", place), number(share), number(other))
        for place, (share, other) in enumerate(zip(here, there, strict=True))
    ]
    floors = number(float(entropy(here))), number(float(entropy(there)))
    losses = number(_loss(example, here)), number(_loss(example, there))
    rows += [(translate("floor H(y), nats"), *floors), (translate("L, nats"), *losses)]
    sentence = translate(
        "Two conventions share out ε = {epsilon}. Used here: each class gets ε/K, the true one "
        "too. The other one gives ε/(K − 1) to the other classes only; it is the first with an ε "
        "of {larger}.",
        epsilon=epsilon,
        larger=number(example.smoothing * example.classes / (example.classes - 1)),
    )
    head = ("", translate("ε/K (used here)"), "ε/(K − 1)")
    return sentence + "\n\n" + markdown_table(head, rows)


def _loss(example: Example, targets: NDArray[np.float64]) -> float:
    logits = np.array(example.logits)
    return float(cross_entropy(logits, targets, temperature=example.temperature))
