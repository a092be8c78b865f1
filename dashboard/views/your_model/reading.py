"""The user's own logits and labels: a file or pasted rows, and which columns are what.

All of it stays in the session: see `session_data`.
"""

from collections.abc import Callable, Hashable
from functools import partial
from typing import Any, TypeVar

import numpy as np
import streamlit as st
from numpy.typing import NDArray
from streamlit.delta_generator import DeltaGenerator

from core.datasets import TextTable
from core.datasets.array_file import MAXIMUM_BYTES
from core.datasets.model_output import (
    Arrays,
    ModelOutput,
    gradient_of_columns,
    likely_label,
    output_of_array,
    output_of_arrays,
    output_of_table,
    pasted_columns,
    read_columns,
)
from core.sentence import SentenceError
from dashboard.controls.run.session_data import kept_in_session
from dashboard.controls.upload import draw_upload, uploaded_file
from dashboard.text import translate
from dashboard.text.markdown import shortened
from dashboard.turns.interrupt_point import interrupt_point
from dashboard.views.your_model.controls import FILE

_UPLOAD, _PASTED, _GRADIENT = "model", "_model_pasted", "model_gradient"
_READ, _OUTPUT, _GRADIENT_READ = "_model_read", "_model_output", "_model_gradient_read"
LONGEST_PASTE = 100_000  # characters
LONGEST_NAME = 60  # of what is chosen by its name: no column's is longer, so that none look alike
_NO_GRADIENT = "–"

Read = tuple[Hashable, Callable[[], TextTable | Arrays]]  # what tells it apart, and its reader
Value = TypeVar("Value")


def draw_own_output(
    source: str, place: DeltaGenerator, columns_place: DeltaGenerator
) -> tuple[Hashable, ModelOutput] | None:
    """Draw the upload or the field for rows, and the choice of columns; None while it is empty.

    Returns what was read after what tells it apart in the session.

    Raises
    ------
    ValueError : as `read_columns` and what makes a `ModelOutput` of them.
    """
    found = _draw_file(place) if source == FILE else _draw_pasted(place)
    place.caption(
        translate(
            "A row for each example: its logits and its label, counted from 0. It stays in this "
            "session: no link holds it, nobody else sees it, and closing the tab deletes it."
        )
    )
    if found is None:
        return None
    key, read = found
    columns = _kept(_READ, key, read)
    choice = _draw_choice(columns, key, columns_place)
    return (key, choice), _kept(_OUTPUT, (key, choice), lambda: _output(columns, choice))


def draw_gradient_upload(place: DeltaGenerator) -> None:
    """Draw the upload of a gradient; a run that does not draw it has the file all the same."""
    label = translate("Gradient ∂L/∂z: NPY, NPZ or CSV, a row for each example")
    draw_upload(_GRADIENT, label, MAXIMUM_BYTES, place, _forget(_GRADIENT_READ))


def own_gradient(output: ModelOutput) -> tuple[Hashable, NDArray[Any] | None]:
    """The gradient that was uploaded, or that came with the logits, and what tells it apart.

    Raises
    ------
    ValueError : as `gradient_of_columns`; another shape than that of the logits; NaN or infinity.
    """
    file = uploaded_file(_GRADIENT)
    key = None if file is None else file.number
    gradient = output.gradient
    if file is not None:
        gradient = _kept(
            _GRADIENT_READ, key, lambda: gradient_of_columns(read_columns(file.content))
        )
    if gradient is None:
        return None, None
    if gradient.shape != output.logits.shape:
        raise SentenceError(
            "the gradient has shape {found}, the logits have {shape}: both need the same",
            found=gradient.shape,
            shape=output.logits.shape,
        )
    wrong = np.argwhere(~np.isfinite(gradient))
    if len(wrong):
        row, column = wrong[0]
        raise SentenceError(
            "the gradient must be finite, got {value} in row {row}, column {column}",
            value=gradient[row, column],
            row=output.row_numbers[row],
            column=output.class_names[column],
        )
    return key, gradient


def _draw_file(place: DeltaGenerator) -> Read | None:
    label = translate("CSV, NPY or NPZ file of at most {most} MB", most=MAXIMUM_BYTES // 1024**2)
    file = draw_upload(_UPLOAD, label, MAXIMUM_BYTES, place, _forget(_READ, _OUTPUT))
    if file is None:
        return None
    content = file.content
    return file.number, lambda: read_columns(content)


def _draw_pasted(place: DeltaGenerator) -> Read | None:
    text: str = place.text_area(
        translate("Rows of logits, the label last"),
        key=_PASTED,
        height=100,
        max_chars=LONGEST_PASTE,
        placeholder="2.0  0.5  0.1  0\n0.3  1.2  0.9  2",
        persist_state="session",
    )
    text = text[:LONGEST_PASTE]
    return (text, lambda: pasted_columns(text)) if text.strip() else None


def _draw_choice(
    columns: TextTable | Arrays, key: Hashable, place: DeltaGenerator
) -> tuple[Any, ...]:
    """What the columns, or the arrays, hold."""

    def given(name: str) -> dict[str, Any]:
        return {"key": f"_model_{name}_{hash(key)}", "persist_state": "session"}

    def names(name: str) -> dict[str, Any]:
        return given(name) | {"format_func": partial(shortened, limit=LONGEST_NAME)}

    if isinstance(columns, TextTable):
        label = place.selectbox(
            translate("Column with the labels"),
            columns.names,
            likely_label(columns.names),
            **names("label"),
        )
        others = [name for name in columns.names if name != label]
        left_out = place.multiselect(
            translate("Columns that are no logits"), others, **names("other")
        )
        return label, tuple(left_out)
    if len(columns) == 1:
        (array,) = columns.values()
        most = max(array.shape[-1] - 1, 0) if array.ndim == 2 else 0
        label = place.number_input(
            translate("Column with the labels"), 0, most, most, **given("label")
        )
        return (min(max(int(label), 0), most),)
    arrays = list(columns)
    tables = [name for name in arrays if columns[name].ndim == 2] or arrays
    rows = [name for name in arrays if columns[name].ndim == 1] or arrays
    logits = place.selectbox(
        translate("Array of the logits"), arrays, arrays.index(tables[0]), **names("logits")
    )
    labels = place.selectbox(
        translate("Array of the labels"), arrays, arrays.index(rows[0]), **names("labels")
    )
    gradient = place.selectbox(
        translate("Array of the gradient"), [_NO_GRADIENT, *arrays], 0, **names("gradient")
    )
    return logits, labels, gradient


def _output(columns: TextTable | Arrays, choice: tuple[Any, ...]) -> ModelOutput:
    if isinstance(columns, TextTable):
        return output_of_table(columns, *choice)
    if len(columns) == 1:
        return output_of_array(next(iter(columns.values())), *choice)
    logits, labels, gradient = choice
    if logits not in columns or labels not in columns:  # a client may send anything
        raise SentenceError("choose an array of the file for the logits and one for the labels")
    return output_of_arrays(columns[logits], columns[labels], columns.get(gradient))


def _kept(shelf: str, key: Hashable, make: Callable[[], Value]) -> Value:
    """What was made, or the error that it ended with, the same in every run."""

    def made() -> Value | ValueError:
        interrupt_point()
        try:
            return make()
        except ValueError as error:  # without its traceback, which would hold the file
            return error.with_traceback(None)

    found = kept_in_session(shelf, key, made, most=1)
    if isinstance(found, ValueError):
        raise found
    return found


def _forget(*shelves: str) -> Callable[[], None]:
    def forget() -> None:
        for shelf in shelves:
            st.session_state.pop(shelf, None)

    return forget
