"""How steep each of the two losses is over the plane, to one scale: where squared error is flat."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.landscape.logit_plane import gradient_plane
from core.losses.cross_entropy import cross_entropy_with_gradient
from core.losses.loss import Loss
from core.losses.squared_error import squared_error_with_gradient
from dashboard import palette
from dashboard.figures.figure import Picture
from dashboard.figures.logit_plane import Plane, PlaneWords, example_mark, plane_layout
from dashboard.figures.traces import colour_bar

STEEPNESS_POINTS = 21
FLAT = 0.01  # of the scale: below this a slope is called flat


class Steepness(NamedTuple):
    """‖∇L‖ within the plane, for both losses."""

    plane: Plane
    axis: NDArray[np.float32]  # (points,), the values of either logit
    cross_entropy: NDArray[np.float64]  # [second, first]
    squared_error: NDArray[np.float64]  # [second, first]
    example: NDArray[np.float32]  # (2,), where the example stands
    cross_entropy_there: float
    squared_error_there: float
    scale: float  # √2/T, which ‖∇L‖ of cross-entropy never exceeds

    def flat_fraction(self, norms: NDArray[np.float64]) -> float:
        """The share of the plane on which a slope is less than `FLAT` of the scale."""
        return float((norms < FLAT * self.scale).mean())


def prepare_steepness(
    logits: NDArray[np.float64], targets: NDArray[np.float64], temperature: float, plane: Plane
) -> Steepness:
    """Every number of the two maps; arguments as for `prepare_loss_surface`."""
    axis = plane.axis(STEEPNESS_POINTS)
    two = (plane.first, plane.second)

    def norms(loss: Loss) -> tuple[NDArray[np.float64], float]:
        gradients = gradient_plane(
            logits, targets, *two, axis, axis, temperature=temperature, loss=loss
        )
        gradient_here = loss(logits, targets, temperature=temperature).gradient[list(two)]
        return np.linalg.norm(gradients, axis=-1), float(np.linalg.norm(gradient_here))

    cross_entropy, cross_entropy_there = norms(cross_entropy_with_gradient)
    squared_error, squared_error_there = norms(squared_error_with_gradient)
    return Steepness(
        plane=plane,
        axis=axis,
        cross_entropy=cross_entropy,
        squared_error=squared_error,
        example=logits[list(two)].astype(np.float32),
        cross_entropy_there=cross_entropy_there,
        squared_error_there=squared_error_there,
        scale=float(np.sqrt(2) / temperature),
    )


def steepness_figure(
    steepness: Steepness, norms: NDArray[np.float64], norm_there: float, words: PlaneWords
) -> Picture:
    """One of the two maps; `words.loss` says what its colours stand for."""
    heights = {
        "type": "heatmap",
        "x": steepness.axis,
        "y": steepness.axis,
        "z": norms.astype(np.float32),
        "zmin": 0,
        "zmax": steepness.scale,
        "zsmooth": "best",
        "colorscale": palette.MAGNITUDE,
        "colorbar": colour_bar(words.loss),
        "hovertemplate": steepness.plane.reading("‖∇L‖ = %{z:number}<extra></extra>"),
    }
    reading = steepness.plane.reading("‖∇L‖ = %{customdata:number}")
    mark = example_mark(steepness.example, norm_there, words.example, reading, showlegend=False)
    return Picture([heights, mark], plane_layout(steepness.plane, words, t=128))
