"""Every word the app shows goes through here."""

from dashboard.text.markdown import plain
from dashboard.text.numbers import number, signed_number
from dashboard.text.translation import english, error_in_words, has_translation, translate

__all__ = [
    "english",
    "error_in_words",
    "has_translation",
    "number",
    "plain",
    "signed_number",
    "translate",
]
