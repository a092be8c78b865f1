"""One function for every sentence, with English as the source, per session.

A catalogue maps English sentences to another language; a sentence that it lacks stays English.
The language is the session's (`?lang=vi`), never the process's: two students of one server may
read two languages.
"""

from collections.abc import Mapping
from contextvars import ContextVar
from types import MappingProxyType

import streamlit as st

Catalogue = Mapping[str, str]

# Vietnamese is announced in the URL already; its catalogue comes with the translations.
CATALOGUES: Mapping[str, Catalogue] = MappingProxyType({"en": {}, "vi": {}})

_SESSION_KEY = "_language"
# The same for this run of the script: a page asks a hundred times, and the session takes its time.
_of_this_run: ContextVar[str] = ContextVar("language")


def remember_language() -> None:
    """Take the language of the URL into the session; called once at the top of every run."""
    wanted = st.query_params.get("lang")
    if wanted in CATALOGUES:
        st.session_state[_SESSION_KEY] = wanted
    _of_this_run.set(_of_the_session())


def language() -> str:
    """The session's language code, "en" where none was chosen."""
    # A callback runs before the script does, mostly in a thread of its own.
    return _of_this_run.get(None) or _of_the_session()


def _of_the_session() -> str:
    chosen: str = st.session_state.get(_SESSION_KEY, "en")
    return chosen


def translate(english: str, /, **values: object) -> str:
    """The sentence in the session's language, with `{name}` replaced by the values given.

    Without values the sentence is left as it is, braces and all, so LaTeX passes through.
    """
    sentence = CATALOGUES[language()].get(english, english)
    return sentence.format_map(values) if values else sentence
