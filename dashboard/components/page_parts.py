"""What every page has beside Streamlit's own parts: a link to copy, and fields that read numbers.

What they do stands in the head of the page (hosting/copy_link.js, hosting/number_fields.js); here
are their words, in the reader's language.
"""

import json
from html import escape

from streamlit.delta_generator import DeltaGenerator

from dashboard.text import translate


def draw_page_parts(place: DeltaGenerator) -> None:
    """Draw the button, and let the number fields of the page speak."""
    place.html(_copy_link() + _words_of_number_fields(), unsafe_allow_javascript=True)


def _copy_link() -> str:
    copy = escape(translate("Copy link"))
    copied = escape(translate("Link copied"))
    by_hand = escape(translate("Copy the link from this field:"))
    return (
        f'<button type="button" class="copy-link" aria-live="polite" data-copy="{copy}" '
        f'data-copied="{copied}" data-by-hand="{by_hand}">{copy}</button><input readonly hidden>'
    )


def _words_of_number_fields() -> str:
    sentences = {
        "number": translate("“{text}” is no number, so {kept} stays. Type one like 0.25 or 0,25."),
        "whole": translate(
            "“{text}” is no whole number, so {kept} stays. Type digits only, like 30."
        ),
        "range": translate(
            "{text} is out of range, so {kept} stays. Type a number from {least} to {most}."
        ),
    }
    words = json.dumps(sentences, ensure_ascii=False)
    return f"<script>window.takeTypedNumbers?.({words})</script>"
