"""What was typed and cannot be read: said at its line, and on the picture that shows the old value.

On a phone the lines stand in a sidebar that is shut, and the picture alone is seen.
"""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.text import translate
from dashboard.text.errors import draw_error

_SESSION_KEY = "_refused"


def forget_refused() -> None:
    """Begin anew: called before the lines of a page are read."""
    st.session_state[_SESSION_KEY] = []


def refuse(
    symbol: str, error: ValueError, container: DeltaGenerator, *, says_why: bool = True
) -> None:
    """Say at its line why something is refused.

    Parameters
    ----------
    symbol : what the line holds, as the picture calls it.
    says_why : False where another line is the cause, and says so.
    """
    st.session_state[_SESSION_KEY].append(symbol)
    if says_why:
        draw_error(error, container)


def draw_refused() -> None:
    """Say above a picture which of its values are not those that were typed."""
    symbols = st.session_state.get(_SESSION_KEY)
    if symbols:
        st.warning(
            translate(
                "The picture does not use the new {symbols}, which cannot be read. The sidebar "
                "explains what to correct.",
                symbols=", ".join(f"**{symbol}**" for symbol in symbols),
            ),
            icon=":material/history:",
        )
