"""The softmax page in sentences and tables: its steps, an entry of the Jacobian, a gradient."""

import numpy as np
from numpy.typing import NDArray

from core.losses.softmax_steps import SoftmaxSteps
from core.symbols import symbol
from dashboard.controls.example.controls import TEMPERATURE
from dashboard.controls.example.words import values_in_words
from dashboard.figures.simplex import CLASSES, TemperatureWords
from dashboard.text import number, translate
from dashboard.views.softmax.figure import ShiftWords, SoftmaxPicture, StepBars
from dashboard.views.softmax.jacobian_figure import JacobianWords
from dashboard.written_numbers import number_or_noise, short_number

_REACHES = (3, 5, 10, 20, 50, 100, 200, np.inf)  # for axes
_TEMPERATURES = {
    "least": short_number(TEMPERATURE.minimum),
    "most": short_number(TEMPERATURE.maximum),
}


def step_bars(picture: SoftmaxPicture, shift: float) -> list[tuple[str, StepBars]]:
    """The four steps with their headings: z, z/T, the exponentials and their sum, ŷ."""
    steps = picture.steps
    reach = _reach(picture.logits)
    # Never narrower than the step before, so that a T above 1 is seen to shorten the bars.
    scaled_reach = max(reach, _reach(steps.scaled))
    normalizer, total = float(steps.normalizer), float(steps.probabilities.sum())
    logit, moved, scaled = ("z", "", "z") if shift == 0 else ("z + t", " + t", "(z + t)")
    return [
        (
            translate("1 · Logits {logit}", logit=logit),
            _bars(
                picture.logits,
                ("z", moved),
                logit,
                _around(reach),
            ),
        ),
        (
            translate("2 · Divided: u = {scaled}/T", scaled=scaled),
            _bars(steps.scaled, ("u", ""), "u", _around(scaled_reach)),
        ),
        (
            translate("3 · Exponentials E, sum S"),
            _bars(
                steps.unnormalized,
                ("E", ""),
                "E = e<sup>u − m</sup>",
                (0, 1.04 * normalizer),
                ("S", number(normalizer)),
            ),
        ),
        (
            translate("4 · Probabilities ŷ = E/S"),
            _bars(steps.probabilities, ("ŷ", ""), "ŷ = E/S", (0, 1.04), ("Σ", number(total))),
        ),
    ]


def _bars(
    values: NDArray[np.float64],
    around_the_class: tuple[str, str],
    title: str,
    bounds: tuple[float, float],
    total: tuple[str, str] | None = None,
) -> StepBars:
    before, after = around_the_class
    names = [symbol(before, index) + after for index in range(len(values))]
    return StepBars(values, [number(float(x)) for x in values], names, title, bounds, total)


def _reach(values: NDArray[np.float64]) -> float:
    """The first round number that no value exceeds: an axis that seldom changes."""
    return float(next(reach for reach in _REACHES if np.abs(values).max() <= reach))


def _around(reach: float) -> tuple[float, float]:
    return -1.05 * reach, 1.05 * reach


def shift_words(classes: int) -> ShiftWords:
    """The words of the picture of the shift."""
    return ShiftWords(
        shift=translate("shift t (added to every logit)"),
        exponent="u, log Σ eᵘ",
        log_normalizer="log Σ eᵘ",
        classes=[symbol("u", index) for index in range(classes)],
    )


def jacobian_words(jacobian: NDArray[np.float64]) -> JacobianWords:
    """The words of the heat map."""
    classes = range(len(jacobian))
    return JacobianWords(
        logit=translate("column i: logit zᵢ"),
        probability=translate("row k: probability ŷₖ"),
        logits=[symbol("z", index) for index in classes],
        probabilities=[symbol("ŷ", index) for index in classes],
        numbers=np.array([[number(float(entry)) for entry in row] for row in jacobian]),
    )


def entry_in_words(k: int, i: int, value: float) -> str:
    """What the chosen entry says, k and i from 0."""
    words = {"share": symbol("ŷ", k), "logit": symbol("z", i), "number": number(abs(value))}
    if k == i:
        return translate(
            r"**k = i.** {logit} is in the numerator of {share} and in the sum $\sum_j "
            "e^{{z_j/T}}$. Raising {logit} a little raises {share}, by {number} per unit of "
            "{logit}; the effect is smaller when {share} is near 0 or 1.",
            **words,
        )
    return translate(
        r"**k ≠ i.** {logit} is in {share} only through the sum $\sum_j e^{{z_j/T}}$. Raising "
        "{logit} a little makes this sum larger and so {share} smaller, by {number} per unit of "
        "{logit}.",
        **words,
    )


def step_in_words(heading: str, step: StepBars) -> str:
    """The alternative text of one step."""
    readings = [f"{name} = {text}" for name, text in zip(step.names, step.numbers, strict=True)]
    if step.total is not None:
        readings.append(" = ".join(step.total))
    return translate("Step {heading}: {values}.", heading=heading, values=", ".join(readings))


def shift_in_words(picture: SoftmaxPicture, shift: float, temperature: float) -> str:
    """What the shift has done to the exponentials, to the log-normalizer, and not to ŷ."""
    if shift == 0:
        return translate(
            r"Drag t. Every $e^{u}$ and their sum are multiplied by $e^{t/T}$, so $\log \sum "
            "e^{u}$ moves by $t/T$. From this dashed line to the line $u_k$ the distance is "
            r"$-\log \hat y_k$; it stays the same, and so does every ŷ."
        )
    change = np.abs(picture.steps.probabilities - picture.unshifted.probabilities).max()
    rise = picture.steps.log_normalizer - picture.unshifted.log_normalizer
    return translate(
        "t = {shift} multiplies every $e^{{u}}$ and their sum by $e^{{t/T}}$ = {factor}, so "
        r"$\log \sum e^{{u}}$ **moves** by $t/T$ = {moved}. The distance from this dashed line to "
        r"the line $u_k$, $-\log \hat y_k$, stays the same: **no ŷ changes** (largest change "
        "{change}{rounding}).",
        shift=number(shift),
        factor=number(float(np.exp(shift / temperature))),
        moved=number(float(rise)),
        change=number_or_noise(float(change)),
        rounding=translate(", by rounding") if change else "",
    )


def temperature_in_words(steps: SoftmaxSteps, temperature: float) -> str:
    """Where T has put ŷ, and where it would go."""
    classes = len(steps.probabilities)
    tied = int((steps.scaled == steps.maximum).sum())
    if tied == 1:
        cold = translate("the class with the largest logit gets probability 1")
    else:
        cold = translate(
            "the {tied} classes with the largest logit get probability {share} each",
            tied=tied,
            share=number(1 / tied),
        )
    sentence = translate(
        "At T = {temperature} the largest ŷ is {largest}. As T goes to 0, {cold}; as T grows, "
        "every ŷ approaches $1/K$ = {even}. The ranking never changes. Every derivative ∂ŷₖ/∂zᵢ "
        "has a factor $1/T$.",
        temperature=number(temperature),
        largest=number(float(steps.probabilities.max())),
        cold=cold,
        even=number(1 / classes),
    )
    if classes != CLASSES:
        return sentence
    return (
        translate(
            "Each corner means probability 1 for one class; the centre means 1/3 for each. The "
            "temperature moves the diamond along the curve."
        )
        + "\n\n"
        + sentence
    )


def temperature_words() -> TemperatureWords:
    """The words of the picture of the temperature."""
    return TemperatureWords(
        corners=[symbol("ŷ", index) for index in range(CLASSES)],
        curve=translate("ŷ from T = {least} (●) to T = {most} (○)", **_TEMPERATURES),
        target=translate("target y"),
        example=translate("ŷ now"),
    )


def shift_lines_in_words(steps: SoftmaxSteps) -> str:
    """The alternative text of the picture of the shift."""
    return translate(
        "Parallel lines over the shift: each u and, above them, log Σ e^u, now at {value}.",
        value=number(float(steps.log_normalizer)),
    )


def jacobian_in_words(jacobian: NDArray[np.float64], k: int, i: int) -> str:
    """The alternative text of the heat map, with the chosen entry, k and i from 0."""
    return translate(
        "The Jacobian as a heat map of {classes} by {classes} entries, positive on the diagonal "
        "and negative off it. Chosen: ∂{share}/∂{logit} = {value}.",
        classes=len(jacobian),
        share=symbol("ŷ", k),
        logit=symbol("z", i),
        value=number(float(jacobian[k, i])),
    )


def simplex_in_words(probabilities: NDArray[np.float64], targets: NDArray[np.float64]) -> str:
    """The alternative text of the simplex."""
    return translate(
        "The probabilities of three classes as a point in a triangle: ŷ at {probabilities}, the "
        "target at {targets}, and the path of ŷ as T goes from {least} to {most}.",
        probabilities=values_in_words("ŷ", dict(enumerate(probabilities))),
        targets=values_in_words("y", dict(enumerate(targets))),
        **_TEMPERATURES,
    )
