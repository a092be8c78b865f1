"""The page's URL: whether it was just opened, and its parameters."""

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx


def is_link_opened() -> bool:
    """Whether a link, Back or Forward has led here, so that the URL decides and not the session."""
    run = get_script_run_ctx(suppress_warning=True)
    return run is not None and run.is_history_navigation


def write_parameter(parameter: str, text: str | None) -> None:
    """Make the URL hold this text, or the parameter no more; only where it does not already."""
    if st.query_params.get(parameter) == text:
        return
    if text is None:
        del st.query_params[parameter]
    else:
        st.query_params[parameter] = text


def parameter_text(value: object) -> str:
    """A value as the URL holds it.

    >>> parameter_text(2.0), parameter_text(True), parameter_text("w21")
    ('2', 'true', 'w21')
    """
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
