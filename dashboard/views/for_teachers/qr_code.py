"""The link of a lesson as a QR code, which a class reads off the wall."""

from html import escape

import segno
import streamlit as st

from dashboard.text import translate


def draw_qr_code(link: str, width: int) -> None:
    """Draw the code of a link, or say that the link is too long for one.

    It is dark on white in either theme: many readers know no other.
    """
    try:
        code = segno.make_qr(link, error="l")  # fewer and larger squares; a screen has no stains
    except segno.DataOverflowError:
        st.caption(translate("The link is too long for a QR code."))
        return
    picture = code.svg_data_uri(omitsize=True, dark="#000", light="#fff")
    label = escape(translate("QR code of the lesson's link"))
    st.html(f'<img src="{escape(picture)}" alt="{label}" width="{width}" height="{width}">')
