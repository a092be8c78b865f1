"""What every page has beside Streamlit's own parts: an icon, its language, and a link to copy.

What the button does stands in the head of the page (components/copy_link.js).
"""

from base64 import b64encode
from functools import cache
from html import escape

from streamlit.delta_generator import DeltaGenerator

from dashboard.components.served_scripts import text_of
from dashboard.text import translate
from dashboard.text.translation import language


@cache
def page_icon() -> str:
    """The icon of the tab as a `data:` URL: as a file Streamlit reads it on every run."""
    return f"data:image/svg+xml;base64,{b64encode(text_of('icon.svg').encode()).decode()}"


def draw_page_parts(container: DeltaGenerator, *, is_presented: bool) -> None:
    """Draw the button; tell the browser the page's language, and whether it is presented."""
    # How a screen reader pronounces the page; Streamlit itself only ever says "en".
    told = (
        f"<script>document.documentElement.lang = '{language()}';"
        f"document.documentElement.toggleAttribute('data-present', {str(is_presented).lower()})"
        "</script>"
    )
    label = escape(translate("Copy link"))
    button = f'<button type="button" class="copy-link" aria-live="polite">{label}</button>'
    container.html(f"{button}<input readonly hidden>{told}", unsafe_allow_javascript=True)
