"""What explains the printed loss, in a sentence for each explanation that `core` knows."""

import math
from typing import Any

from core.examination.explanation import Explanation
from dashboard.text import english, number, translate
from dashboard.text.markdown import plain
from dashboard.views.your_model.examined import Examined
from dashboard.written_numbers import short_number, whole_number

NEAR_UNIFORM = 0.02  # relative: of the mean loss beside ln K
LONGEST_PRINTED = 24

SENTENCES = {
    "mean": english("{printed} is the mean over the {n} examples."),
    "sum": english("{printed} is the sum over the {n} examples; their mean is {mean}."),
    "mean_over_entries": english(
        "{printed} is the sum over {n} examples, divided by all {entries} logits; the mean is "
        "{mean}."
    ),
    "weighted_mean": english(
        "{printed} is the weighted mean, divided by the sum of the weights; without weights it is "
        "{mean}."
    ),
    "weighted_sum_over_n": english(
        "{printed} is the weighted sum divided by {n}, the number of examples; divided by the "
        "weights it is {weighted_mean}."
    ),
    "softmax_twice": english(
        "{printed} is what comes out when softmax is applied twice; applied once the mean is "
        "{mean}."
    ),
    "logits_as_probabilities": english(
        "{printed} is what comes out when logits are taken for probabilities; the right mean is "
        "{mean}."
    ),
    "clipped": english(
        "{printed} is what comes out when probabilities are clipped at 10⁻⁷; unclipped the mean is "
        "{mean}."
    ),
    "log_base_2": english("{printed} is in bits, with log₂; in nats the mean is {mean}."),
    "log_base_10": english("{printed} is made with log₁₀; in nats the mean is {mean}."),
    "labels_shifted": english(
        "{printed} is what comes out when labels are off by one; the right mean is {mean}."
    ),
    "softmax_over_batch": english(
        "{printed} comes out when softmax runs over the batch; over the classes the mean is {mean}."
    ),
    "ignored_in_denominator": english(
        "{printed} is divided by the ignored examples too; the mean over the {n} others is {mean}."
    ),
    "sign": english(
        "{printed} has the wrong sign: log ŷ in place of −log ŷ, whose mean is {mean}."
    ),
    "temperature": english(
        "{printed} is possible with a temperature T = {parameter}; without it the mean is {mean}."
    ),
    "smoothing_k": english(
        "{printed} is possible with label smoothing ε = {parameter}; without it the mean is {mean}."
    ),
    "smoothing_k_minus_1": english(
        "{printed} is possible with ε = {parameter} spread over the other classes; without it the "
        "mean is {mean}."
    ),
    "none": english(
        "No known convention or mistake gives {printed}: the mean is {mean}, the sum {sum}."
    ),
}
NOTHING_PRINTED = english(
    "The mean loss of the {n} examples is {mean}. Enter what your program printed."
)
SHORT = {
    "mean": english("the mean"),
    "sum": english("the sum"),
    "mean_over_entries": english("divided by all logits"),
    "weighted_mean": english("weighted mean"),
    "weighted_sum_over_n": english("weighted sum over n"),
    "softmax_twice": english("softmax twice"),
    "logits_as_probabilities": english("logits taken for probabilities"),
    "clipped": english("clipped at 10⁻⁷"),
    "log_base_2": english("log₂"),
    "log_base_10": english("log₁₀"),
    "labels_shifted": english("labels off by one"),
    "softmax_over_batch": english("softmax over the batch"),
    "ignored_in_denominator": english("ignored examples counted"),
    "sign": english("wrong sign"),
    "doubled": english("doubled"),
    "temperature": english("a temperature T"),
    "smoothing_k": english("label smoothing, ε/K"),
    "smoothing_k_minus_1": english("label smoothing, ε/(K − 1)"),
    "factor": english("a factor"),
}


def explanations(model: Examined, of: str) -> list[Explanation]:
    """Those of the "loss" or of the "gradient", the likeliest first."""
    return [each for each in model.found.explanations if each.of == of]


def verdict_in_words(model: Examined) -> str:
    """The sentence at the top of the page."""
    first = next(iter(explanations(model, "loss")), None)
    sentence = SENTENCES[first.name] if first else NOTHING_PRINTED
    return translate(sentence, **_values(model, first)) + _knows_nothing_in_words(model)


def gradient_in_words(explanation: Explanation) -> str:
    """Which loss has the gradient that was reported."""
    if explanation.name == "none":
        return translate("No known convention or mistake gives this gradient.")
    name = translate(SHORT[explanation.name])
    if explanation.parameter is not None:
        name += f" = {short_number(explanation.parameter, 4)}"
    return translate("Your gradient is that of: **{name}**.", name=name)


def hedge_in_words(found: list[Explanation]) -> str:
    """How sure the first explanation is: what else fits, and its formula."""
    if not found or found[0].name == "none":
        return ""
    first, *others = found
    parts = []
    if first.together:
        parts.append(
            translate(
                "The digits also fit: {names}.",
                names=", ".join(translate(SHORT[name]) for name in first.together),
            )
        )
    if first.possible:
        parts.append(translate("*Possible* only: a free number can explain almost any loss."))
    elif any(each.possible for each in others):
        parts.append(translate("Possible too: a temperature, label smoothing."))
    parts.append(translate("Formula: {formula}", formula=f"`{first.formula}`"))
    return " ".join(parts)


def _values(model: Examined, explanation: Explanation | None) -> dict[str, Any]:
    found = model.found
    n, classes = len(found.losses), len(found.recall)
    parameter = explanation.parameter if explanation else None
    return {
        "printed": plain(model.printed.replace("-", "−"), LONGEST_PRINTED),
        "parameter": "" if parameter is None else short_number(parameter, 4),
        "n": whole_number(n),
        "entries": whole_number(n * classes),
        "mean": number(found.reductions.mean),
        "sum": number(found.reductions.sum),
        "weighted_mean": number(found.reductions.weighted_mean),
    }


def _knows_nothing_in_words(model: Examined) -> str:
    """That the mean loss is that of a uniform guess, where every prediction is nearly one."""
    found, classes = model.found, len(model.found.recall)
    uniform = math.log(classes)
    is_near = abs(found.reductions.mean - uniform) <= NEAR_UNIFORM * uniform
    if classes == 1 or not is_near or found.confidence.mean() > 1.5 / classes:
        return ""
    return " " + translate(
        "A mean near ln {classes} = {uniform}: the layer knows nothing yet.",
        classes=whole_number(classes),
        uniform=number(uniform),
    )
