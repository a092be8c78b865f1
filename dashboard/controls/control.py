"""The kinds of controls: what each draws, and which values it allows."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from streamlit.delta_generator import DeltaGenerator

from core.limits import Limits
from dashboard.controls.linked import Control, Settings
from dashboard.text import translate
from dashboard.text.markdown import shortened
from dashboard.text.typed_numbers import as_typed


@dataclass(frozen=True)
class _Bounded(Control[float]):
    """A number between two limits."""

    key: str
    label: str
    default: float
    minimum: float
    maximum: float
    step: float
    format: str | None = None
    help: str | None = None

    def taken(self, text: str) -> float:
        value = self.number(text)
        if value is not None:
            return self.held(value)
        values = {
            "text": shortened(text),
            "label": translate(self.label),
            "least": as_typed(self.minimum),
            "most": as_typed(self.maximum),
            "default": as_typed(self.default),
        }
        if isinstance(self.default, int):
            sentence = translate(
                "“{text}” in the link is not allowed for {label}: use a whole number from {least} "
                "to {most}. Meanwhile {default} is used.",
                **values,
            )
        else:
            sentence = translate(
                "“{text}” in the link is not allowed for {label}: use a number from {least} to "
                "{most}. Meanwhile {default} is used.",
                **values,
            )
        raise ValueError(sentence)

    def required(self, value: float) -> float:
        """The number, where the limits allow it.

        Raises
        ------
        ValueError : in the reader's language, naming the control, the value and the rule.

        Examples
        --------
        >>> NumberField("lr", "Learning rate η", 0.1, 1e-5, 100.0, 0.01).required(1000.0)
        Traceback (most recent call last):
        ValueError: Learning rate η must be from 0.00001 to 100, got 1000.
        """
        if self.minimum <= value <= self.maximum:
            return value
        raise ValueError(
            translate(
                "{setting} must be from {least} to {most}, got {value}.",
                setting=translate(self.label),
                least=as_typed(self.minimum),
                most=as_typed(self.maximum),
                value=as_typed(value),
            )
        )

    def held(self, value: float) -> float:
        return type(self.default)(min(max(value, self.minimum), self.maximum))

    def number(self, text: str) -> float | None:
        """The number that is written there, within the limits; None if there is none."""
        try:
            value = float(text)
        except ValueError:
            return None
        return value if self.minimum <= value <= self.maximum else None

    def settings(self, initial: float) -> dict[str, Any]:
        """What Streamlit's widget for a number is given, which begins with this one."""
        return {
            "value": initial,
            "min_value": self.minimum,
            "max_value": self.maximum,
            "step": self.step,
            "format": self.format,
        }


@dataclass(frozen=True)
class Slider(_Bounded):
    """A number that is slid to."""

    format: str = "%.1f"

    def widget(self, container: DeltaGenerator, initial: float, given: Settings) -> Any:
        return container.slider(**self.settings(initial), **given)

    def held(self, value: float) -> float:
        """The nearest stop: between two of them the browser would show another number.

        >>> Slider("T", "Temperature", 1.0, 0.1, 10.0, 0.1).held(3.14159)
        3.1
        >>> Slider("T", "Temperature", 1.0, 0.1, 10.0, 0.1).held(1e308)
        10.0
        """
        steps = round((super().held(value) - self.minimum) / self.step)
        stop = round(self.minimum + steps * self.step, 6)
        return type(self.default)(min(stop, self.maximum))


@dataclass(frozen=True)
class NumberField(_Bounded):
    """A number that is typed; whole where its default is an int."""

    @classmethod
    def within(
        cls,
        key: str,
        label: str,
        limits: Limits[int] | Limits[float],
        step: float,
        number_format: str | None = None,
        tooltip: str | None = None,
    ) -> "NumberField":
        """A field for what `core` sets limits to."""
        return cls(
            key, label, limits.default, limits.minimum, limits.maximum, step, number_format, tooltip
        )

    def number(self, text: str) -> float | None:
        """As of any control; a fraction is not rounded."""
        value = super().number(text)
        is_fraction = value is not None and not value.is_integer()
        return None if is_fraction and isinstance(self.default, int) else value

    def widget(self, container: DeltaGenerator, initial: float, given: Settings) -> Any:
        return container.number_input(**self.settings(initial), **given)


@dataclass(frozen=True)
class TextField(Control[str]):
    """A short text that is typed.

    What it holds is read by others: no text is refused here but one that is too long for it.
    """

    key: str
    label: str
    longest: int
    help: str | None = None
    default: str = ""
    placeholder: str | None = None

    def widget(self, container: DeltaGenerator, initial: str, given: Settings) -> Any:
        return container.text_input(
            value=initial, max_chars=self.longest, placeholder=self.placeholder, **given
        )

    def taken(self, text: str) -> str:
        if len(text) <= self.longest:
            return text
        raise ValueError(
            translate(
                "The text for {label} in the link has {found} characters; at most {most} are "
                "allowed. Meanwhile the default is used.",
                label=translate(self.label),
                found=len(text),
                most=self.longest,
            )
        )

    def held(self, text: str) -> str:
        return text[: self.longest]


@dataclass(frozen=True)
class _Options(Control[str]):
    """One of a few options: ids, which stand in the URL, and what the page calls them.

    Attributes
    ----------
    options : the ids.
    names : what the options are called, in English; one that is not in it is a symbol, a number or
        a word of the user's own, and is shown as it is.
    """

    key: str
    label: str
    options: Sequence[str]
    default: str
    names: Mapping[str, str] = field(default_factory=dict, hash=False)

    def shown_names(self) -> Callable[[str], str]:
        """What a widget shows for its options, in the language of this run: it is asked later."""
        shown = {option: self.name_of(option) for option in self.options}
        return lambda option: shown.get(option, option)

    def name_of(self, option: str) -> str:
        """What an option is called in the session's language; itself, where it has no name."""
        return translate(self.names[option]) if option in self.names else option

    def taken(self, text: str) -> str:
        if text in self.options:
            return text
        raise ValueError(
            translate(
                "“{text}” in the link is not an option of {label}: choose one from the list. "
                "Meanwhile “{default}” is used.",
                text=shortened(text),
                label=translate(self.label),
                default=self.name_of(self.default),
            )
        )

    def required(self, option: str) -> str:
        """The option, where there is one of this id; it raises as a number does."""
        if option in self.options:
            return option
        raise ValueError(
            translate(
                "{setting} must be one of {allowed}, got {value}.",
                setting=translate(self.label),
                allowed=", ".join(self.options),
                value=shortened(option),
            )
        )

    def held(self, option: str) -> str:
        return option if option in self.options else self.default


@dataclass(frozen=True)
class Choice(_Options):
    """A list that opens. `meanings` has a sentence for each option, drawn below it; or none."""

    meanings: Sequence[str] = ()
    help: str | None = None

    @classmethod
    def explained(
        cls,
        key: str,
        label: str,
        default: str,
        meanings: Mapping[str, str],
        names: Mapping[str, str],
        tooltip: str | None = None,
    ) -> "Choice":
        """One of several options, each with its name and what it means."""
        return cls(key, label, tuple(meanings), default, names, tuple(meanings.values()), tooltip)

    def widget(self, container: DeltaGenerator, initial: str, given: Settings) -> Any:
        options = list(self.options)
        index = options.index(initial)
        chosen = container.selectbox(
            options=options, index=index, format_func=self.shown_names(), **given
        )
        if self.meanings and "on_change" in given:  # a form does not follow what is chosen in it
            container.caption(translate(self.meanings[options.index(self.held(chosen))]))
        return chosen


@dataclass(frozen=True)
class Buttons(_Options):
    """A row of buttons, one for each option, of which one is always chosen."""

    def widget(self, container: DeltaGenerator, initial: str, given: Settings) -> Any:
        return container.segmented_control(
            options=self.options,
            format_func=self.shown_names(),
            default=initial,
            required=True,
            **given,
        )


@dataclass(frozen=True)
class Switch(Control[bool]):
    """Something that is off at first; the URL holds "true" where it is on."""

    key: str
    label: str
    help: str | None = None
    default = False

    def widget(self, container: DeltaGenerator, initial: bool, given: Settings) -> Any:
        return container.toggle(value=initial, **given)

    def taken(self, text: str) -> bool:
        if text.lower() in ("true", "false"):
            return text.lower() == "true"
        raise ValueError(
            translate(
                "“{text}” in the link is not allowed for {label}: use true or false. Meanwhile it "
                "is off.",
                text=shortened(text),
                label=translate(self.label),
            )
        )

    def held(self, value: bool) -> bool:
        return value is True  # a client may send anything
