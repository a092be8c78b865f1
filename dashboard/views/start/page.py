"""Start: the whole loop of the layer in one picture, one gradient step, and the ways on."""

import streamlit as st

from dashboard.components.figure import draw_figure
from dashboard.controls.example.words import draw_table
from dashboard.controls.layer.controls import LIMIT
from dashboard.controls.layer.formulas import forward_formula
from dashboard.controls.layer.lines import draw_layer_controls
from dashboard.controls.links import address
from dashboard.controls.refused import draw_refused
from dashboard.figures.network import network_figure
from dashboard.lessons.lessons import LESSONS
from dashboard.text import number, translate
from dashboard.views.start.controls import EDGES, GRADIENT, STEP_SIZE
from dashboard.views.start.formulas import backward_formula, steepest_parameter, step_formula
from dashboard.views.start.step import draw_step_buttons, layer_step, steps_to
from dashboard.views.start.words import (
    class_table,
    gradient_on_edges,
    lead_in_words,
    loop_in_words,
    outcome_table,
    parameter_table,
    steps_in_words,
    unit_table,
)
from dashboard.written_numbers import short_number

PARAMETERS_BESIDE = 8  # as many rows as the picture is high, with L and ŷ above them

layer = draw_layer_controls()
network = layer.network
steps = steps_to(layer)
before = steps[-1].before.network if steps else None

st.title(translate("Logit Lab"))
lead = st.container()
picture, beside = st.columns([8, 5])
edges = EDGES.draw(beside)
step_size = STEP_SIZE.draw(beside)
following = layer_step(layer, step_size)
draw_step_buttons(beside, layer)
after = following.after.network
lead.markdown(lead_in_words(network, after))
beside.markdown(steps_in_words(steps, network))
if following.is_held:
    beside.markdown(
        translate(
            "With this η the next step would push a value beyond ±{limit}; it will stop at that "
            "limit.",
            limit=short_number(LIMIT),
        )
    )
outcomes = before, network, after
results, parameters = 1 + len(network.bias), len(network.parameters)
fits_beside = parameters <= PARAMETERS_BESIDE
beside.markdown(outcome_table(*outcomes, slice(None if fits_beside else results)))
with picture:
    draw_refused()
    draw_figure(
        network_figure(
            network, number, edges=gradient_on_edges(network) if edges == GRADIENT else None
        ),
        key="start_network",
        alternative=loop_in_words(network),
    )
    st.markdown(
        translate(
            "**Forward**, from left to right: z = aW + b gives each class a score, its *logit*. "
            "b holds a *bias* for each class, W a *weight* for each edge from a to z, red if its "
            "number is positive, blue if negative. Softmax turns the logits into probabilities ŷ "
            "that add up to 1."
        )
    )
    st.markdown(
        translate(
            "The loss L = −Σ y log ŷ (natural logarithm) compares ŷ with the target y, usually 1 "
            "for the true class and 0 for the others. Its unit is the *nat*: with such a y, L = 1 "
            "where the true class has ŷ = e⁻¹ ≈ 37%."
        )
    )
    st.markdown(
        translate(
            "**Backward**, under the circles: the derivative ∂L/∂z = ŷ − y says how fast L "
            "changes with one z, the others kept fixed. From it follow ∂L/∂w = a(ŷ − y) for each "
            "edge, ∂L/∂b = ŷ − y, and ∂L/∂a for the previous layer. Change a, W, b and y in the "
            "sidebar."
        )
    )

if not fits_beside:  # it would be far longer than the picture
    middle = results + (parameters + 1) // 2
    halves = slice(results, middle), slice(middle, None)
    for column, rows in zip(st.columns(2), halves, strict=True):
        column.markdown(outcome_table(*outcomes, rows))

st.subheader(translate("The formulas with the current values"))
forward, back = st.columns(2)
forward.latex(forward_formula(network))
back.latex(backward_formula(network))
steepest = steepest_parameter(network)
back.markdown(
    translate(
        "The next step of {name}; no derivative is larger in absolute value:",
        name=steepest.symbol,
    )
)
back.latex(step_formula(network, steepest, step_size))

with st.expander(translate("Numbers"), key="start_numbers", on_change="rerun") as numbers:
    if numbers.open:
        draw_table(parameter_table(before, network, after))
        draw_table(class_table(network))
        draw_table(unit_table(network))

st.subheader(translate("Lessons"))
lessons = [
    f"**[{translate(lesson.title)}]({address(lesson.page, lesson.state)})** · "
    f"{translate(lesson.sentence)}"
    for lesson in LESSONS
]
half = (len(lessons) + 1) // 2
for column, part in zip(st.columns(2), (lessons[:half], lessons[half:]), strict=True):
    column.markdown("\n\n".join(part))
