"""The bugs as the page tells of them: a record each, and one for a program without a bug."""

from collections.abc import Mapping
from dataclasses import dataclass

from core.bugs.gradient_bugs import NO_BUG
from dashboard.text import English, english

_ERROR = r"\frac{\hat y_{nq} - y_{nq}}{T}"
_WEIGHT = r"\frac{\partial L}{\partial w_{pq}} &= "
_BIAS = r"\frac{\partial L}{\partial b_q} &= "
_LOGIT = r"\frac{\partial L}{\partial z_q} &= "
_MEAN = r"\frac{1}{B} \sum_{n=1}^{B} "
_RIGHT_WEIGHT = _WEIGHT + _MEAN + r"a_{np}\, " + _ERROR
_RIGHT_BIAS = _BIAS + _MEAN + _ERROR

# The steps of the gradient that a bug may break.
_TO_PROBABILITIES = english("from z to ŷ")
_TO_LOGIT_GRADIENT = english("from ŷ to ∂L/∂z")
_TO_MEAN = english("the mean over the batch")
_TO_BIAS_GRADIENT = english("from ∂L/∂z to ∂L/∂b")


@dataclass(frozen=True)
class DescribedBug:
    """One bug; its sentences are translated where they are drawn.

    Attributes
    ----------
    broken_step : of the gradient; "" where none is.
    lines : LaTeX: the right line and the wrong one, whose wrong terms stand in double brackets.
    explanation : what it does to the numbers of a check, a template.
    see_also : what is seen on the page that explains it.
    page, state : that page's path and the parameters of its URL.
    """

    name: English
    meaning: English
    broken_step: str
    lines: tuple[str, str]
    explanation: English
    see_also: English
    page: str
    state: Mapping[str, object]


DESCRIBED_BUGS: Mapping[str, DescribedBug] = {
    NO_BUG: DescribedBug(
        "No bug",
        "This choice means: every formula is correct.",
        "",
        (_RIGHT_WEIGHT, _RIGHT_BIAS),
        "The program's gradients equal the finite differences up to a relative error of {worst}. "
        "They are right for cross-entropy only: the gradient of squared error also contains the "
        "Jacobian (all ∂ŷₖ/∂zᵢ). It almost vanishes where the prediction is confident and wrong.",
        "squared error: where its gradient almost vanishes",
        "loss_surface",
        {"z1": -4, "z2": 4, "tab": "saturation"},
    ),
    "sign": DescribedBug(
        "Wrong sign",
        "The gradient is y − ŷ instead of ŷ − y.",
        _TO_LOGIT_GRADIENT,
        (_RIGHT_WEIGHT, _WEIGHT + _MEAN + r"a_{np}\, [[\frac{y_{nq} - \hat y_{nq}}{T}]]"),
        "Every gradient is {ratio} times the correct one, so θ ← θ − η g goes uphill: the loss "
        "rises and accuracy falls.",
        "−∇L as arrows: the direction in which L falls fastest",
        "gradient_field",
        {"K": 2, "z1": -1, "z2": 3},
    ),
    "sum for mean": DescribedBug(
        "Sum instead of mean",
        "The gradient is the sum over the batch instead of the mean.",
        _TO_MEAN,
        (_RIGHT_WEIGHT, _WEIGHT + r"[[\sum_{n=1}^{B}]]\, a_{np}\, " + _ERROR),
        "Every gradient is {ratio} times the correct one: the batch has {batch} examples. This "
        "acts like a learning rate {batch} times as large. Change the batch size and the factor "
        "changes; with batches of 1 the bug is invisible.",
        "a mini-batch gradient: the mean of the gradients of its examples",
        "training",
        {"data": "iris", "batch": 16, "step": 20, "tab": "gradient"},
    ),
    "bias over classes": DescribedBug(
        "Bias summed over classes",
        "∂L/∂b is also summed over the classes, so it is 0.",
        _TO_BIAS_GRADIENT,
        (_RIGHT_BIAS, _BIAS + _MEAN + r"[[\sum_k]]\, \frac{\hat y_{nk} - y_{nk}}{T} = 0"),
        "The gradient of W is correct, that of every bias b is wrong: at most {bias} where up to "
        "{right_bias} is correct. ŷ and y both sum to 1, so the sum of ŷ − y over the classes is "
        "always 0. So b never changes.",
        "∂L/∂b: one number for each class",
        "backprop",
        {"parameter": "b1", "tab": "gradients"},
    ),
    "softmax twice": DescribedBug(
        "Softmax twice",
        "Softmax is applied twice: its output is used as logits again.",
        _TO_PROBABILITIES,
        (
            r"\hat y_n &= \operatorname{softmax}(z_n / T)",
            r"\hat y_n &= [[\operatorname{softmax}]]\bigl(\operatorname{softmax}(z_n / T)\bigr)",
        ),
        "The second softmax receives probabilities, which differ by at most 1, so it can never be "
        "confident. The reported loss stays above log(1 + ({classes} − 1)/e) = {floor} nats, and ŷ "
        "− y never gets small. The weights keep growing although accuracy looks fair. Before the "
        "first step the bug is invisible: all ŷ are equal.",
        "the softmax of ŷ = (1, 0, 0): the most confident ŷ used as logits",
        "softmax",
        {"z1": 1, "z2": 0, "z3": 0},
    ),
    "missing 1/T": DescribedBug(
        "Missing 1/T",
        "The factor 1/T from the chain rule is missing.",
        _TO_LOGIT_GRADIENT,
        (_RIGHT_WEIGHT, _WEIGHT + _MEAN + r"a_{np}\, [[(\hat y_{nq} - y_{nq})]]"),
        "Every gradient is {ratio} times the correct one: T = {temperature}. This acts like a "
        "different learning rate, so the curves look fine. At T = 1 the bug is invisible.",
        "T = 0.1: every derivative with and without the factor 1/T",
        "softmax",
        {"T": 0.1, "z1": 1.2, "z2": 1},
    ),
    "diagonal only": DescribedBug(
        "Diagonal only",
        "Only the diagonal ∂ŷₖ/∂zₖ of the Jacobian (all ∂ŷₖ/∂zᵢ) is used.",
        _TO_LOGIT_GRADIENT,
        (
            _LOGIT + r"\sum_k \frac{\partial L}{\partial \hat y_k}\, "
            r"\frac{\partial \hat y_k}{\partial z_q} = \frac{\hat y_q - y_q}{T}",
            _LOGIT + r"[[\frac{\partial L}{\partial \hat y_q}\, "
            r"\frac{\partial \hat y_q}{\partial z_q}]] = -\frac{y_q (1 - \hat y_q)}{T}",
        ),
        "The gradients of b sum to {sum}; the correct ones always sum to 0. Only the logit of the "
        "true class is pushed up; no other is pushed down. The program still learns, which is why "
        "this bug often goes unnoticed.",
        "the paths of one weight, without the off-diagonal terms",
        "backprop",
        {"parameter": "w21", "target": 2, "diagonal_only": "true"},
    ),
    "naive exp": DescribedBug(
        "Textbook exp",
        "e^(z/T) is computed without subtracting the largest z/T first.",
        _TO_PROBABILITIES,
        (
            r"\hat y_k &= \frac{e^{(z_k - m)/T}}{\sum_j e^{(z_j - m)/T}}, \quad m = \max_j z_j",
            r"\hat y_k &= \frac{e^{[[z_k]]/T}}{\sum_j e^{[[z_j]]/T}}",
        ),
        "As long as z/T stays below {limit}, the program is correct except for rounding. The "
        "largest z/T of this check is {largest}. Above the limit e^(z/T) is ∞, and ∞/∞ is NaN "
        "(“not a number”).",
        "subtracting the largest logit: what it does to every exponential",
        "softmax",
        {"z1": 10, "T": 0.1, "shift": 10},
    ),
}
