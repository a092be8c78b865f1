"""The shared example in words, symbols and rows of a table."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray

from core.losses.cross_entropy import cross_entropy_gradient
from core.symbols import symbol
from dashboard.controls.example.controls import Example
from dashboard.figures.logit_plane import Plane, PlaneWords
from dashboard.text import number, translate

_LARGEST_IN_TABLES = 2.0**53  # beyond it JavaScript's whole numbers have gaps


def class_name(index: int) -> str:
    """What a class is called on an axis or in a table."""
    return translate("class {number}", number=index + 1)


def values_in_words(letter: str, values: Mapping[int, float]) -> str:
    """Values by class: "z₁ = 1.000, z₂ = 2.000"."""
    return ", ".join(f"{symbol(letter, index)} = {number(x)}" for index, x in values.items())


def point_in_words(logits: NDArray[np.float64], plane: Plane) -> str:
    """The two logits of a plane: "z₁ = 1.000, z₂ = 2.000"."""
    return values_in_words("z", {index: logits[index] for index in (plane.first, plane.second)})


def target_in_words(example: Example) -> str:
    """What the example should have been: its true class, or its soft target."""
    if example.true_class is None:
        probabilities = values_in_words("y", {k: y for k, y in enumerate(example.targets) if y})
        return translate("Soft target: {shares}.", shares=probabilities)
    sentence = translate("The true class is {number}.", number=example.true_class + 1)
    if example.smoothing == 0:
        return sentence
    smoothed = translate(
        "Label smoothing sets its target to {own} and that of every other class to {other}.",
        own=number(example.targets[example.true_class]),
        other=number(example.targets[example.true_class - 1]),
    )
    return f"{sentence} {smoothed}"


def held_in_words(example: Example, plane: Plane) -> str:
    """The logits that a plane of two of them keeps fixed; "" where there are no others."""
    held = {k: z for k, z in enumerate(example.logits) if k not in (plane.first, plane.second)}
    if not held:
        return ""
    return translate("Kept fixed: {values}.", values=values_in_words("z", held))


def unit_of_loss_in_words() -> str:
    """What a nat is."""
    return translate("L is measured in nats, the unit of the natural logarithm.")


def difference_in_words() -> str:
    """What a finite difference is, and why it is not quite the derivative."""
    defined = translate(
        "A finite difference, [f(z + h) − f(z − h)]/(2h) with a small h, checks a derivative from "
        "values of f alone."
    )
    return f"{defined} {inexact_in_words()}"


def inexact_in_words() -> str:
    """Why a correct derivative and its finite difference are not quite equal."""
    return translate(
        "A finite difference is only approximate: its step h is not 0, and numbers are rounded."
    )


def delta_in_words() -> str:
    """What Kronecker's δ is."""
    return translate("δ is 1 for k = i and 0 otherwise.")


def plane_words(plane: Plane, example: str) -> PlaneWords:
    """The words of a picture of the plane; `example` is what it calls the example's mark."""
    return PlaneWords(
        first=translate("{symbol} (logit)", symbol=symbol("z", plane.first)),
        second=translate("{symbol} (logit)", symbol=symbol("z", plane.second)),
        loss=translate("L (nats)"),
        example=example,
    )


def example_table(example: Example) -> pd.DataFrame:
    """A row for each class: z, ŷ, y and ∂L/∂z of the cross-entropy."""
    z, y = np.array(example.logits), example.targets
    gradient = cross_entropy_gradient(z, y, temperature=example.temperature)
    return pd.DataFrame(
        {"z": z, "ŷ": example.probabilities, "y": y, "∂L/∂z": gradient},
        index=[class_name(index) for index in range(example.classes)],
    )


def draw_table(table: pd.DataFrame) -> None:
    """Draw numbers aligned and to four significant digits; a download holds all their digits.

    A column with a number that the browser's table would refuse is drawn, and downloaded, as text.
    """
    is_refused = (np.abs(table.to_numpy(np.float64)) > _LARGEST_IN_TABLES).any(axis=0)
    refused = table.columns[is_refused]
    shown = table.assign(**{name: table[name].map(number) for name in refused})
    st.dataframe(
        shown.style.format(number, subset=table.columns[~is_refused]),
        hide_index=isinstance(table.index, pd.RangeIndex),
        column_config={name: st.column_config.TextColumn(alignment="right") for name in refused},
    )
