"""The tabs below a page's picture: what a tab holds is computed only while it is open."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.controls.control import Buttons
from dashboard.controls.linked import Control
from dashboard.controls.restrictions import is_hidden, is_locked
from dashboard.text import english
from dashboard.text.translation import language

_SESSION_KEY = "_opened_tabs"  # what each page has open, by its tabs; the page shown stands last


@dataclass(frozen=True)
class Tabs(Buttons):
    """The tabs of a page, of which one is open.

    The link names the open one by its id: Streamlit's own tabs know their labels alone, and these
    change with the language.
    """

    @classmethod
    def of(cls, names: Mapping[str, str]) -> "Tabs":
        """Tabs by their ids, with what each is called; the first is open at first."""
        return cls("tab", english("Open tab"), tuple(names), next(iter(names)), names)

    def draw_open(
        self,
        container: DeltaGenerator,
        contents: Mapping[str, Callable[[], object]],
        controls: Mapping[str, Sequence[Control[Any]]] | None = None,
    ) -> None:
        """Draw the tabs, and in the open one what stands under its id in `contents`.

        Parameters
        ----------
        controls : which controls a tab holds, by its id; where no open tab holds them, they keep
            their values.
        """
        opened = self._opened(container)
        controls = controls or {}
        drawn = {control.key for control in controls.get(opened, ())}
        closed = {one.key: one for inside in controls.values() for one in inside}
        for key, control in closed.items():
            if key not in drawn:
                control.keep(container)
        with self._place(container, opened):
            contents[opened]()

    def _opened(self, container: DeltaGenerator) -> str:
        """The id of the open tab; all pages share the parameter, and each has its own tab open."""
        pages: dict[tuple[str, ...], str] = st.session_state.setdefault(_SESSION_KEY, {})
        page = tuple(self.options)
        if pages and next(reversed(pages)) != page:
            st.session_state[self.key] = pages.pop(page, self.default)
        pages[page] = self.keep(container)
        return pages[page]

    def _place(self, container: DeltaGenerator, opened: str) -> DeltaGenerator:
        """Draw the tabs, and return the container of the open one.

        Where a lesson hides or locks them, that one stands alone: a tab cannot be disabled.
        """
        if is_hidden(self.key) or is_locked(self.key):
            return container
        ids = {self.name_of(each): each for each in self.options}
        label = self.name_of(opened)
        key = f"_{self.key}_{'_'.join(self.options)}_{language()}"  # its labels are its state
        if st.session_state.get(key) != label:
            st.session_state[key] = label

        def take() -> None:
            st.session_state[self.key] = ids[st.session_state[key]]

        return container.tabs(list(ids), key=key, on_change=take)[self.options.index(opened)]
