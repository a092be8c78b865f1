"""The components whose code a browser fetches once, as figure.js: the figure and the network."""

import re
from functools import partial
from typing import Any

import streamlit as st

from dashboard.components.served_scripts import FIGURE_JS_PATH, browser_source, text_of

# Stands in every message.
LOADER = re.sub(r"(?m)^//.*\n", "", text_of("figure_loader.js")).replace(
    "FIGURE_JS_PATH", FIGURE_JS_PATH
)


def fetched_component(name: str, html: str, css: str) -> tuple[Any, Any]:
    """Two ways to mount a component: as it is fetched, and whole.

    The whole one carries all of figure.js in each message, for a browser that cannot fetch it.

    Parameters
    ----------
    name : the function that figure.js exports for the component.
    """
    component = partial(st.components.v2.component, html=html, css=css, isolate_styles=False)
    whole = f"{browser_source('figure.js')}\nexport {{ {name} as default }};"
    mount = component(name, js=LOADER.replace("COMPONENT", name))
    return mount, component(f"whole_{name}", js=whole)
