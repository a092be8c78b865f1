"""The source of every formula that explains a reported loss or gradient, for a script.

In it z is (m, classes), y the labels (m,), i their rows and w their weights; `free` is the number
that was fitted. A loss sets `l`, (m,), and a gradient `d`, (m, classes).
"""

from core.examination.explanation import RIGHT_LOSS, Explanation
from core.examination.loss_explanations import SMOOTHED_TARGETS

_LOSS, _ERRORS = "l = -log_softmax(z)[i, y]", "d = softmax(z) - one_hot(y)"
# The weight of each example, and what the sum over them is divided by.
REDUCTIONS = {
    "Σᵢ lᵢ / n": ("np.ones(len(y))", "len(y)"),
    "Σᵢ lᵢ": ("np.ones(len(y))", "1"),
    "Σᵢ lᵢ / (nK)": ("np.ones(len(y))", "z.size"),
    "Σᵢ lᵢ / Σᵢ wᵢ": ("np.ones(len(y))", "w.sum()"),
    "Σᵢ wᵢlᵢ / Σᵢ wᵢ": ("w", "w.sum()"),
    "Σᵢ wᵢlᵢ / n": ("w", "len(y)"),
    "Σᵢ wᵢlᵢ": ("w", "1"),
    "Σᵢ wᵢlᵢ / (nK)": ("w", "z.size"),
}
SCALES = {
    "": "",
    "−": " * -1",
    "2 · ": " * 2",
    "1/ln 2 · ": " / np.log(2)",
    "1/ln 10 · ": " / np.log(10)",
    "n/(n + m) · ": " * len(y) / (len(y) + ignored)",
    "c · ": " * free",
}
_SMOOTHED = dict(
    zip(
        SMOOTHED_TARGETS.values(),
        (
            "q = (1 - free) * one_hot(y) + free / classes",
            "q = (1 - free) * one_hot(y) + free * (1 - one_hot(y)) / (classes - 1)",
        ),
        strict=True,
    )
)
_SHIFTED = {
    "yᵢ + 1 (mod K)": "y = (labels + 1) % classes",
    "yᵢ − 1 (mod K)": "y = (labels - 1) % classes",
    "yᵢ₊₁, yₙ₊₁ = y₁": "y = np.roll(labels, -1)",
    "yᵢ₋₁, y₀ = yₙ": "y = np.roll(labels, 1)",
}
_WITHOUT_A_ROW = {
    "yᵢ₊₁, i < n": "z, y, i = logits[:-1], labels[1:], own[:-1]",
    "yᵢ₋₁, i > 1": "z, y, i = logits[1:], labels[:-1], own[:-1]",
}
LOSSES = {
    RIGHT_LOSS: _LOSS,
    "−log softmax(softmax(zᵢ))[yᵢ]": "l = -log_softmax(softmax(z))[i, y]",
    "−log clip(zᵢ[yᵢ] / Σₖ zᵢ[k], 10⁻⁷, 1 − 10⁻⁷)": "l = -np.log(clip(z[i, y] / z.sum(axis=1)))",
    "−log (c(zᵢ[yᵢ]) / Σₖ c(zᵢ[k])), c(x) = clip(x, 10⁻⁷, 1 − 10⁻⁷)": (
        "l = -np.log(clip(z)[i, y] / clip(z).sum(axis=1))"
    ),
    "−log clip(softmax(zᵢ)[yᵢ], 10⁻⁷, 1 − 10⁻⁷)": "l = -np.log(clip(softmax(z)))[i, y]",
    "−log₂ softmax(zᵢ)[yᵢ]": f"{_LOSS} / np.log(2)",
    "−log₁₀ softmax(zᵢ)[yᵢ]": f"{_LOSS} / np.log(10)",
    "−log (e^zᵢ[yᵢ] / Σⱼ e^zⱼ[yᵢ])": "l = -log_softmax(z, axis=0)[i, y]",
    f"{RIGHT_LOSS} · n/(n + m)": f"{_LOSS} * len(y) / (len(y) + ignored)",
    "log softmax(zᵢ)[yᵢ]": "l = log_softmax(z)[i, y]",
    "−log softmax(zᵢ/T)[yᵢ]": "l = -log_softmax(z / free)[i, y]",
    **{
        f"−log softmax(zᵢ)[y], y = {words}": f"{shifted}\n{_LOSS}"
        for words, shifted in (_SHIFTED | _WITHOUT_A_ROW).items()
    },
    **{
        f"−Σₖ {weight}qᵢ[k] log softmax(zᵢ)[k], q = {targets}": (
            f"{source}\nl = -({factor}q * log_softmax(z)).sum(axis=1)"
        )
        for targets, source in _SMOOTHED.items()
        for weight, factor in (("", ""), ("w[k] ", "class_weights * "))
    },
}
GRADIENTS = {
    "softmax(zᵢ) − yᵢ": _ERRORS,
    "∂/∂zᵢ −log softmax(softmax(zᵢ))[yᵢ]": (
        "e = softmax(softmax(z)) - one_hot(y)\n"
        "d = softmax(z) * (e - (e * softmax(z)).sum(axis=1, keepdims=True))"
    ),
    "∂/∂zᵢ −log(zᵢ[yᵢ] / Σₖ zᵢ[k])": (
        "s, at_label = z.sum(axis=1, keepdims=True), z[i, y, None]\n"
        "d = 1 / s - one_hot(y) / at_label\n"
        "d[(clip(at_label / s) != at_label / s)[:, 0]] = 0"
    ),
    "nₖ e^zᵢ[k] / Σⱼ e^zⱼ[k] − yᵢ[k]": (
        "d = softmax(z, axis=0) * np.bincount(y, minlength=classes) - one_hot(y)"
    ),
    "(softmax(zᵢ) − yᵢ) · [10⁻⁷ < ŷᵢ[yᵢ] < 1 − 10⁻⁷]": (
        f"{_ERRORS}\nd[clip(-d[i, y]) != -d[i, y]] = 0"
    ),
    "softmax(zᵢ/T) − yᵢ": "d = softmax(z / free) - one_hot(y)",
    "(softmax(zᵢ/T) − yᵢ)/T": "d = (softmax(z / free) - one_hot(y)) / free",
    **{
        f"softmax(zᵢ) − y, y = {words}": f"{shifted}\n{_ERRORS}"
        for words, shifted in _SHIFTED.items()
    },
    **{
        f"softmax(zᵢ) − qᵢ, q = {targets}": f"{source}\nd = softmax(z) - q"
        for targets, source in _SMOOTHED.items()
    },
}


def source_of(explanation: Explanation) -> str:
    """The lines of a script that compute the value of an explanation and append it to `explained`.

    Examples
    --------
    >>> print(source_of(Explanation("sum", "Σᵢ lᵢ", RIGHT_LOSS, 2.3, "loss")))
    # Σᵢ lᵢ, lᵢ = −log softmax(zᵢ)[yᵢ]
    z, y, i, free = logits, labels, own, None
    l = -log_softmax(z)[i, y]
    w = class_weights[y]
    explained.append(["loss", "sum", total(l, np.ones(len(y))) / 1])
    <BLANKLINE>
    """
    weights, divisor = REDUCTIONS[explanation.reduction]
    formulas = LOSSES if explanation.of == "loss" else GRADIENTS
    of_entry = f"({weights} * d[:, column])[row]" if explanation.of == "gradient" else ""
    value = of_entry or f"total(l, {weights})"
    return (
        f"# {explanation.formula}\n"
        f"z, y, i, free = logits, labels, own, {explanation.parameter!r}\n"
        f"{formulas[explanation.of_example]}\n"
        f"w = class_weights[y]\n"
        f'explained.append(["{explanation.of}", "{explanation.name}", '
        f"{value} / {divisor}{SCALES[explanation.scale]}])\n"
    )
