"""Ready-made lessons: a page in a state, and what to look for there.

What each sentence claims is held by a test against `core`; numbers in it are those of its state.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from dashboard.text import english


@dataclass(frozen=True)
class Lesson:
    """One lesson.

    Attributes
    ----------
    page : the page's path in the URL, "" for the start page.
    title, sentence : in English; translated where they are drawn.
    state : the URL's parameters; what is not named has its default.
    """

    page: str
    title: str
    sentence: str
    state: Mapping[str, str]


ONE_UNIT = {"a": "1", "W": "4,-4", "b": "0,0"}
SEED_LAYER = {"a": "1,0.5,-1", "W": "0.5,-0.3;-0.4,0.8;0.2,0.6", "b": "0.1,-0.1"}

LESSONS = (
    Lesson(
        "",
        english("Sure and wrong"),
        english(
            "The layer gives the true class 0.03%, so L = 8.000 and both ∂L/∂z are nearly ±1: one "
            "step with η = 1 about halves the loss."
        ),
        {**ONE_UNIT, "target": "2", "eta": "1"},
    ),
    Lesson(
        "",
        english("A unit that is silent"),
        english(
            "a₂ = 0, so both gradients on its edges are 0 and no step moves w₂₁ or w₂₂; yet ∂L/∂a₂ "
            "is not 0."
        ),
        {**SEED_LAYER, "a": "1,0,-1", "target": "2", "edges": "∂L/∂w"},
    ),
    Lesson(
        "",
        english("A step too long"),
        english(
            "The target is shared, 0.3 and 0.7, so ŷ can overshoot: one step with η = 4 lifts L "
            "from 0.9311 to 2.802; with η = 0.5 it falls."
        ),
        {**SEED_LAYER, "target": "0.3,0.7", "eta": "4"},
    ),
    Lesson(
        "chain_rule",
        english("Two paths that add up"),
        english(
            "The cross-entropy of two logits as a graph: the path through z₁ carries ŷ₁ = 0.2689, "
            "the other −1, and their sum ŷ₁ − 1 is the gradient."
        ),
        {"fz1": "log-sum-exp", "fz2": "first", "fp": "difference", "x1": "1", "x2": "2"},
    ),
    Lesson(
        "softmax",
        english("What the softmax does not notice"),
        english("5 is added to every logit: every eᶻ grows 148.4 times, and no ŷ moves."),
        {"shift": "5"},
    ),
    Lesson(
        "loss_surface",
        english("Why the loss cannot reach 0"),
        english(
            "Smoothing with ε = 0.3 makes the target 0.8, 0.1, 0.1: the loss cannot go below its "
            "entropy, 0.6390, and here it is within 0.001 of that."
        ),
        {"z1": "2.1", "z2": "0", "z3": "0", "eps": "0.3"},
    ),
    Lesson(
        "gradient_field",
        english("Jumping across the valley"),
        english(
            "With η = 4.5 the descent overshoots the minimum and the loss rises again and again; "
            "set η to 2 and it falls at every step."
        ),
        {"K": "2", "z1": "-1", "z2": "3", "q": "0.6, 0.4", "step_size": "4.5"},
    ),
    Lesson(
        "backprop",
        english("The usual mistake"),
        english(
            "Drop the off-diagonal terms of the Jacobian, and ∂L/∂w₂₁ comes out as 0 where 0.3450 "
            "is right."
        ),
        {**SEED_LAYER, "target": "2", "parameter": "w21", "diagonal_only": "true"},
    ),
    Lesson(
        "training",
        english("Digits after 500 steps"),
        english(
            "500 mini-batches later the layer reads 96% of the handwritten digits that it has "
            "never seen; press Play to watch it go on."
        ),
        {"data": "digits", "step": "500"},
    ),
    Lesson(
        "training",
        english("What one layer cannot learn"),
        english(
            "Straight borders cannot tell three spiral arms apart: after 1 000 steps accuracy is "
            "still 42%, where guessing has 33%."
        ),
        {"data": "spirals", "step": "1000"},
    ),
)
