"""What is chosen about the columns of a user's own file, each control only where it matters."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from streamlit.delta_generator import DeltaGenerator

from core.datasets import TextTable
from core.datasets.columns import (
    MAXIMUM_CLASSES,
    MAXIMUM_TEXT_VALUES,
    MINIMUM_CLASSES,
    ColumnDescription,
    describe_columns,
    likely_features,
    likely_label,
)
from core.datasets.labelled_table import MAXIMUM_FEATURES, MISSING_VALUES
from core.sentence import SentenceError
from dashboard.controls.control import Choice
from dashboard.controls.run.table_account import named, quoted
from dashboard.text import english, translate
from dashboard.text.markdown import shortened

MISSING = Choice(
    "missing",
    english("Missing values"),
    MISSING_VALUES,
    MISSING_VALUES[0],
    meanings=(
        english("Rows without a value in a chosen column are left out."),
        english("A missing number is replaced by the mean of its column over the training set."),
    ),
    names={"leave out": english("leave the rows out"), "mean": english("use the mean instead")},
)
MAXIMUM_SIGNS = 20  # offered as missing values


class ColumnChoice(NamedTuple):
    """The arguments of `labelled_table`."""

    label: str
    features: tuple[str, ...]
    missing: str
    signs: frozenset[str] | None
    decimal: str | None
    join_spellings: bool


class _Widgets(NamedTuple):
    """Where the controls of one file stand."""

    container: DeltaGenerator
    on_change: Callable[[], None]
    file: str  # the end of their keys

    def given(self, name: str, end: str = "") -> dict[str, Any]:
        """What Streamlit needs for every one of them."""
        key = f"_own_{name}_{self.file}{end}"
        return {"key": key, "on_change": self.on_change, "persist_state": "session"}


def draw_column_choice(
    text: TextTable, number: int, container: DeltaGenerator, on_change: Callable[[], None]
) -> ColumnChoice:
    """Draw the controls of file `number` and read them.

    Raises
    ------
    ValueError : no column can be the label.
    """
    widgets = _Widgets(container, on_change, f"{number}_{text.header_row or 0}")
    decimal = _decimal(text, widgets)
    signs = _signs(describe_columns(text, None, decimal), widgets)
    columns = describe_columns(text, signs, decimal)
    label = _label(columns, widgets)
    features = _features(columns, label, widgets)
    chosen = [column for column in columns if column.name in {label, *features}]
    lacking = any(column.filled < len(text.row_numbers) for column in chosen)
    missing = MISSING.draw(container, on_change) if lacking else MISSING.default
    return ColumnChoice(label, features, missing, signs, decimal, _joins_spellings(chosen, widgets))


def _decimal(text: TextTable, widgets: _Widgets) -> str | None:
    guessed = [column for column in describe_columns(text) if column.number_format.is_guess]
    if not guessed:
        return None
    signs = (".", ",")
    likely = signs.index(guessed[0].number_format.decimal)
    decimal = widgets.container.selectbox(
        translate("Decimal sign"), signs, likely, **widgets.given("decimal")
    )
    widgets.container.caption(
        translate(
            "In {columns}, a point or comma before three digits may be a decimal or a thousands "
            "sign: choose which.",
            columns=named([column.name for column in guessed]),
        )
    )
    return decimal if decimal in signs else None


def _signs(columns: Sequence[ColumnDescription], widgets: _Widgets) -> frozenset[str] | None:
    """The cells that stand for missing values, of those that may; None for the usual ones."""
    found: Counter[str] = Counter()
    for column in columns:
        found.update(column.signs)
    for column in columns:
        found.update(column.words)
    offered = list(found)[:MAXIMUM_SIGNS]
    if not offered:
        return None
    missing = {sign for column in columns for sign in column.missing}
    usual = [sign for sign in offered if sign in missing]
    chosen = widgets.container.multiselect(
        translate("Cells that count as missing"),
        offered,
        usual,
        format_func=lambda sign: f"{shortened(sign)} ({found[sign]:,})",
        **widgets.given("missing"),
    )
    widgets.container.caption(
        translate(
            "Remove a word from this list to keep it as a class or value. In columns of numbers "
            "the usual signs always count as missing."
        )
    )
    return None if set(chosen) == set(usual) else frozenset(chosen)


def _label(columns: Sequence[ColumnDescription], widgets: _Widgets) -> str:
    bounds = {"least": MINIMUM_CLASSES, "most": MAXIMUM_CLASSES}
    labels = [column.name for column in columns if column.can_be_label]
    if not labels:
        raise SentenceError(
            "no column can be the label: it needs {least} to {most} different values; add a column "
            "with the class of each row",
            **bounds,
        )
    likely = likely_label(columns)
    label = widgets.container.selectbox(
        translate("Label: the column with the class"),
        labels,
        labels.index(likely),
        **widgets.given("label"),
    )
    if no_labels := [one.name for one in columns if not (one.can_be_label or one.is_number)]:
        widgets.container.caption(
            translate(
                "Not usable as label: {columns}. A label needs {least} to {most} different values.",
                columns=named(no_labels),
                **bounds,
            )
        )
    return label if label in labels else likely


def _features(
    columns: Sequence[ColumnDescription], label: str, widgets: _Widgets
) -> tuple[str, ...]:
    others = [column for column in columns if column.name != label]
    possible = [column.name for column in others if column.can_be_feature]
    place = [column.name for column in columns].index(label)
    features = widgets.container.multiselect(
        translate("Features"),
        possible,
        likely_features(columns, label)[:MAXIMUM_FEATURES],
        **widgets.given("features", f"_{place}"),
    )
    for remark in _remarks(others):
        widgets.container.caption(remark)
    return tuple(name for name in features if name in possible)


def _remarks(columns: Sequence[ColumnDescription]) -> Iterator[str]:
    """Which columns are no features, or none of numbers, and why."""
    refused = [one.name for one in columns if not (one.can_be_feature or one.unlike)]
    if refused:
        yield translate(
            "Not usable as features: {columns}. A text column needs 1 to {most} different "
            "values; each becomes a column of 0 and 1.",
            columns=named(refused),
            most=MAXIMUM_TEXT_VALUES,
        )
    if ids := [column.name for column in columns if column.is_identifier]:
        yield translate(
            "{columns}: row numbers or ids, so they are not features unless you choose them. "
            "They tell rows apart, not classes.",
            columns=named(ids),
        )
    for column in columns:
        if column.words:
            yield translate(
                "{column} has words among its numbers: {words}. Choose them as missing values to "
                "use the column as a feature.",
                column=quoted(column.name),
                words=named(list(column.words), 3),
            )
        elif column.unlike:
            yield translate(
                "{column} is read as text: {cells} look like numbers, but are written in different "
                "ways.",
                column=quoted(column.name),
                cells=named(column.unlike),
            )


def _joins_spellings(chosen: Sequence[ColumnDescription], widgets: _Widgets) -> bool:
    alike = [
        f"{quoted(column.name)}: {named(group)}"
        for column in chosen
        for group in column.spellings[:3]
    ]
    return bool(alike) and widgets.container.toggle(
        translate("Join values that differ only in spelling"),
        help="; ".join(alike),
        **widgets.given("join"),
    )
