"""The example that the explaining pages share: K, z, y, T and ε."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import streamlit as st
from numpy.typing import NDArray
from streamlit.delta_generator import DeltaGenerator

from core.losses.softmax import softmax
from core.losses.targets import one_hot, smooth_labels
from core.symbols import symbol
from dashboard.controls.control import Choice, NumberField, Slider, TextField
from dashboard.controls.declaration import Control, Declaration, Value, each, read_controls
from dashboard.controls.refused import forget_refused, refuse
from dashboard.controls.target_text import parse_target_probabilities
from dashboard.text import english, translate
from dashboard.text.markdown import shortened
from dashboard.written_numbers import short_number

CLASSES = NumberField("K", english("Classes K"), 3, 2, 10, 1)
_FIRST_LOGITS = (1.0, 2.0, 0.5, 0.0, -0.5, -1.0, 0.0, 0.5, -1.5, 1.0)
LOGITS = tuple(
    Slider(f"z{index + 1}", symbol("z", index), value, -10.0, 10.0, 0.1)
    for index, value in enumerate(_FIRST_LOGITS)
)
TEMPERATURE = Slider("T", english("Temperature T"), 1.0, 0.1, 10.0, 0.1)
SMOOTHING = Slider("eps", english("Label smoothing ε"), 0.0, 0.0, 1.0, 0.01, "%.2f")
LOGIT_KEYS = tuple(logit.key for logit in LOGITS)
IN_HAND_WIDTH = 168  # pixels; five stand in a row beside the sidebar, two on a phone


@dataclass(frozen=True)
class Example:
    """One example of the output layer: its logits and what they should have been.

    Attributes
    ----------
    logits : z, one per class.
    distribution : the target before smoothing, one probability per class.
    temperature : T, greater than 0.
    smoothing : ε in [0, 1].
    """

    logits: tuple[float, ...]
    distribution: tuple[float, ...]
    temperature: float
    smoothing: float

    @property
    def classes(self) -> int:
        """K, the number of classes."""
        return len(self.logits)

    @property
    def true_class(self) -> int | None:
        """The index of the true class, None where the target is shared out."""
        return self.distribution.index(1.0) if 1.0 in self.distribution else None

    @cached_property  # a page asks up to twenty times
    def targets(self) -> NDArray[np.float64]:
        """The target y after smoothing, (K,); never to be written to."""
        targets = np.asarray(smooth_labels(np.array(self.distribution), self.smoothing))
        targets.setflags(write=False)
        return targets

    @property
    def probabilities(self) -> NDArray[np.float64]:
        """The probabilities ŷ, (K,)."""
        return np.asarray(softmax(np.array(self.logits), temperature=self.temperature))


def draw_example_controls(hand: DeltaGenerator, in_hand: Collection[str] = LOGIT_KEYS) -> Example:
    """Draw the example's controls and return the example.

    Parameters
    ----------
    hand : where the controls that move the picture stand in a row; the others are in the sidebar.
    in_hand : the keys of those controls.
    """
    forget_refused()
    row, rest = hand.container(horizontal=True, width="content"), st.sidebar
    rest.subheader(translate("Current example"))

    def value_of(control: Control) -> Value:
        is_in_hand = control.key in in_hand
        return control.draw(row.container(width=IN_HAND_WIDTH) if is_in_hand else rest)

    return read_controls(example_controls(lambda error: refuse("y", error, rest)), value_of)


def example_controls(
    on_refusal: Callable[[ValueError], None] | None = None,
) -> Declaration[Example]:
    """Declare the example's controls.

    `on_refusal` is called where the soft target cannot be read; the true class is then the target.
    """
    classes = int((yield CLASSES))
    logits = yield from each(*LOGITS[:classes])
    true_class = int((yield true_class_choice(classes)))
    distribution = tuple(one_hot(true_class - 1, classes).tolist())
    text = str((yield soft_target_field(classes)))
    if text.strip():
        try:
            distribution = parse_distribution(text, classes)
        except ValueError as error:
            if on_refusal is not None:
                on_refusal(error)
    temperature, smoothing = yield from each(TEMPERATURE, SMOOTHING)
    return Example(
        tuple(round(float(logit), 6) for logit in logits),
        distribution,
        round(float(temperature), 6),
        round(float(smoothing), 6),
    )


def true_class_choice(classes: int) -> Choice:
    """The list of the classes, of which one is the true one."""
    return class_choice("y", english("True class y"), classes)


def class_choice(
    key: str, label: str, classes: int, default: str = "1", letter: str | None = None
) -> Choice:
    """A list of the classes by their numbers, or by a letter with these below it."""
    numbers = [str(number) for number in range(1, classes + 1)]
    names = {number: symbol(letter, index) for index, number in enumerate(numbers) if letter}
    return Choice(key, label, numbers, default, names)


def soft_target_field(classes: int) -> TextField:
    """The line that gives each class its probability in the target."""
    example = ", ".join(["0.7", "0.2", "0.1", *["0"] * 7][:classes])
    return TextField(
        "q",
        english("Soft target (optional)"),
        200,
        help=english(
            "One probability per class, separated by commas; they must add up to 1. Leave empty "
            "to use the true class."
        ),
        placeholder=example if classes > 2 else "",
    )


def parse_distribution(text: str, classes: int) -> tuple[float, ...]:
    """The probabilities that a text like "0.7, 0.2, 0.1" holds.

    >>> parse_distribution("0.7, 0.2, 0.1", 3)
    (0.7, 0.2, 0.1)
    """
    return parse_target_probabilities(
        text,
        classes,
        wrong_count=lambda found: translate(
            "The soft target needs {classes} numbers, one for each class, separated by commas; "
            "{found} found. The true class is used until then.",
            found=found,
            classes=classes,
        ),
        wrong_number=lambda part: translate(
            "“{part}” in the soft target is not allowed: enter numbers from 0 to 1. The "
            "true class is used until then.",
            part=shortened(part),
        ),
        wrong_total=lambda total: translate(
            "The numbers of the soft target add up to {total}; change them so that they add up "
            "to 1. The true class is used until then.",
            total=short_number(total, 10),
        ),
    )
