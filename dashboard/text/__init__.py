"""Every word the app shows goes through here."""

from dashboard.text.markdown import plain
from dashboard.text.numbers import number, signed_number
from dashboard.text.translation import translate

__all__ = ["number", "plain", "signed_number", "translate"]
