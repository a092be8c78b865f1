import numpy as np
import pytest
import torch
import torch.nn.functional as F  # noqa: N812 (the name its own documentation uses)
from hypothesis import assume, given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from core import cross_entropy_with_gradient, focal_loss_with_gradient
from tests.core.strategies import logits_and_labels


def test_golden_focal_loss():
    losses, gradient = focal_loss_with_gradient([2.0, 0.0, -1.0], 0, 2)
    assert_allclose(losses, 0.0041442573099672, rtol=1e-12)
    assert_allclose(gradient, [-0.0108052267, 0.0078992537, 0.0029059730], atol=5e-11)


@given(logits_and_labels(), st.sampled_from([0.0, 0.5, 1.0, 2.0, 5.0]))
def test_it_is_what_autograd_computes(drawn, gamma):
    logits, labels = drawn
    assume(logits.shape[-1] > 1)  # 0 to the power of 1 − γ is none of autograd's
    leaf = torch.tensor(np.clip(logits, -10, 10), dtype=torch.float64, requires_grad=True)
    expected = F.cross_entropy(
        leaf.reshape(-1, leaf.shape[-1]),
        torch.tensor(np.asarray(labels)).reshape(-1).long(),
        reduction="none",
    )
    expected = (-torch.expm1(-expected)) ** gamma * expected
    found = focal_loss_with_gradient(leaf.detach().numpy(), labels, gamma)
    assert_allclose(found.losses.reshape(-1), expected.detach().numpy(), rtol=1e-6, atol=1e-12)
    (gradient,) = torch.autograd.grad(expected.sum(), leaf)
    assert_allclose(found.gradient, gradient.numpy(), rtol=1e-6, atol=1e-8)


@given(logits_and_labels())
def test_at_gamma_0_it_is_cross_entropy(drawn):
    for found, expected in zip(
        focal_loss_with_gradient(*drawn, 0), cross_entropy_with_gradient(*drawn), strict=True
    ):
        assert_array_equal(found, expected)


@pytest.mark.parametrize("gamma", [0.5, 1, 2])
def test_a_sure_example_keeps_its_digits_and_a_hopeless_one_its_gradient(gamma):
    rest = 4.248354255291589e-18  # 1 − p = −log p of z = 40
    losses, gradient = focal_loss_with_gradient([[0.0, -40.0], [0.0, -40.0]], [0, 1], gamma)
    assert_allclose(losses, [rest ** (gamma + 1), 40], rtol=1e-12)
    assert_allclose(gradient[0, 1], rest ** (gamma + 1) * (1 + gamma), rtol=1e-12)
    assert_allclose(gradient[1], [1, -1], rtol=1e-12)
    extremes = focal_loss_with_gradient(
        [[0.0, -1e4], [0.0, -1e4], [0.0, -np.inf]], [0, 1, 1], gamma
    )
    assert_array_equal(extremes.losses, [0, 1e4, np.inf])
    assert_array_equal(extremes.gradient, [[0, 0], [1, -1], [1, -1]])


def test_what_it_refuses():
    with pytest.raises(ValueError, match="gamma must be a number from 0 on, got -1"):
        focal_loss_with_gradient([1.0, 0.0], 0, -1)
    with pytest.raises(ValueError, match=r"labels must have shape \(1,\), got shape \(1, 2\)"):
        focal_loss_with_gradient([[1.0, 0.0]], [[0, 1]])
    with pytest.raises(ValueError, match="labels must be"):
        focal_loss_with_gradient([[1.0, 0.0]], [2])
