"""The confusion matrix of a part, and the examples behind each of its cells."""

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.predictions.confusion import confusion_matrix
from core.predictions.example_results import ExampleResults
from dashboard.components.figure import draw_figure
from dashboard.controls.control import Choice
from dashboard.controls.restrictions import set_by_click
from dashboard.figures.confusion import ConfusionWords, confusion_figure
from dashboard.text import english, translate
from dashboard.views.training.example_images_figure import data_uris
from dashboard.views.training.step import StepInView, part_buttons, part_name
from dashboard.views.training.tables import example_table
from dashboard.written_numbers import percent, whole_number

MOST_EXAMPLES = 200
_TRUE_KEY, _PREDICTED_KEY = "true_class", "predicted_class"

Cell = tuple[int | None, int | None]  # true and predicted class; None for any


def draw_examples(view: StepInView) -> None:
    """Counts of true against predicted classes; a click on one lists its examples."""
    part = part_buttons("confusion_part", "test")
    results = view.results(part)
    names = view.data.class_names
    counts = confusion_matrix(results.labels, results.predicted, len(names))
    left, right = st.columns([3, 2])
    with right:
        cell = _draw_choice(names)
        st.markdown(_sentence(counts))
        st.caption(
            translate(
                "Rows: true class. Columns: predicted class (largest ŷ). Everything off the "
                "diagonal is a mistake. Colour: fraction of the row. Click a cell to see its "
                "examples; click again to see all."
            )
        )
    with left:
        draw_figure(
            confusion_figure(counts, cell, _words(names)),
            key="confusion",
            alternative=_alternative(counts, names, part),
            aspect=0.85,
            on_click=lambda click: choose_clicked_cell(click, names),
        )
    _draw_table(view, part, results, cell)


def choose_clicked_cell(click: dict[str, float], names: tuple[str, ...]) -> None:
    """Choose the cell that was clicked, or none if it was chosen; elsewhere nothing happens."""
    true, predicted = click["y"], click["x"]
    if not all(index in range(len(names)) for index in (true, predicted)):
        return
    wanted = names[int(true)], names[int(predicted)]
    chosen = st.session_state.get(_TRUE_KEY), st.session_state.get(_PREDICTED_KEY)
    if chosen == wanted:
        wanted = any_class(names), any_class(names)
    for key, name in zip((_TRUE_KEY, _PREDICTED_KEY), wanted, strict=True):
        set_by_click(key, name)


def any_class(names: tuple[str, ...]) -> str:
    """The option that chooses no class, as it stands in the link: no class is called so.

    >>> any_class(("a", "b")), any_class(("any", "b"))
    ('any', '(any)')
    """
    option = "any"
    while option in names:
        option = f"({option})"
    return option


def _draw_choice(names: tuple[str, ...]) -> Cell:
    """The two lists that choose a cell, a row or a column; their first option is any class."""
    anything = any_class(names)
    options = (anything, *names)
    # The classes have names of their own, which may be just this one.
    shown = {} if translate("any class") in options else {anything: english("any class")}
    chosen = []
    for key, label in (
        (_TRUE_KEY, english("True class")),
        (_PREDICTED_KEY, english("Predicted class")),
    ):
        # Another data set has other classes.
        if st.session_state.get(key, anything) not in options:
            st.session_state[key] = anything
        control = Choice(key, label, options, anything, names=shown)
        index = options.index(control.draw(st.container()))
        chosen.append(index - 1 if index else None)
    return chosen[0], chosen[1]


def _draw_table(view: StepInView, part: str, results: ExampleResults, cell: Cell) -> None:
    among = _among(results, cell)
    rows = results.hardest(MOST_EXAMPLES, among)
    found = int(among.sum())
    if found == 0:
        st.info(translate("The chosen cell has no examples at this step. Choose another cell."))
        return
    st.markdown(
        translate(
            "**{found} of {all} examples**, largest loss first{bound}. Click a column's head to "
            "sort by it.",
            found=whole_number(found),
            all=whole_number(len(among)),
            bound=translate("; only the first {most} are listed", most=MOST_EXAMPLES)
            if found > MOST_EXAMPLES
            else "",
        )
    )
    images = None
    if view.data.image_shape is not None:
        images = data_uris(view.part(part).inputs[rows], view.data.image_shape)
    names = view.data.class_names
    table = example_table(results, rows, names, view.objective.loss, images)
    picture = st.column_config.ImageColumn(width="small")
    st.dataframe(table, hide_index=True, column_config={translate("image"): picture}, height=380)


def _among(results: ExampleResults, cell: Cell) -> NDArray[np.bool_]:
    among = np.ones(len(results.labels), dtype=bool)
    for chosen, classes in zip(cell, (results.labels, results.predicted), strict=True):
        if chosen is not None:
            among &= classes == chosen
    return among


def _sentence(counts: NDArray[np.int64]) -> str:
    right, total = int(counts.trace()), int(counts.sum())
    return translate(
        "**{right} of {total}** are right: accuracy {share}, {wrong} mistakes.",
        right=whole_number(right),
        total=whole_number(total),
        share=percent(right / max(total, 1), 1),
        wrong=whole_number(total - right),
    )


def _alternative(counts: NDArray[np.int64], names: tuple[str, ...], part: str) -> str:
    """The size of the matrix, its right ones, and the most usual confusion."""
    wrong = counts.copy()
    np.fill_diagonal(wrong, 0)
    words = translate(
        "Confusion matrix of the {part}, {count} classes: {right} of {total} examples on the "
        "diagonal.",
        part=part_name(part),
        count=len(names),
        right=int(counts.trace()),
        total=int(counts.sum()),
    )
    if not wrong.any():
        return words
    true, predicted = np.unravel_index(wrong.argmax(), wrong.shape)
    return (
        words
        + " "
        + translate(
            "The most frequent mistake, {count} ×: {true} is predicted as {predicted}.",
            count=int(wrong.max()),
            true=names[true],
            predicted=names[predicted],
        )
    )


def _words(names: tuple[str, ...]) -> ConfusionWords:
    return ConfusionWords(
        true=translate("true class"),
        predicted=translate("predicted class"),
        count=translate("examples"),
        fraction=translate("of the true class"),
        classes=names,
    )
