"""Ready-made lessons: a page in a state, and what to look for there.

What each sentence claims is held by a test against `core`; numbers in it are those of its state.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from dashboard.text import English


@dataclass(frozen=True)
class Lesson:
    """One lesson.

    Attributes
    ----------
    page : the page's path in the URL, "" for the start page.
    title, sentence : translated where they are drawn.
    state : the URL's parameters; what is not named has its default.
    """

    page: str
    title: English
    sentence: English
    state: Mapping[str, str]


SEED_LAYER = {"a": "1,0.5,-1", "W": "0.5,-0.3;-0.4,0.8;0.2,0.6", "b": "0.1,-0.1"}

LESSONS = (
    Lesson(
        "",
        "Confident and wrong",
        "The layer gives the true class a probability of 0.03%, so L = 8.000 and ∂L/∂z is almost "
        "±1. One step with η = 1 roughly halves the loss.",
        {"a": "1", "W": "4,-4", "b": "0,0", "target": "2", "eta": "1"},
    ),
    Lesson(
        "",
        "An input that is 0",
        "a₂ = 0, so ∂L/∂w is 0 on both of its edges and no step changes w₂₁ or w₂₂. But ∂L/∂a₂ is "
        "not 0: the previous layer still learns.",
        {**SEED_LAYER, "a": "1,0,-1", "target": "2", "edges": "∂L/∂w"},
    ),
    Lesson(
        "",
        "A learning rate that is too large",
        "With y = (0.3, 0.7), a *soft target* (no entry is 1), one step with η = 4 overshoots: L "
        "rises from 0.9311 to 2.802. With η = 0.5 it falls.",
        {**SEED_LAYER, "target": "0.3,0.7", "eta": "4"},
    ),
    Lesson(
        "chain_rule",
        "Cross-entropy by the chain rule",
        "The loss of a two-class softmax, its *cross-entropy*, drawn as a network of operations; "
        "x₁ and x₂ are the two logits. The path through z₁ contributes ŷ₁ = 0.2689, the path "
        "through z₂ −1. The sum, ŷ₁ − 1, is the derivative with respect to x₁.",
        {"fz1": "log-sum-exp", "fz2": "first", "fp": "difference", "x1": "1", "x2": "2"},
    ),
    Lesson(
        "softmax",
        "Adding a constant changes nothing",
        "Add 5 to every logit: every eᶻ becomes 148.4 times as large, and every ŷ stays the same.",
        {"shift": "5", "tab": "shift"},
    ),
    Lesson(
        "loss_surface",
        "Why the loss cannot reach 0",
        "*Label smoothing* takes ε = 0.3 from the true class and gives ε/K = 0.1 to each of the K "
        "= 3 classes: y = (0.8, 0.1, 0.1). The loss cannot be lower than −Σ y log y, the *entropy* "
        "of y, 0.6390; here it is within 0.001 of it.",
        {"z1": "2.1", "z2": "0", "z3": "0", "eps": "0.3", "tab": "bound"},
    ),
    Lesson(
        "gradient_field",
        "Overshooting the minimum",
        "With η = 4.5 gradient descent overshoots the minimum and the loss rises again and again. "
        "Set η to 2 and it falls at every step.",
        {"K": "2", "z1": "-1", "z2": "3", "q": "0.6, 0.4", "step_size": "4.5"},
    ),
    Lesson(
        "backprop",
        "Ignoring the off-diagonal terms",
        "A logit zᵢ also changes the other ŷₖ. Leave out these terms (i ≠ k, *off-diagonal*) and "
        "∂L/∂w₂₁ comes out as 0; the correct value is 0.3450.",
        {**SEED_LAYER, "target": "2", "parameter": "w21", "diagonal_only": "true"},
    ),
    Lesson(
        "training",
        "Reading handwritten digits",
        "After 500 mini-batches the layer classifies 96% of unseen handwritten digits correctly. "
        "Press Play to continue.",
        {"data": "digits", "step": "500"},
    ),
    Lesson(
        "training",
        "What one layer cannot learn",
        "Straight decision boundaries cannot separate three spiral arms. After 1 000 steps the "
        "accuracy is still 42%; guessing gives 33%.",
        {"data": "spirals", "step": "1000"},
    ),
)
