"""What a browser lacks of our files comes over the websocket.

Behind some proxies only Streamlit's own addresses lead to the server. A component then says what it
lacks (plotly_page.js, figure_loader.js): its own code comes with each figure from then on, and
plotly.js once.
"""

import logging

import streamlit as st

from dashboard.components.served_scripts import compressed_plotly_js

# A page keeps plotly.js once it has it; it asks again where an answer was lost.
MOST_TIMES = 3

_FIGURE_JS_LACKS = "_figure_js_lacks"
_ASKED_BY, _TIMES = "_plotly_js_asked_by", "_plotly_js_times"
_LOG = logging.getLogger("logit_lab.lacking_files")


def take_lack(key: str) -> None:
    """Remember what the browser's component of this key says it lacks; a callback."""
    component = st.session_state.get(key)  # none where its page was left meanwhile
    lack = component and component.lack
    if lack == "figure.js":
        st.session_state[_FIGURE_JS_LACKS] = True
    elif lack == "plotly.js":
        st.session_state[_ASKED_BY] = key


def lacks_figure_js() -> bool:
    """Whether this session's browser cannot fetch figure.js."""
    return bool(st.session_state.get(_FIGURE_JS_LACKS, False))


def plotly_js_for(key: str) -> bytes:
    """plotly.js, compressed by gzip, if the component of this key asked for it; else nothing."""
    if st.session_state.get(_ASKED_BY) != key:
        return b""
    del st.session_state[_ASKED_BY]
    times = st.session_state[_TIMES] = st.session_state.get(_TIMES, 0) + 1
    if times > MOST_TIMES:
        _LOG.warning("a session asked for plotly.js more than %d times", MOST_TIMES)
        return b""
    return compressed_plotly_js()
