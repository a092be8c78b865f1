"""A control: on or off."""

from dataclasses import dataclass

from streamlit.delta_generator import DeltaGenerator

from dashboard.controls.restrictions import hidden_value, is_hidden, is_locked
from dashboard.text import translate


@dataclass(frozen=True)
class Switch:
    """Something that is off at first; the URL holds "true" where it is on."""

    key: str
    label: str
    help: str | None = None

    def draw(self, place: DeltaGenerator) -> bool:
        """Draw the switch and return whether it is on."""
        if is_hidden(self.key):
            return hidden_value(self.key, self.default, self.read, self.held)
        value = place.toggle(
            translate(self.label),
            key=self.key,
            help=translate(self.help) if self.help else None,
            disabled=is_locked(self.key),
            bind="query-params",
            persist_state="session",
        )
        return value is True

    @property
    def default(self) -> bool:
        """Off."""
        return False

    def read(self, text: str) -> bool:
        """Whether a text in the URL says that it is on."""
        return text.lower() == "true"

    def held(self, value: bool) -> bool:
        """The value itself: both are allowed."""
        return value
