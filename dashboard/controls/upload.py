"""A file of the user's own, kept in this session alone until it is taken away."""

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.sentence import SentenceError
from dashboard.hosting.public_address import address_of_this_state
from dashboard.text import translate
from dashboard.text.errors import draw_error
from dashboard.text.markdown import plain

_COUNT = "_uploads"


@dataclass(frozen=True)
class Upload:
    """An uploaded file."""

    number: int  # tells the files of a session apart
    name: str
    content: bytes


def draw_upload(
    name: str,
    label: str,
    most_bytes: int,
    container: DeltaGenerator,
    on_change: Callable[[], None],
) -> Upload | None:
    """Draw an uploader and return its file; None while there is none.

    Parameters
    ----------
    name : of the uploader, by which the session keeps its file.
    label : translated.
    most_bytes : of a file; the browser refuses a larger one.
    on_change : called when a file is taken or taken away, before the page runs again.
    """
    if not _browser_sends_cookies():
        container.info(
            translate(
                "Files cannot be uploaded inside this frame, because your browser blocks the "
                "cookie they need. Open Logit Lab in a tab of its own."
            )
        )
        open_label, icon = translate("Open in a new tab"), ":material/open_in_new:"
        container.link_button(open_label, address_of_this_state(), icon=icon)
        return None
    container.file_uploader(
        label,
        key=_widget_key(name),
        max_upload_size=most_bytes // 1024**2,
        on_change=_take_file,
        args=(name, on_change),
    )
    failed = st.session_state.get(_shelf(name))
    if isinstance(failed, ValueError):
        draw_error(failed, container)
    file = uploaded_file(name)
    if file is None:
        return None
    if st.session_state.get(_widget_key(name)) is None:  # it forgets when another page is shown
        container.caption(translate("Still in use: {name}", name=plain(file.name, 40)))
        container.button(
            translate("Remove this file"),
            key=f"_{name}_remove",
            on_click=_take_file,
            args=(name, on_change),
        )
    return file


def uploaded_file(name: str) -> Upload | None:
    """The file that the session keeps of an uploader, drawn in this run or not."""
    file = st.session_state.get(_shelf(name))
    return file if isinstance(file, Upload) else None


def _browser_sends_cookies() -> bool:
    """Whether an upload can succeed: Streamlit takes none without its cookie against forgery.

    In a frame on a page of another site browsers keep cookies back. A test has no browser.
    """
    if not st.get_option("server.enableXsrfProtection") or not st.context.headers.to_dict():
        return True
    return any("xsrf" in name for name in st.context.cookies)


def _take_file(name: str, on_change: Callable[[], None]) -> None:
    """Take the file that was uploaded, or forget the one that was taken away."""
    uploaded = st.session_state.get(_widget_key(name))
    st.session_state.pop(_shelf(name), None)
    on_change()
    if uploaded is None:
        return
    if not isinstance(uploaded, BytesIO):  # another replica has it, or it was too large
        st.session_state[_shelf(name)] = SentenceError("The upload failed. Choose the file again.")
        return
    number = st.session_state[_COUNT] = st.session_state.get(_COUNT, 0) + 1
    st.session_state[_shelf(name)] = Upload(number, uploaded.name, uploaded.getvalue())


def _shelf(name: str) -> str:
    return f"_{name}_file"


def _widget_key(name: str) -> str:
    return f"_{name}_upload"
