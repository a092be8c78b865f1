"""Every word the app shows goes through here."""

from dashboard.text.markdown import plain
from dashboard.text.numbers import number, signed_number
from dashboard.text.translation import English, english, error_in_words, translate

__all__ = [
    "English",
    "english",
    "error_in_words",
    "number",
    "plain",
    "signed_number",
    "translate",
]
