"""Whether Back, Forward or a link of a text has led to what this run draws.

Streamlit knows it, and tells it to nobody. Where this version does not know it, a link that is
followed in the same tab leaves the controls that the session has drawn as they are.
"""

from dashboard.streamlit_patches.guard import imported

_get_script_run_ctx = imported("streamlit.runtime.scriptrunner", "get_script_run_ctx")


def is_history_navigation() -> bool:
    """Whether the URL decides in this run, and not the session."""
    context = _get_script_run_ctx and _get_script_run_ctx(suppress_warning=True)
    return bool(getattr(context, "is_history_navigation", False))
