"""The parameters in the page's URL."""

import streamlit as st


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
