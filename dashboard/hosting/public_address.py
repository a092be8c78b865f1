"""The address of the app that others can open."""

from urllib.parse import urlencode

import streamlit as st

# Streamlit Community Cloud shows the app in a frame below this path of the app's address.
_FRAME = "/~/+/"


def public_address(url: str) -> str:
    """The address that a browser shows above the frame, if the app stands in one of a host.

    Examples
    --------
    >>> public_address("https://lab.streamlit.app/~/+/softmax")
    'https://lab.streamlit.app/softmax'
    """
    return url.replace(_FRAME, "/", 1)


def address_of_this_state() -> str:
    """The public address of the page on screen with its state; "" where no browser is."""
    url = st.context.url
    query = urlencode(st.query_params.to_dict())
    return public_address(url) + (f"?{query}" if query else "") if url else ""
