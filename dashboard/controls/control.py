"""A control: one widget whose value stands in the URL, with its default and limits as data."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from streamlit.delta_generator import DeltaGenerator

from core.limits import Limits
from dashboard.controls.linked import draw_linked
from dashboard.controls.restrictions import is_locked
from dashboard.text import translate
from dashboard.text.markdown import shortened
from dashboard.text.typed_numbers import as_typed

Value = TypeVar("Value", float, str, bool)
Settings = Mapping[str, Any]  # of a widget: its key, and what a link and a lesson need of it


class _Linked(Generic[Value]):
    """What draws every kind of control; the rest is what `linked.Control` asks of each."""

    key: str
    label: str
    default: Value
    help: str | None = None
    read: Callable[[str], Value]
    refusal: Callable[[str], str | None]
    held: Callable[[Value], Value]

    def draw(self, container: DeltaGenerator, on_change: Callable[[], None] | None = None) -> Value:
        """Draw the control and return its value, held to what it allows whatever a client sent."""
        in_page = {
            "key": self.key,
            "help": translate(self.help) if self.help else None,
            "on_change": on_change,
            "disabled": is_locked(self.key),
            "persist_state": "session",
        }
        return draw_linked(
            self, container, lambda initial: self.widget(container, initial, in_page)
        )

    def draw_in_form(self, container: DeltaGenerator, key: str, initial: Value) -> None:
        """Draw the control in a form, under another key: neither a link nor a lesson knows it."""
        self.widget(container, initial, {"key": key})

    def widget(self, container: DeltaGenerator, initial: Value, given: Settings) -> Any:
        """Draw Streamlit's widget, which begins with a value, and return what it holds."""
        raise NotImplementedError


@dataclass(frozen=True)
class _Bounded(_Linked[float]):
    """A number between two limits; `key` names the widget and the URL's parameter, app-wide."""

    key: str
    label: str
    default: float
    minimum: float
    maximum: float
    step: float

    def read(self, text: str) -> float:
        """The number that a text in the URL stands for, the default where it stands for none."""
        value = self.number(text)
        return self.default if value is None else self.held(value)

    def refusal(self, text: str) -> str | None:
        """Why a text in the URL is not taken; None if it is."""
        if self.number(text) is not None:
            return None
        values = {
            "text": shortened(text),
            "label": translate(self.label),
            "least": as_typed(self.minimum),
            "most": as_typed(self.maximum),
            "default": as_typed(self.default),
        }
        if self.is_whole:
            return translate(
                "“{text}” in the link is not allowed for {label}: use a whole number from {least} "
                "to {most}. Meanwhile {default} is used.",
                **values,
            )
        return translate(
            "“{text}” in the link is not allowed for {label}: use a number from {least} to {most}. "
            "Meanwhile {default} is used.",
            **values,
        )

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
        """The number nearest to this one that the limits allow."""
        return type(self.default)(min(max(value, self.minimum), self.maximum))

    def number(self, text: str) -> float | None:
        """The number that is written there, within the limits; None if there is none."""
        try:
            value = float(text)
        except ValueError:
            return None
        return value if self.minimum <= value <= self.maximum else None

    @property
    def is_whole(self) -> bool:
        """Whether it holds whole numbers alone."""
        return isinstance(self.default, int)


@dataclass(frozen=True)
class Slider(_Bounded):
    """A number that is slid to."""

    format: str = "%.1f"
    help: str | None = None

    def widget(self, container: DeltaGenerator, initial: float, given: Settings) -> Any:
        """Draw the slider."""
        limits = (self.minimum, self.maximum)
        return container.slider(
            translate(self.label), *limits, initial, self.step, format=self.format, **given
        )

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

    format: str | None = None
    help: str | None = None

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
        return None if value is None or (self.is_whole and not value.is_integer()) else value

    def widget(self, container: DeltaGenerator, initial: float, given: Settings) -> Any:
        """Draw the field."""
        limits = (self.minimum, self.maximum)
        return container.number_input(
            translate(self.label), *limits, initial, self.step, format=self.format, **given
        )


@dataclass(frozen=True)
class TextField(_Linked[str]):
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
        """Draw the field."""
        return container.text_input(
            translate(self.label),
            initial,
            max_chars=self.longest,
            placeholder=self.placeholder,
            **given,
        )

    def read(self, text: str) -> str:
        """The text of the URL, the default where it is too long for the field."""
        return text if len(text) <= self.longest else self.default

    def refusal(self, text: str) -> str | None:
        """Why a text in the URL is not taken; None if it is."""
        if len(text) <= self.longest:
            return None
        return translate(
            "The text for {label} in the link has {found} characters; at most {most} are allowed. "
            "Meanwhile the default is used.",
            label=translate(self.label),
            found=len(text),
            most=self.longest,
        )

    def held(self, text: str) -> str:
        """The text cut to its length."""
        return text[: self.longest]


class _Options(_Linked[str]):
    """One of a few options: ids, which stand in the URL, and what the page calls them.

    Attributes
    ----------
    options : the ids.
    names : what the options are called, in English; one that is not in it is a symbol, a number or
        a word of the user's own, and is shown as it is.
    """

    options: Sequence[str]
    names: Mapping[str, str]

    def shown_names(self) -> Callable[[str], str]:
        """What a widget shows for its options, in the language of this run: it is asked later."""
        shown = {option: self.name_of(option) for option in self.options}
        return lambda option: shown.get(option, option)

    def name_of(self, option: str) -> str:
        """What an option is called in the session's language; itself, where it has no name."""
        return translate(self.names[option]) if option in self.names else option

    def read(self, text: str) -> str:
        """The option that a text in the URL names, the default where it names none."""
        return self.held(text)

    def refusal(self, text: str) -> str | None:
        """Why a text in the URL is not taken; None if it is."""
        if text in self.options:
            return None
        return translate(
            "“{text}” in the link is not an option of {label}: choose one from the list. Meanwhile "
            "“{default}” is used.",
            text=shortened(text),
            label=translate(self.label),
            default=self.name_of(self.default),
        )

    def required(self, option: str) -> str:
        """The option, where there is one of this id.

        Raises
        ------
        ValueError : in the reader's language, naming the control, the id and all the options.
        """
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
        """The option, the default where there is no such option."""
        return option if option in self.options else self.default


@dataclass(frozen=True)
class Choice(_Options):
    """A list that opens. `meanings` has a sentence for each option, drawn below it; or none."""

    key: str
    label: str
    options: Sequence[str]
    default: str
    meanings: Sequence[str] = ()
    help: str | None = None
    names: Mapping[str, str] = field(default_factory=dict, hash=False)

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
        sentences = tuple(meanings.values())
        return cls(key, label, tuple(meanings), default, sentences, tooltip, names)

    def widget(self, container: DeltaGenerator, initial: str, given: Settings) -> Any:
        """Draw the list, and the meaning of what is chosen below it."""
        options = list(self.options)
        chosen = container.selectbox(
            translate(self.label),
            options,
            options.index(initial),
            format_func=self.shown_names(),
            **given,
        )
        if self.meanings and "on_change" in given:  # a form does not follow what is chosen in it
            container.caption(translate(self.meanings[options.index(self.held(chosen))]))
        return chosen


@dataclass(frozen=True)
class Buttons(_Options):
    """A row of buttons, one for each option, of which one is always chosen."""

    key: str
    label: str
    options: Sequence[str]
    default: str
    names: Mapping[str, str] = field(default_factory=dict, hash=False)

    def widget(self, container: DeltaGenerator, initial: str, given: Settings) -> Any:
        """Draw the buttons."""
        return container.segmented_control(
            translate(self.label),
            self.options,
            format_func=self.shown_names(),
            default=initial,
            required=True,
            **given,
        )


@dataclass(frozen=True)
class Switch(_Linked[bool]):
    """Something that is off at first; the URL holds "true" where it is on."""

    key: str
    label: str
    help: str | None = None
    default = False

    def widget(self, container: DeltaGenerator, initial: bool, given: Settings) -> Any:
        """Draw the switch."""
        return container.toggle(translate(self.label), initial, **given)

    def read(self, text: str) -> bool:
        """Whether a text in the URL says that it is on."""
        return text.lower() == "true"

    def refusal(self, text: str) -> str | None:
        """Why a text in the URL is not taken; None if it is."""
        if text.lower() in ("true", "false"):
            return None
        return translate(
            "“{text}” in the link is not allowed for {label}: use true or false. Meanwhile it is "
            "off.",
            text=shortened(text),
            label=translate(self.label),
        )

    def held(self, value: bool) -> bool:
        """Whether it is on; a client may send anything."""
        return value is True
