"""What stands in the tabs of the start page: the ways on, the formulas and all the numbers."""

import streamlit as st

from dashboard.controls.example.words import draw_table
from dashboard.controls.layer.controls import Layer
from dashboard.controls.layer.formulas import forward_formula
from dashboard.controls.links import address
from dashboard.figures.network_numbers import Network
from dashboard.lessons.lessons import LESSONS
from dashboard.text import translate
from dashboard.text.markdown import markdown_table
from dashboard.text.page_titles import PAGES, TITLES
from dashboard.views.start.formulas import backward_formula, steepest_parameter, step_formula
from dashboard.views.start.step import layer_step
from dashboard.views.start.words import class_table, parameter_table, unit_table


def draw_pages() -> None:
    """Every page in a sentence, with its link."""
    rows = [
        (_link(translate(page.title), address(_path(name), {})), translate(page.sentence))
        for name, page in PAGES.items()
    ]
    head = translate("Page"), translate("What you see or do there")
    st.markdown(markdown_table(head, rows, align=":--"))


def draw_lessons() -> None:
    """The ready-made lessons: a page in a state, and what to look for there."""
    rows = [
        (
            _link(translate(lesson.title), address(lesson.page, lesson.state)),
            translate(TITLES[lesson.page or "start"]),
            translate(lesson.sentence),
        )
        for lesson in LESSONS
    ]
    head = translate("Lesson"), translate("Page"), translate("What you see or do there")
    st.markdown(markdown_table(head, rows, align=":--"))


def _path(name: str) -> str:
    return "" if name == "start" else name


def _link(title: str, url: str) -> str:
    return f"**[{title}]({url})**"


def draw_formulas(network: Network, step_size: float) -> None:
    """The way forward and back in words and with the current values."""
    forward, back = st.columns(2)
    forward.markdown(
        translate(
            "**Forward**, from left to right: z = aW + b gives each class a score, its *logit*. "
            "b holds a *bias* for each class, W a *weight* for each edge from a to z, red if its "
            "number is positive, blue if negative. Softmax turns the logits into probabilities ŷ "
            "that add up to 1."
        )
    )
    forward.markdown(
        translate(
            "The loss L = −Σ y log ŷ (natural logarithm) compares ŷ with the target y, usually 1 "
            "for the true class and 0 for the others. Its unit is the *nat*: with such a y, L = 1 "
            "where the true class has ŷ = e⁻¹ ≈ 37%."
        )
    )
    forward.latex(forward_formula(network))
    back.markdown(
        translate(
            "**Backward**, under the circles: the derivative ∂L/∂z = ŷ − y says how fast L "
            "changes with one z, the others kept fixed. From it follow ∂L/∂w = a(ŷ − y) for each "
            "edge, ∂L/∂b = ŷ − y, and ∂L/∂a for the previous layer."
        )
    )
    back.latex(backward_formula(network))
    back.markdown(
        translate(
            "The next step of {name}; no derivative is larger in absolute value. A weight "
            "decreases where ∂L/∂w is positive and increases where it is negative:",
            name=steepest_parameter(network).symbol,
        )
    )
    back.latex(step_formula(network, steepest_parameter(network), step_size))


def draw_numbers(layer: Layer, step_size: float) -> None:
    """Every weight, class and unit."""
    draw_table(parameter_table(layer.network, layer_step(layer, step_size).network))
    classes, units = st.columns([5, 3])
    with classes:
        draw_table(class_table(layer.network))
    with units:
        draw_table(unit_table(layer.network))
