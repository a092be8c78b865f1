"""Links that open a page in a given state."""

from collections.abc import Mapping
from urllib.parse import urlencode

import streamlit as st

from dashboard.text.translation import language_in_url, translate


def address(page: str, state: Mapping[str, object]) -> str:
    """A relative URL that opens a page, whose path is "" for the first one, in a state.

    >>> address("softmax", {"T": 0.1})
    'softmax?T=0.1'
    """
    code = language_in_url()
    query = dict(state) if code is None else {**state, "lang": code}
    return f"{page}?{urlencode(query)}"


def try_this(sentence: str, page: str, **state: object) -> None:
    """Draw a page's "Try this": a link to a page of the app with the state in its URL.

    A plain link, since `st.page_link` to the page one is on leaves bound widgets as they are.

    Parameters
    ----------
    sentence : what will be seen there, translated.
    page : the page's path in the URL.
    state : the URL's parameters; what is not named has its default.
    """
    st.markdown(f"**{translate('Try this:')}** [{sentence}]({address(page, state)})")
