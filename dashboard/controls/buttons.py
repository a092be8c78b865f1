"""A control: one of a few options, all in sight."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from streamlit.delta_generator import DeltaGenerator

from dashboard.controls.control import no_option, option_name, shown_names
from dashboard.controls.linked import draw_linked
from dashboard.controls.restrictions import is_locked
from dashboard.text import translate


@dataclass(frozen=True)
class Buttons:
    """One of a few options, of which one is always chosen.

    As with `Choice`, the options are ids, which stand in the URL, and a button shows the name of
    its option in the session's language, or the option itself where it has none.
    """

    key: str
    label: str
    options: Sequence[str]
    default: str
    names: Mapping[str, str] = field(default_factory=dict, hash=False)

    def draw(self, container: DeltaGenerator, on_change: Callable[[], None] | None = None) -> str:
        """Draw the buttons and return the chosen option, the default if a client sent another."""
        return draw_linked(
            self,
            container,
            lambda initial: container.segmented_control(
                translate(self.label),
                self.options,
                format_func=shown_names(self.options, self.names),
                default=initial,
                required=True,
                key=self.key,
                on_change=on_change,
                disabled=is_locked(self.key),
                persist_state="session",
            ),
        )

    def name_of(self, option: str) -> str:
        """What an option is called in the session's language."""
        return option_name(option, self.names)

    def read(self, text: str) -> str:
        """The option that a text in the URL names, the default where it names none."""
        return self.held(text)

    def refusal(self, text: str) -> str | None:
        """Why a text in the URL is not taken; None if it is."""
        return no_option(text, self.label, self.options, self.name_of(self.default))

    def held(self, option: str) -> str:
        """The option, the default where there is no such option."""
        return option if option in self.options else self.default
