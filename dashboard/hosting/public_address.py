"""The address of the app that others can open."""

from ipaddress import ip_address
from urllib.parse import urlencode, urlsplit

import streamlit as st


def public_address(url: str) -> str:
    """The address that a browser shows above the frame, if the app stands in one of a host.

    Streamlit Community Cloud shows the app in a frame below the path /~/+/ of its address.

    Examples
    --------
    >>> public_address("https://lab.streamlit.app/~/+/softmax")
    'https://lab.streamlit.app/softmax'
    """
    return url.replace("/~/+/", "/", 1)


def is_of_this_computer(url: str) -> bool:
    """Whether an address leads nowhere from another computer.

    Examples
    --------
    >>> is_of_this_computer("http://localhost:8501/softmax?T=2")
    True
    >>> is_of_this_computer("http://127.0.0.1:8501"), is_of_this_computer("http://[::1]:8501")
    (True, True)
    >>> is_of_this_computer("http://192.0.2.2:8501"), is_of_this_computer("softmax?T=2")
    (False, False)
    """
    host = urlsplit(url).hostname or ""
    try:
        address = ip_address(host)
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
    return address.is_loopback or address.is_unspecified


def address_of_this_state() -> str:
    """The public address of the page on screen with its state; "" where no browser is."""
    url = st.context.url
    query = urlencode(st.query_params.to_dict())
    return public_address(url) + (f"?{query}" if query else "") if url else ""
