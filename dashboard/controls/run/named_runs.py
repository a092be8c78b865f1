"""A text that names the runs of a comparison, which Training adds to and Compare shows."""

from collections.abc import Sequence

import streamlit as st

from core.training import TrainingSettings
from dashboard.controls.control import TextField
from dashboard.controls.run import changes as run_changes
from dashboard.controls.run.changes import changes_from_text, text_of_changes
from dashboard.controls.run.settings import (
    CHANGEABLE,
    FIXED,
    SETTINGS,
    SHORT_NAMES,
    setting_from_text,
)
from dashboard.text import english, translate

MAXIMUM_RUNS = 6
LONGEST = MAXIMUM_RUNS * (run_changes.LONGEST + 200)  # characters: each run with every setting
PREFIX = "c_"  # of the keys that Training has too
EXAMPLE = "sgd~0.1~32,momentum~0.1~32,adam~0.01~32"

_NAMED = {SHORT_NAMES[name]: name for name in FIXED}  # where they differ from the default
_SPACE = "+"  # of "squared error": a space would be escaped in the URL

RUNS = TextField(
    "runs",
    english("Runs"),
    LONGEST,
    help=english(
        "For example `sgd~0.1~32,adam~0.01~32~l2=0.01`: optimiser, learning rate, batch size, "
        "then every setting that differs from its default. The form and the buttons on the page "
        "write this for you."
    ),
    placeholder=EXAMPLE,
)


def settings_from_text(text: str) -> tuple[TrainingSettings, ...]:
    """The settings that a text names, one for each run, without their seed.

    Raises
    ------
    ValueError : in the reader's language: a part that is no run, too many runs, or one twice.

    Examples
    --------
    >>> [run.optimizer for run in settings_from_text("sgd~0.1~32,adam~0.01~32~l2=0.01")]
    ['sgd', 'adam']
    """
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if len(parts) > MAXIMUM_RUNS:
        raise ValueError(
            translate(
                "At most {most} runs can be compared; there are {found}. Remove some in the field "
                "Runs.",
                most=MAXIMUM_RUNS,
                found=len(parts),
            )
        )
    runs = tuple(_settings(part) for part in parts)
    for index, run in enumerate(runs):
        if run in runs[:index]:
            raise ValueError(
                translate(
                    "The run {part} appears twice: remove one of them.", part=repr(parts[index])
                )
            )
    return runs


def named_runs() -> tuple[TrainingSettings, ...]:
    """The runs that are named as of now, without their seed; none where the text names none.

    In a callback these may be others than those on screen: two clicks come faster than an answer.
    """
    try:
        return settings_from_text(RUNS.held(st.session_state.get(RUNS.key, "")))
    except ValueError:
        return ()


def compared_runs() -> tuple[TrainingSettings, ...]:
    """As `named_runs`; those of the example where none are named."""
    return named_runs() or settings_from_text(EXAMPLE)


def show_runs(runs: Sequence[TrainingSettings]) -> None:
    """Make these the compared runs; from a callback only, before the controls are drawn again."""
    st.session_state[RUNS.key] = text_of_settings(runs)


def text_of_settings(runs: Sequence[TrainingSettings]) -> str:
    """The text that names these runs; their data and seed are not in it.

    >>> text_of_settings([TrainingSettings(), TrainingSettings("adam", 0.01, l2=0.5)])
    'sgd~0.1~32,adam~0.01~32~l2=0.5'
    """
    return ",".join(_text(run) for run in runs)


def _text(run: TrainingSettings) -> str:
    usual = TrainingSettings()
    more = [
        f"{short}={getattr(run, name)}"
        for short, name in _NAMED.items()
        if getattr(run, name) != getattr(usual, name)
    ]
    if run.changes:
        more.append("changes=" + text_of_changes(run.changes).replace(",", ";"))
    first = [str(getattr(run, name)) for name in CHANGEABLE]
    return "~".join([*first, *more]).replace(" ", _SPACE)


def _settings(part: str) -> TrainingSettings:
    try:
        parts = part.split("~")
        more = dict(setting.split("=", 1) for setting in parts[len(CHANGEABLE) :])
        changes = more.pop("changes", "").replace(";", ",")
        texts = dict(zip(CHANGEABLE, parts, strict=False))
        texts |= {_NAMED[short]: text.replace(_SPACE, " ") for short, text in more.items()}
        run = {name: setting_from_text(name, texts[name]) for name in (*CHANGEABLE, *texts)}
    except (ValueError, KeyError):
        raise ValueError(
            translate(
                "{part} is not a run. Write optimiser~learning rate~batch size, such as "
                "sgd~0.1~32 or adam~0.01~32~l2=0.01.",
                part=repr(part[:60]),
            )
        ) from None
    for name, value in run.items():
        SETTINGS[name].required(value)
    return TrainingSettings(**run, changes=changes_from_text(changes))
