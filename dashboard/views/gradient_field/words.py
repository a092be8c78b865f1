"""Gradient descent over the plane in sentences."""

import numpy as np

from dashboard.controls.example.controls import Example
from dashboard.controls.example.words import held_in_words, point_in_words, target_in_words
from dashboard.text import number, translate
from dashboard.views.gradient_field.figure import GradientField


def path_in_words(example: Example, field: GradientField) -> str:
    """From where to where gradient descent goes, and what stays fixed."""
    path, plane = field.path, field.plane
    steps = len(path.losses) - 1
    ends = {
        "before": number(path.losses[0]),
        "after": number(path.losses[-1]),
        "place": point_in_words(path.logits[-1], plane),
    }
    sentences = [
        (
            translate(
                "From **L = {before}** at the diamond, one step leads to **L = {after}** at the "
                "square, {place}.",
                **ends,
            )
            if steps == 1
            else translate(
                "From **L = {before}** at the diamond, {steps} steps lead to **L = {after}** at "
                "the square, {place}.",
                steps=steps,
                **ends,
            )
        )
    ]
    rises = int((np.diff(path.losses) > 0).sum())
    if rises:
        sentences.append(
            translate(
                "Steps at which the loss rose: {rises}. Such a step is too long; try a smaller η.",
                rises=rises,
            )
        )
    if np.abs(path.logits[-1, [plane.first, plane.second]]).max() > plane.reach:
        sentences.append(translate("The end lies outside the picture."))
    sentences += [held_in_words(example, plane), target_in_words(example)]
    return " ".join(filter(None, sentences))
