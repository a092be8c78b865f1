"""Number fields that take numbers as people write them (see hosting/number_fields.js)."""

import json

from streamlit.delta_generator import DeltaGenerator

from dashboard.text import translate

_CSS = """
[data-testid=stNumberInput]:has(.number-refused) [data-testid=InputInstructions] { display: none; }
.number-refused { margin: 0.25rem 0 0; font-size: 0.875rem; color: light-dark(#a3121a, #ff9a94); }
"""


def take_typed_numbers(place: DeltaGenerator) -> None:
    """Let every number field of the page take a decimal comma, and refuse what is no number."""
    sentences = {
        "number": translate("“{text}” is no number, so {kept} stays. Type one like 0.25 or 0,25."),
        "whole": translate(
            "“{text}” is no whole number, so {kept} stays. Type digits only, like 30."
        ),
        "range": translate(
            "{text} is out of range, so {kept} stays. Type a number from {least} to {most}."
        ),
    }
    call = f"window.takeTypedNumbers({json.dumps(sentences, ensure_ascii=False)});"
    place.html(
        f"<style>{_CSS}</style><script>{call}</script>",
        unsafe_allow_javascript=True,
    )
