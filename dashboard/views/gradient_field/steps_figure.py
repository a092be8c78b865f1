"""One step of the descent, and Newton's step from there: on the plane and on the simplex."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.landscape.descent_path import DescentPath, descent_path
from core.landscape.hessian_axes import HessianAxes
from core.landscape.newton_step import NewtonStep, newton_step
from core.losses.cross_entropy import cross_entropy, cross_entropy_gradient
from core.losses.softmax import softmax
from dashboard import palette
from dashboard.figures.figure import Trace
from dashboard.figures.hessian_cross import cross_ends, cross_trace
from dashboard.figures.logit_plane import Plane
from dashboard.figures.simplex import simplex_mark
from dashboard.figures.traces import END_MARKER, line, marker, named_line, points

FAR = 3.0  # lines that leave the picture are drawn up to so many times its reach


class StepsCompared(NamedTuple):
    """A gradient step and Newton's step from the same point, in the two logits of the plane."""

    plane: Plane
    point: NDArray[np.float64]  # (classes,), z where both start
    loss: float  # there, nats
    gradient: NDArray[np.float64]  # (classes,), ∂L/∂z of the two logits, 0 for the others
    axes: HessianAxes  # of the two logits, there
    descent: DescentPath  # of one step
    newton: NewtonStep
    newton_end: NDArray[np.float64]  # (classes,)
    newton_loss: float  # nats


def compare_steps(
    point: NDArray[np.float64],
    targets: NDArray[np.float64],
    temperature: float,
    plane: Plane,
    step_size: float,
) -> StepsCompared:
    """Both steps from a point z, (classes,); arguments as for `prepare_gradient_field`."""
    two = [plane.first, plane.second]
    descent = descent_path(
        point,
        targets,
        step_size=step_size,
        steps=1,
        temperature=temperature,
        first=plane.first,
        second=plane.second,
    )
    newton = newton_step(point, targets, temperature=temperature, moved=two)
    end = point + newton.step
    gradient = np.zeros_like(point)
    gradient[two] = cross_entropy_gradient(point, targets, temperature=temperature)[two]
    return StepsCompared(
        plane=plane,
        point=point,
        loss=float(descent.losses[0]),
        gradient=gradient,
        axes=newton.axes,
        descent=descent,
        newton=newton,
        newton_end=end,
        newton_loss=float(cross_entropy(end, targets, temperature=temperature)),
    )


def shown_mark(steps: StepsCompared, name: str) -> Trace:
    """The step shown, on the plane."""
    x, y = steps.point[[steps.plane.first, steps.plane.second], None].astype(np.float32)
    told = {"customdata": [steps.loss], "hovertemplate": _reading(steps.plane)}
    return points(x, y, _POINT_MARK, name=name, **told)


def newton_mark(steps: StepsCompared, name: str) -> Trace:
    """The way from the step shown to the end of Newton's step."""
    two = [steps.plane.first, steps.plane.second]
    here, end = steps.point[two], steps.newton_end[two]
    # An end far outside would leave float32, and the axes' labels, nothing to work with.
    excess = max(1.0, float(np.abs(end - here).max()) / (FAR * steps.plane.reach))
    way = np.stack([here, here + (end - here) / excess]).astype(np.float32)
    losses = np.array([steps.loss, steps.newton_loss])
    marks = _NEWTON_MARK | {"size": [0, 15 if excess == 1 else 0]}
    look = line(palette.TEXT, 2, "dot", mode="lines+markers", marker=marks, customdata=losses)
    return named_line(way[:, 0], way[:, 1], name, _reading(steps.plane), look)


def cross_marks(steps: StepsCompared) -> list[Trace]:
    """The Hessian's axes at the point shown; none where that lies outside the picture."""
    point = steps.point[[steps.plane.first, steps.plane.second]]
    if np.abs(point).max() > steps.plane.reach:
        return []
    ends = cross_ends(steps.axes, point, steps.plane)
    return [cross_trace(ends, palette.TEXT, 2.5)]


def simplex_marks(
    steps: StepsCompared, temperature: float, end: NDArray[np.float64], names: tuple[str, str]
) -> list[Trace]:
    """The path's end and the step shown at their ŷ.

    Parameters
    ----------
    steps : from `compare_steps`, for three classes.
    temperature : T > 0.
    end : z at the end of the path, (3,).
    names : of the end and of the step shown.
    """
    return [
        simplex_mark(softmax(point, temperature=temperature), name, style)
        for point, style, name in zip(
            (end, steps.point), (END_MARKER, _POINT_MARK), names, strict=True
        )
    ]


def _reading(plane: Plane) -> str:
    return plane.reading("L = %{customdata:number}")


_POINT_MARK = marker(palette.STEP_MARK, 17, palette.EXAMPLE) | {"opacity": 1}
_NEWTON_MARK = marker(palette.NEWTON_MARK, 15, palette.TEXT, palette.BACKGROUND, 1) | {"opacity": 1}
