"""Each optimiser's step in LaTeX, as `core.optimizers` takes it, with today's learning rate."""

from dashboard.text.numbers import number

_RULES = {
    "sgd": r"\theta \leftarrow \theta - {eta}\, g",
    "momentum": r"v \leftarrow 0.9\, v + g, \qquad \theta \leftarrow \theta - {eta}\, v",
    "nesterov": (
        r"v \leftarrow 0.9\, v + g, \qquad \theta \leftarrow \theta - {eta}\, (g + 0.9\, v)"
    ),
    "adagrad": (
        r"s \leftarrow s + g^2, \qquad \theta \leftarrow \theta - {eta}\, \frac{g}{\sqrt{s} +"
        r" 10^{-10}}"
    ),
    "rmsprop": (
        r"s \leftarrow 0.99\, s + 0.01\, g^2, \qquad \theta \leftarrow \theta - {eta}\,"
        r" \frac{g}{\sqrt{s} + 10^{-8}}"
    ),
    "adam": (
        r"v \leftarrow 0.9\, v + 0.1\, g, \quad s \leftarrow 0.999\, s + 0.001\, g^2, \quad"
        r" \theta \leftarrow \theta - {eta}\, \frac{v / (1 - 0.9^t)}"
        r"{\sqrt{s / (1 - 0.999^t)} + 10^{-8}}"
    ),
    "adamw": (
        r"v \leftarrow 0.9\, v + 0.1\, g, \quad s \leftarrow 0.999\, s + 0.001\, g^2, \quad"
        r" \theta \leftarrow (1 - 0.01 \cdot {eta})\, \theta - {eta}\, \frac{v / (1 - 0.9^t)}"
        r"{\sqrt{s / (1 - 0.999^t)} + 10^{-8}}"
    ),
}


def gradient_formula(batch_size: int) -> str:
    """The gradient of the mean loss of a mini-batch in one weight."""
    return (
        r"g_{pq} = \frac{\partial L}{\partial w_{pq}} = \frac{1}{B} \sum_{n=1}^{B} a_{np}"
        rf"\,(\hat y_{{nq}} - y_{{nq}}), \qquad B = {batch_size}"
    )


def update_formula(optimizer: str, learning_rate: float) -> str:
    r"""The optimiser's step, for every weight and bias θ with its own g, v and s.

    Examples
    --------
    >>> update_formula("sgd", 0.1)
    '\\theta \\leftarrow \\theta - 0.1000\\, g'
    """
    return _RULES[optimizer].replace("{eta}", number(learning_rate))
