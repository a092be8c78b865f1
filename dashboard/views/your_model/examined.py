"""From what was given to the examination, each wrong entry answered at its place."""

import re
from collections.abc import Hashable
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from streamlit.delta_generator import DeltaGenerator

from core.datasets.model_output import ModelOutput
from core.examination.examine import Examination, examine_logits
from core.examination.reductions import as_weights
from core.examination.reported_numbers import reported_number
from core.sentence import SentenceError
from dashboard.controls.run.session_data import kept_in_session
from dashboard.text import translate
from dashboard.text.errors import draw_error
from dashboard.text.typed_numbers import number_from_text
from dashboard.turns.interrupt_point import interrupt_point
from dashboard.views.your_model.controls import CLASS_WEIGHTS, IGNORE, PRINTED
from dashboard.views.your_model.mysteries import Mystery


class Printed(NamedTuple):
    """What was typed about the loss, and where it is answered."""

    loss: str
    class_weights: str
    ignored_label: str
    places: tuple[DeltaGenerator, DeltaGenerator, DeltaGenerator]


class Examined(NamedTuple):
    """Somebody's model, and what was found of it."""

    output: ModelOutput
    found: Examination
    printed: str  # as it was typed; "" where there is none that can be read
    class_weights: tuple[float, ...] | None
    ignored_label: int | None
    gradient: NDArray[Any] | None

    @property
    def class_names(self) -> tuple[str, ...]:
        """Of the columns of logits."""
        return self.output.class_names


def draw_printed(mystery: Mystery | None, main: DeltaGenerator, side: DeltaGenerator) -> Printed:
    """Draw the fields; what is left empty is as the mystery has it, where there is one."""
    texts, places = [], []
    of_mystery = mystery[1:4] if mystery else ("", "", "")
    examples = (translate("as 0.6931"), "", "")
    for control, place, usual, example in zip(
        (PRINTED, CLASS_WEIGHTS, IGNORE), (main, side, side), of_mystery, examples, strict=True
    ):
        field = replace(control, placeholder=usual or example)
        texts.append(field.draw(place).strip() or usual)
        places.append(place.container())
    return Printed(texts[0], texts[1], texts[2], (places[0], places[1], places[2]))


def examined(
    key: Hashable,
    output: ModelOutput,
    printed: Printed,
    gradient: tuple[Hashable, NDArray[Any] | None],
) -> Examined:
    """Examine it, once for each set of entries; an entry that cannot be read is not used.

    Raises
    ------
    ValueError : as `examine_logits`, with the row and column as the file counts them.
    """
    loss, weights, ignored = (
        _read_at(place, read, text, output)
        for place, read, text in zip(
            printed.places, (_loss, _weights, _label), printed[:3], strict=True
        )
    )
    gradient_key, values = gradient

    def made() -> Examination:
        interrupt_point()
        return examine_logits(
            output.logits,
            output.targets,
            class_weights=weights,
            ignore=ignored,
            reported_loss=loss,
            reported_gradient=values,
        )

    try:
        whole_key = (key, loss, weights, ignored, gradient_key)
        found = kept_in_session("_model_examined", whole_key, made, most=1)
    except SentenceError as error:
        raise _placed(error, output) from None
    return Examined(output, found, loss or "", weights, ignored, values)


def _read_at(place: DeltaGenerator, read: Any, text: str, output: ModelOutput) -> Any:
    if not text:
        return None
    try:
        return read(text, output)
    except ValueError as error:
        draw_error(error, place)
        return None


def _loss(text: str, _output: ModelOutput) -> str:
    reported_number(text, translate("the printed loss"))
    return text


def _weights(text: str, output: ModelOutput) -> tuple[float, ...]:
    cells = re.split(r"[,;\s]+", text.strip("[]() "))
    numbers = [number_from_text(cell, 0, 1e300) for cell in cells]
    if None in numbers:
        raise SentenceError(
            "class weight {place} is not a number from 0 on: got “{text}”",
            place=numbers.index(None) + 1,
            text=cells[numbers.index(None)][:20],
        )
    classes = len(output.class_names)
    if len(numbers) != classes:
        raise SentenceError(
            "{classes} classes need {classes} class weights, got {found}",
            classes=classes,
            found=len(numbers),
        )
    return tuple(as_weights(np.array(numbers, float), "class_weights", (classes,)).tolist())


def _label(text: str, _output: ModelOutput) -> int:
    value = number_from_text(text, -1e9, 1e9)
    if value is None or not value.is_integer():
        raise SentenceError("the label to ignore must be a whole number, got “{text}”", text=text)
    return int(value)


def _placed(error: SentenceError, output: ModelOutput) -> SentenceError:
    """The error with the row and the column as the file, or its reader, counts them."""
    values = dict(error.sentence.values)
    if "row" in values:
        values["row"] = output.row_numbers[int(str(values["row"]))]
    if "column" in values:
        values["column"] = output.class_names[int(str(values["column"]))]
    return SentenceError(error.sentence.english, **values)
