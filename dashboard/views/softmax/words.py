"""The softmax page in sentences and tables: its steps, an entry of the Jacobian, a gradient."""

import numpy as np
from numpy.typing import NDArray

from core.losses.softmax_steps import SoftmaxSteps
from core.symbols import symbol
from dashboard.controls.example.controls import TEMPERATURE
from dashboard.controls.example.words import values_in_words
from dashboard.figures.simplex import CLASSES, TemperatureWords
from dashboard.text import number, translate
from dashboard.views.softmax.figure import FIT, SoftmaxPicture, StepBars
from dashboard.written_numbers import number_or_noise, short_number

_REACHES = (3, 5, 10, 20, 50, 100, 200, np.inf)  # for axes
_TEMPERATURES = {
    "least": short_number(TEMPERATURE.minimum),
    "most": short_number(TEMPERATURE.maximum),
}


def step_bars(picture: SoftmaxPicture, shift: float) -> list[tuple[str, StepBars]]:
    """The four steps with their headings: z, z/T, the exponentials and their sum, ŷ."""
    steps, total = picture.steps, float(picture.exponentials.sum())
    moved, scaled = ("", "z") if shift == 0 else (" + t", "(z + t)")
    # Never narrower than the step before, so that a T above 1 is seen to shorten the bars.
    scaled_axis = _axis(picture.logits, steps.scaled)
    whole = ("Σ", number(float(steps.probabilities.sum())))
    return [
        (
            translate("1 · Logits {logit}", logit=f"z{moved}"),
            _bars(picture.logits, "z", _axis(picture.logits), moved=moved),
        ),
        (
            translate("2 · Divided: u = {scaled}/T", scaled=scaled),
            _bars(steps.scaled, "u", scaled_axis),
        ),
        (
            translate("3 · Exponentials: exp u = eᵘ"),
            _bars(picture.exponentials, "exp u", (0, FIT["margin"] * total), ("Σ", number(total))),
        ),
        (
            translate("4 · Probabilities: ŷ = eᵘ / Σ eᵘ"),
            _bars(steps.probabilities, "ŷ", (0, FIT["margin"]), whole),
        ),
    ]


def _bars(
    values: NDArray[np.float64],
    letter: str,
    bounds: tuple[float, float],
    total: tuple[str, str] | None = None,
    *,
    moved: str = "",
) -> StepBars:
    names = [symbol(letter, index) + moved for index in range(len(values))]
    return StepBars(values, list(map(number, values)), names, bounds, total)


def result_in_words(steps: SoftmaxSteps, shift: float) -> str:
    """The largest probability, or those that tie for it, and that all add up to 1."""
    largest = np.flatnonzero(steps.scaled == steps.maximum)
    values = {
        "shares": " = ".join(symbol("ŷ", int(index)) for index in largest),
        "number": number(float(steps.probabilities.max())),
    }
    if shift == 0:
        return translate(
            "The largest probability is **{shares} = {number}**; all of them add up to 1.",
            **values,
        )
    return translate(
        "The largest probability is **{shares} = {number}**; the shift t has changed none of them.",
        **values,
    )


def overflow_in_words(steps: SoftmaxSteps) -> str:
    """Why a computer subtracts the largest exponent first."""
    return translate(
        r"Why E and not $e^u$? The largest E is 1, so none is too large for a computer. "
        r"$e^m$ = {factor} would multiply every E and S; ŷ = E/S stays the same.",
        factor=number(float(np.exp(steps.maximum))),
    )


def _axis(*rows: NDArray[np.float64]) -> tuple[float, float]:
    """To the first round number that no value exceeds: an axis that seldom changes."""
    largest = max(np.abs(row).max() for row in rows)
    reach = next(reach for reach in _REACHES if largest <= reach)
    return -FIT["margin"] * reach, FIT["margin"] * reach


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
    cold = translate("the class with the largest logit gets probability 1")
    if tied > 1:
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
    triangle = translate(
        "In the triangle above, each corner means probability 1 for one class; the centre means "
        "1/3 for each. The temperature moves the diamond along the curve."
    )
    return f"{triangle}\n\n{sentence}"


def temperature_words() -> TemperatureWords:
    """The words of the picture of the temperature."""
    return TemperatureWords(
        corners=[symbol("ŷ", index) for index in range(CLASSES)],
        curve=translate("ŷ from T = {least} (●) to T = {most} (○)", **_TEMPERATURES),
        target=translate("target y"),
        example=translate("ŷ now"),
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
