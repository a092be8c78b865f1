"""A control: one of a few options, all in sight."""

from collections.abc import Sequence
from dataclasses import dataclass

from streamlit.delta_generator import DeltaGenerator

from dashboard.controls.control import draw_meaning
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
        value = place.segmented_control(
            translate(self.label),
            self.options,
            default=self.default,
            required=True,
            key=self.key,
            bind="query-params",
            persist_state="session",
        )
        chosen = value if value in self.options else self.default
        draw_meaning(place, chosen)
        return chosen
