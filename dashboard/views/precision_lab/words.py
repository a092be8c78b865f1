"""The errors of both formulas in sentences and tables, and the limits of the dtypes behind them."""

import math
import sys

import numpy as np
from numpy.typing import NDArray

from core.precision.dtypes import DTYPES
from core.precision.exponential_range import exponential_range
from core.precision.formula_errors import LABEL, Errors, Outcome
from core.precision.formula_steps import FormulaSteps
from core.precision.reference_softmax import Reference, reference_arithmetic
from dashboard.text import number, translate
from dashboard.text.markdown import markdown_table
from dashboard.views.precision_lab.controls import RELATIVE, Lab
from dashboard.views.precision_lab.figure import (
    CLASS_COUNTS,
    LARGEST_SIZE,
    MAP_SIZES,
    SMALLEST_SIZE,
    ErrorWords,
)
from dashboard.views.precision_lab.point import ComputedPoint
from dashboard.written_numbers import (
    TIMES,
    fixed_number,
    number_or_zero,
    power_of_ten,
    whole_number,
)

# Of what can be computed, in the order of `exact_numbers`.
_SYMBOLS = {
    ("softmax", "value"): "ŷ₁",
    ("log-softmax", "value"): "log ŷ₁",
    ("cross-entropy", "value"): "L",
    ("softmax", "gradient"): "∂ŷ₁/∂z₁",
    ("log-softmax", "gradient"): "∂log ŷ₁/∂z₁",
    ("cross-entropy", "gradient"): "∂L/∂z₁",
}


def error_words(lab: Lab) -> ErrorWords:
    """The words of the map and of the curve."""
    relative = lab.measure == RELATIVE
    return ErrorWords(
        size=translate("logit size s"),
        size_and_overflow=translate("logit size s (dashed: eˢ overflows)"),
        classes=translate("classes K"),
        error=translate("relative error") if relative else translate("absolute error"),
        log_error=translate("log₁₀ of the relative error")
        if relative
        else translate("log₁₀ of the absolute error"),
        outcomes={Outcome.INFINITE: translate("∞"), Outcome.NOT_A_NUMBER: translate("NaN")},
        naive=translate("textbook formula"),
        stable=translate("stable formula"),
        epsilon=translate("eps of {dtype}", dtype=lab.dtype),
    )


def quantity_in_words(lab: Lab) -> str:
    """What is computed: "the cross-entropy", "the gradient of the softmax"."""
    # The other two are called the same in every language.
    is_loss = lab.quantity == "cross-entropy"
    quantity = translate("cross-entropy") if is_loss else lab.quantity
    if lab.part == "gradient":
        return translate("the gradient of the {quantity}", quantity=quantity)
    return translate("the {quantity}", quantity=quantity)


def values_of(errors: Errors, lab: Lab) -> NDArray[np.float64]:
    """The errors by the measure that was chosen."""
    return errors.relative if lab.measure == RELATIVE else errors.absolute


def map_in_words(errors: Errors, lab: Lab, name: str) -> str:
    """The alternative text of one map."""
    values = values_of(errors, lab)
    broken = np.isnan(values)
    counts = {code: int((errors.outcome == code).sum()) for code in Outcome}
    words = translate(
        "Heat map, {name}, {quantity} in {dtype}: logit sizes from {smallest} to {largest} "
        "across, {fewest} to {most} classes upwards. Of {cells} cells {infinite} are ∞, {nan} "
        "NaN, and in {vanished} an entry became 0.",
        name=name,
        quantity=quantity_in_words(lab),
        dtype=lab.dtype,
        smallest=number(SMALLEST_SIZE),
        largest=fixed_number(LARGEST_SIZE, 0),
        fewest=CLASS_COUNTS[0],
        most=whole_number(CLASS_COUNTS[-1]),
        cells=values.size,
        infinite=counts[Outcome.INFINITE],
        nan=counts[Outcome.NOT_A_NUMBER],
        vanished=counts[Outcome.VANISHED],
    )
    if not broken.all():
        words += " " + translate(
            "Elsewhere the {measure} error is between {least} and {worst}.",
            measure=translate(lab.measure),
            least=number(float(np.nanmin(values))),
            worst=number(float(np.nanmax(values))),
        )
    if broken.any():
        words += " " + translate(
            "The first that is not finite: s = {size}.",
            size=number(float(MAP_SIZES[broken.any(axis=0).argmax()])),
        )
    return words


def curve_in_words(errors: tuple[Errors, Errors], lab: Lab, sizes: NDArray[np.float64]) -> str:
    """The alternative text of the curve."""
    parts = []
    names = (translate("textbook formula"), translate("stable formula"))
    for name, one in zip(names, errors, strict=True):
        values = values_of(one, lab)
        finite = np.isfinite(values)
        parts.append(
            translate(
                "{name}: finite up to s = {last}, error at most {worst}",
                name=name,
                last=number(float(sizes[finite][-1])),
                worst=number(float(values[finite].max())),
            )
            if finite.any()
            else translate("{name}: nowhere finite", name=name)
        )
    return translate(
        "Error of {quantity} against the logit size, {classes} classes, {dtype}. {parts}.",
        quantity=quantity_in_words(lab),
        classes=lab.classes,
        dtype=lab.dtype,
        parts="; ".join(parts),
    )


def reference_in_words(lab: Lab) -> str:
    """What is computed where, and what the error is measured against."""
    return translate(
        "Every operation is rounded to {dtype}; sums run from class 1 to K. *Exact* means the "
        "same logits computed in {reference}. The error of a row is its worst entry; "
        "*relative* means relative to the largest exact entry. The other pages use the stable "
        "formula in float64.",
        dtype=lab.dtype,
        reference=reference_arithmetic(np.dtype(DTYPES[lab.dtype])).name,
    )


def point_in_words(lab: Lab, point: ComputedPoint) -> str:
    """What the two formulas make of the chosen place."""
    computed = lab.quantity, lab.part
    return translate(
        "At the diamond (K = {classes}, s = {size}), {symbol} is {exact}. For {quantity} in "
        "**{dtype}**, the textbook formula **{naive}**; the stable formula **{stable}**.",
        classes=whole_number(lab.classes),
        size=number(lab.size),
        symbol=_SYMBOLS[computed],
        exact=exact_numbers(point.exact)[list(_SYMBOLS).index(computed)],
        dtype=lab.dtype,
        quantity=quantity_in_words(lab),
        naive=_error_in_words(point.errors.naive, lab),
        stable=_error_in_words(point.errors.stable, lab),
    )


def _error_in_words(errors: Errors, lab: Lab) -> str:
    if errors.outcome == Outcome.NOT_A_NUMBER:
        return translate("gives NaN")
    if errors.outcome == Outcome.INFINITE:
        return translate("gives ∞")
    value = float(values_of(errors, lab))
    words = translate("has error {error}", error=number(value)) if value else translate("is exact")
    if errors.outcome == Outcome.VANISHED:
        words += translate(", but rounds a value to 0")
    return words


def cause_in_words(lab: Lab, steps: FormulaSteps) -> str:
    """Why the naive formula does what it does here, from its own steps."""
    limits = exponential_range(lab.dtype)
    if np.isinf(steps.highest):
        return translate(
            "The textbook formula overflows: $z_K$ = {size} is above {overflow}, so "
            "$e^{{z_K}}$ is ∞. Then ŷ₁ = $e^{{z_1}}$/∞ is 0, and $\\hat y_K$ = ∞/∞ is NaN.",
            size=number(lab.size),
            overflow=number(limits.overflow, 6),
        )
    if np.isinf(steps.normalizer):
        return translate(
            "No exponential overflows, but their sum does; divided by ∞, every ŷ is 0."
        )
    if steps.probability == 0:
        return translate(
            "Nothing overflows, but ŷ₁ underflows: it is too small for {dtype} and is rounded "
            "to 0.",
            dtype=lab.dtype,
        )
    is_log_gradient = (lab.quantity, lab.part) == ("log-softmax", "gradient")
    if is_log_gradient and np.isinf(steps.log_probability_gradient):
        return translate(
            "No exponential overflows, but 1/ŷ₁ does: ŷ₁ = {share} is too close to 0.",
            share=number(steps.probability),
        )
    if lab.classes > limits.longest_sum:
        return translate(
            "Nothing overflows, but the sum of {classes} terms stops growing: once it is "
            "{longest} times a term, adding the term changes nothing.",
            classes=whole_number(lab.classes),
            longest=fixed_number(limits.longest_sum, 0),
        )
    return translate("Nothing overflows; both formulas only lose digits to rounding.")


def failures_in_words(lab: Lab) -> str:
    """What is computed in a cell, why the naive formula fails there, and how to read the maps."""
    limits = exponential_range(lab.dtype)
    return (
        translate(
            "Each cell is one softmax in {dtype} (about {digits} digits); its colour is the error "
            "of {quantity}. Its K logits run evenly from −s to s; the true class, 1, has the "
            "lowest. The textbook formula fails where it gives ∞ or ✕ (NaN, “not a number”). There "
            "are two causes. *Overflow*: an $e^z$ or their sum becomes ∞. *Underflow*: ŷ₁ is "
            "rounded to 0, so log ŷ₁ is −∞ and 1/ŷ₁ is ∞. The stable formula first subtracts max "
            "z, the largest logit, so no exponential exceeds 1. It computes log ŷ₁ without ŷ₁ and "
            "stays finite.",
            dtype=lab.dtype,
            digits=round(-math.log10(limits.epsilon)),
            quantity=quantity_in_words(lab),
        )
        + " "
        + translate(
            "Brighter: larger error; an error of 0 is drawn as −17. The mark 0: a value too small "
            "for {dtype} was rounded to 0. Dashed line: s = {overflow}; to its right $e^s$, the "
            "largest exponential, overflows. An ∞ or ✕ to its left comes from a ŷ₁ that is 0 or "
            "too close to 0.",
            dtype=lab.dtype,
            overflow=number(limits.overflow, 6),
        )
    )


def overflow_in_words(lab: Lab, steps: FormulaSteps, exact_loss: float) -> str:
    """Whose fault an overflow is: facts, item 11."""
    return translate(
        r"**“Softmax overflows for large logits”?** Only the textbook formula does. Every ŷ is "
        r"at most 1 and L = {loss}, but the intermediate $e^z$ is too large for {dtype} from z "
        r"= {overflow} on. Subtract m = max z from every logit: no ŷ changes, and the largest "
        r"exponential is $e^0$ = {highest}. For the loss, $\log S - (z_y - m)$ never takes the "
        r"logarithm of a ŷ rounded to 0. More digits only move the limit: float64 fails at z = "
        r"{float64}.",
        loss=number(exact_loss),
        dtype=lab.dtype,
        overflow=number(exponential_range(lab.dtype).overflow, 6),
        highest=number(steps.highest),
        float64=number(exponential_range("float64").overflow, 6),
    )


def limits_table() -> str:
    """The limits of every dtype that a softmax meets, all found by trying."""
    ranges = [exponential_range(dtype) for dtype in DTYPES]
    rows = [
        [translate("e^z is ∞ above z ="), *(number(one.overflow, 6) for one in ranges)],
        [translate("e^z has fewer digits below z ="), *(number(one.last_normal) for one in ranges)],
        [translate("e^z is 0 below z ="), *(number(one.lowest) for one in ranges)],
        [translate("1 + e^z is 1 below z ="), *(number(one.lost_beside_one) for one in ranges)],
        [translate("1 + 1 + … stops growing at"), *(number(one.longest_sum) for one in ranges)],
        [translate("gap after 1 (eps)"), *(number(one.epsilon) for one in ranges)],
    ]
    return markdown_table(["", *DTYPES], rows)


def steps_table(naive: FormulaSteps, stable: FormulaSteps, exact: list[str]) -> str:
    """Every quantity of class 1, naive, stable and exact."""
    first = FormulaSteps._fields.index("probability")
    rows = [
        [name, number_or_zero(left), number_or_zero(right), true]
        for name, left, right, true in zip(
            _SYMBOLS.values(), naive[first:], stable[first:], exact, strict=True
        )
    ]
    head = ["", translate("textbook formula"), translate("stable formula"), translate("exact")]
    return markdown_table(head, rows)


def exact_numbers(exact: Reference) -> list[str]:
    """The column "exact" of `steps_table`; shares below float64's range are written out."""
    log_probability = float(exact.log_probabilities[LABEL])
    log_rest = float(np.log(float(exact.log_softmax_gradient[LABEL])))
    return [
        _number_of_log(log_probability),
        number(log_probability),
        number(float(exact.loss)),
        _number_of_log(log_probability + log_rest),
        number(float(exact.log_softmax_gradient[LABEL])),
        number(float(exact.loss_gradient[LABEL])),
    ]


def few_digits_in_words(lab: Lab, point: ComputedPoint) -> str:
    """The exponentials of class 1 that lie where a dtype has fewer digits; "" if none does."""
    limits = np.finfo(DTYPES[lab.dtype])
    logit = float(point.logits[LABEL])
    exponents = logit, logit - float(point.logits.max())
    parts = [
        translate(
            "For numbers very close to 0, {dtype} keeps few digits: exactly, $e^x$ for x = "
            "{exponent} is {exact}.",
            dtype=lab.dtype,
            exponent=number(exponent),
            exact=_number_of_log(exponent),
        )
        for exponent, one in zip(exponents, (point.naive, point.stable), strict=True)
        if 0 < one.lowest < limits.tiny
    ]
    return " ".join(parts)


def _number_of_log(logarithm: float) -> str:
    r"""e^ of a natural logarithm, to four digits, however small it is.

    >>> _number_of_log(-1.0), _number_of_log(-2000.0)
    ('0.3679', '2.577\xa0×\xa010⁻⁸⁶⁹')
    """
    decades = logarithm / math.log(10)
    whole = math.floor(decades)
    if whole > sys.float_info.min_10_exp:
        return number(math.exp(logarithm))
    return f"{number(10 ** (decades - whole))}{TIMES}{power_of_ten(whole)}"
