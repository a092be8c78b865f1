"""The button that copies the address of what is on screen (see copy_link.js)."""

from pathlib import Path

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.text import translate

_HTML = (
    '<button type="button" class="copy-link" aria-live="polite"></button><input readonly hidden>'
)
_CSS = """
.copy-link {
  font: inherit;
  color: var(--st-text-color);
  background: var(--st-background-color);
  border: 1px solid var(--st-widget-border-color, var(--st-border-color));
  border-radius: var(--st-button-radius);
  min-height: 2.5rem;
  padding: 0 0.75rem;
  cursor: pointer;
}
.copy-link:hover { border-color: var(--st-primary-color); }
.copy-link:focus-visible { outline: 2px solid var(--st-primary-color); outline-offset: 2px; }
.copy-link + input { width: 100%; margin-top: 0.5rem; font: inherit; }
"""

_mount = st.components.v2.component(
    "copy_link",
    html=_HTML,
    css=_CSS,
    js=Path(__file__).with_name("copy_link.js").read_text(encoding="utf-8"),
    isolate_styles=False,
)


def draw_copy_link(place: DeltaGenerator) -> None:
    """Draw the button; what it copies is put together in the browser, as it is pressed."""
    texts = {
        "copy": translate("Copy link"),
        "copied": translate("Link copied"),
        "by_hand": translate("Copy the link from this field:"),
    }
    with place:
        _mount(key="_copy_link", data=texts)
