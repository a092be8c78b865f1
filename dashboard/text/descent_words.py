"""The descent over the plane in sentences."""

import numpy as np

from core.symbols import symbol
from dashboard.controls.example import Example
from dashboard.figures.gradient_field import GradientField
from dashboard.text import number, translate
from dashboard.text.example_words import held_in_words, place_in_words, target_in_words


def path_in_words(example: Example, field: GradientField, *, arrows: bool) -> str:
    """From where to where the descent goes, what is drawn, and what is held.

    Parameters
    ----------
    example : where it starts.
    field : with the path.
    arrows : whether the slope is drawn as arrows, to a scale that must be stated.
    """
    path, plane = field.path, field.plane
    steps = len(path.losses) - 1
    ends = {
        "before": number(path.losses[0]),
        "after": number(path.losses[-1]),
        "place": place_in_words(path.logits[-1], plane),
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
            translate("Steps at which the loss rose, across the valley: {rises}.", rises=rises)
        )
    if np.abs(path.logits[-1, [plane.first, plane.second]]).max() > plane.reach:
        sentences.append(translate("The end lies outside the picture."))
    if arrows:
        sentences.append(
            translate(
                "An arrow one unit of the axes long stands for ‖∇L‖ = {norm}; its tail is where "
                "the slope is taken.",
                norm=number(field.norm_of_unit),
            )
        )
    first, second = symbol("z", plane.first), symbol("z", plane.second)
    sentences += [
        translate("Only {first} and {second} move.", first=first, second=second),
        held_in_words(example, plane),
        target_in_words(example),
    ]
    return " ".join(sentences)
