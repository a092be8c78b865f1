"""Changes in mid-run as one short text, for the URL: 200:lr=0.01,500:opt=adam:batch=64."""

from core.training import Change, TrainingSettings
from dashboard.controls.control import option_name
from dashboard.controls.setting_bounds import refuse_out_of_bounds
from dashboard.text import english, translate
from dashboard.text.numbers import short_number

OPTIMIZER_NAMES = {
    "sgd": english("SGD"),
    "momentum": english("Momentum"),
    "nesterov": english("Nesterov momentum"),
    "adagrad": english("AdaGrad"),
    "rmsprop": english("RMSProp"),
    "adam": english("Adam"),
    "adamw": english("AdamW"),
}
_FIELDS = {"opt": "optimizer", "lr": "learning_rate", "batch": "batch_size"}
LONGEST = 1200  # characters of such a text: as many changes as can be, each written in full


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
                *(
                    f"{short}={getattr(change, name)}"
                    for short, name in _FIELDS.items()
                    if getattr(change, name) is not None
                ),
            ]
        )
        for change in changes
    )


def _change(part: str) -> Change:
    step, *settings = part.split(":")
    try:
        values = dict(setting.split("=") for setting in settings)
        number = int(step)
        optimizer = values.pop("opt", None)
        learning_rate = float(values.pop("lr")) if "lr" in values else None
        batch_size = int(values.pop("batch")) if "batch" in values else None
    except ValueError:
        values = {"": part}
    if values:
        raise ValueError(
            translate(
                "{part} is not a mid-run change. Write a step and what changes there, such as "
                "200:lr=0.01 or 200:opt=adam:batch=64.",
                part=repr(part[:60]),
            )
        )
    refuse_out_of_bounds(
        {"optimizer": optimizer, "learning_rate": learning_rate, "batch_size": batch_size}
    )
    return Change(number, optimizer, learning_rate, batch_size)


def with_change(changes: tuple[Change, ...], change: Change) -> tuple[Change, ...]:
    """The changes before this one, then this one: what had been planned after it is dropped."""
    return (*(earlier for earlier in changes if earlier.step < change.step), change)


def described(change: Change) -> str:
    """What a mark on a curve says.

    >>> described(Change(200, learning_rate=0.01, batch_size=64))
    'η 0.01, B 64'
    """
    parts = [
        None if change.optimizer is None else option_name(change.optimizer, OPTIMIZER_NAMES),
        None if change.learning_rate is None else f"η {short_number(change.learning_rate)}",
        None if change.batch_size is None else f"B {change.batch_size}",
    ]
    return ", ".join(part for part in parts if part)
