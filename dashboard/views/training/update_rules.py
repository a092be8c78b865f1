"""Each optimiser's step in LaTeX, as `core.optimizers` takes it, with today's learning rate."""

from dashboard.text.formulas import aligned, latex_number
from dashboard.text.translation import english, translate

_MEAN = r"v &\leftarrow 0.9\, v + 0.1\, g"
_SQUARES = r"G &\leftarrow 0.999\, G + 0.001\, g^2"
_SCALED_MEAN = r"\frac{v / (1 - 0.9^t)}{\sqrt{G / (1 - 0.999^t)} + 10^{-8}}"

_RULES = {
    "sgd": (r"\theta &\leftarrow \theta - <eta>\, g",),
    "momentum": (r"v &\leftarrow 0.9\, v + g", r"\theta &\leftarrow \theta - <eta>\, v"),
    "nesterov": (
        r"v &\leftarrow 0.9\, v + g",
        r"\theta &\leftarrow \theta - <eta>\, (g + 0.9\, v)",
    ),
    "adagrad": (
        r"G &\leftarrow G + g^2",
        r"\theta &\leftarrow \theta - <eta>\, \frac{g}{\sqrt{G} + 10^{-10}}",
    ),
    "rmsprop": (
        r"G &\leftarrow 0.99\, G + 0.01\, g^2",
        r"\theta &\leftarrow \theta - <eta>\, \frac{g}{\sqrt{G} + 10^{-8}}",
    ),
    "adam": (_MEAN, _SQUARES, rf"\theta &\leftarrow \theta - <eta>\, {_SCALED_MEAN}"),
    "adamw": (
        _MEAN,
        _SQUARES,
        r"\theta &\leftarrow (1 - 0.01 \cdot <eta>)\, \theta",
        rf"\theta &\leftarrow \theta - <eta>\, {_SCALED_MEAN}",
    ),
}


_MEANINGS = {
    "momentum": english("v: past gradients added up, each fading by the factor 0.9 per step."),
    "nesterov": english("v: past gradients added up, each fading by the factor 0.9 per step."),
    "adagrad": english("G: the sum of all past g²."),
    "rmsprop": english("G: the running mean of g²."),
    "adam": english("v and G: running means of g and g²; t: the number of the update."),
    "adamw": english("v and G: running means of g and g²; t: the number of the update."),
}
_SQUARED_ERROR = (
    r"\frac{\partial L_n}{\partial z_{nq}} &= \hat y_{nq}\bigl[(\hat y_{nq} - y_{nq}) - "
    r"\textstyle\sum_k \hat y_{nk}(\hat y_{nk} - y_{nk})\bigr]"
)


def gradient_formula(batch_size: int, loss: str = "cross-entropy", l2: float = 0.0) -> str:
    r"""The gradient of the mean loss of a mini-batch in one weight, with the penalty's.

    On as many lines as a phone has room for.

    Examples
    --------
    >>> gradient_formula(32, l2=0.5).count(r"0.5000\, w_{pq}")
    1
    """
    is_squared = loss == "squared error"
    error = r"\frac{\partial L_n}{\partial z_{nq}}" if is_squared else r"(\hat y_{nq} - y_{nq})"
    lines = [
        r"g_{pq} &= \frac{\partial L}{\partial w_{pq}} = "
        rf"\frac{{1}}{{{batch_size}}} \sum_{{n=1}}^{{{batch_size}}} a_{{np}}\,{error}"
    ]
    if l2:
        lines.append(rf"&\quad + {latex_number(l2)}\, w_{{pq}}")
    if is_squared:
        lines.append(_SQUARED_ERROR)
    return aligned(*lines)


def update_formula(optimizer: str, learning_rate: float) -> str:
    r"""The optimiser's step, for every weight and bias θ with its own g, v and G.

    Examples
    --------
    >>> r"\theta - 0.1000\, g" in update_formula("sgd", 0.1)
    True
    """
    rate = latex_number(learning_rate)
    return aligned(*(line.replace("<eta>", rate) for line in _RULES[optimizer]))


def symbols_in_words(optimizer: str, loss: str) -> str:
    """What the symbols of both formulas stand for.

    Examples
    --------
    >>> symbols_in_words("adagrad", "cross-entropy")
    'Each weight and bias in θ has its own entry of the gradient g. G: the sum of all past g².'
    """
    parts = [translate("Each weight and bias in θ has its own entry of the gradient g.")]
    if optimizer in _MEANINGS:
        parts.append(translate(_MEANINGS[optimizer]))
    if loss == "squared error":
        parts.append(translate("Lₙ: the loss of example n."))
    return " ".join(parts)
