"""Links that open a page in a given state."""

from urllib.parse import urlencode

import streamlit as st

from dashboard.text.translation import language, translate


def try_this(sentence: str, page: str, **state: object) -> None:
    """Draw a page's "Try this": a link to a page of the app with the state in its URL.

    A plain link, since `st.page_link` to the page one is on leaves bound widgets as they are.

    Parameters
    ----------
    sentence : what will be seen there, translated.
    page : the page's path in the URL.
    state : the URL's parameters; what is not named has its default.
    """
    if language() != "en":
        state["lang"] = language()
    st.markdown(f"**{translate('Try this:')}** [{sentence}]({page}?{urlencode(state)})")
