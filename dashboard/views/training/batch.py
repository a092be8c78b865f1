"""The mini-batch of the next update: its examples' gradients, their mean, and its noise."""

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.training.gradient_noise import (
    GradientNoise,
    mean_outer_product,
    measure_gradient_noise,
    outer_products,
)
from dashboard.components.figure import draw_figure
from dashboard.controls.control import Slider
from dashboard.text import english, number, translate
from dashboard.views.training.gradient_noise_figure import NoiseWords, cosine_figure, scaling_figure
from dashboard.views.training.step import StepInView, remembered
from dashboard.views.training.weights import draw_parameters
from dashboard.written_numbers import number_or_noise, whole_number

BATCHES = 200
SIZES = (1, 4, 16, 64, 256, 1024)
_EXAMPLE_KEY = "batch_example"


def draw_batch(view: StepInView) -> None:
    """The batch gradient as a mean of outer products, and its noise over many batches."""
    rows = view.run.batch_rows(view.state.step)
    results = view.results("train")
    activations, errors = view.data.train.activations[rows], results.logit_gradient[rows]
    st.markdown(
        translate(
            "Update {step} uses a mini-batch of {count}. The gradient of one example is the outer "
            r"product a ⊗ ∂L/∂z: the table of all products $a_p \, \partial L/\partial z_q${errors}"
            ". The gradient of the mini-batch is the mean over its examples.",
            step=whole_number(view.state.step + 1),
            count=len(rows),
            errors=translate(", with ∂L/∂z = ŷ − y")
            if view.objective.loss == "cross-entropy"
            else "",
        )
    )
    index = _draw_example_slider(len(rows))
    product = outer_products(activations[[index]], errors[[index]])[0]
    mean = mean_outer_product(activations[: index + 1], errors[: index + 1])
    name = view.data.class_names[results.labels[rows[index]]].replace("`", "")
    left, right = st.columns(2)
    with left:
        st.markdown(
            translate(
                "**a ⊗ ∂L/∂z of example {place}**: class {name}, L = {loss}",
                place=index + 1,
                name=f"`{name}`",
                loss=number(float(results.losses[rows[index]])),
            )
        )
        draw_parameters(view, product, "a · ∂L/∂z", "outer_product")
    with right:
        st.markdown(translate("**Mean over the first {count}**", count=index + 1))
        draw_parameters(view, mean, "g", "mean_outer_product")
    _draw_check(view, rows, mean_outer_product(activations, errors))
    _draw_noise(view)


def _draw_example_slider(count: int) -> int:
    """Draw the slider through the batch and return the chosen place, from 0."""
    if count == 1:
        return 0
    # The last batch of an epoch may be smaller than the others.
    if int(st.session_state.get(_EXAMPLE_KEY, 1)) > count:
        st.session_state[_EXAMPLE_KEY] = count
    slider = Slider(_EXAMPLE_KEY, english("Example of the mini-batch"), 1, 1, count, 1, format="%d")
    return int(slider.draw(st.container())) - 1


def _draw_check(
    view: StepInView, rows: NDArray[np.intp], mean_product: NDArray[np.float64]
) -> None:
    """The mean of all outer products against the gradient that training itself computes."""
    mine = view.objective.with_penalty(mean_product.copy(), view.state.parameters)
    difference = float(np.abs(mine - view.train_gradient(rows)).max())
    st.markdown(
        translate(
            "Check: the mean of all {count}{penalty} equals the gradient used in the update. "
            "Largest difference: {difference} (entries up to {largest}).",
            count=len(rows),
            penalty=translate(
                ", plus the penalty's gradient {l2} · W,", l2=number(view.objective.l2)
            )
            if view.objective.l2
            else "",
            difference=number_or_noise(difference, *np.ravel(mine)),
            largest=number(float(np.abs(mine).max())),
        )
    )


def noise_of_step(view: StepInView) -> list[GradientNoise]:
    """The noise at several batch sizes, the run's own among them, below all examples at once."""
    examples = len(view.data.train.labels)
    sizes = sorted({size for size in (*SIZES, _own_size(view)) if size < examples})
    activations = view.data.train.activations
    gradient = view.results("train").logit_gradient
    seed = view.choice.settings.seed
    return [
        measure_gradient_noise(activations, gradient, size, batches=BATCHES, seed=seed)
        for size in sizes
    ]


def _own_size(view: StepInView) -> int:
    """The batch size of the run at this step, all examples at most."""
    settings = view.run.settings.at(view.state.step)
    return min(settings.batch_size, len(view.data.train.labels))


def _draw_noise(view: StepInView) -> None:
    """Where the gradients of many batches point, and how their error shrinks with the batch."""
    noises = remembered("noise", view, lambda: noise_of_step(view))
    own_size, examples = _own_size(view), len(view.data.train.labels)
    words = _words(own_size)
    if own_size == examples:  # the batch gradient is g itself: only smaller batches miss it
        st.markdown(
            translate(
                "#### Noise of the gradient\n\nThe mini-batch contains all {count} training "
                "examples: **no noise**. Its gradient is the full gradient g. Smaller batches "
                "would be off by this much:",
                count=whole_number(own_size),
            )
        )
        _draw_scaling(noises, own_size, words)
    else:
        own = next(noise for noise in noises if noise.batch_size == own_size)
        st.markdown(_own_noise_in_words(own, examples))
        left, right = st.columns(2)
        with left:
            cosines = cosine_figure(own, words)
            draw_figure(cosines, key="cosines", alternative=_cosines_in_words(own))
            st.caption(
                translate(
                    "Cosine 1: the batch gradient points in the direction of g; 0: at a right "
                    "angle to g."
                )
            )
        with right:
            _draw_scaling(noises, own_size, words)
    st.caption(
        translate(
            "Theory: the error is σ/√B · √((n − B)/(n − 1)), where σ is the spread of the n "
            "single-example gradients. Four times the batch size roughly halves it; with all n "
            "examples it is 0. The penalty adds no noise: it is the same for every batch."
        )
    )


def _own_noise_in_words(own: GradientNoise, examples: int) -> str:
    return translate(
        "#### Noise of the gradient\n\n{batches} random batches of {size}, compared with the "
        "gradient g of all {examples} training examples (‖g‖: its length). One batch is off "
        "by **{error} ‖g‖** (root mean square; expected {expected}). The average of the "
        "{batches} is off by only {mean} ‖g‖ (expected {expected_mean}). **Noisy, but right "
        "on average.**",
        batches=BATCHES,
        size=own.batch_size,
        examples=whole_number(examples),
        error=number(own.root_mean_square_error),
        expected=number(own.expected_error),
        mean=number(own.relative_error_of_mean),
        expected_mean=number(own.expected_error / BATCHES**0.5),
    )


def _draw_scaling(noises: list[GradientNoise], own_size: int, words: NoiseWords) -> None:
    # On logarithmic axes there is no 0, the error of all examples at once.
    drawn = [noise for noise in noises if noise.expected_error > 0]
    if drawn:  # a train part of one example has no smaller batch
        figure = scaling_figure(drawn, own_size, words)
        draw_figure(figure, key="noise_scaling", alternative=_scaling_in_words(drawn))


def _cosines_in_words(noise: GradientNoise) -> str:
    low, middle, high = np.nan_to_num(np.nanquantile(noise.cosines, [0.05, 0.5, 0.95]))
    return translate(
        "Histogram of the cosine between the gradient of a batch of {size} and that of the "
        "training set: the median is {middle}, and 90% of the {count} batches lie from {low} to "
        "{high}.",
        size=noise.batch_size,
        middle=number(float(middle)),
        low=number(float(low)),
        high=number(float(high)),
        count=len(noise.cosines),
    )


def _scaling_in_words(noises: list[GradientNoise]) -> str:
    pairs = "; ".join(
        f"B = {noise.batch_size}: {number(noise.root_mean_square_error)} "
        f"({number(noise.expected_error)})"
        for noise in noises
    )
    return translate(
        "Relative error of the batch gradient against the batch size, measured and (expected): "
        "{pairs}.",
        pairs=pairs,
    )


def _words(batch_size: int) -> NoiseWords:
    return NoiseWords(
        cosine=translate("cosine between batch gradient and g"),
        batches=translate("number of batches (of {count})", count=BATCHES),
        batch_size=translate("batch size B"),
        error=translate("error / ‖g‖"),
        measured=translate("measured"),
        expected=translate("expected, ∝ 1/√B"),
        this_run=translate("this run, B = {size}", size=batch_size),
    )
