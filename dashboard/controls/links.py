"""Links that open a page in a given state."""

from collections.abc import Mapping
from urllib.parse import urlencode

import streamlit as st

from dashboard.controls.presenting import presenting_parameter
from dashboard.controls.restrictions import Restrictions, restrictions
from dashboard.controls.task import task
from dashboard.text.translation import language_in_url, translate


def address(
    page: str,
    state: Mapping[str, object],
    restricted: Restrictions | None = None,
    lang: str | None = None,
) -> str:
    """A relative URL that opens a page, whose path is "" for the first one, in a state.

    Parameters
    ----------
    restricted : the controls that are hidden or locked there; None for those that are so here,
        and for the task of here, since a link in a lesson leads on within the lesson; the same for
        a page that is presented.
    lang : the code of the language it opens in, "" for its reader's own; None for that of here.

    Examples
    --------
    >>> address("softmax", {"T": 0.1}, Restrictions(hidden=("T",)))
    'softmax?T=0.1&hide=T'
    >>> address("softmax", {"T": 0.1}, lang="vi")
    'softmax?T=0.1&lang=vi'
    """
    if restricted is None:
        kept = restrictions().parameters() | task().parameters() | presenting_parameter()
    else:
        kept = restricted.parameters()
    query = {**state, **{key: text for key, text in kept.items() if key not in state}}
    code = language_in_url() if lang is None else lang
    if code:
        query["lang"] = code
    # Without a path a link leads to the page that it stands on.
    return f"{page or './'}{'?' if query else ''}{urlencode(query)}"


def try_this(sentence: str, page: str, **state: object) -> None:
    """Draw a page's "Try this": a link to a page of the app with the state in its URL.

    A plain link, which can be copied and opened in a new tab; a click opens it in this one
    (components/page_script.js).

    Parameters
    ----------
    sentence : what will be seen there, translated.
    page : the page's path in the URL.
    state : the URL's parameters; what is not named has its default.
    """
    st.markdown(f"**{translate('Try this:')}** [{sentence}]({address(page, state)})")
