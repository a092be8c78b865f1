"""A control: one of a few options, all in sight."""

from collections.abc import Sequence
from dataclasses import dataclass

from streamlit.delta_generator import DeltaGenerator

from dashboard.controls.control import draw_meaning
from dashboard.controls.restrictions import hidden_value, is_hidden, is_locked
from dashboard.text import translate


@dataclass(frozen=True)
class Buttons:
    """One of a few options, of which one is always chosen.

    As with `Choice`, the URL holds what the button shows: a sign that is the same in every
    language, or a word that is translated below the buttons.
    """

    key: str
    label: str
    options: Sequence[str]
    default: str

    def draw(self, place: DeltaGenerator) -> str:
        """Draw the buttons and return the chosen option, the default if a client sent another."""
        if is_hidden(self.key):
            return hidden_value(self.key, self.default, self.read, self.held)
        value = place.segmented_control(
            translate(self.label),
            self.options,
            default=self.default,
            required=True,
            key=self.key,
            disabled=is_locked(self.key),
            bind="query-params",
            persist_state="session",
        )
        chosen = self.held(value)
        draw_meaning(place, chosen)
        return chosen

    def read(self, text: str) -> str:
        """The option that a text in the URL names, the default where it names none."""
        return self.held(text)

    def held(self, option: str) -> str:
        """The option, the default where there is no such option."""
        return option if option in self.options else self.default
