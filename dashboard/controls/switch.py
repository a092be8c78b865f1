"""A control: on or off."""

from dataclasses import dataclass

from streamlit.delta_generator import DeltaGenerator

from dashboard.text import translate


@dataclass(frozen=True)
class Switch:
    """Something that is off at first; the URL holds "true" where it is on."""

    key: str
    label: str
    help: str | None = None

    def draw(self, place: DeltaGenerator) -> bool:
        """Draw the switch and return whether it is on."""
        value = place.toggle(
            translate(self.label),
            key=self.key,
            help=translate(self.help) if self.help else None,
            bind="query-params",
            persist_state="session",
        )
        return value is True
