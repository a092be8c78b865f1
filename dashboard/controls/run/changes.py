"""Changes in mid-run as one short text, for the URL: 200:lr=0.01,500:opt=adam:batch=64."""

from core.training import Change, TrainingSettings
from dashboard.controls.control import TextField
from dashboard.controls.run.settings import (
    CHANGEABLE,
    SETTINGS,
    SHORT_NAMES,
    setting_from_text,
    setting_in_words,
)
from dashboard.text import english, translate

LONGEST = 1200  # characters of such a text: as many changes as can be, each written in full
CHANGES = TextField(
    "changes",
    english("Mid-run changes"),
    LONGEST,
    help=english(
        "For example `200:lr=0.01,500:opt=adam:batch=64`. The form below the charts writes this "
        "for you."
    ),
)


def changes_from_text(text: str) -> tuple[Change, ...]:
    """The changes that a text names.

    Raises
    ------
    ValueError : in the reader's language: a part that is no change, or one out of bounds.

    Examples
    --------
    >>> changes_from_text("200:lr=0.01:batch=64")
    (Change(step=200, optimizer=None, learning_rate=0.01, batch_size=64),)
    """
    parts = [part.strip() for part in text.split(",")]
    changes = tuple(_change(part) for part in parts if part)
    return TrainingSettings(changes=changes).changes  # which checks how many, and their order


def text_of_changes(changes: tuple[Change, ...]) -> str:
    """The text that names these changes.

    >>> text_of_changes((Change(200, learning_rate=0.01), Change(500, optimizer="adam")))
    '200:lr=0.01,500:opt=adam'
    """
    return ",".join(
        ":".join(
            [
                str(change.step),
                *(f"{SHORT_NAMES[name]}={value}" for name, value in _changed(change).items()),
            ]
        )
        for change in changes
    )


def _changed(change: Change) -> dict[str, object]:
    """The settings that a change makes others, by their fields."""
    values = {name: getattr(change, name) for name in CHANGEABLE}
    return {name: value for name, value in values.items() if value is not None}


def _change(part: str) -> Change:
    step, *settings = part.split(":")
    try:
        number = int(step)
        texts = dict(setting.split("=") for setting in settings)
        changed = {
            name: setting_from_text(name, texts.pop(SHORT_NAMES[name]))
            for name in CHANGEABLE
            if SHORT_NAMES[name] in texts
        }
        if texts:
            raise KeyError(texts)
    except (ValueError, KeyError):
        raise ValueError(
            translate(
                "{part} is not a mid-run change. Write a step and what changes there, such as "
                "200:lr=0.01 or 200:opt=adam:batch=64.",
                part=repr(part[:60]),
            )
        ) from None
    for name, value in changed.items():
        SETTINGS[name].required(value)
    return Change(number, **changed)


def with_change(changes: tuple[Change, ...], change: Change) -> tuple[Change, ...]:
    """The changes before this one, then this one: what had been planned after it is dropped."""
    return (*(earlier for earlier in changes if earlier.step < change.step), change)


def described(change: Change) -> str:
    """What a mark on a curve says.

    >>> described(Change(200, learning_rate=0.01, batch_size=64))
    'η 0.01, B 64'
    """
    return ", ".join(setting_in_words(name, value) for name, value in _changed(change).items())
