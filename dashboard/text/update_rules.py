"""Each optimiser's step in LaTeX, as `core.optimizers` takes it, with today's learning rate."""

from dashboard.text.formulas import aligned, latex_number

_MEAN = r"v &\leftarrow 0.9\, v + 0.1\, g"
_SQUARES = r"s &\leftarrow 0.999\, s + 0.001\, g^2"
_SCALED_MEAN = r"\frac{v / (1 - 0.9^t)}{\sqrt{s / (1 - 0.999^t)} + 10^{-8}}"

_RULES = {
    "sgd": (r"\theta &\leftarrow \theta - <eta>\, g",),
    "momentum": (r"v &\leftarrow 0.9\, v + g", r"\theta &\leftarrow \theta - <eta>\, v"),
    "nesterov": (
        r"v &\leftarrow 0.9\, v + g",
        r"\theta &\leftarrow \theta - <eta>\, (g + 0.9\, v)",
    ),
    "adagrad": (
        r"s &\leftarrow s + g^2",
        r"\theta &\leftarrow \theta - <eta>\, \frac{g}{\sqrt{s} + 10^{-10}}",
    ),
    "rmsprop": (
        r"s &\leftarrow 0.99\, s + 0.01\, g^2",
        r"\theta &\leftarrow \theta - <eta>\, \frac{g}{\sqrt{s} + 10^{-8}}",
    ),
    "adam": (_MEAN, _SQUARES, rf"\theta &\leftarrow \theta - <eta>\, {_SCALED_MEAN}"),
    "adamw": (
        _MEAN,
        _SQUARES,
        r"\theta &\leftarrow (1 - 0.01 \cdot <eta>)\, \theta",
        rf"\theta &\leftarrow \theta - <eta>\, {_SCALED_MEAN}",
    ),
}


_SQUARED_ERROR = (
    r"\delta_{nq} &= \hat y_{nq}\bigl[(\hat y_{nq} - y_{nq}) - "
    r"\textstyle\sum_i \hat y_{ni}(\hat y_{ni} - y_{ni})\bigr]"
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
    error = r"\delta_{nq}" if is_squared else r"(\hat y_{nq} - y_{nq})"
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
    r"""The optimiser's step, for every weight and bias θ with its own g, v and s.

    Examples
    --------
    >>> r"\theta - 0.1000\, g" in update_formula("sgd", 0.1)
    True
    """
    rate = latex_number(learning_rate)
    return aligned(*(line.replace("<eta>", rate) for line in _RULES[optimizer]))
