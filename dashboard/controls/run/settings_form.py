"""Fields for some settings of a run in a form, whose button takes what is set at its click."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.training import TrainingSettings
from dashboard.controls.run.settings import SETTINGS


class SettingsForm(NamedTuple):
    """A form over some settings.

    Attributes
    ----------
    names : the settings, by their fields in `TrainingSettings`.
    prefix, suffix : of the widgets' keys; with another suffix the form begins anew.
    """

    names: Sequence[str]
    prefix: str
    suffix: str

    def key(self, name: str) -> str:
        """The key of one setting's widget."""
        return f"{self.prefix}{SETTINGS[name].key}{self.suffix}"

    def draw(self, containers: Sequence[DeltaGenerator], initial: TrainingSettings) -> None:
        """Draw each setting in its container; each begins with the initial one."""
        for name, container in zip(self.names, containers, strict=True):
            SETTINGS[name].draw_in_form(container, self.key(name), getattr(initial, name))

    def values(self) -> dict[str, Any]:
        """The settings as the form has them now, by their fields."""
        return {name: st.session_state[self.key(name)] for name in self.names}
