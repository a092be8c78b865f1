"""Every word the app shows goes through here."""

from dashboard.text.markdown import plain
from dashboard.text.translation import English, english, error_in_words, translate
from dashboard.written_numbers import number, signed_number

__all__ = [
    "English",
    "english",
    "error_in_words",
    "number",
    "plain",
    "signed_number",
    "translate",
]
