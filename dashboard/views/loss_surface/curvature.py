"""The Hessian's axes at the example: where the loss curves, where it is flat."""

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.landscape.hessian_axes import HessianAxes, hessian_axes
from core.landscape.logit_line import SecondDifference, second_difference
from core.losses.cross_entropy import cross_entropy_hessian
from core.symbols import symbol
from dashboard.components.figure import draw_figure
from dashboard.controls.example.controls import Example
from dashboard.controls.example.logit_plane import map_in_hand
from dashboard.controls.example.words import delta_in_words
from dashboard.figures.logit_plane import PlaneWords
from dashboard.text import number, signed_number, translate
from dashboard.text.curvature_formulas import hessian_formula
from dashboard.text.markdown import markdown_table
from dashboard.views.loss_surface.figure import (
    MAP_ASPECT,
    LossSurface,
    hessian_marks,
    map_figure,
)

SECOND_DIFFERENCE_STEP = 1e-3  # at T = 1; of order eps^¼, where its error is least


def draw_curvature(example: Example, surface: LossSurface, words: PlaneWords) -> None:
    """The axes on a map, and the K eigenvalues of all logits moved together."""
    plane = surface.plane
    both = [plane.first, plane.second]
    logits = np.array(example.logits)
    st.markdown(
        translate(
            "The Hessian ∇²L is the matrix of second derivatives of L. The arms of the black "
            "cross on the map are its axes; the curvature along each is an *eigenvalue* μ."
        )
    )
    st.markdown(
        translate(
            "**A long arm means a flat direction**; very long arms are cut at a sixth of the map. "
            "∇²L depends on ŷ and T, not on the target.",
        )
    )
    left, right = st.columns(2)
    with left:
        draw_figure(
            map_figure(surface, words, hessian_marks(surface)),
            key="curvature_map",
            alternative=translate(
                "The map of the loss with a cross at the current example, whose arms are the axes "
                "of the Hessian."
            ),
            aspect=MAP_ASPECT,
            live=map_in_hand(example, plane, trace=3, traces={"edge": 1, "cross": 2}),
        )
    right.markdown(
        translate(
            "**On the map**, where only {first} and {second} change:",
            first=symbol("z", plane.first),
            second=symbol("z", plane.second),
        )
    )
    right.markdown(_table(surface.axes, _second(example, surface.axes), both))
    hessian = cross_entropy_hessian(logits, temperature=example.temperature)
    right.latex(hessian_formula(example.probabilities, hessian, example.temperature, sorted(both)))
    right.markdown(delta_in_words())
    axes = hessian_axes(logits, temperature=example.temperature)
    second = _second(example, axes)
    st.markdown(
        translate(
            "With **all {classes} logits** free: one eigenvalue is always 0, in the direction "
            "(1, …, 1), so ∇²L has no inverse.",
            classes=example.classes,
        )
    )
    st.markdown(_table(axes, second, list(range(example.classes))))
    st.markdown(
        translate(
            "The second difference [L(z + hv) − 2L(z) + L(z − hv)]/h², with a small step h "
            "along an axis v, checks μ from values of L alone. Values between ±{rounding} "
            "are rounding error: read them as 0.",
            rounding=number(second.rounding, 2),
        )
    )


def _table(axes: HessianAxes, second: SecondDifference, moved: list[int]) -> str:
    """A row per axis: its μ, a second difference of L beside it, and where it points."""
    rows = [
        (_direction(direction, moved), number(value) if value else "**0**", number(estimate))
        for value, direction, estimate in zip(*axes, second.estimate, strict=True)
    ]
    return markdown_table(
        (translate("direction"), translate("eigenvalue μ"), translate("second difference of L")),
        rows,
    )


def _direction(direction: NDArray[np.float64], moved: list[int]) -> str:
    if len(moved) == len(direction) and np.ptp(direction) == 0:
        return translate("**(1, …, 1)/√K**, flat")
    parts = [
        f"{signed_number(direction[index], 2)} {symbol('z', index)}"
        for index in sorted(np.argsort(-np.abs(direction))[:3])
        if index in moved and abs(direction[index]) > 0.005
    ]
    return " ".join(parts) + (" …" if np.sum(np.abs(direction) > 0.005) > 3 else "")


def _second(example: Example, axes: HessianAxes) -> SecondDifference:
    return second_difference(
        example.logits,
        example.targets,
        axes.directions,
        SECOND_DIFFERENCE_STEP * example.temperature,
        temperature=example.temperature,
    )
