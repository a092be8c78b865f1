"""The one way to show what was wrong."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.text.markdown import plain
from dashboard.text.translation import error_in_words

LONGEST_SENTENCE = 500


def as_sentence(words: str) -> str:
    """The words with a capital letter and a full stop: `core` writes neither.

    >>> as_sentence("the step must be a whole number")
    'The step must be a whole number.'
    """
    return words[:1].upper() + words[1:] + "." * (not words.endswith((".", "!", "?", ":")))


def draw_error(problem: ValueError | str, container: DeltaGenerator | None = None) -> None:
    """Draw an error as plain text, at a place or here: it may quote a file or a link.

    Parameters
    ----------
    problem : an error, or its sentence in the reader's language.
    """
    words = problem if isinstance(problem, str) else error_in_words(problem)
    (st if container is None else container).error(plain(as_sentence(words), LONGEST_SENTENCE))
