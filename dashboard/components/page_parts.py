"""What every page has beside Streamlit's own parts: its language, and a link to copy.

What the button does stands in the head of the page (components/copy_link.js).
"""

from html import escape

from streamlit.delta_generator import DeltaGenerator

from dashboard.text import translate
from dashboard.text.translation import language


def draw_page_parts(container: DeltaGenerator) -> None:
    """Draw the button, and tell the browser the language of the page."""
    # How a screen reader pronounces the page; Streamlit itself only ever says "en".
    told = f"<script>document.documentElement.lang = '{language()}'</script>"
    label = escape(translate("Copy link"))
    button = f'<button type="button" class="copy-link" aria-live="polite">{label}</button>'
    container.html(f"{button}<input readonly hidden>{told}", unsafe_allow_javascript=True)
