"""The way through the layer with its current values, as LaTeX, and what it has in every formula."""

from dashboard.figures.network_numbers import Network, Parameter
from dashboard.text.formulas import (
    aligned,
    latex_factor,
    latex_probability,
    latex_value,
    loss_lines,
    product,
)

NEXT_TERM = r" \\ &\quad + "  # in a line of its own


def latex_parameter(parameter: Parameter) -> str:
    """A weight or bias, counted from 1.

    >>> latex_parameter(Parameter(1, 0)), latex_parameter(Parameter(None, 1))
    ('w_{21}', 'b_{2}')
    """
    return f"{parameter.name[0]}_{{{parameter.name[1:]}}}"


def two_a_line(terms: list[str]) -> str:
    """The sum of terms, two to a line: as many as a phone is wide."""
    return NEXT_TERM.join(" + ".join(terms[at : at + 2]) for at in range(0, len(terms), 2))


def forward_formula(network: Network) -> str:
    """Z = aW + b, a line for each logit; then ŷ, likewise, and the loss without the
    terms with y_k = 0.
    """
    rows = zip(network.weights.T, network.bias, network.computed.logits, strict=True)
    exponentials = [rf"e^{{{latex_value(logit)}}}" for logit in network.computed.logits]
    total = " + ".join(exponentials)
    equals = "=" if len(exponentials) == 2 else r"\\ &="  # more do not leave room on a phone
    return aligned(
        r"z_i &= \sum_p a_p w_{pi} + b_i",
        *(
            rf"z_{{{i}}} &= {two_a_line(list(map(product, network.activations, column)))}"
            rf"{NEXT_TERM}{latex_factor(bias)} = {latex_value(logit)}"
            for i, (column, bias, logit) in enumerate(rows, start=1)
        ),
        r"\hat y_k &= \frac{e^{z_k}}{\sum_j e^{z_j}}",
        *(
            rf"\hat y_{{{k}}} &= \frac{{{exponential}}}{{{total}}} {equals} "
            + latex_probability(network.log_probabilities[k - 1])
            for k, exponential in enumerate(exponentials, start=1)
        ),
        *loss_lines(
            network.log_probabilities,
            network.targets,
            latex_value(float(network.computed.loss)),
            NEXT_TERM,
        ),
    )
