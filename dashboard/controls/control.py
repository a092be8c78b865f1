"""A control: one widget whose value stands in the URL, with its default and limits as data."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from streamlit.delta_generator import DeltaGenerator

from core.limits import Limits
from dashboard.controls.restrictions import hidden_value, is_hidden, is_locked
from dashboard.text import has_translation, translate
from dashboard.text.errors import draw_error
from dashboard.text.numbers import short_number


@dataclass(frozen=True)
class _Bounded:
    """A number between two limits; `key` names the widget and the URL's parameter, app-wide."""

    key: str
    label: str
    default: float
    minimum: float
    maximum: float
    step: float

    def read(self, text: str) -> float:
        """The number that a text in the URL stands for, the default where it stands for none."""
        try:
            value = type(self.default)(float(text))
        except (ValueError, OverflowError):
            return self.default
        return value if self.minimum <= value <= self.maximum else self.default

    def held(self, value: float) -> float:
        """The number nearest to this one that the limits allow."""
        return type(self.default)(min(max(value, self.minimum), self.maximum))


@dataclass(frozen=True)
class Slider(_Bounded):
    """A number that is slid to."""

    format: str = "%.1f"
    help: str | None = None

    def draw(self, place: DeltaGenerator) -> float:
        """Draw the slider and return its value, held to the limits whatever a client sent."""
        if is_hidden(self.key):
            return hidden_value(self.key, self.default, self.read, self.held)
        value = place.slider(
            translate(self.label),
            self.minimum,
            self.maximum,
            self.default,
            self.step,
            format=self.format,
            key=self.key,
            help=translate(self.help) if self.help else None,
            disabled=is_locked(self.key),
            bind="query-params",
            persist_state="session",
        )
        return self.held(value)

    def nearest(self, value: float) -> float:
        """The value nearest to this one that the slider can stand at.

        >>> Slider("T", "Temperature", 1.0, 0.1, 10.0, 0.1).nearest(3.14159)
        3.1
        >>> Slider("T", "Temperature", 1.0, 0.1, 10.0, 0.1).nearest(1e308)
        10.0
        """
        steps = round((min(max(value, self.minimum), self.maximum) - self.minimum) / self.step)
        return min(round(self.minimum + steps * self.step, 6), self.maximum)


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

    def draw(self, place: DeltaGenerator, on_change: Callable[[], None] | None = None) -> float:
        """Draw the field and return its value, held to the limits whatever a client sent."""
        if is_hidden(self.key):
            return hidden_value(self.key, self.default, self.read, self.held)
        try:
            value = place.number_input(
                translate(self.label),
                self.minimum,
                self.maximum,
                self.default,
                self.step,
                format=self.format,
                key=self.key,
                help=translate(self.help) if self.help else None,
                on_change=on_change,
                disabled=is_locked(self.key),
                bind="query-params",
                persist_state="session",
            )
        except OverflowError:  # Streamlit takes the ∞ that a link may hold for a whole number
            draw_error(
                translate(
                    "{label} must be a number from {least} to {most}; the link names none.",
                    label=translate(self.label),
                    least=short_number(self.minimum),
                    most=short_number(self.maximum, 10),
                ),
                place,
            )
            return self.default
        return self.held(value)


@dataclass(frozen=True)
class TextField:
    """A short text that is typed.

    What it holds is read by others: no text is refused here, only cut to its length.
    """

    key: str
    label: str
    longest: int
    help: str | None = None
    default: str = ""
    placeholder: str | None = None

    def draw(self, place: DeltaGenerator, on_change: Callable[[], None] | None = None) -> str:
        """Draw the field and return its text, cut to its length whatever a client sent."""
        if is_hidden(self.key):
            return hidden_value(self.key, self.default, self.read, self.held)
        value = place.text_input(
            translate(self.label),
            self.default,
            key=self.key,
            max_chars=self.longest,
            placeholder=self.placeholder,
            help=translate(self.help) if self.help else None,
            on_change=on_change,
            disabled=is_locked(self.key),
            bind="query-params",
            persist_state="session",
        )
        return self.held(value)

    def read(self, text: str) -> str:
        """The text of the URL, as it would stand in the field."""
        return self.held(text)

    def held(self, text: str) -> str:
        """The text cut to its length."""
        return text[: self.longest]


@dataclass(frozen=True)
class Choice:
    """One of a few options.

    Streamlit writes into the URL what the list shows. So the list shows the option itself, a name
    that is the same in every language, and what it means stands under the list.
    """

    key: str
    label: str
    options: Sequence[str]
    default: str
    meanings: Sequence[str] = ()  # one sentence per option, or none at all
    help: str | None = None

    @classmethod
    def explained(
        cls,
        key: str,
        label: str,
        default: str,
        meanings: Mapping[str, str],
        tooltip: str | None = None,
    ) -> "Choice":
        """One of several options, each with what it means."""
        return cls(key, label, tuple(meanings), default, tuple(meanings.values()), tooltip)

    def draw(self, place: DeltaGenerator, on_change: Callable[[], None] | None = None) -> str:
        """Draw the list and return the chosen option, the default if a client sent another."""
        if is_hidden(self.key):
            return hidden_value(self.key, self.default, self.read, self.held)
        value = place.selectbox(
            translate(self.label),
            self.options,
            list(self.options).index(self.default),
            key=self.key,
            help=translate(self.help) if self.help else None,
            on_change=on_change,
            disabled=is_locked(self.key),
            bind="query-params",
            persist_state="session",
        )
        chosen = self.held(value)
        if self.meanings:
            place.caption(translate(self.meanings[list(self.options).index(chosen)]))
        else:
            draw_meaning(place, chosen)
        return chosen

    def read(self, text: str) -> str:
        """The option that a text in the URL names, the default where it names none."""
        return self.held(text)

    def held(self, option: str) -> str:
        """The option, the default where there is no such option."""
        return option if option in self.options else self.default


def draw_meaning(place: DeltaGenerator, chosen: str) -> None:
    """Say below a list what the option is called in the session's language, where it has a word."""
    if has_translation(chosen):
        place.caption(translate(chosen))
