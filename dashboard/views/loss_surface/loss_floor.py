"""How low the loss can go: the floor H(y), and what smoothing the labels does to it."""

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.losses.cross_entropy import cross_entropy
from core.losses.entropy import entropy
from core.losses.targets import smooth_labels_over_others
from core.symbols import symbol
from dashboard.controls.example.controls import Example
from dashboard.controls.example.words import values_in_words
from dashboard.text import number, translate
from dashboard.text.markdown import markdown_table


def draw_loss_floor(example: Example) -> None:
    """H(y) today, whether any logits reach it, and both conventions of smoothing."""
    floor = float(entropy(example.targets))
    loss = _loss(example, example.targets)
    st.markdown(
        translate(
            "L can never be smaller than its value at ŷ = y, the entropy H(y) = −Σ yₖ log yₖ = "
            "**{floor}** nats (dashed in “One logit at a time”). The rest, L − H(y) = {rest} nats, "
            "measures how far ŷ is from y: the Kullback–Leibler divergence KL(y‖ŷ).",
            floor=number(floor),
            rest=number(loss - floor),
        )
    )
    st.markdown(_where_it_is_reached(example))
    st.markdown(_two_conventions(example))


def _where_it_is_reached(example: Example) -> str:
    targets = example.targets
    if example.true_class is not None and example.smoothing == 0:
        return translate(
            "The target is one-hot (1 for the true class, 0 for the others), so the bound is 0. "
            "**No finite logits reach it**: L keeps falling as {logit} grows.",
            logit=symbol("z", example.true_class),
        )
    if not targets.all():
        return translate(
            "A class with y = 0 would need ŷ = 0, so no finite logits reach the bound."
        )
    lowest = example.temperature * (np.log(targets) - np.log(targets).max())
    return translate(
        "Every y is above 0, so **the bound is reached** at ŷ = y. There z = T·log y plus any "
        "constant, for example {place}.",
        place=values_in_words("z", dict(enumerate(lowest + 0.0))),
    )


def _two_conventions(example: Example) -> str:
    epsilon = number(example.smoothing)
    if example.smoothing == 0:
        return translate(
            "Label smoothing makes the target soft, with every y above 0, and raises the bound: "
            "try the slider ε in the sidebar."
        )
    here = example.targets
    there = smooth_labels_over_others(np.array(example.distribution), example.smoothing)
    rows = [
        (symbol("y", index), number(own), number(other))
        for index, (own, other) in enumerate(zip(here, there, strict=True))
    ]
    floors = number(float(entropy(here))), number(float(entropy(there)))
    losses = number(_loss(example, here)), number(_loss(example, there))
    rows += [(translate("lower bound H(y), nats"), *floors), (translate("L, nats"), *losses)]
    sentence = translate(
        "There are two conventions for ε = {epsilon}. Here every class, the true one included, "
        "gets ε/K. The other gives ε/(K − 1) to each wrong class; it equals ours with ε = "
        "{larger}.",
        epsilon=epsilon,
        larger=number(example.smoothing * example.classes / (example.classes - 1)),
    )
    head = ("", translate("ε/K (used here)"), "ε/(K − 1)")
    return sentence + "\n\n" + markdown_table(head, rows)


def _loss(example: Example, targets: NDArray[np.float64]) -> float:
    logits = np.array(example.logits)
    return float(cross_entropy(logits, targets, temperature=example.temperature))
