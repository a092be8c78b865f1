"""A control: on or off."""

from collections.abc import Callable
from dataclasses import dataclass

from streamlit.delta_generator import DeltaGenerator

from dashboard.controls.linked import draw_linked
from dashboard.controls.restrictions import is_locked
from dashboard.text import translate
from dashboard.text.markdown import shortened


@dataclass(frozen=True)
class Switch:
    """Something that is off at first; the URL holds "true" where it is on."""

    key: str
    label: str
    help: str | None = None

    def draw(self, container: DeltaGenerator, on_change: Callable[[], None] | None = None) -> bool:
        """Draw the switch and return whether it is on."""
        return draw_linked(
            self,
            container,
            lambda initial: container.toggle(
                translate(self.label),
                initial,
                key=self.key,
                help=translate(self.help) if self.help else None,
                on_change=on_change,
                disabled=is_locked(self.key),
                persist_state="session",
            ),
        )

    @property
    def default(self) -> bool:
        """Off."""
        return False

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
