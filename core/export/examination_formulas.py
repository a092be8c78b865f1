"""The source of every formula that explains a reported loss or gradient, for a script.

In it z is (m, classes), y the labels (m,), i their rows and w their weights. T, eps and c are the
numbers that were fitted. A formula sets `loss`, (m,), or `slopes`, (m, classes).
"""

import re

from core.examination.explanation import RIGHT_LOSS, SYMBOLS, Explanation
from core.examination.loss_explanations import SMOOTHED_TARGETS

_LOSS, _SLOPES = "loss = -log_softmax(z)[i, y]", "slopes = softmax(z) - one_hot(y)"
# Of the losses; and the factor of one example's gradient.
REDUCTIONS = {
    "Σᵢ lᵢ / n": ("loss.mean()", "1 / len(y)"),
    "Σᵢ lᵢ": ("loss.sum()", "1"),
    "Σᵢ lᵢ / (nK)": ("loss.sum() / z.size", "1 / z.size"),
    "Σᵢ lᵢ / Σᵢ wᵢ": ("loss.sum() / w.sum()", "1 / w.sum()"),
    "Σᵢ wᵢlᵢ / Σᵢ wᵢ": ("total(loss, w) / w.sum()", "w[row] / w.sum()"),
    "Σᵢ wᵢlᵢ / n": ("total(loss, w) / len(y)", "w[row] / len(y)"),
    "Σᵢ wᵢlᵢ": ("total(loss, w)", "w[row]"),
    "Σᵢ wᵢlᵢ / (nK)": ("total(loss, w) / z.size", "w[row] / z.size"),
}
SCALES = {
    "": "",
    "−": "-",
    "2 · ": "2 * ",
    "1/ln 2 · ": "1 / np.log(2) * ",
    "1/ln 10 · ": "1 / np.log(10) * ",
    "n/(n + m) · ": "len(y) / (len(y) + ignored) * ",
    "c · ": "c * ",
}
_SMOOTHED = dict(
    zip(
        SMOOTHED_TARGETS.values(),
        (
            "q = (1 - eps) * one_hot(y) + eps / classes",
            "q = (1 - eps) * one_hot(y) + eps * (1 - one_hot(y)) / (classes - 1)",
        ),
        strict=True,
    )
)
_SHIFTED = {
    "yᵢ + 1 (mod K)": "z, y, i = logits, (labels + 1) % classes, own",
    "yᵢ − 1 (mod K)": "z, y, i = logits, (labels - 1) % classes, own",
    "yᵢ₊₁, yₙ₊₁ = y₁": "z, y, i = logits, np.roll(labels, -1), own",
    "yᵢ₋₁, y₀ = yₙ": "z, y, i = logits, np.roll(labels, 1), own",
}
_WITHOUT_A_ROW = {
    "yᵢ₊₁, i < n": "z, y, i = logits[:-1], labels[1:], own[:-1]",
    "yᵢ₋₁, i > 1": "z, y, i = logits[1:], labels[:-1], own[:-1]",
}
LOSSES = {
    RIGHT_LOSS: _LOSS,
    "−log softmax(softmax(zᵢ))[yᵢ]": "loss = -log_softmax(softmax(z))[i, y]",
    "−log clip(zᵢ[yᵢ] / Σₖ zᵢ[k], 10⁻⁷, 1 − 10⁻⁷)": "loss = -np.log(clip(z[i, y] / z.sum(axis=1)))",
    "−log (c(zᵢ[yᵢ]) / Σₖ c(zᵢ[k])), c(x) = clip(x, 10⁻⁷, 1 − 10⁻⁷)": (
        "loss = -np.log(clip(z)[i, y] / clip(z).sum(axis=1))"
    ),
    "−log clip(softmax(zᵢ)[yᵢ], 10⁻⁷, 1 − 10⁻⁷)": "loss = -np.log(clip(softmax(z)))[i, y]",
    "−log₂ softmax(zᵢ)[yᵢ]": f"{_LOSS} / np.log(2)",
    "−log₁₀ softmax(zᵢ)[yᵢ]": f"{_LOSS} / np.log(10)",
    "−log (e^zᵢ[yᵢ] / Σⱼ e^zⱼ[yᵢ])": "loss = -log_softmax(z, axis=0)[i, y]",
    f"{RIGHT_LOSS} · n/(n + m)": f"{_LOSS} * len(y) / (len(y) + ignored)",
    "log softmax(zᵢ)[yᵢ]": "loss = log_softmax(z)[i, y]",
    "−log softmax(zᵢ/T)[yᵢ]": "loss = -log_softmax(z / T)[i, y]",
    **{
        f"−log softmax(zᵢ)[y], y = {words}": f"{shifted}\n{_LOSS}"
        for words, shifted in (_SHIFTED | _WITHOUT_A_ROW).items()
    },
    **{
        f"−Σₖ {weight}qᵢ[k] log softmax(zᵢ)[k], q = {targets}": (
            f"{source}\nloss = -({factor}q * log_softmax(z)).sum(axis=1)"
        )
        for targets, source in _SMOOTHED.items()
        for weight, factor in (("", ""), ("w[k] ", "class_weights * "))
    },
}
GRADIENTS = {
    "softmax(zᵢ) − yᵢ": _SLOPES,
    "∂(−log softmax(softmax(zᵢ))[yᵢ])/∂zᵢ": (
        "e = softmax(softmax(z)) - one_hot(y)\n"
        "slopes = softmax(z) * (e - (e * softmax(z)).sum(axis=1, keepdims=True))"
    ),
    "∂(−log(zᵢ[yᵢ] / Σₖ zᵢ[k]))/∂zᵢ": (
        "s, at_label = z.sum(axis=1, keepdims=True), z[i, y, None]\n"
        "slopes = 1 / s - one_hot(y) / at_label\n"
        "slopes[(clip(at_label / s) != at_label / s)[:, 0]] = 0"
    ),
    "nₖ e^zᵢ[k] / Σⱼ e^zⱼ[k] − yᵢ[k]": (
        "slopes = softmax(z, axis=0) * np.bincount(y, minlength=classes) - one_hot(y)"
    ),
    "(softmax(zᵢ) − yᵢ) · [10⁻⁷ < ŷᵢ[yᵢ] < 1 − 10⁻⁷]": (
        f"{_SLOPES}\nslopes[clip(-slopes[i, y]) != -slopes[i, y]] = 0"
    ),
    "softmax(zᵢ/T) − yᵢ": "slopes = softmax(z / T) - one_hot(y)",
    "(softmax(zᵢ/T) − yᵢ)/T": "slopes = (softmax(z / T) - one_hot(y)) / T",
    **{
        f"softmax(zᵢ) − y, y = {words}": f"{shifted}\n{_SLOPES}"
        for words, shifted in _SHIFTED.items()
    },
    **{
        f"softmax(zᵢ) − qᵢ, q = {targets}": f"{source}\nslopes = softmax(z) - q"
        for targets, source in _SMOOTHED.items()
    },
}


def source_of(explanation: Explanation) -> str:
    """The lines of a script that compute the value of an explanation and append it to `explained`.

    Examples
    --------
    >>> print(source_of(Explanation("sum", "Σᵢ lᵢ", RIGHT_LOSS, 2.3, "loss")))
    # Σᵢ lᵢ, lᵢ = −log softmax(zᵢ)[yᵢ]
    z, y, i = logits, labels, own
    loss = -log_softmax(z)[i, y]
    explained.append(["loss", "sum", loss.sum()])
    <BLANKLINE>
    """
    value, factor = REDUCTIONS[explanation.reduction]
    source = (LOSSES if explanation.of == "loss" else GRADIENTS)[explanation.of_example]
    if explanation.of == "gradient":
        value = f"{SCALES[explanation.scale]}{factor} * slopes[row, column]"
    lines = [f"# {explanation.formula}"]
    if not source.startswith("z, y, i"):
        lines.append("z, y, i = logits, labels, own")
    if explanation.parameter is not None:
        name = SYMBOLS[explanation.name].replace("ε", "eps")
        lines.append(f"{name} = {explanation.parameter!r}")
    lines.append(source)
    if re.search(r"\bw\b", value):
        lines.append("w = class_weights[y]")
    lines.append(f'explained.append(["{explanation.of}", "{explanation.name}", {value}])')
    return "\n".join(lines) + "\n"
