"""Where the server answers for a file of ours: beside Streamlit's own files."""

import streamlit as st


def base_path() -> str:
    """The path that the whole app is served below, `server.baseUrlPath`: "" or "/lab"."""
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{base}" if base else ""


def served_path(path: str) -> str:
    """The server's own path for a path within the app.

    Examples
    --------
    >>> served_path("assets/plotly.js")
    '/assets/plotly.js'
    """
    return f"{base_path()}/{path}"
