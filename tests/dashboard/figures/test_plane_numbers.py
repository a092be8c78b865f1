"""The numbers over a plane of logits: those of core, and computed once while only it is crossed."""

import numpy as np
import pytest

from core.landscape.logit_plane import gradient_plane, loss_plane
from core.losses.cross_entropy import cross_entropy_with_gradient
from core.losses.squared_error import squared_error_with_gradient
from dashboard.figures import plane_numbers
from dashboard.figures.logit_plane import Plane
from dashboard.figures.plane_numbers import gradient_on_plane, losses_on_plane

PLANE = Plane(0, 2, 4.0, 4.0)
LOGITS, TARGETS = np.array([1.0, -0.5, 2.0, 0.25]), np.array([0.1, 0.2, 0.3, 0.4])
AT = np.linspace(-3.0, 3.0, 5)


@pytest.mark.parametrize("loss", [cross_entropy_with_gradient, squared_error_with_gradient])
def test_they_are_cores_bit_for_bit(loss):
    axis = PLANE.axis(9)
    found = losses_on_plane(LOGITS, TARGETS, 0.7, PLANE, 9, loss)
    expected = loss_plane(LOGITS, TARGETS, 0, 2, axis, axis, temperature=0.7, loss=loss)
    np.testing.assert_array_equal(found, expected.astype(np.float32))
    slopes = gradient_on_plane(LOGITS, TARGETS, 0.7, PLANE, AT, loss)
    expected = gradient_plane(LOGITS, TARGETS, 0, 2, AT, AT, temperature=0.7, loss=loss)
    np.testing.assert_array_equal(slopes, expected)


def test_a_move_within_the_plane_computes_nothing_and_any_other_does(monkeypatch):
    computed = []

    def counted(*arguments, **settings):
        computed.append(arguments)
        return loss_plane(*arguments, **settings)

    monkeypatch.setattr(plane_numbers, "loss_plane", counted)
    plane_numbers._kept.cache_clear()

    def look(logits, temperature=1.0):
        return losses_on_plane(logits, TARGETS, temperature, PLANE, 9, cross_entropy_with_gradient)

    first = look(LOGITS)
    assert look(LOGITS + np.array([1.0, 0, -2.0, 0])) is first
    assert len(computed) == 1
    look(LOGITS + np.array([0, 1.0, 0, 0]))
    look(LOGITS, temperature=2.0)
    assert len(computed) == 3


def test_what_is_kept_cannot_be_written_to_and_is_bounded():
    kept = losses_on_plane(LOGITS, TARGETS, 1.0, PLANE, 9, cross_entropy_with_gradient)
    with pytest.raises(ValueError, match="read-only"):
        kept[0, 0] = 1
    assert plane_numbers._kept.cache_info().maxsize == plane_numbers.KEPT
