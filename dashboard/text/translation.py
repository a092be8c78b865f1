"""One function for every sentence, with English as the source, per session.

A catalogue maps English sentences to another language; a sentence that it lacks stays English.
The language is the session's (`?lang=vi`), never the process's: two students of one server may
read two languages.
"""

from contextvars import ContextVar
from string import Formatter

import streamlit as st

from core.sentence import Sentence, SentenceError
from dashboard.text.catalogue import LANGUAGES, catalogue
from dashboard.written_numbers import as_written

_SOURCE = "en"
_PARAMETER = "lang"
_SESSION_KEY = "_language"
English = str  # of a record's field: its literals are marked as by `english(…)`
# The same for this run of the script: a page asks a hundred times, and the session takes its time.
_of_this_run: ContextVar[str] = ContextVar("language")


def remember_language() -> None:
    """Take the language of the URL into the session, and keep it there; first in every run.

    Without one in the URL or the session it is that of the browser, where that is known here.
    """
    wanted = st.query_params.get(_PARAMETER)
    if wanted in LANGUAGES:
        st.session_state[_SESSION_KEY] = wanted
    _of_this_run.set(_of_the_session())
    in_url = language_in_url()
    if in_url is None:
        if wanted in LANGUAGES:
            del st.query_params[_PARAMETER]
    elif wanted != in_url:  # Streamlit drops it where another page is opened
        st.query_params[_PARAMETER] = in_url


def choose_language(code: str) -> None:
    """Make this the session's language, from a callback; any other word changes nothing."""
    if code in LANGUAGES:
        st.session_state[_SESSION_KEY] = code
        st.query_params[_PARAMETER] = code


def language() -> str:
    """The session's language code, "en" where none was chosen."""
    # A callback runs before the script does, mostly in a thread of its own.
    return _of_this_run.get(None) or _of_the_session()


def language_in_url() -> str | None:
    """The code that a link of this session carries; None where it opens in this language anyway.

    Vietnamese always stands there; English only where the browser would ask for another.
    """
    return None if language() == _SOURCE == _of_the_browser() else language()


def _of_the_session() -> str:
    chosen: str = st.session_state.get(_SESSION_KEY) or _of_the_browser()
    return chosen


def _of_the_browser() -> str:
    code = str(st.context.locale or "").partition("-")[0].lower()
    return code if code in LANGUAGES else _SOURCE


def english(sentence: str) -> str:
    """Mark a literal that is defined here and translated where it is drawn; it is returned as is.

    The catalogues are held to every literal in `english(…)` and `translate(…)`.
    """
    return sentence


def translate(english: str, /, **values: object) -> str:
    """The sentence in the session's language, with `{name}` replaced by the values given.

    Without values the sentence is left as it is, braces and all, so LaTeX passes through.
    """
    sentence = catalogue(language()).get(english, english)
    return sentence.format_map(values) if values else sentence


def error_in_words(error: ValueError) -> str:
    """What an error says, in the session's language."""
    return sentence_in_words(error.sentence) if isinstance(error, SentenceError) else str(error)


def sentence_in_words(sentence: Sentence) -> str:
    """What a sentence of `core` says, in the session's language."""
    values = {
        name: sentence_in_words(value) if isinstance(value, Sentence) else value
        for name, value in sentence.values.items()
    }
    return _AsWritten().vformat(
        catalogue(language()).get(sentence.english, sentence.english), (), values
    )


class _AsWritten(Formatter):
    """Writes the numbers in a sentence of `core`, which knows no thin space, as the app does."""

    def format_field(self, value: object, format_spec: str) -> str:
        text: str = super().format_field(value, format_spec)
        return as_written(text) if format_spec else text
